"""Reports: of a unit, a target, a level of units or all in a quarter, and of a year; each with its notebook."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dtplan_analysis.reports.answers import Answer, JudgedTable
    from dtplan_analysis.reports.level import LevelQuarter
    from dtplan_analysis.reports.ministry import MinistryQuarter
    from dtplan_analysis.reports.section import Section
    from dtplan_analysis.reports.target import TargetQuarter
    from dtplan_analysis.reports.unit import UnitQuarter
    from dtplan_analysis.reports.year import YearReport

_MODULES = {
    "Answer": "answers",
    "JudgedTable": "answers",
    "LevelQuarter": "level",
    "MinistryQuarter": "ministry",
    "Section": "section",
    "TargetQuarter": "target",
    "UnitQuarter": "unit",
    "YearReport": "year",
}

__all__ = [
    "Answer",
    "JudgedTable",
    "LevelQuarter",
    "MinistryQuarter",
    "Section",
    "TargetQuarter",
    "UnitQuarter",
    "YearReport",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for: charts are heavy, and a batch with nothing to do draws none."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
