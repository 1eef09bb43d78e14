"""Judged rows as a scorecard."""

import re

import pandas as pd
from office import Counts, judged

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports.scorecard import scorecard
from dtplan_analysis.tables import Table

PLAN = load_plan()


SHARE = re.compile(r"(\d+(?:\.\d+)?)%")


def row(target: str, numerator: int, denominator: int, missing: int = 0, running: int = 0) -> pd.Series:
    """The judged row of one unit with these counts."""
    return judged({("AA", target, "2024Q2"): Counts(numerator, denominator, missing, running)}).iloc[0]


def card(table: pd.DataFrame, language: str = "en", previous: str | None = "2024Q1") -> Table:
    return scorecard(
        table,
        PLAN,
        unit="AA",
        quarter="2024Q2",
        previous=previous,
        a_year_before="2023Q2",
        language=language,
        registers=REGISTERS,
    )


ALL_KINDS = {
    ("AA", "OP1", "2024Q2"): Counts(9, 10),
    ("AA", "OP2", "2024Q2"): Counts(0, 0),
    ("AA", "OP3", "2024Q2"): "no_register:assignments",
    ("AA", "OP7", "2024Q2"): Counts(3, 4),
    ("AA", "CB2", "2024Q1"): Counts(5, 10),
    ("AA", "CB2", "2023Q2"): Counts(4, 10),
    ("AA", "CB2", "2024Q2"): Counts(7, 10, 1, running=2),
    ("AA", "CB4", "2024Q2"): Counts(17, 20),
    ("BB", "CB3", "2024Q2"): Counts(8, 10),
}
