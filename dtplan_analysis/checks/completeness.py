"""Who reported what: each register's records by unit and quarter, and days without any where there always were some."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd

from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading.cells import literal, quoted
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.units import UNKNOWN, Unit
from dtplan_analysis.workspace import Store
from dtplan_analysis.workspace.grid import USUAL

REPORTED, NOT_REPORTED, NO_CASE, NOT_EXPECTED = "reported", "not_reported", "no_case", "not_expected"


@dataclass(frozen=True, eq=False)
class Completeness:
    """How complete the registers of events are."""

    table: pd.DataFrame
    """Register, unit, quarter, records, status."""
    gaps: pd.DataFrame
    """Register, unit (empty: all of them), first and last day without records, records that were to be expected."""


def complete(store: Store) -> Completeness:
    """Return how complete the registers of events are, by unit and quarter, and the days without records.

    A unit that exists, has business in a register and usually has ten records a quarter, but none in one, did not
    report it: by chance that happens once in twenty thousand. So did one that never had a record where others have.
    A gap is a run of days on which others recorded, and a unit that does so on most days did not, though at its own
    rate twenty records were to be expected in three days or more; of a register, more than the longest public holiday.
    """
    rows: list[tuple[object, ...]] = []
    gaps: list[tuple[object, ...]] = []
    engine = Engine(store.workspace.store, store.workspace.memory)
    try:
        for name, reading in store.readings.items():
            register = store.workspace.sources[name].register
            if not register.date or not register.column(register.date).happened or "unit" not in register.names:
                continue
            file = literal(store.place / "registers" / f"{name}.parquet")
            engine.do(
                f"CREATE OR REPLACE TEMP TABLE days AS SELECT unit, {quoted(register.date)}::DATE AS day, "
                f"count(*) AS n FROM read_parquet({file}) WHERE {quoted(register.date)} IS NOT NULL GROUP BY ALL"
            )
            covered = [
                q for q in store.quarters if reading.first <= q.end.isoformat() and q.start.isoformat() <= reading.last
            ]
            rows += _by_quarter(engine, name, store.units, covered, store.as_of)
            gaps += ((name, *gap) for gap in _gaps(engine))
    finally:
        engine.close()
    return Completeness(
        pd.DataFrame(rows, columns=["register", "unit", "quarter", "records", "status"]),
        pd.DataFrame(gaps, columns=["register", "unit", "first", "last", "expected"]),
    )


def _by_quarter(
    engine: Engine, name: str, units: Iterable[Unit], quarters: Sequence[Period], as_of: date
) -> Iterator[tuple[object, ...]]:
    counted: dict[tuple[str, str], int] = {}
    for quarter in quarters:
        inside = f"day BETWEEN DATE {literal(quarter.start)} AND DATE {literal(quarter.end)}"
        for unit, n in engine.all(f"SELECT unit, sum(n)::BIGINT FROM days WHERE {inside} GROUP BY unit"):
            counted[unit, quarter.label] = n
    for unit in units:
        own = [q for q in quarters if unit.exists_in(q.start, q.end)]
        usual = median(counted.get((unit.code, q.label), 0) for q in own) if own else 0
        never = not any((unit.code, q.label) in counted for q in quarters)
        for quarter in own:
            n = counted.get((unit.code, quarter.label), 0)
            expected = never or (usual >= USUAL and quarter.end <= as_of)
            status = REPORTED if n else NOT_EXPECTED if name in unit.exempt else NOT_REPORTED if expected else NO_CASE
            yield name, unit.code, quarter.label, n, status


EXPECTED = 2 * USUAL
"""A gap has a thousand places to begin: so many records are missed by chance once in half a billion."""

HOLIDAY, PAUSE = 7, 2
"""Working days of the longest public holiday, Tết, in the years of the plan; and what is no gap of a single unit."""

_UNITS = f"SELECT unit, day, n FROM days WHERE unit IS NOT NULL AND unit <> {literal(UNKNOWN)}"
_OTHERS = """
    SELECT a.unit, b.day FROM (SELECT DISTINCT unit FROM own) a,
        (SELECT day, count(DISTINCT unit) AS units, min(unit) AS one FROM own GROUP BY day) b
    WHERE b.units > 1 OR b.one <> a.unit"""
_REGISTER = "SELECT '' AS unit, day, sum(n) AS n FROM days GROUP BY day"
_WEEKDAYS = """
    SELECT '' AS unit, day FROM
        (SELECT unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day FROM own)
    WHERE isodow(day) < 6"""


def _gaps(engine: Engine) -> list[tuple[object, ...]]:
    """Return unit, first and last day, and the records that were to be expected, of the register and of its units."""
    found = []
    for own, working, longest in ((_REGISTER, _WEEKDAYS, HOLIDAY), (_UNITS, _OTHERS, PAUSE)):
        found += engine.all(
            f"""
            WITH own AS ({own}), working AS ({working}),
            workdays AS (SELECT unit, count(DISTINCT day) AS n FROM
                (SELECT unit, day FROM own UNION ALL SELECT unit, day FROM working) GROUP BY unit),
            rates AS (SELECT unit, sum(own.n) / any_value(workdays.n) AS rate FROM own JOIN workdays USING (unit)
                GROUP BY unit HAVING count(*) * 2 > any_value(workdays.n)),
            spans AS (SELECT unit, day AS before, rate,
                coalesce(lead(day) OVER (PARTITION BY unit ORDER BY day), DATE '9999-12-31') AS after
                FROM own JOIN rates USING (unit)),
            idle AS (SELECT unit, min(day) AS first, max(day) AS last, count(*) AS days, any_value(rate) AS rate
                FROM spans JOIN working USING (unit) WHERE day > before AND day < after GROUP BY unit, before)
            SELECT unit, first, last, round(rate * days)::BIGINT FROM idle
            WHERE rate * days >= {EXPECTED} AND days > {longest} ORDER BY first, unit
            """
        )
    return found
