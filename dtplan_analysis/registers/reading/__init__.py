"""Reading exports: from a source's files to the rows of a register, each row in one bucket."""

from dtplan_analysis.registers.reading.checking import check_source
from dtplan_analysis.registers.reading.outcome import Reading
from dtplan_analysis.registers.reading.reader import Reader
from dtplan_analysis.registers.reading.source import Source

__all__ = ["Reader", "Reading", "Source", "check_source"]
