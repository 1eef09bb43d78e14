"""Reports: a quarter of a unit or of all units, its notebook, and the pages made of it."""

from dtplan_analysis.reports.ministry import MinistryQuarter
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.unit import UnitQuarter

__all__ = ["MinistryQuarter", "Section", "UnitQuarter"]
