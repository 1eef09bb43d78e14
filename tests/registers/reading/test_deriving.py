"""Days that are counted from others, due days on which nobody works, and shares."""

from datetime import date
from pathlib import Path

import pytest
from reading import cells, columns_of, dossiers, read

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.holidays import vietnam
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.deriving import late_in_day


def test_due_days_on_which_nobody_works_are_said(tmp_path: Path) -> None:
    text = cells("due_on", ["2024-05-04", "2024-05-05", "2024-04-29", "2024-05-06"])
    found = read(tmp_path, {"x.csv": text}, calendar=vietnam()).reading
    assert found.inconsistent["due_on_rest_day"] == 2
    assert found.detected["holidays vn"] == {"days off not sure in": "2024 (likely)"}
    assert read(tmp_path, {}, calendar=vietnam(), due_on_rest_day="next").reading.inconsistent.keys() == {
        "due_on_before_received_on"
    }


def test_years_that_the_calendar_has_not_are_said(tmp_path: Path) -> None:
    text = dossiers("1,VP,2027-05-06", "2,VP,2028-05-06")
    found = read(tmp_path, {"x.csv": text}, calendar=vietnam(), as_of=date(2028, 12, 31)).reading
    assert found.detected["holidays vn"] == {"days off not sure in": "2027 (unknown), 2028 (unknown)"}


def test_a_day_past_the_calendar_is_unreadable_and_not_empty(tmp_path: Path) -> None:
    options = {"columns": columns_of(due_on={"from": "received_on", "days": 2, "working": True}), "calendar": vietnam()}
    found = read(tmp_path, {"x.csv": dossiers("A,VP,2022-12-30", "B,VP,2024-05-06")}, **options)
    assert (found.reading.unreadable, found.reading.empty.get("due_on", 0)) == ({"due_on": 1}, 0)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        (["66%", "95 %", "66,5%", "0%", ""], [0.66, 0.95, 0.665, 0.0, None]),
        (["0.66", "0.95", "1"], [0.66, 0.95, 1.0]),
        (["66.125 %", "7.5%"], [0.66125, 0.075]),
    ],
)
def test_shares_with_their_sign(tmp_path: Path, written: list[str], right: list[float | None]) -> None:
    found = read(tmp_path, {"x.csv": answers("weight", written)}, register="satisfaction").column("weight")
    assert found == pytest.approx(right)


def answers(name: str, values: list[str]) -> str:
    return f"unit;answered_on;score;{name}\n" + "".join(f"VP;2024-05-06;4;{value}\n" for value in values)


def test_a_share_of_a_score_is_of_its_highest(tmp_path: Path) -> None:
    text = "unit,period,criterion,score,max_score,inspected_on\nVP,2024Q2,A,80%,20,2024-05-06\n"
    text += "VP,2024Q2,B,95 %,10,2024-05-06\n"
    assert read(tmp_path, {"x.csv": text}, register="inspections").column("score") == [16.0, 9.5]


@pytest.mark.parametrize(("register", "late"), [("dossiers", True), ("satisfaction", False), ("petitions", False)])
def test_moments_are_compared_where_a_register_has_an_end_and_a_due_day(register: str, late: bool) -> None:
    given = Source(REGISTERS[register], "*.csv", Path())
    assert bool(late_in_day(given)) is late


@pytest.mark.parametrize("written", [["66%", "0.95"], ["0.5", "", "95 %"]])
def test_shares_beside_plain_numbers_are_refused_with_both_lines(tmp_path: Path, written: list[str]) -> None:
    with pytest.raises(RegisterError, match="with the sign % and numbers without it") as raised:
        read(tmp_path, {"x.csv": answers("weight", written)}, register="satisfaction")
    assert raised.value.where.count("line") == 2
