"""Judged table → Altair chart with computed alternative text, drawn as static SVG without a network or a browser."""

from dtplan_analysis.charts.change import trends
from dtplan_analysis.charts.money import funding
from dtplan_analysis.charts.standing import heatmap, position

from dtplan_analysis.charts.chart import Chart

__all__ = ["Chart", "funding", "heatmap", "movers", "position", "trends"]
