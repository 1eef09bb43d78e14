"""Reports: a quarter of a unit or of all units, its notebook, and the pages made of it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dtplan_analysis.reports.answers import Answer, JudgedTable
    from dtplan_analysis.reports.ministry import MinistryQuarter
    from dtplan_analysis.reports.section import Section
    from dtplan_analysis.reports.unit import UnitQuarter

__all__ = ["Answer", "JudgedTable", "MinistryQuarter", "Section", "UnitQuarter"]


def __getattr__(name: str) -> Any:
    """Load what is asked for: charts are heavy, and a batch with nothing to do draws none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dtplan_analysis.reports.answers import Answer, JudgedTable
    from dtplan_analysis.reports.ministry import MinistryQuarter
    from dtplan_analysis.reports.section import Section
    from dtplan_analysis.reports.unit import UnitQuarter

    return {one.__name__: one for one in (Answer, JudgedTable, MinistryQuarter, Section, UnitQuarter)}[name]
