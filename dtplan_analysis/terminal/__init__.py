"""What the command line prints: tables that are never cut off, and remarks that are made once."""

from dtplan_analysis.terminal.figures import print_unit, print_units
from dtplan_analysis.terminal.plans import print_plan, print_plans
from dtplan_analysis.terminal.readings import print_readings
from dtplan_analysis.terminal.runs import print_difference, print_reasons
from dtplan_analysis.terminal.values import print_json

__all__ = [
    "print_difference",
    "print_json",
    "print_plan",
    "print_plans",
    "print_readings",
    "print_reasons",
    "print_unit",
    "print_units",
]
