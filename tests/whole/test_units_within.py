"""A unit whose counts the row of another holds is shown, and nowhere counted or compared as a unit beside it."""

import re
from collections.abc import Callable
from functools import cached_property

import pandas as pd
import pytest
from office import Counts, FakeStore
from reported import CODES, OFFICE

from dtplan_analysis.batch.overview import Overview
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.actions import actions
from dtplan_analysis.reports.official.parts import _shortcoming
from dtplan_analysis.reports.position import position
from dtplan_analysis.reports.summary import met_words
from dtplan_analysis.reports.tally import tally
from dtplan_analysis.units import TOTAL

HELD, SHARES = "U7", [170, 172, 168, 171, 169, 173, 167, 40]  # of 200; 60 % are asked for
CELLS = {
    (code, target, quarter): Counts(passed - (60 if quarter == "2024Q1" else 0) * (code != HELD), 200)
    for quarter in ("2024Q1", "2024Q2")
    for target in ("CB2", "CB3")
    for code, passed in [*zip(CODES, SHARES, strict=True), (TOTAL, 100)]
}


class Nested(FakeStore):
    """U0's row holds U7's, too."""

    def counted_above(self) -> pd.DataFrame:
        return self.judged[self.judged["unit"] == HELD].assign(within="U0")


def said(store: type[FakeStore], of: Callable[[MinistryQuarter], object]) -> str:
    given = store(CELLS, units=OFFICE), TOTAL, CALENDAR.quarter("2024Q2"), "en"
    return str(of(MinistryQuarter(*given)))  # type: ignore[arg-type]


def overview(report: MinistryQuarter) -> str:
    (words,) = Overview(report.store, TOTAL, report.quarter, "en")._changed()
    return words


@pytest.mark.parametrize(
    ("of", "each", "nested"),
    [
        (lambda report: met_words(report, "CB2"), "7 of 8 units", "7 of 7 units"),
        (lambda report: tally(report, CODES, "All").rows[0][2:5], "('8', '7', '1')", "('7', '7', '0')"),
        (lambda report: position(report).description, "met by 7 of 8 units", "met by 7 of 7 units"),
        (lambda report: report.differences().to_html(), "Office U7 (20.0%)", "In no target does a unit differ"),
        (lambda report: report.order().to_html(), "Office U7</", "Office U6</"),
        (lambda report: [one.most for one in actions(report)], "Office U7", "[''"),
        (
            lambda report: _shortcoming(report, report.now.iloc[0]),
            "arose: 8; of these do not meet it: 1",
            "60%: 20.'}]",
        ),
        (overview, "newly met: 14", "newly met: 14"),
    ],
)
def test_counts_of_units_and_comparisons_leave_it_out(
    of: Callable[[MinistryQuarter], object], each: str, nested: str
) -> None:
    assert each in said(FakeStore, of)
    text = said(Nested, of)
    assert nested in text
    assert "Office U7" not in text


def test_on_its_own_page_it_stands_beside_those_that_are_counted() -> None:
    report = UnitQuarter(Nested(CELLS, units=OFFICE), HELD, CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]
    chart = position(report)
    assert "20.0% in Q2 2024, target 60%: not met; met by 7 of 7 units" in chart.description


class Hidden(Nested):
    """The held unit's figures are not published."""

    @cached_property
    def judged(self) -> pd.DataFrame:
        found = super().judged
        nothing = {"status": "suppressed", "value": None, "numerator": None, "denominator": None}
        return found.assign(**{name: found[name].mask(found["unit"] == HELD, one) for name, one in nothing.items()})


def test_where_it_is_not_published_no_count_of_units_stands_anywhere() -> None:
    for of in (
        lambda report: [met_words(report, "CB2")],
        lambda report: [position(report).description, position(report).spec],
        lambda report: [tally(report, CODES, "All").rows],
        lambda report: [_shortcoming(report, report.now.iloc[0])],
    ):
        assert not re.search("by [0-9]+ of|of [0-9]+ units|'7'", said(Hidden, of)), of
    assert "so units are not counted" in said(Hidden, lambda report: tally(report, CODES, "All").note)
