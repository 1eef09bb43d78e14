"""Units: found by any spelling, by level and in their tree, and what followed what."""

from datetime import date
from fractions import Fraction

import pytest

from dtplan_analysis.errors import UnitError
from dtplan_analysis.language import Text
from dtplan_analysis.units import UNKNOWN, Unit, Units, units_from_codes

ONE = Fraction(1)


def unit(code: str, **more: object) -> Unit:
    return Unit(code, Text(f"Vụ {code}", f"Department {code}"), **more)  # type: ignore[arg-type]


def codes(units: object) -> list[str]:
    return [one.code for one in units]  # type: ignore[attr-defined]


TREE = Units(
    (
        unit("city", level="city"),
        unit("north", parent="city", level="ward"),
        unit("south", parent="city", level="ward"),
        unit("street", parent="north"),
        unit("other", level="city"),
    )
)


def test_units_stand_by_level_and_in_a_tree() -> None:
    assert TREE.levels == ("city", "ward")
    assert [codes(TREE.at(level)) for level in ("city", "ward", "", "none")] == [
        ["city", "other"], ["north", "south"], ["street"], [],
    ]  # fmt: skip
    assert [codes(TREE.below(code)) for code in ("", "city", "street")] == [["city", "other"], ["north", "south"], []]
    assert [codes(TREE.above(code)) for code in ("street", "city", "gone")] == [["north", "city"], [], []]


@pytest.mark.parametrize(
    ("start", "end", "exists"),
    [
        (date(2019, 10, 1), date(2019, 12, 31), False),
        (date(2019, 10, 1), date(2020, 1, 1), True),
        (date(2024, 12, 31), date(2025, 3, 31), True),
        (date(2025, 1, 1), date(2025, 3, 31), False),
    ],
)
def test_unit_exists_on_any_day_of_a_period(start, end, exists):
    assert unit("X", valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31)).exists_in(start, end) is exists


def test_units_that_came_in_the_data_are_not_declared():
    units = units_from_codes(["B", "A"])
    assert (codes(units), units.declared) == (["B", "A"], False)
    assert units.find("b").name["vi"] == "B"


RENAMED = Unit(
    "H49",
    Text("Thành phố Y", "Y City"),
    former=((date(2025, 6, 30), Text("Tỉnh X", "X Province")), (date(2026, 9, 30), Text("Tỉnh Y", "Y Province"))),
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 6, 30), "X Province"),
        (date(2025, 7, 1), "Y Province"),
        (date(2026, 9, 30), "Y Province"),
        (date(2026, 10, 1), "Y City"),
    ],
)
def test_a_renamed_unit_has_the_name_of_the_day(day: date, name: str) -> None:
    units = Units((RENAMED, unit("B")))
    assert [one.name.en for one in units.on(day)] == [name, "Department B"]
    assert {units.find(text).code for text in ("tỉnh x", "Y City", "y province")} == {"H49"}


MERGED = Units(
    (
        unit("A", valid_to=date(2025, 2, 28), successors=(("C", ONE),)),
        unit("B", valid_to=date(2025, 2, 28), successors=(("C", ONE),)),
        unit("C", valid_from=date(2025, 3, 1), valid_to=date(2025, 12, 31), successors=(("D", ONE),)),
        unit("D", valid_from=date(2026, 1, 1)),
        unit("S", valid_to=date(2025, 6, 30), successors=(("D", Fraction(3, 5)), ("E", Fraction(2, 5)))),
        unit("E", valid_from=date(2025, 7, 1)),
    )
)


@pytest.mark.parametrize(
    ("code", "day", "heir"),
    [
        ("A", date(2025, 2, 28), "A"),
        ("A", date(2025, 3, 1), "C"),
        ("B", date(2025, 12, 31), "C"),
        ("B", date(2026, 1, 1), "D"),
        ("S", date(2026, 1, 1), "S"),  # nobody can tell which part a record belongs to
        ("gone", date(2026, 1, 1), "gone"),
    ],
)
def test_records_of_an_ended_unit_are_those_of_what_followed(code: str, day: date, heir: str) -> None:
    assert MERGED.heir(code, day) == heir


def test_a_unit_knows_what_it_followed() -> None:
    assert [codes(MERGED.predecessors(code)) for code in "ACDE"] == [[], ["A", "B"], ["C", "S"], ["S"]]


def test_units_that_follow_each_other_in_a_ring_do_no_harm() -> None:
    ends = (("A", "B", date(2024, 3, 31)), ("B", "A", date(2024, 6, 30)))
    ring = Units(tuple(unit(code, parent=next_, successors=((next_, ONE),), valid_to=day) for code, next_, day in ends))
    assert ring.heir("A", date(2024, 12, 31)) == "B"
    assert codes(ring.above("A")) == ["B", "A"]


def test_a_name_that_went_on_to_a_successor_is_told_by_the_day() -> None:
    name = Text("Sở Xây dựng", "Department of Construction")
    old = Unit("S1", name, valid_to=date(2025, 2, 28), successors=(("S2", ONE),))
    new = Unit("S2", name, valid_from=date(2025, 3, 1))
    for units in (Units((old, new)), Units((new, old))):
        assert units.recognise("sở xây dựng") == "S1"
        assert units.heir("S1", date(2025, 3, 1)) == "S2"
        assert [units.find(text).code for text in ("Sở Xây dựng", "S1", "S2")] == ["S2", "S1", "S2"]
    with pytest.raises(UnitError, match="stands for two units"):
        Units((old, new, Unit("S3", name))).recognise("x")


def test_unknown_is_no_unit() -> None:
    assert Units((unit("A"),)).recognise("zzz") == UNKNOWN


@pytest.mark.parametrize(("typed", "meant"), [("Vu Phap ch", "PC"), ("phapche", "PC"), ("Legal", "PC")])
def test_what_is_typed_in_haste_is_offered(typed: str, meant: str) -> None:
    units = Units((Unit("PC", Text("Vụ Pháp chế", "Legal Affairs")), Unit("VP", Text("Văn phòng Bộ", "Office"))))
    with pytest.raises(UnitError, match=f"did you mean {meant}"):
        units.find(typed)


def test_a_number_is_no_code():
    with pytest.raises(UnitError, match=r"7 is no text.*\n.*-r"):
        units_from_codes(["007"]).find(7)
