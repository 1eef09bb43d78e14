"""Every back-end counts as the plain reference does, on registers with gaps, unknown codes and contradictions."""

from datetime import date

import pytest
from backends import BACKENDS, rows_of
from engines import AS_OF, PERIODS, REGISTERS_COUNTED, agree, quick, registers, variants
from hypothesis import given, settings
from reference import RULES

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.counting import count, people
from dtplan_analysis.periods import CALENDAR


def test_reference_knows_every_indicator():
    assert {(one.name, one.variant) for one in variants()} == set(RULES)


@pytest.mark.parametrize("name", REGISTERS_COUNTED)
def test_counts_are_the_reference(name):
    @settings(quick, max_examples=6)
    @given(registers(name, 0, 6))
    def check(rows):
        agree(name, rows, "polars", PERIODS)

    check()


OTHERS = [backend for backend in BACKENDS if backend != "polars"]
PAIRS = [
    pytest.param(name, backend, marks=[] if (row + column) % 3 == 0 else pytest.mark.slow)
    for row, name in enumerate(REGISTERS_COUNTED)
    for column, backend in enumerate(OTHERS)
]
"""Of the pairs a third is tried each time, so that each register and each back-end is."""


@pytest.mark.parametrize(("name", "backend"), PAIRS)
def test_every_backend_counts_as_the_reference(name, backend):
    drawn = []

    @settings(quick, max_examples=2)
    @given(registers(name, 15, 15))
    def check(rows):
        drawn.append(rows)
        if len(drawn) > 1:  # the first is the simplest there is
            agree(name, rows, backend, [period for period in PERIODS if period.label in ("2024Q1", "2024Q3")])

    check()
    assert len(drawn) > 1


@pytest.mark.parametrize("backend", ["duckdb", "polars lazy"])
def test_people_that_are_counted_share_by_share_are_counted_once(backend, monkeypatch):
    """Of every letter, of none, and of letters that no pseudonym has."""
    users = ["", None, "é", "-", *"+/09AZaz~", "b", "b"]
    row = {"unit": "A", "received_on": date(2024, 5, 20), "channel": "online", "status": "returned"}
    rows = [row | {"number": str(n), "user": user, "authenticated": n != 3} for n, user in enumerate(users)]
    frame = BACKENDS[backend](rows, "dossiers")
    users = next(one for one in INDICATORS["dossiers_authenticated"].variants if one.variant == "users")
    found = []
    for records in (100, 3, 1):
        monkeypatch.setattr(people, "RECORDS", records)
        (table,) = count([users], {"dossiers": frame}, [CALENDAR.quarter("2024Q2")], as_of=AS_OF)
        found.append(rows_of(table.to_native()))
    assert found[0] == found[1] == found[2]
    assert [found[0][0][name] for name in ("denominator", "numerator", "missing")] == [13, 12, 1]
