"""What becomes of a record for an indicator, as one small number; and how many end alike, as counts.

There are few ways in which a record can end for all indicators of its register: records are grouped by their outcomes
and counted, and every count is a sum over that small table.
"""

from collections.abc import Sequence
from functools import reduce

import narwhals.stable.v2 as nw

from dtplan_analysis.registers.frames import Relation

OUT, EXCLUDED, REACHED, MISSING, FAILED, SUBTRACTED = 0, 1, 2, 3, 4, 6
"""None of the indicator's records; left out; in the numerator; too little is known; not in the numerator; taken off it.

The largest of a person's outcomes is the person's: reached where all known records are, missing where one is unknown
and none failed.
"""

PARTS = ("excluded", "missing", "denominator", "numerator", "running")
"""What is counted of outcomes, as names that end in the place of the indicator."""


UNWEIGHED = "unweighed"
"""How many records hold nobody knows what, where a column is summed."""


def outcome(among: nw.Expr, excluded: nw.Expr, missing: nw.Expr, numerator: nw.Expr) -> nw.Expr:
    """Return a record's outcome; `numerator` is true or false, or 1, 0 or −1."""
    # Asked only of records whose columns are all known; elsewhere back-ends disagree on empty values.
    known = nw.lit(FAILED) - 2 * numerator.cast(nw.Int64).fill_null(0)
    placed = nw.when(excluded).then(nw.lit(EXCLUDED)).otherwise(nw.when(missing).then(nw.lit(MISSING)).otherwise(known))
    return nw.when(among).then(placed).otherwise(nw.lit(OUT)).cast(nw.Int8)


def tally(frame: Relation, names: Sequence[str]) -> Relation:
    """Return how many rows are alike in the named columns, as the column `rows`."""
    return frame.group_by(*names).agg(nw.len().alias("rows")).with_columns(nw.col("rows").cast(nw.Int64))


def weighed(frame: Relation, names: Sequence[str], weight: str, is_unread: nw.Expr) -> Relation:
    """Return what rows that are alike hold in a column, as `rows`, and of how many nobody knows, as `UNWEIGHED`.

    What is below zero is no number of anything, and is not known.
    """
    known = ~nw.col(weight).is_null() & ~is_unread & (nw.col(weight) >= 0).fill_null(False)
    counts = nw.col("outcome_0") > EXCLUDED
    held = nw.when(known).then(nw.col(weight).cast(nw.Int64)).otherwise(nw.lit(0))
    lacking = nw.when(~known & counts).then(nw.lit(1)).otherwise(nw.lit(0))
    placed = frame.with_columns(weighed_rows=held, weighed_lacking=lacking)
    found = placed.group_by(*names).agg(nw.col("weighed_rows").sum(), nw.col("weighed_lacking").sum())
    rows, unknown = (nw.col(name).cast(nw.Int64) for name in ("weighed_rows", "weighed_lacking"))
    return found.select(*names, rows.alias("rows"), unknown.alias(UNWEIGHED))


def sums(tallied: Relation, keys: Sequence[str], steps: Sequence[bool], more: Sequence[str] = ()) -> Relation:
    """Return the parts of each indicator by `keys`; `steps` says for each whether its records may still run.

    `more` are columns that are summed as they are.
    """
    parts: dict[str, nw.Expr] = {}
    rows, none = nw.col("rows"), nw.lit(0)
    for place, judges_steps in enumerate(steps):
        found = nw.col(f"outcome_{place}")
        known = (found == REACHED) | (found >= FAILED)
        reached = (
            nw.when(found == REACHED).then(rows).otherwise(nw.when(found == SUBTRACTED).then(-rows).otherwise(none))
        )
        running = nw.when(known & nw.col("running")).then(rows).otherwise(none) if judges_steps else none
        parts[f"excluded_{place}"] = nw.when(found == EXCLUDED).then(rows).otherwise(none)
        parts[f"missing_{place}"] = nw.when(found == MISSING).then(rows).otherwise(none)
        parts[f"denominator_{place}"] = nw.when(known).then(rows).otherwise(none)
        parts[f"numerator_{place}"] = reached
        parts[f"running_{place}"] = running
    return summed(tallied.with_columns(**parts), keys, [*parts, *more])


def summed(frame: Relation, keys: Sequence[str], names: Sequence[str]) -> Relation:
    """Return the sums of columns by `keys`, as whole numbers: an engine's may be wider, DuckDB's come as Decimal."""
    found = frame.group_by(*keys).agg(*(nw.col(name).sum() for name in names))
    return found.select(*keys, *(nw.col(name).cast(nw.Int64) for name in names))


def any_of(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether any test holds; none does where there is none."""
    return reduce(lambda one, other: one | other, tests) if tests else nw.lit(False)


def all_of(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether all tests hold."""
    return reduce(lambda one, other: one & other, tests) if tests else nw.lit(True)
