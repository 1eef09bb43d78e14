"""Judged table → Altair chart with computed alternative text, drawn as static SVG without a network or a browser."""

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.history import trends
from dtplan_analysis.charts.money import funding
from dtplan_analysis.charts.moves import movers
from dtplan_analysis.charts.overview import heatmap
from dtplan_analysis.charts.standing import position

__all__ = ["Chart", "funding", "heatmap", "movers", "position", "trends"]
