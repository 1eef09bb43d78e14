"""Shrinkage and the year's end: closed forms, simulation, and whole-number targets."""

import csv
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln
from scipy.stats import betabinom

from dtplan_analysis.statistics import BetaPrior, beta_binomial_prior, shrink, year_end

ROWS = list(csv.DictReader((Path(__file__).parent / "oracles" / "shrinkage.csv").open(encoding="utf-8")))
X, N = np.array([45, 180, 70, 92, 3]), np.array([50, 200, 100, 100, 5])


@pytest.mark.parametrize("row", ROWS, ids=[row["inputs"] for row in ROWS])
def test_year_end_of_skellam_by_closed_form(row: dict[str, str]) -> None:
    target, *counts = row["inputs"].split()
    found = year_end(*map(int, counts), target=Fraction(target), prior=BetaPrior(1, 1))
    remaining = int(counts[-1])
    needed, _, probability = map(float, row["expected"].split())
    assert needed == ceil(Fraction(target) * remaining) + (Fraction(target) * remaining == needed - 1)
    assert float(found.needed) == ceil(Fraction(target) * remaining)
    assert float(found.probability) == pytest.approx(probability)
