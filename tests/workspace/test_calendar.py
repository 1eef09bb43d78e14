"""The periods of a workspace file, and what is said of those that cannot be."""

import re
import tomllib

import pytest

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.settings import CONFIGURATION, Settings
from dtplan_analysis.workspace.calendar import first_quarter_of, quarters_of


def settings(text: str) -> Settings:
    return Settings(tomllib.loads(text), CONFIGURATION)


WRITTEN = [
    # what the file says; a label of its periods, and their first day
    ("", "2024Q2", "2024-04-01"),
    ('quarters = "calendar"', "2024Q2", "2024-04-01"),
    ('quarters = "nd09"', "2024Q2", "2024-03-15"),
    ('quarters = { year_begins = "04-01" }', "FY2024Q1", "2024-04-01"),
    ("quarters = { length = 1 }", "2024-05", "2024-05-01"),
    ("quarters = { length = 12 }", "2024", "2024-01-01"),
    ("quarters = [[2024-01-01, 2024-03-20], [2024-03-21, 2024-06-30]]", "2024Q2", "2024-03-21"),
]


@pytest.mark.parametrize(("text", "label", "first"), WRITTEN)
def test_a_year_is_cut_as_the_file_says(text: str, label: str, first: str) -> None:
    period = quarters_of(settings(text)).quarter(label)
    assert (period.label, period.start.isoformat()) == (label, first)
    assert first_quarter_of(settings(f'first_quarter = "{label}"'), quarters_of(settings(text))) == period


REFUSED = [
    ('quarters = "monthly"', "'monthly' is not possible here"),
    ("quarters = []", "is not possible here"),
    ('quarters = [["2024-01-01", "2024-03-31"]]', "is not possible here"),
    ("quarters = { length = 5 }", "quarters: "),
    ('quarters = { begins = "04-01" }', "begins"),
    ("quarters = [[2024-03-31, 2024-01-01]]", "quarters: "),
]


@pytest.mark.parametrize(("text", "fault"), REFUSED)
def test_periods_that_cannot_be_are_refused(text: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(fault)):
        quarters_of(settings(text))


def test_a_first_period_of_another_calendar_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="first_quarter: "):
        first_quarter_of(settings('first_quarter = "2024Q7"'), quarters_of(settings("")))
    assert first_quarter_of(settings(""), quarters_of(settings(""))) is None
