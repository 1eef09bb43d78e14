"""Counting people, not their records."""

from collections.abc import Sequence

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.outcomes import EXCLUDED, MISSING, tally
from dtplan_analysis.registers.frames import Table


def by_person(flagged: Table, person: str, by: Sequence[str], stretches: int) -> Table:
    """Return how many people are alike in their outcomes in each stretch of days: `outcome_in_0`, `outcome_in_1` ….

    A person's outcome is the largest of their records'. A record that names nobody stays a record of its own, and is
    missing unless it is excluded.
    """
    known, outcome = ~nw.col(person).is_null(), nw.col("outcome_0")
    unsure = nw.when(~known & (outcome > EXCLUDED)).then(nw.lit(MISSING)).otherwise(outcome)
    inside = {
        f"outcome_in_{place}": nw.when(nw.col("stretch_0") == place).then(unsure).otherwise(nw.lit(0)).cast(nw.Int8)
        for place in range(stretches)
    }
    placed = flagged.with_columns(**inside)
    people = placed.filter(known).group_by(*by, person).agg(*(nw.col(name).max() for name in inside))
    alike = [*by, *inside]
    return tally(nw.concat([people.select(alike), placed.filter(~known).select(alike)], how="vertical"), alike)
