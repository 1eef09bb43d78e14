"""The batch: a matrix of reports, each made in a process of its own, only where something changed, never half."""

from dtplan_analysis.batch import machines
from dtplan_analysis.batch.manifest import is_complete, write_manifest
from dtplan_analysis.batch.matrix import Report, matrix
from dtplan_analysis.batch.matrix_file import read_matrix
from dtplan_analysis.batch.output import Output, Seen, held
from dtplan_analysis.batch.run import Outcome, Planned, plan, reason_words, run, settle

__all__ = [
    "Outcome",
    "Output",
    "Planned",
    "Report",
    "Seen",
    "held",
    "is_complete",
    "machines",
    "matrix",
    "plan",
    "read_matrix",
    "reason_words",
    "run",
    "settle",
    "write_manifest",
]
