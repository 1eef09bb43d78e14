from dtplan_analysis.charts.chart import Chart


def funding(*a, **k): ...
