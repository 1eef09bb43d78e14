"""Texts and shares of a plan file."""

from fractions import Fraction

import pytest
from plan_files import MINIMAL

from dtplan_analysis.plans import load_plan


@pytest.mark.parametrize(
    ("written", "threshold"),
    [
        ("60%", Fraction(3, 5)),
        ("60 %", Fraction(3, 5)),
        ("3/5", Fraction(3, 5)),
        ("3 / 5", Fraction(3, 5)),
        ("0.6", Fraction(3, 5)),
        ("0,6", Fraction(3, 5)),  # the decimal comma of Vietnamese texts
        ("99,5%", Fraction(199, 200)),
        ("2/3", Fraction(2, 3)),
        ("100%", Fraction(1)),
        ("1", Fraction(1)),
        ("0.1%", Fraction(1, 1000)),
    ],
)
def test_threshold_is_an_exact_share(plan_file, written, threshold):
    target = load_plan(plan_file(MINIMAL.replace('"60%"', f'"{written}"'))).target("T1")
    assert target.threshold == threshold


@pytest.mark.parametrize(
    ("marks", "vi", "en"),
    [
        ("", "", ""),  # claims nothing
        ('title.mark = "proposed"', "proposed", "proposed"),
        ('title.mark = { vi = "likely" }', "likely", ""),
        ('marks = { vi = "likely", en = "proposed" }', "likely", "proposed"),
        ('marks = "likely"\ntitle.mark.en = "confirmed"', "likely", "confirmed"),
    ],
)
def test_text_states_its_mark_or_has_that_of_the_file(plan_file, marks, vi, en):
    title = load_plan(plan_file(marks + MINIMAL)).title
    assert (title.mark["vi"], title.mark["en"]) == (vi, en)
