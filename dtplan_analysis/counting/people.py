"""Counting people, not their records."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.outcomes import EXCLUDED, MISSING, tally
from dtplan_analysis.registers.frames import Relation, collected

RECORDS = 50_000_000
"""An engine is asked at once for the people of so many records: it holds each of them in memory."""

_LETTERS = "+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The letters that pseudonyms are made of, in order: people are parted by their last one."""


def by_person(flagged: Relation, person: str, by: Sequence[str], stretches: int) -> Relation:
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


def in_shares(records: Relation, person: str, register: Relation) -> Iterator[Relation]:
    """Yield the records share by share, all of a person's in one; those that name nobody are in the first.

    How many shares goes by the rows of the register that they were taken from: counted at little cost.
    """
    number = collected(register.select(nw.len())).item() if isinstance(register, nw.LazyFrame) else 0
    shares = min(3 * number // RECORDS, len(_LETTERS)) if number > RECORDS else 1  # smaller: shares differ in size
    last = nw.col(person).str.tail(1)
    edges = [None, *(_LETTERS[len(_LETTERS) * place // shares] for place in range(1, shares)), None]
    for low, high in pairwise(edges):
        after = last >= low if low else nw.lit(True)
        before = last < high if high else nw.lit(True)
        yield records if shares == 1 else records.filter((after & before).fill_null(low is None))
