"""Counting people, not their records."""

import narwhals.stable.v2 as nw

from dtplan_analysis.registers.frames import Table

PARTS = ("excluded", "missing", "denominator", "numerator", "running")
"""The buckets of a record, as columns of 0 and 1 that end in the place of the indicator."""


def by_person(flagged: Table, person: str, keys: list[str]) -> Table:
    """Turn records into people: reached where all known records are, missing where one is unknown and none failed.

    A record that names nobody stays a record of its own, and is missing unless it is excluded.
    """
    excluded, missing, denominator, numerator, _ = (nw.col(f"{part}_0") for part in PARTS)
    columns = [*keys, *(f"{part}_0" for part in PARTS)]
    nobody = flagged.filter(nw.col(person).is_null()).with_columns(
        missing_0=missing + denominator, denominator_0=nw.lit(0), numerator_0=nw.lit(0), running_0=nw.lit(0)
    )
    people = (
        flagged.filter(~nw.col(person).is_null())
        .with_columns(failed=denominator - numerator)
        .group_by(*keys, person)
        .agg(*(nw.col(name).max() for name in ("failed", *columns[len(keys) :])))
        .with_columns(unsure=(missing == 1) & (nw.col("failed") == 0))
        .with_columns(
            denominator_0=(denominator == 1) & ~nw.col("unsure"),
            missing_0=nw.col("unsure"),
            excluded_0=(excluded == 1) & (denominator == 0) & (missing == 0),
            numerator_0=(denominator == 1) & ~nw.col("unsure") & (nw.col("failed") == 0),
        )
    )
    whole = [nw.col(name).cast(nw.Int64) for name in columns[len(keys) :]]
    return nw.concat([part.select(*keys, *whole) for part in (people, nobody)], how="vertical")
