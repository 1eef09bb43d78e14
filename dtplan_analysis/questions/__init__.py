"""Questions to a judged table, one function each: the same keywords in, a long table out that says how and why.

Every function takes the judged table and the keywords `target`, `unit`, `period` and `by`, in this order; where chance
has a part, the last is `confidence`. A `reason` stands where there is no answer, in place of a number that means
nothing.
"""

from dtplan_analysis.questions.change import decompose
from dtplan_analysis.questions.differences import compare
from dtplan_analysis.questions.direction import trend
from dtplan_analysis.questions.disclosure import suppress
from dtplan_analysis.questions.order import rank
from dtplan_analysis.questions.overall import composite
from dtplan_analysis.questions.small_units import shrink
from dtplan_analysis.questions.stability import assure, process_chart
from dtplan_analysis.questions.year import forecast

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
