"""Overall scores: each unit's place, and those that other choices give."""

from strips import answer, draw, latest


def test_a_unit_has_its_place_and_its_score() -> None:
    chart = draw("composite", answer("composite", latest()))
    assert "Unit five: place 6 to 7; score 37.5." in chart.description


def test_places_stand_in_their_own_order() -> None:
    shown = draw("composite", answer("composite", latest())).description
    assert shown.index("place 1") < shown.index("6 to 7")
