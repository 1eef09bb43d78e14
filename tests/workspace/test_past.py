"""The past of a merged unit: what its predecessors counted together, said so on its page, and in no total twice."""

from pathlib import Path

import pytest
from workspaces import row, workspace

from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

UNITS = """code,name_vi,name_en,valid_from,valid_to,successor
A,Sở A,A,,2024-06-30,C
B,Sở B,B,,2024-06-30,C
D,Sở D,D,,,
C,Sở C,C,2024-07-01,,
"""
ROWS = [
    # unit, day, how many of ten are online
    ("A", "2024-02-01", 9),
    ("B", "2024-02-01", 1),
    ("D", "2024-02-01", 5),
    ("A", "2024-05-01", 8),
    ("B", "2024-05-01", 8),
    ("D", "2024-05-01", 5),
    ("A", "2024-08-01", 6),  # under the old code: the successor's
    ("C", "2024-08-01", 6),
    ("D", "2024-08-01", 5),
]


def rows() -> str:
    lines = ["number,unit,received_on,channel,processed_online"]
    for place, (unit, day, online) in enumerate(ROWS):
        lines += [f"{place}-{n},{unit},{day},{'online' if n < online else 'direct'},1" for n in range(10)]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("merged") / "w"
    return open_store(workspace(folder, ["dossiers_online"], "as_of = 2024-09-30\n", UNITS, dossiers=rows()))


def of(store: Store, unit: str) -> dict[str, tuple[int, int, str]]:
    table = store.of_unit(unit)
    table = table[(table["span"] == "quarter") & (table["target"] == "T1")]
    return {one.period: (int(one.numerator), int(one.denominator), one.status) for one in table.itertuples(index=False)}


def test_the_successors_past_is_the_sum_of_its_predecessors(store: Store) -> None:
    assert of(store, "C") == {
        "2024Q1": (10, 20, "not_met"),
        "2024Q2": (16, 20, "met"),
        "2024Q3": (12, 20, "met"),
    }
    assert store.judged is not None  # the whole table asked for changes nothing
    assert list(of(store, "C")) == ["2024Q1", "2024Q2", "2024Q3"]


def test_predecessors_keep_their_quarters_and_no_total_has_them_twice(store: Store) -> None:
    assert of(store, "A") == {"2024Q1": (9, 10, "met"), "2024Q2": (8, 10, "met")}
    assert int(row(store, TOTAL, "2024Q2")["denominator"]) == 30
    assert "C" not in set(store.of_quarter("2024Q2")["unit"])


def test_the_page_says_whose_quarters_they_are(store: Store) -> None:
    report = UnitQuarter.open("C", "2024Q3", workspace=store.workspace.folder, language="en")
    said = "Before 1 July 2024, when this unit began, the quarters are those of the units merged into it, whose cases"
    assert said in report.trends().to_text()
    assert "−20.0 pp" in report.summary().to_html()
    other = UnitQuarter.open("D", "2024Q3", workspace=store.workspace.folder, language="en")
    assert "merged" not in other.trends().to_text()


def test_what_is_not_shown_of_one_is_told_by_no_sum(tmp_path: Path) -> None:
    settings = "as_of = 2024-09-30\nsuppress = 5\n"
    hiding = open_store(workspace(tmp_path / "w", ["dossiers_online"], settings, UNITS, dossiers=rows()))
    table = hiding.of_unit("C")
    assert row(hiding, "A", "2024Q2")["status"] == "suppressed"
    assert "2024Q2" not in set(table.loc[table["denominator"].notna(), "period"])
