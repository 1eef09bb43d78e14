"""What an answer says in words, in both languages."""

import pytest

from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.questions.phrases import chances_words, direction_word, needed_words, signed, verdict_words, why

EN, VI = Language("en"), Language("vi")

REASONS = "too_short ties restarts checklist no_case no_data suppressed too_few too_few_units no_variation no_target"


@pytest.mark.parametrize("reason", [*REASONS.split(), "no_earlier", "incomplete", "stock", "open", "cumulative"])
def test_every_reason_has_words_of_its_language(reason: str) -> None:
    said = {code: why(reason, Language(code)) for code in LANGUAGES}
    assert all(said.values())
    assert said["vi"] != said["en"]


def test_what_has_no_reason_has_no_words() -> None:
    assert (why("", EN), direction_word("", EN), verdict_words({"verdict": ""}, EN)) == ("", "", "")


FORECAST = {"needed": 5, "remaining": 20, "reason": "", "probability": 0.2, "probability_best": 0.4}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "25.0% of the about 20 to come"),
        ({"needed": None}, ""),
        ({"needed": 0}, "nothing more, if about 20 come"),
        ({"needed": 21}, "more than the about 20 to come"),
        ({"probability_best": 0}, "no longer possible"),
        ({"remaining": 0}, "still short by 5"),
        ({"remaining": 0, "needed": 0}, "nothing more is needed"),
        ({"reason": "open"}, "still short by 5"),
    ],
)
def test_what_is_needed_is_said_of_what_is_to_come(changed: dict[str, object], said: str) -> None:
    assert needed_words(FORECAST | changed, EN) == said


def test_a_chance_is_a_range_where_missing_cells_would_move_it() -> None:
    assert chances_words(FORECAST, EN) == "20% to 40%"
    assert chances_words(FORECAST | {"probability_best": 0.2}, VI) == "20%"


def test_quarters_that_missed_are_counted() -> None:
    assert verdict_words({"verdict": "counted", "missed": 2, "points": 8}, EN) == "missed in 2 of 8 quarters"


@pytest.mark.parametrize(
    ("difference", "said"), [(0.0834, "+8.3"), (-0.0834, "−8.3"), (0.0004, "0.0"), (-0.0004, "0.0")]
)
def test_a_difference_has_its_sign_unless_it_is_shown_as_none(difference: float, said: str) -> None:
    assert signed(difference, EN) == said
    assert signed(difference, VI) == said.replace(".", ",")
