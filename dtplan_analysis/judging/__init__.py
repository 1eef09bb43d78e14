"""From counts and targets to judged rows, and the words in which people read them."""

from dtplan_analysis.judging.judge import judge, judge_target
from dtplan_analysis.judging.outside import judge_outside
from dtplan_analysis.judging.suppression import is_hidden, suppressed
from dtplan_analysis.judging.surveys import SURVEYS, Drawn
from dtplan_analysis.judging.table import JUDGED, STATUSES, columns_by, declared, judged_json, to_pandas, with_periods
from dtplan_analysis.judging.threshold import exact_share, threshold_of

__all__ = [
    "JUDGED",
    "STATUSES",
    "SURVEYS",
    "Drawn",
    "columns_by",
    "declared",
    "exact_share",
    "is_hidden",
    "judge",
    "judge_outside",
    "judge_target",
    "judged_json",
    "suppressed",
    "threshold_of",
    "to_pandas",
    "with_periods",
]
