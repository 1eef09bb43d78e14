"""Judged table, or the answer to a question about it → Altair chart with computed alternative text, as static SVG."""

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.comparison import compare
from dtplan_analysis.charts.composite import composite
from dtplan_analysis.charts.decomposition import decompose
from dtplan_analysis.charts.forecast import assure, forecast, trend
from dtplan_analysis.charts.funding import funding
from dtplan_analysis.charts.heatmap import heatmap
from dtplan_analysis.charts.movers import movers
from dtplan_analysis.charts.points import points
from dtplan_analysis.charts.position import position
from dtplan_analysis.charts.process import process_chart
from dtplan_analysis.charts.ranking import rank
from dtplan_analysis.charts.shrinkage import shrink
from dtplan_analysis.charts.suppression import suppress
from dtplan_analysis.charts.trends import trends

__all__ = [
    "Chart",
    "assure",
    "compare",
    "composite",
    "decompose",
    "forecast",
    "funding",
    "heatmap",
    "movers",
    "points",
    "position",
    "process_chart",
    "rank",
    "shrink",
    "suppress",
    "trend",
    "trends",
]
