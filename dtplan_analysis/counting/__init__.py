"""Counting: a declared indicator and a register become whole numbers per unit and period.

The five counts of an indicator add up: `records = excluded + missing + denominator`, and
`0 ≤ numerator ≤ denominator`. Only this stage touches frames of any size: one grouped query per register and way of
placing records in time, written with narwhals, so that pandas, polars, pyarrow and DuckDB count alike.
"""

from dtplan_analysis.counting.declaration import COUNTS, Declaration
from dtplan_analysis.counting.groups import count
from dtplan_analysis.counting.joins import Events, Lookup, Replaced
from dtplan_analysis.counting.placement import Flow, Open, Placement, Snapshot, Stock
from dtplan_analysis.counting.survey import Cell, as_drawn, survey_cells

__all__ = [
    "COUNTS",
    "Cell",
    "Declaration",
    "Events",
    "Flow",
    "Lookup",
    "Open",
    "Placement",
    "Replaced",
    "Snapshot",
    "Stock",
    "as_drawn",
    "count",
    "survey_cells",
]
