"""Counting many indicators at once: as each of them alone."""

from datetime import date, timedelta

import pytest
from backends import BACKENDS
from counted import AS_OF, dossiers

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.counting import count, groups
from dtplan_analysis.indicators import dossiers_authenticated, dossiers_on_time, dossiers_online
from dtplan_analysis.periods import CALENDAR

YEAR = [CALENDAR.quarter(f"2024Q{place}") for place in range(1, 5)]
USERS = dossiers_authenticated.choose("users")


def test_one_scan_counts_all_indicators_of_a_register_alike() -> None:
    days = [date(2024, 1, 1) + timedelta(days=step) for step in range(0, 360, 9)]
    frame = dossiers(*days, authenticated=True)
    together = count([dossiers_online, dossiers_authenticated], {"dossiers": frame}, YEAR, as_of=AS_OF)
    for indicator, table in zip([dossiers_online, dossiers_authenticated], together, strict=True):
        alone = count([indicator], {"dossiers": frame}, YEAR, as_of=AS_OF)[0]
        assert table.to_native().equals(alone.to_native())


def test_tables_come_in_the_order_asked_for_each_register_in_as_few_queries_as_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    query = groups.Query
    monkeypatch.setattr(
        groups, "Query", lambda group, *given, **more: asked.append(group) or query(group, *given, **more)
    )
    frame = dossiers("2024-04-01", authenticated=True, user="u", due_on=None, completed_on=None, supplements=0)
    frame = frame.astype({"due_on": "datetime64[us]", "completed_on": "datetime64[us]"})
    wanted = [dossiers_online, USERS, dossiers_authenticated, dossiers_on_time]
    tables = count(wanted, {"dossiers": frame}, YEAR, as_of=AS_OF)
    assert asked == [[dossiers_online, dossiers_authenticated, dossiers_on_time], [USERS]]
    assert [table["numerator"].sum() for table in tables] == [1, 1, 1, 0]


def test_every_indicator_counts_an_empty_register() -> None:
    for indicator in INDICATORS.values():
        frames = {one.name: BACKENDS["polars"]([], one.name) for one in indicator.registers}
        assert count([indicator], frames, YEAR, as_of=AS_OF)[0].to_native().is_empty()
