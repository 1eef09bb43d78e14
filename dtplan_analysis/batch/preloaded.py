"""What the warm parent of reports has imported. It uses none of it: a used engine leaves threads, which no fork has."""

import dtplan_analysis.batch.making
import dtplan_analysis.charts
import dtplan_analysis.reports.export
import dtplan_analysis.reports.ministry
import dtplan_analysis.reports.unit  # noqa: F401
