"""Statistics of counts, as pure array functions: each usable alone, each tied to a published number."""

from dtplan_analysis.statistics.intervals import wilson

__all__ = ["wilson"]
