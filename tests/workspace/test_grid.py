"""Units and quarters of the judged table: which there are, which are empty, and why."""

from datetime import date
from pathlib import Path

import pytest
from workspaces import dossiers, row, said, workspace

from dtplan_analysis.errors import PeriodError
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.workspace import Store, open_store


@pytest.mark.parametrize(
    ("unit", "quarter", "span", "expected"),
    [
        pytest.param("A", "2024Q2", "quarter", (3, 0, 3, 2), id="with the alias"),
        pytest.param("A", "2024Q1", "quarter", ("no_case",), id="few, and none in a quarter"),
        pytest.param("A", "2024Q3", "year_to_date", (4, 0, 4, 3), id="year to date"),
        pytest.param("B", "2024Q2", "quarter", ("no_case",), id="exempt"),
        pytest.param("C", "2024Q1", "quarter", (1, 1, 0, 0), id="missing only"),
        pytest.param("C", "2024Q3", "year_to_date", (1, 1, 0, 0), id="year to date of an earlier quarter"),
        pytest.param("SXD", "2024Q2", "quarter", (1, 0, 1, 1), id="pilot, by itself"),
        pytest.param("(unknown)", "2024Q2", "quarter", (2, 0, 2, 0), id="two unknown units"),
        pytest.param("(total)", "2024Q2", "quarter", (5, 0, 5, 2), id="with the unknown, without the pilot"),
        pytest.param("(total)", "2024Q3", "year_to_date", (7, 1, 6, 3), id="total to date"),
    ],
)
def test_accounts_for_every_unit_and_quarter(
    online: Store, unit: str, quarter: str, span: str, expected: tuple[object, ...]
) -> None:
    assert said(online, unit, quarter, span) == expected


def test_lists_units_in_official_order_and_quarters_in_order_of_time(online: Store) -> None:
    table = online.judged
    assert list(table.columns) == list(JUDGED)
    here = table[(table["period"] == "2024Q2") & (table["span"] == "quarter") & (table["target"] == "T1")]
    assert list(here["unit"]) == ["A", "B", "C", "SXD", "(unknown)", "(total)"]
    assert [quarter.label for quarter in online.quarters] == ["2024Q1", "2024Q2", "2024Q3"]
    assert online.quarter("2024Q2").end == date(2024, 6, 30)
    with pytest.raises(PeriodError, match="no data for the quarter 2025Q1"):
        online.quarter("2025Q1")
    unknown = table[(table["unit"] == "(unknown)") & (table["period"] == "2024Q1")]
    assert unknown.empty  # there only where it has records


def test_marks_quarters_as_provisional_and_baseline(online: Store) -> None:
    assert online.as_of == date(2024, 7, 2)
    found = [row(online, "A", quarter) for quarter in ("2024Q1", "2024Q2", "2024Q3")]
    marks = [(bool(one["provisional"]), bool(one["baseline"])) for one in found]
    assert marks == [(False, True), (False, False), (True, False)]
    assert set(online.judged["as_of"]) == {date(2024, 7, 2)}


def test_a_unit_that_never_reported_has_no_data(tmp_path: Path) -> None:
    rows = [f"A 2024-0{month}-11 online 1" for month in (2, 5, 8)]
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], dossiers=dossiers(*rows)))
    assert said(store, "C") == ("no_data", "not_reported:dossiers")
    assert said(store, "SXD") == ("no_data", "not_reported:dossiers")
    assert said(store, "B") == ("no_case",)
    assert said(store, "(total)") == (1, 0, 1, 1)


def test_a_unit_with_many_records_did_not_report_a_quarter_without_any(tmp_path: Path) -> None:
    often = [f"A 2024-{month:02}-11 online 1" for month in (1, 4, 10) for _ in range(10)]
    seldom = [f"C 2024-{month:02}-11 online 1" for month in (1, 4, 10) for _ in range(9)]
    settings = "as_of = 2024-12-31\n"
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], settings, dossiers=dossiers(*often, *seldom)))
    assert said(store, "A", "2024Q3") == ("no_data", "not_reported:dossiers")
    assert said(store, "C", "2024Q3") == ("no_case",)
    assert said(store, "A", "2024Q3", "year_to_date") == (20, 0, 20, 20)
    assert said(store, "(total)", "2024Q3") == ("no_data", "not_reported:dossiers")


def test_without_a_list_units_are_those_of_the_data(tmp_path: Path) -> None:
    text = dossiers("b 2024-04-02 online 1", "A 2024-04-02 online 1", "B 2024-05-02 online 0", "B 2024-05-03 online 0")
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], units="", dossiers=text))
    assert [unit.code for unit in store.units] == ["A", "B"]
    assert not store.units.declared
    assert said(store, "B") == (3, 0, 3, 1)


def test_no_quarter_is_shown_that_has_only_begun_and_holds_nothing(tmp_path: Path) -> None:
    text = dossiers("A 2024-05-02 online 1", "A 2024-11-02 online 1")
    begun = workspace(tmp_path / "a", ["dossiers_online"], "as_of = 2025-01-10\n", dossiers=text)
    assert [quarter.label for quarter in open_store(begun).quarters] == ["2024Q2", "2024Q3", "2024Q4"]
    over = workspace(tmp_path / "b", ["dossiers_online"], "as_of = 2025-03-31\n", dossiers=text)
    store = open_store(over)
    assert said(store, "A", "2025Q1") == ("no_data", "outside_register:dossiers")
    assert said(store, "(total)", "2025Q1") == ("no_data", "outside_register:dossiers")
    assert said(store, "B", "2025Q1") == ("no_case",)


def test_a_year_to_date_has_quarters_that_are_not_shown(tmp_path: Path) -> None:
    text = dossiers("A 2023-12-31 online 1", "A 2024-01-01 online 1", "A 2024-05-02 online 1", "A 2024-05-03 direct 0")
    store = open_store(
        workspace(tmp_path / "w", ["dossiers_online"], 'first_quarter = "2024Q2"\nas_of = 2024-05-03\n', dossiers=text)
    )
    assert [quarter.label for quarter in store.quarters] == ["2024Q2"]
    assert said(store, "A") == (2, 0, 2, 1)
    assert said(store, "A", span="year_to_date") == (3, 0, 3, 2)


def test_one_old_slip_makes_no_century_of_quarters(tmp_path: Path) -> None:
    text = dossiers("A 1994-05-02 online 1", "A 2024-05-02 online 1", "A 2024-05-03 online 1", "A 2059-01-01 online 1")
    settings = "as_of = 2024-05-03\n"  # so few rows behind a long gap would not set it themselves
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], settings, dossiers=text))
    assert [quarter.label for quarter in store.quarters] == ["2024Q2"]
    assert store.as_of == date(2024, 5, 3)


MERGED = """code,name_vi,name_en,valid_from,valid_to,successor
OLD,Vụ cũ,Old,,2024-05-15,NEW
NEW,Vụ mới,New,2024-05-16,,
"""


def test_an_ended_unit_goes_on_as_its_successor(tmp_path: Path) -> None:
    store = open_store(
        workspace(
            tmp_path / "w",
            ["dossiers_online", "systems_integrated", "tasks_tracked"],
            "as_of = 2024-09-30\n",
            MERGED,
            dossiers=dossiers("OLD 2024-05-15 online 1", "OLD 2024-05-16 online 0", "Old 2024-08-01 online 1"),
            systems="system,unit,serves_public,state,integrated,platform,valid_from\n"
            "1,OLD,1,operating,1,lgsp,2024-01-01\n2,NEW,1,operating,0,,2024-06-01\n",
            assignments="number,unit,assigned_on,due_on,completed_on,tracked\n1,OLD,2024-04-01,2024-12-31,,1\n",
            assignment_updates="number,updated_on\n1,2024-04-11\n1,2024-08-01\n",
        )
    )
    assert said(store, "OLD") == (1, 0, 1, 1)
    assert said(store, "NEW") == (1, 0, 1, 0)
    assert said(store, "NEW", "2024Q3") == (1, 0, 1, 1)
    assert said(store, "OLD", "2024Q2", target="T2") == (1, 0, 1, 1)
    assert said(store, "NEW", "2024Q3", target="T2") == (2, 0, 2, 1)
    assert said(store, "NEW", "2024Q3", "year_to_date", target="T2") == (2, 0, 2, 1)
    assert said(store, "OLD", "2024Q2", target="T3") == (1, 0, 1, 1)
    assert said(store, "NEW", "2024Q3", target="T3") == (1, 0, 1, 1)
    late = store.judged[(store.judged["unit"] == "OLD") & (store.judged["period"] == "2024Q3")]
    assert set(late["span"]) == {"year_to_date"}
    totals = [said(store, "(total)", quarter, target=t) for quarter in ("2024Q2", "2024Q3") for t in ("T1", "T2", "T3")]
    assert totals == [(2, 0, 2, 1), (2, 0, 2, 1), (1, 0, 1, 1), (1, 0, 1, 1), (2, 0, 2, 1), (1, 0, 1, 1)]


STAFF = "staff,unit,official_mailbox,valid_from\n1,A,1,2010-01-01\n2,A,1,2010-01-01\n3,C,1,2024-05-01\n"


def test_before_the_first_event_and_after_the_last_nobody_looked(tmp_path: Path) -> None:
    store = open_store(
        workspace(
            tmp_path / "w",
            ["staff_official_mail", "staff_trained", "tasks_tracked"],
            "as_of = 2024-12-31\n",
            staff=STAFF,
            mailbox_use="staff,used_on\n1,2024-04-01\n1,2024-09-30\n",
            training="staff,completed_on\n1,2023-11-01\n2,2024-05-01\n",
            assignments="number,unit,assigned_on,due_on,completed_on,tracked\n1,A,2023-10-02,2024-12-31,,1\n",
            assignment_updates="number,updated_on\n1,2024-01-11\n1,2024-08-01\n",
        )
    )
    labels = [quarter.label for quarter in store.quarters]
    assert labels == ["2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    none = ("no_data", "outside_register:mailbox_use")
    assert [said(store, "A", q, target="T1") for q in labels] == [none, none, (2, 0, 2, 1), (2, 0, 2, 1), none]
    assert said(store, "(total)", "2024Q1", target="T1") == none
    assert said(store, "A", "2024Q4", "year_to_date", target="T1") == none  # a stock's year to date is its last quarter
    trained = [said(store, "A", q, target="T2", variant="any_class") for q in labels]
    assert trained == [(2, 0, 2, 1), (2, 0, 2, 0), (2, 0, 2, 1), (2, 0, 2, 1), (2, 0, 2, 1)]
    none = ("no_data", "outside_register:assignment_updates")
    assert [said(store, "A", q, target="T3") for q in labels] == [none, (1, 0, 1, 1), (1, 0, 1, 0), (1, 0, 1, 1), none]
