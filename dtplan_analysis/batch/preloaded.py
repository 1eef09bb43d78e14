"""What the warm parent of reports has imported. It uses none of it: a used engine leaves threads, which no fork has."""

import random

import numpy as np

import dtplan_analysis.batch.making
import dtplan_analysis.charts
import dtplan_analysis.reports.export
import dtplan_analysis.reports.ministry
import dtplan_analysis.reports.unit  # noqa: F401

# Chance begins anew, and alike, in every report.
random.seed(0)
np.random.seed(0)
