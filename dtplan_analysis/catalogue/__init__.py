"""The catalogue: the one place where a name becomes a register or an indicator.

>>> sorted(INDICATORS)[:3]
['applicants_satisfied', 'declarations_not_repeated', 'documents_external_electronic']
"""

from dtplan_analysis.catalogue.known import Catalogue
from dtplan_analysis.catalogue.library import LIBRARY

__all__ = ["INDICATORS", "LIBRARY", "REGISTERS", "Catalogue"]

REGISTERS = LIBRARY.registers
"""The library's registers by their names, in the order of the contract."""

INDICATORS = LIBRARY.indicators
"""The library's indicators by their names; a plan's targets name them."""
