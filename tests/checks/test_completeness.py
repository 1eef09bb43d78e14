"""Where there are no records though there always were."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from checked import workspace

from dtplan_analysis.checks.completeness import complete
from dtplan_analysis.workspace import open_store


def days(unit: str, first: date, last: date, each: int = 3) -> list[str]:
    """Work records closed on every working day."""
    inside = (first + timedelta(n) for n in range((last - first).days + 1))
    return [f"{unit}-{day}-{n},{unit},{day},1,1,1" for day in inside if day.weekday() < 5 for n in range(each)]


def work_records(*rows: list[str]) -> str:
    head = "number,unit,closed_on,opened_digitally,processed_digitally,closed_digitally"
    return "\n".join([head, *(row for part in rows for row in part), ""])


Q1, Q2 = (date(2024, 1, 1), date(2024, 3, 29)), (date(2024, 4, 1), date(2024, 6, 28))


@pytest.mark.parametrize(
    ("rows", "silent", "gaps"),
    [
        pytest.param([days("A", Q1[0], Q2[1]), days("B", *Q2)], [], [], id="complete"),
        pytest.param([days("A", Q1[0], Q2[1])], [("B", "2024Q2")], [], id="a unit that never reported"),
        pytest.param(
            [days("A", *Q1), days("A", Q2[0], date(2024, 5, 3)), days("A", date(2024, 5, 20), Q2[1]), days("B", *Q2)],
            [],
            [("A", date(2024, 5, 6), date(2024, 5, 17))],
            id="a unit's days",
        ),
        pytest.param(
            [
                *(days(unit, Q2[0], date(2024, 5, 3)) for unit in "AB"),
                *(days(unit, date(2024, 5, 20), Q2[1]) for unit in "AB"),
            ],
            [],
            [("", date(2024, 5, 6), date(2024, 5, 17))],
            id="all units' days",
        ),
        pytest.param(
            [days("A", *Q2), days("B", Q2[0], date(2024, 5, 31))],
            [],
            [("B", date(2024, 6, 3), date(2024, 6, 28))],
            id="until the end",
        ),
        pytest.param(
            [days("A", *Q2), days("B", Q2[0], date(2024, 5, 3)), days("B", date(2024, 5, 8), Q2[1])],
            [],
            [],
            id="nine records may be lacking by chance",
        ),
    ],
)
def test_finds_where_there_are_no_records(
    tmp_path: Path, rows: list[list[str]], silent: list[tuple[str, str]], gaps: list[tuple[object, ...]]
) -> None:
    result = complete(open_store(workspace(tmp_path / "w", work_records=work_records(*rows))))
    table = result.table
    own = table[table["status"] == "not_reported"]
    assert list(zip(own["unit"], own["quarter"], strict=True)) == silent
    assert list(zip(result.gaps["unit"], result.gaps["first"], result.gaps["last"], strict=True)) == gaps
    assert set(table.loc[table["unit"] == "C", "status"]) == {"not_expected"}


def test_a_silent_quarter_of_a_unit_is_not_reported(tmp_path: Path) -> None:
    rows = [days("A", Q1[0], Q2[1]), days("B", *Q2)]
    rows[0] = [row for row in rows[0] if "2024-02" in row or "2024-03" in row] + days("A", date(2023, 10, 2), Q1[0])
    result = complete(open_store(workspace(tmp_path / "w", work_records=work_records(*rows))))
    status = {(row.unit, row.quarter): row.status for row in result.table.itertuples()}
    assert status["A", "2024Q1"] == "reported"
    assert status["A", "2024Q2"] == "not_reported"
