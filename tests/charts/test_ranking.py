"""The places that each unit can have."""

from answers import judged, units
from strips import answer, draw, latest

from dtplan_analysis import questions


def test_a_unit_has_its_places_and_its_share() -> None:
    assert "Unit five: place 6 to 7; 30.0%." in draw("rank", answer("rank", latest())).description


def test_units_stand_in_the_order_of_their_places() -> None:
    table = judged(*units([(5, 50), (45, 50), (25, 50)]))
    shown = draw("rank", questions.rank(table)).description
    assert shown.index("U01:") < shown.index("U02:") < shown.index("U00:")
