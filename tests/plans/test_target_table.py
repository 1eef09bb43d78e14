"""Tables of targets that are read or refused."""

from fractions import Fraction
from pathlib import Path

import pytest
from plan_files import LEVELS, STAGES, target

from dtplan_analysis.errors import PlanError
from dtplan_analysis.language import Language

POINTS = """
[points]
total = 6
[[points.groups]]
id = "1"
most = 6
title = { vi = "Nhóm", en = "Group" }
"""


def test_figure_from_outside_is_an_exact_decimal(tmp_path: Path) -> None:
    one = target(tmp_path, 'outside = { at_least = "86,5", measured_in = { vi = "điểm", en = "points" } }')
    assert one.outside
    assert (one.outside.limit, one.outside.at_most, one.outside.said(Language("vi"))) == (
        Fraction(173, 2),
        False,
        "86,5 điểm",
    )
    assert (one.indicator, one.threshold, one.limits) == ("", None, True)


def test_at_most(tmp_path: Path) -> None:
    one = target(tmp_path, 'indicator = "x"\ncomparison = "<="\nthreshold = "2%"')
    assert (one.comparison, one.threshold) == ("<=", Fraction(1, 50))


def test_at_most_nothing_is_asked(tmp_path: Path) -> None:
    one = target(tmp_path, 'indicator = "x"\ncomparison = "<="\nthreshold = "0%"')
    assert (one.threshold, one.limits) == (0, True)


def test_target_that_is_not_measured_says_why(tmp_path: Path) -> None:
    one = target(tmp_path, 'not_measured = { vi = "Không nêu mẫu số", en = "No denominator" }')
    assert one.not_measured
    assert (one.not_measured["en"], one.limits) == ("No denominator", False)


ITEM = 'indicator = "x"\ngroup = "1"\n'


REFUSED = [
    ("nothing measured", 'threshold = "60%"', "", "'indicator' is missing"),
    ("two subjects", 'indicator = "x"\nnot_measured = { vi = "a", en = "b" }', "", "cannot stand together"),
    ("two forms", 'indicator = "x"\nthreshold = "60%"\nthresholds = [{ until = 2027, at = "9%" }]', "", "cannot stand"),
    (
        "a later stage asks for less",
        STAGES.replace("99%", "50%"),
        "",
        "until 2030-06-30 asks for less than the one before",
    ),
    ("a later stage allows more", STAGES + '\ncomparison = "<="', "", 'or write comparison = ">="'),
    ("empty stages", 'indicator = "x"\nthresholds = []', "", "empty"),
    ("stages in disorder", STAGES.replace("2030-06-30", "2027"), "", "not after the one before"),
    ("stage without share", 'indicator = "x"\nthresholds = [ { until = 2027 } ]', "", "'at' is missing"),
    ("stage without day", 'indicator = "x"\nthresholds = [ { at = "5%" } ]', "", "'until' is missing"),
    ("until a text", 'indicator = "x"\nthresholds = [ { until = "2027", at = "5%" } ]', "", "neither a year nor a day"),
    ("level of no plan", 'indicator = "x"\nby_level = { province = "9%" }', "", "no levels"),
    ("unknown level", 'indicator = "x"\nby_level = { provinse = "9%" }', LEVELS, "did you mean 'province'"),
    (
        "share of an outside figure",
        'outside = { at_least = "1", measured_in = { vi = "a", en = "b" } }\nthreshold = "5%"',
        "",
        "no threshold",
    ),
    ("outside without limit", 'outside = { measured_in = { vi = "a", en = "b" } }', "", "limit is missing"),
    (
        "outside as a share",
        'outside = { at_least = "86%", measured_in = { vi = "a", en = "b" } }',
        "",
        "no exact number",
    ),
    (
        "outside as a float",
        'outside = { at_least = 86.5, measured_in = { vi = "a", en = "b" } }',
        "",
        "no exact number",
    ),
    ("variant of nothing", 'not_measured = { vi = "a", en = "b" }\nvariant = "x"', "", "no variant"),
    ("points of no frame", ITEM + "points = { most = 2 }", "", "write [points]"),
    ("points without group", 'indicator = "x"\npoints = { most = 6 }', POINTS, "belongs to no group"),
    (
        "limit of points twice",
        'outside = { at_least = "6", measured_in = { vi = "a", en = "b" } }\ngroup = "1"\n'
        'points = { most = 6, full_at = "80%" }',
        POINTS,
        "says it again",
    ),
    ("group without points", ITEM + 'threshold = "5%"', POINTS, "no points"),
    ("sums differ", ITEM + "points = { most = 2 }", POINTS, "bring 2 points, and it says 6"),
    ("total differs", ITEM + "points = { most = 6 }", POINTS.replace("total = 6", "total = 7"), "groups bring 6"),
    ("two curves", ITEM + 'points = { most = 6, full_at = "8%", scale = "linear" }', POINTS, "cannot stand together"),
    ("steps fall", ITEM + 'points = { most = 6, steps = [["5%", "6"], ["4%", "6"]] }', POINTS, "do not rise"),
    ("steps end short", ITEM + 'points = { most = 6, steps = [["5%", "5"]] }', POINTS, "last step brings 5 of 6"),
    ("steps of a share alone", ITEM + 'points = { most = 6, steps = ["5%"] }', POINTS, "no list of pairs"),
    ("full at nothing", ITEM + 'points = { most = 6, full_at = "0%" }', POINTS, "say nothing"),
    ("at least nothing", 'indicator = "x"\nthreshold = "0%"', "", "asks for nothing"),
    ("at most all", 'indicator = "x"\ncomparison = "<="\nthreshold = "100%"', "", "asks for nothing"),
    ("a stage of nothing", 'indicator = "x"\nthresholds = [ { until = 2027, at = "0%" } ]', "", "asks for nothing"),
    (
        "an outside figure of nothing",
        'outside = { at_least = "0", measured_in = { vi = "a", en = "b" } }',
        "",
        "asks for nothing",
    ),
    (
        "points below a limit",
        'outside = { at_most = "9", measured_in = { vi = "a", en = "b" } }\ngroup = "1"\npoints = { most = 6 }',
        POINTS,
        "kept below",
    ),
    (
        "a task of another plan",
        'indicator = "x"\nthreshold = "5%"\ntask = 2',
        '[[tasks]]\nnumber = 1\ntitle = { vi = "a", en = "b" }\n',
        "no task 2",
    ),
    ("no case without points", 'indicator = "x"\nthreshold = "5%"\nno_case = "full"', "", "items with points"),
]


@pytest.mark.parametrize(("keys", "before", "word"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_target_is_refused_with_place_and_remedy(keys: str, before: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError) as refusal:
        target(tmp_path, keys, before)
    assert word in str(refusal.value)
    assert refusal.value.where.startswith("own.toml, ")
    assert refusal.value.remedy
