"""Judged table, or the answer to a question about it → Altair chart with computed alternative text, as static SVG."""

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.control import process_chart
from dtplan_analysis.charts.effects import decompose
from dtplan_analysis.charts.funnel import compare
from dtplan_analysis.charts.history import trends
from dtplan_analysis.charts.money import funding
from dtplan_analysis.charts.moves import movers
from dtplan_analysis.charts.outlook import assure, forecast, trend
from dtplan_analysis.charts.overview import heatmap
from dtplan_analysis.charts.places import composite, rank, shrink, suppress
from dtplan_analysis.charts.standing import position

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
    "position",
    "process_chart",
    "rank",
    "shrink",
    "suppress",
    "trend",
    "trends",
]
