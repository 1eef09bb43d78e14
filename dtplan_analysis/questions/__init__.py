"""Questions to a judged table, one function each: the same keywords in, a long table out that says how and why.

Every function takes the judged table and the keywords `target`, `unit`, `period` and `by`, in this order; where chance
has a part, the last is `confidence`. A `reason` stands where there is no answer, in place of a number that means
nothing.
"""

from dtplan_analysis.questions.comparison import compare
from dtplan_analysis.questions.composite import composite
from dtplan_analysis.questions.decomposition import decompose
from dtplan_analysis.questions.forecast import forecast
from dtplan_analysis.questions.process import assure, process_chart
from dtplan_analysis.questions.ranking import rank
from dtplan_analysis.questions.shrinkage import shrink
from dtplan_analysis.questions.suppression import suppress
from dtplan_analysis.questions.trend import trend

__all__ = [
    "assure",
    "compare",
    "composite",
    "decompose",
    "forecast",
    "process_chart",
    "rank",
    "shrink",
    "suppress",
    "trend",
]
