"""The registers that offices export: their columns, and how they are read and checked."""

from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.register import Register

__all__ = ["Column", "Register"]
