"""Measuring a workspace: every unit and quarter accounted for, a store that is whole, or none."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dtplan_analysis.catalogue import INDICATORS, REGISTERS
from dtplan_analysis.counting import count
from dtplan_analysis.errors import ConfigurationError, PeriodError, RegisterError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.registers import Column, Register
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.units import Unit, Units
from dtplan_analysis.workspace import Store, is_measured, measure, measured_by, open_store, open_workspace
from dtplan_analysis.workspace.grid import Grid

UNITS = """code,name_vi,name_en,scope,aliases,valid_from,valid_to,successor,exempt
A,Vụ A,A,,Alpha,,,,
B,Vụ B,B,,,,,,dossiers
C,Vụ C,C,,,,,,
SXD,Sở Xây dựng,Pilot,pilot,,,,,
"""


def plan(*targets: str) -> str:
    """A plan of targets, each an indicator or `indicator/variant`, with a threshold of 60 %."""
    text = 'id = "p"\ntitle = { vi = "K", en = "P" }\nfirst_quarter = "2024Q2"\n'
    for place, target in enumerate(targets, 1):
        indicator, _, variant = target.partition("/")
        text += f'[[targets]]\nid = "T{place}"\nindicator = "{indicator}"\n'
        text += 'threshold = "60%"\n' if indicator != "infrastructure_conditions" else "checklist = true\n"
        text += f'variant = "{variant}"\n' if variant else ""
        text += 'text = { vi = "a", en = "a" }\nshort = { vi = "a", en = "a" }\n'
    return text


def workspace(folder: Path, targets: list[str], settings: str = "", units: str = UNITS, **registers: str) -> Path:
    """Write a workspace with registers as CSV texts."""
    folder.mkdir(exist_ok=True)
    text = 'plan = "plan.toml"\n' + ('units = "units.csv"\n' if units else "") + settings
    for name, rows in registers.items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    (folder / "plan.toml").write_text(plan(*targets), encoding="utf-8")
    (folder / "units.csv").write_text(units, encoding="utf-8")
    return folder


def dossiers(*rows: str, columns: str = "channel,processed_online") -> str:
    """Dossiers as `unit day cell cell …`, numbered by their place; a dash is an empty cell."""
    parts = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    lines = [f"{place},{','.join(cells)}" for place, cells in enumerate(parts, 1)]
    return "\n".join([f"number,unit,received_on,{columns}", *lines, ""])


def row(store: Store, unit: str, quarter: str = "2024Q2", span: str = "quarter", **more: str) -> pd.Series:
    """The one judged row of a unit and quarter."""
    table = store.judged
    wanted = {"target": "T1"} | more
    found = table[(table["unit"] == unit) & (table["period"] == quarter) & (table["span"] == span)]
    for name, value in wanted.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def said(store: Store, unit: str, quarter: str = "2024Q2", span: str = "quarter", **more: str) -> tuple[object, ...]:
    """Status and reason of a row without data, else its records, missing, denominator and numerator."""
    found = row(store, unit, quarter, span, **more)
    if pd.isna(found["denominator"]):
        return found["status"], found["reason"]
    if found["status"] == "no_case":
        return ("no_case",)
    return tuple(int(found[name]) for name in ("records", "missing", "denominator", "numerator"))


ONLINE = dossiers(
    "A 2024-04-02 online 1",
    "A 2024-05-02 direct 0",
    "A 2024-07-02 online 1",
    "Alpha 2024-06-30 online 1",
    "C 2024-01-15 online -",
    "SXD 2024-05-02 online 1",
    "X1 2024-05-02 online 0",
    "X2 2024-05-02 online 0",
)


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(workspace(tmp_path_factory.mktemp("online") / "w", ["dossiers_online"], dossiers=ONLINE))


# -- The grid ----------------------------------------------------------------------------------------------------------


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


def test_counts_and_judges_by_whole_numbers(online: Store) -> None:
    found = row(online, "A")
    assert (found["value"], found["threshold"], found["status"], found["shortfall"]) == (2 / 3, "3/5", "met", 0)
    counts = online.counts
    assert len(counts) == len(online.judged)
    assert (counts["records"] == counts["excluded"] + counts["missing"] + counts["denominator"]).all()


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
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], 'first_quarter = "2024Q2"\n', dossiers=text))
    assert [quarter.label for quarter in store.quarters] == ["2024Q2"]
    assert said(store, "A") == (2, 0, 2, 1)
    assert said(store, "A", span="year_to_date") == (3, 0, 3, 2)


def test_one_old_slip_makes_no_century_of_quarters(tmp_path: Path) -> None:
    text = dossiers("A 1994-05-02 online 1", "A 2024-05-02 online 1", "A 2024-05-03 online 1", "A 2059-01-01 online 1")
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], dossiers=text))
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


def test_who_came_to_two_units_is_one_person_of_the_organisation(tmp_path: Path) -> None:
    text = dossiers(
        "A 2024-04-02 online 1 u1",
        "C 2024-04-02 online 0 u1",
        "C 2024-04-02 online 1 u2",
        "A 2024-07-02 online 1 u2",
        "SXD 2024-04-02 online 1 u3",
        columns="channel,authenticated,user",
    )
    store = open_store(workspace(tmp_path / "w", ["dossiers_authenticated/users"], dossiers=text))
    assert said(store, "A") == (1, 0, 1, 1)
    assert said(store, "C") == (2, 0, 2, 1)
    assert said(store, "(total)") == (2, 0, 2, 1)
    assert said(store, "(total)", "2024Q3", "year_to_date") == (2, 0, 2, 1)
    assert said(store, "(total)", "2024Q3") == (1, 0, 1, 1)


# -- What registers do not cover ---------------------------------------------------------------------------------------

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


def test_todays_state_is_never_read_back(tmp_path: Path) -> None:
    store = open_store(
        workspace(
            tmp_path / "w",
            ["systems_integrated", "dossiers_fully_online", "infrastructure_conditions"],
            "as_of = 2024-09-30\n",
            dossiers=dossiers(
                *[f"A 2024-0{month}-11 online 1 1 online 1 P1" for month in (2, 5, 8)],
                columns="channel,processed_online,result_online,result_delivery,reused,procedure",
            ),
            systems="system,unit,serves_public,state,integrated,platform,valid_from\n1,A,1,operating,1,lgsp,2024-07-05\n",
            procedures="procedure,level,valid_from\nP1,4,2024-07-05\n",
            infrastructure="unit,item,snapshot_on,required,met\nA,x,2024-05-05,1,1\nA,y,2024-05-05,1,0\nA,y,2024-05-06,1,1\n",
        )
    )
    quarters = ["2024Q1", "2024Q2", "2024Q3"]
    none = ("no_data", "outside_register:systems")
    assert [said(store, "A", q, target="T1") for q in quarters] == [none, none, (1, 0, 1, 1)]
    none = ("no_data", "outside_register:procedures")
    assert [said(store, "A", q, target="T2") for q in quarters] == [none, none, (1, 0, 1, 1)]
    none = ("no_data", "no_snapshot:infrastructure")
    assert [said(store, "A", q, target="T3") for q in quarters] == [none, (1, 0, 1, 1), none]
    assert said(store, "C", "2024Q2", target="T3") == ("no_data", "not_reported:infrastructure")


def test_says_which_register_or_column_is_lacking(tmp_path: Path) -> None:
    settings = "as_of = 2024-06-30\n"
    folder = workspace(
        tmp_path / "w", ["dossiers_online", "staff_trained", "dossiers_on_time"], settings, dossiers=ONLINE
    )
    text = (folder / "dtplan.toml").read_text(encoding="utf-8")
    (folder / "dtplan.toml").write_text(text + '[registers.dossiers.columns]\ndue_on = "chanel"\n', encoding="utf-8")
    store = open_store(folder)
    assert said(store, "(total)") == (5, 0, 5, 2)
    assert said(store, "A", target="T2") == ("no_data", "no_register:staff")
    assert said(store, "(total)", target="T2") == ("no_data", "no_register:staff")
    assert said(store, "A", target="T3") == ("no_data", "missing_column:dossiers.due_on")
    assert said(store, "B", target="T3") == ("no_case",)
    assert said(store, "(total)", target="T3") == ("no_data", "missing_column:dossiers.due_on")
    assert store.readings["dossiers"].absent.count("due_on") == 1
    assert store.readings["dossiers"].nearest["due_on"] == "channel"


# Each indicator on frames that lack one column: it is said to be absent, or is none that the counts need.

VALUES: dict[str, Any] = {"date": pd.Timestamp("2024-05-06"), "flag": True, "whole": 1, "number": 1.0, "text": "x"}
ENDS = ("valid_to", "completed_on", "returned_on")


def frame(register: Register, without: str = "") -> pd.DataFrame:
    def value(column: Column) -> Any:
        return pd.NaT if column.name in ENDS else column.codes[0] if column.codes else VALUES[column.type]

    cells = {column.name: [value(column)] for column in register.columns if column.name != without}
    return pd.DataFrame(cells).astype({name: "datetime64[us]" for name in ENDS if name in cells})


def variants() -> Iterator[Proportion]:
    for indicator in INDICATORS.values():
        yield from (indicator, *indicator.variants)


def touched(indicator: Proportion, name: str) -> set[str]:
    """The columns of a register that an indicator has to do with."""
    of_events = [indicator.events.key, indicator.events.date] if indicator.events else []
    kinds = indicator.events.kinds[:1] if indicator.events and indicator.events.kinds else ()
    others = {*of_events, *kinds, *(column for lookup in indicator.lookups for column in lookup.columns)}
    own = {source for column in indicator.columns for source in REGISTERS[name].sources(column)}
    return own if name == indicator.register.name else {str(column) for column in others}


@pytest.mark.parametrize("indicator", list(variants()), ids=lambda one: f"{one.name}/{one.variant}")
def test_an_absent_column_is_said_or_is_none_that_is_needed(indicator: Proportion) -> None:
    period = CALENDAR.quarter("2024Q2")
    whole = {register.name: frame(register) for register in indicator.registers}

    def missing(frames: dict[str, pd.DataFrame]) -> int:
        counts = count([indicator], frames, [period], as_of=date(2024, 6, 30))[0].to_native()
        return int(counts["missing"].sum())

    for name in whole:
        for column in REGISTERS[name].columns:
            if column.required or not touched(indicator, name) & {column.name}:
                continue  # without it the register is refused, or nothing changes
            readings = {one: Reading(one, absent=[column.name] if one == name else []) for one in whole}
            absent = Grid(readings, Units(()), [period], date(2024, 6, 30)).absent(indicator)
            if absent:
                assert absent == f"missing_column:{name}.{column.name}"
            else:
                assert missing(whole | {name: frame(REGISTERS[name], column.name)}) <= missing(whole)


# -- Surveys -----------------------------------------------------------------------------------------------------------

ANSWERS = "unit,answered_on,score\n" + "".join(
    f"{unit},2024-0{month}-11,{score}\n" for unit in "AC" for month in (2, 5) for score in (5, 5, 4, 1)
)


@pytest.mark.parametrize(
    ("served", "known"),
    [
        pytest.param("A,2024Q1,8\nA,2024Q2,4\nC,2024Q2,5\n", {"A": True, "C": True, "(total)": True}, id="known"),
        pytest.param("A,2024Q2,4\n", {"A": True, "C": False, "(total)": False}, id="of one unit only"),
        pytest.param("A,2024Q2,-4\nC,2024Q2,2\n", {"A": False, "C": False, "(total)": False}, id="impossible"),
        pytest.param("A,Quý II,4\nC,2024-Q2,2\nC,,\n", {"A": False, "C": False, "(total)": False}, id="no quarter"),
        pytest.param("Alpha,2024Q2,4\nC,2024Q2,5\n", {"A": True, "C": True, "(total)": True}, id="under an alias"),
    ],
)
def test_a_survey_is_corrected_for_how_many_were_served(tmp_path: Path, served: str, known: dict[str, bool]) -> None:
    store = open_store(
        workspace(
            tmp_path / "w",
            ["applicants_satisfied"],
            satisfaction=ANSWERS,
            satisfaction_served="unit,period,served\n" + served,
        )
    )
    methods = {unit: row(store, unit)["method"] == "wilson_finite_population" for unit in known}
    assert methods == known
    if known["A"]:
        assert row(store, "A")[["lower", "upper"]].to_list() == pytest.approx([0.75, 0.75])  # all four of four asked
    to_date = row(store, "A", span="year_to_date")["method"] == "wilson_finite_population"
    assert to_date == (served.count("A,2024Q1") == 1)


# -- What is measured --------------------------------------------------------------------------------------------------


def test_measures_targets_then_other_variants_then_what_supports_them(tmp_path: Path) -> None:
    targets = ["dossiers_on_time/completed", "dossiers_online", "applicants_satisfied"]
    measured = measured_by(open_workspace(workspace(tmp_path / "w", targets, dossiers=ONLINE)))
    found = [(one.target.id if one.target else "", one.indicator.name, one.indicator.variant) for one in measured]
    assert found[:3] == [
        ("T1", "dossiers_on_time", "completed"),
        ("T2", "dossiers_online", ""),
        ("T3", "applicants_satisfied", "administrative"),
    ]
    beside = found[3:]
    assert {("", "dossiers_on_time", "received"), ("", "applicants_satisfied", "survey")} <= set(beside)
    assert len(set(found)) == len(found)
    assert not [one for one in beside if one[0]]


def test_two_targets_may_ask_the_same_indicator(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online", "dossiers_online"], dossiers=ONLINE)
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    (folder / "plan.toml").write_text(text[::-1].replace('"%06"', '"%09"', 1)[::-1], encoding="utf-8")
    store = open_store(folder)
    assert [row(store, "A", target=target)["threshold"] for target in ("T1", "T2")] == ["3/5", "9/10"]
    assert [row(store, "A", target=target)["status"] for target in ("T1", "T2")] == ["met", "not_met"]
    assert len(store.judged[store.judged["target"] == "T2"]) == len(store.judged) / 2


def test_registers_without_units_leave_a_total_without_data(tmp_path: Path) -> None:
    store = open_store(
        workspace(tmp_path / "w", ["staff_trained"], units="", training="staff,completed_on\n1,2024-05-01\n")
    )
    assert said(store, "(total)", variant="any_class") == ("no_data", "no_register:staff")


def test_gives_registers_out_by_unit(online: Store) -> None:
    assert len(online.register("dossiers")) == 8
    own = online.register("dossiers", unit="A")
    assert own is not None
    assert set(own["unit"]) == {"A"}
    assert len(own) == 4
    assert online.register("staff") is None
    assert online.inputs == {"dossiers": online.readings["dossiers"].files}


# -- A store that is whole, or none ------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    open_store(folder)
    return folder


def touch(folder: Path, name: str, change: Callable[[str], str]) -> None:
    file = folder / name
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("dtplan.toml", lambda text: text + "\n# a remark"),
        ("plan.toml", lambda text: text.replace("60%", "61%")),
        ("units.csv", lambda text: text.replace("Alpha", "Aleph")),
        ("dossiers.csv", lambda text: text.replace("direct,0", "online,1")),
        ("dossiers.csv", lambda text: text.replace("online,0", "online,1")),  # of the same size
        (".dtplan/counts.parquet", lambda _: "broken"),
        (".dtplan/readings.json", lambda text: text.replace("8", "9")),
        (".dtplan/state.json", lambda _: "[]"),
        (".dtplan/state.json", lambda text: text[:50]),
        (".dtplan/registers/dossiers.parquet", lambda _: ""),
    ],
)
def test_notices_whatever_changed(small: Path, name: str, change: Callable[[str], str]) -> None:
    assert is_measured(open_workspace(small))
    if name.endswith(".parquet"):
        (small / name).write_bytes(change("").encode())
    else:
        touch(small, name, change)
    assert not is_measured(open_workspace(small))
    store = open_store(small)
    assert is_measured(store.workspace)
    assert not store.judged.empty


def test_notices_new_and_lost_files(small: Path) -> None:
    touch(small, "dtplan.toml", lambda text: text.replace("dossiers.csv", "dossiers*.csv"))
    assert said(open_store(small), "A") == (3, 0, 3, 2)
    (small / "dossiers-2.csv").write_text(dossiers("A 2024-05-05 direct 0").replace("1,A", "99,A"), encoding="utf-8")
    assert said(open_store(small), "A") == (4, 0, 4, 2)
    shutil.rmtree(small / ".dtplan" / "registers")
    assert not is_measured(open_workspace(small))
    (small / "dossiers-2.csv").unlink()
    (small / "dossiers.csv").unlink()
    assert not is_measured(open_workspace(small))
    with pytest.raises(RegisterError, match="no file matches"):
        open_store(small)


def test_does_nothing_twice(small: Path) -> None:
    said_so: list[str] = []
    open_store(small, said_so.append)
    assert said_so == []
    measure(open_workspace(small), said_so.append)
    assert said_so == []
    measure(open_workspace(small), said_so.append, anew=True)
    assert said_so == ["reading dossiers (1 of 1)", "sorting dossiers", "counting dossiers"]


OFFICE = {
    "dossiers": ONLINE,
    "declarations": "unit,declared_on,held_in_national_database,asked_again\nA,2024-05-05,1,0\nA,2024-05-06,1,1\n",
    "staff": "staff,unit,kind,valid_from,official_mailbox\n1,A,official,2020-01-01,1\n2,C,official,2020-01-01,1\n",
    "training": "staff,completed_on,kind\n1,2024-05-05,awareness\n",
}


@pytest.mark.parametrize(
    ("name", "change", "read", "counted"),
    [
        pytest.param(
            "dossiers.csv", lambda t: t.replace("direct,0", "online,1"), ["dossiers"], ["dossiers"], id="rows"
        ),
        pytest.param("training.csv", lambda t: t.replace("1,2024", "2,2024"), ["training"], ["staff"], id="events"),
        pytest.param("plan.toml", lambda t: t.replace("60%", "61%"), [], [], id="the plan alone"),
        pytest.param(
            "declarations.csv",
            lambda t: t + "A,2024-09-05,1,1\n",
            ["declarations"],
            ["declarations", "dossiers", "staff"],
            id="a later as-of day",
        ),
        pytest.param(
            "units.csv",
            lambda t: t.replace("Alpha", "Aleph"),
            ["declarations", "dossiers", "staff", "training"],
            ["declarations", "dossiers", "staff"],
            id="units",
        ),
    ],
)
def test_reads_and_counts_only_what_changed(
    tmp_path: Path, name: str, change: Callable[[str], str], read: list[str], counted: list[str]
) -> None:
    targets = ["dossiers_online", "dossiers_authenticated/users", "declarations_not_repeated", "staff_trained"]
    folder = workspace(tmp_path / "w", targets, **OFFICE)
    open_store(folder)
    touch(folder, name, change)
    said_so: list[str] = []
    once = open_store(folder, said_so.append).judged
    assert sorted(one.split()[1] for one in said_so if one.startswith("reading")) == read
    assert sorted(one.split()[1] for one in said_so if one.startswith("counting")) == counted
    before = contents(folder / ".dtplan")
    measure(open_workspace(folder), anew=True)
    assert contents(folder / ".dtplan") == before
    assert open_store(folder).judged.equals(once)


def test_memory_is_bounded_as_the_workspace_says(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], 'memory = "512MB"\n', dossiers=ONLINE)
    opened = open_workspace(folder)
    assert opened.memory == "512MB"
    with connect(tmp_path, opened.memory) as engine:
        assert engine.sql("SELECT current_setting('memory_limit')").fetchall() == [("488.2 MiB",)]
    for wrong in ("much", "-1GB", "512", "0GB"):
        text = (folder / "dtplan.toml").read_text(encoding="utf-8")
        (folder / "dtplan.toml").write_text(re.sub('memory = ".*"', f'memory = "{wrong}"', text), encoding="utf-8")
        with pytest.raises(ConfigurationError, match="memory is"):
            open_workspace(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_run_that_fails_leaves_the_old_store(small: Path) -> None:
    before = contents(small / ".dtplan")
    touch(small, "dossiers.csv", lambda text: text.replace("received_on", "received"))
    with pytest.raises(RegisterError):
        measure(open_workspace(small))
    assert contents(small / ".dtplan") == before
    touch(small, "dossiers.csv", lambda text: text.replace("received", "received_on"))
    touch(small, "dtplan.toml", lambda text: "quarters = [[2031-01-01, 2031-03-31]]\n" + text)
    with pytest.raises(PeriodError, match="no quarter lies between") as raised:
        measure(open_workspace(small))
    assert raised.value.where == "dtplan.toml"
    assert contents(small / ".dtplan") == before


@pytest.mark.parametrize("moves", range(13))
def test_a_run_that_is_cut_off_vouches_for_nothing(small: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Wherever the placing of files stops, no state vouches for the old and the new together."""
    touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))
    left, move = [moves], Path.replace

    def stopping(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        measure(open_workspace(small))
    monkeypatch.undo()
    assert not (small / ".dtplan" / "state.json").exists()
    assert not is_measured(open_workspace(small))
    assert said(open_store(small), "A") == (3, 0, 3, 3)
    assert not list((small / ".dtplan").glob("measuring-*"))


def test_what_changes_while_it_is_read_is_read_again(small: Path) -> None:
    def change(what: str) -> None:
        if what == "counting dossiers":
            touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))

    measure(open_workspace(small), change, anew=True)
    assert not is_measured(open_workspace(small))


def test_writes_nothing_outside_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    before = contents(tmp_path)
    open_store(folder)
    new = set(contents(tmp_path)) - set(before)
    assert {name.split("/")[1] for name in new} == {".dtplan"}
    assert {name.split("/", 2)[2] for name in new} == {
        "counted.parquet",
        "counts.parquet",
        "judged.parquet",
        "key",
        "lock",
        "one_stop.parquet",
        "readings.json",
        "registers/dossiers.parquet",
        "set-aside/dossiers.csv",
        "state.json",
    }
    assert contents(tmp_path).items() >= before.items()


def test_the_key_stays_and_is_in_no_output(small: Path) -> None:
    store = small / ".dtplan"
    key = (store / "key").read_bytes()
    assert len(key) == 64
    assert (store / "key").stat().st_mode & 0o077 == 0
    measure(open_workspace(small))
    assert (store / "key").read_bytes() == key
    assert not [name for name, content in contents(store).items() if key in content and name != "key"]
    (store / "key").write_bytes(b"")  # a machine that was switched off
    measure(open_workspace(small))
    assert len((store / "key").read_bytes()) == 64


def test_outputs_do_not_depend_on_the_machine_or_the_day(tmp_path: Path) -> None:
    stores = [open_store(workspace(tmp_path / name, ["dossiers_online"], dossiers=ONLINE)) for name in ("a", "b")]
    one, other = (contents(store.workspace.store) for store in stores)
    for name in ("counts.parquet", "readings.json", "set-aside/dossiers.csv", "registers/dossiers.parquet"):
        assert one[name] == other[name]
    assert stores[0].judged.equals(stores[1].judged)
    states = [json.loads(content["state.json"]) for content in (one, other)]
    assert all(str(tmp_path) not in json.dumps(state) for state in states)


def test_refuses_a_workspace_that_cannot_be_written(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    (folder / ".dtplan").write_text("in the way", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be written") as raised:
        open_store(folder)
    assert raised.value.remedy


def test_many_broken_lines_are_read_in_no_time(tmp_path: Path) -> None:
    rows = [f"{n},A,2024-05-06,online,1" if n % 2 else f"{n},A" for n in range(60_000)]
    text = "\n".join(["number,unit,received_on,channel,processed_online", *rows])
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=text)
    reading = open_store(folder).readings["dossiers"]
    assert reading.set_aside == {"line: missing columns": 30_000}
    last = (folder / ".dtplan" / "set-aside" / "dossiers.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last == "dossiers.csv,,60000,line,,missing columns"


def test_units_that_follow_each_other_in_a_ring_do_no_harm() -> None:
    ring = Units((unit_("A", "B", date(2024, 3, 31)), unit_("B", "A", date(2024, 6, 30))))
    grid = Grid({}, ring, [], date(2024, 12, 31))
    assert grid.heir("A", date(2024, 12, 31)) == "B"
    assert grid.heir("gone", date(2024, 12, 31)) == "gone"


def unit_(code: str, successor: str, ended: date) -> Unit:
    return Unit(code, Text(code, code), successor=successor, valid_to=ended)


@pytest.mark.parametrize("name", ["it's [2024] *?", "Bộ Xây dựng", "a b;--", "%d{x}$HOME", "-n"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert said(open_store(workspace(tmp_path / name, ["dossiers_online"], dossiers=ONLINE)), "A") == (3, 0, 3, 2)
