"""How far each unit is from each target of its digital transformation plan, per quarter, and what stands in the way."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dtplan_analysis.startup import postpone_grammar

if TYPE_CHECKING:
    from dtplan_analysis.counting.records import records_behind
    from dtplan_analysis.desk import Desk
    from dtplan_analysis.judging import judge
    from dtplan_analysis.plans import load_plan
    from dtplan_analysis.reports import JudgedTable, MinistryQuarter, UnitQuarter
    from dtplan_analysis.workspace import open_store, open_workspace

__version__ = "0.1.0"

postpone_grammar()

__all__ = [
    "Desk",
    "JudgedTable",
    "MinistryQuarter",
    "UnitQuarter",
    "judge",
    "load_plan",
    "open_store",
    "open_workspace",
    "records_behind",
]

_HOMES = {
    "Desk": "desk",
    "JudgedTable": "reports",
    "MinistryQuarter": "reports",
    "UnitQuarter": "reports",
    "judge": "judging",
    "load_plan": "plans",
    "open_store": "workspace",
    "open_workspace": "workspace",
    "records_behind": "counting.records",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: who takes one function does not wait for the charts."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
