"""Sample registers of the ministry's operations: documents, assigned tasks, work records, infrastructure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from dtplan_analysis.sample.setting import (
    NEVER,
    Mask,
    Setting,
    Whole,
    between,
    flags,
    joined,
    lookup,
    pick,
)

_CHANNELS = ("portal", "dms", "email", "special_transmission", "interconnection_axis", "paper")
_SECRECY = ("none", "confidential", "secret", "top_secret")


def documents(setting: Setting) -> Iterator[pa.Table]:
    """Yield formal documents: internal ones for their sender, outgoing and incoming ones once."""
    rng, rates = setting.generator("documents"), setting.parameters["documents"]
    internal_share, external_share = setting.shares("internal"), setting.shares("external")
    kinds = list(rates["directions"])
    spellings = [*setting.codes, *(unit["aliases"][0] for unit in setting.units)]
    for quarter, unit, serial in setting.pieces(setting.sizes("documents", rng)):
        n = len(unit)
        direction = pick(rng, n, rates["directions"])
        internal = direction == kinds.index("internal")
        secrecy = pick(rng, n, rates["secrets"])
        share = np.where(internal, internal_share[quarter, unit], external_share[quarter, unit])
        electronic = (rng.random(n) < share) & (secrecy == 0)
        inside = _named(rates["internal_channels"])[pick(rng, n, rates["internal_channels"])]
        outside = _named(rates["external_channels"])[pick(rng, n, rates["external_channels"])]
        paper = (rng.random(n) < rates["paper"]) | (secrecy > 0)
        instead = np.where(paper, _CHANNELS.index("paper"), _CHANNELS.index("email"))
        channel = np.where(electronic, np.where(internal, inside, outside), instead)
        replaced = (serial > 1) & (rng.random(n) < rates["replaces"])
        state = pick(rng, n, rates["states"])
        spelling = unit + len(setting.codes) * (rng.random(n) < rates["other_spelling"])
        numbered = [lookup(setting.codes, unit), pa.scalar(setting.quarters[quarter])]
        yield pa.table(
            {
                "number": joined("-", *numbered, serial),
                "unit": lookup(spellings, spelling),
                "direction": lookup(kinds, direction),
                "sent_on": setting.days(_in_quarter(setting, rng, quarter, n)),
                "channel": lookup(_CHANNELS, channel, rng.random(n) < rates["missing_channel"]),
                "also_paper": flags(~electronic & ~paper),
                "secrecy": lookup(_SECRECY, secrecy),
                "state": lookup(list(rates["states"]), state, internal),
                "replaces": _where(replaced, joined("-", *numbered, serial - 1)),
            }
        )


def _named(channels: dict[str, float]) -> Whole:
    return np.array([_CHANNELS.index(name) for name in channels])


def _where(mask: Mask, values: pa.Array) -> pa.Array:
    return values.take(pa.array(np.arange(len(mask)), mask=~mask))


def _in_quarter(setting: Setting, rng: np.random.Generator, quarter: int, n: int) -> Whole:
    return between(rng, setting.bounds[quarter], setting.bounds[quarter + 1] - 1, n)


def _secret(rng: np.random.Generator, n: int, share: float) -> pa.Array:
    return lookup(_SECRECY, (rng.random(n) < share).astype(np.int64))


@dataclass(frozen=True)
class _Tasks:
    """Assigned tasks, with their days as indices of working days."""

    unit: Whole
    quarter: Whole
    serial: Whole
    assigned: Whole
    due: Whole
    completed: Whole
    tracked: Mask

    def numbers(self, setting: Setting) -> pa.Array:
        return joined("-", setting.unit_codes(self.unit), lookup(setting.quarters, self.quarter), self.serial)


def _tasks(setting: Setting) -> Iterator[_Tasks]:
    rng, rates = setting.generator("assignments"), setting.parameters["assignments"]
    shares, sizes = setting.shares("tracked"), setting.sizes("assignments", rng)
    sizes[0] *= 2  # with those of the quarter before, which are still open in the first one
    for quarter, unit, serial in setting.pieces(sizes):
        n = len(unit)
        low = setting.bounds[quarter] if quarter else setting.workday(rates["earlier_from"])
        assigned = between(rng, low, setting.bounds[quarter + 1] - 1, n)
        span = between(rng, 15, 90, n)
        late = rng.random(n) >= rates["on_time"]
        completed = assigned + np.where(late, span + between(rng, 1, 20, n), between(rng, span // 2, span, n))
        completed = np.where(completed > setting.today, NEVER, completed)
        tracked = rng.random(n) < shares[quarter, unit]
        yield _Tasks(unit, np.full(n, quarter), serial, assigned, assigned + span, completed, tracked)


def assignments(setting: Setting) -> Iterator[pa.Table]:
    """Yield tasks of the Government, the Prime Minister and the ministry, some from before the first quarter."""
    rng, rates = setting.generator("assignments.more"), setting.parameters["assignments"]
    for tasks in _tasks(setting):
        n = len(tasks.unit)
        yield pa.table(
            {
                "number": tasks.numbers(setting),
                "unit": setting.unit_codes(tasks.unit),
                "issuer": lookup(list(rates["issuers"]), pick(rng, n, rates["issuers"])),
                "assigned_on": setting.days(tasks.assigned),
                "due_on": setting.days(tasks.due),
                "completed_on": setting.days(tasks.completed),
                "tracked": flags(tasks.tracked),
                "secrecy": _secret(rng, n, rates["secret"]),
            }
        )


def assignment_updates(setting: Setting) -> Iterator[pa.Table]:
    """Yield updates of tracked tasks: one when it is entered, then in most months while it runs."""
    rng, rates = setting.generator("assignment_updates"), setting.parameters["assignments"]
    months = np.arange(setting.quarter_starts[0], setting.quarter_starts[-1], dtype="datetime64[M]")
    starts = np.searchsorted(setting.workdays, np.append(months, months[-1] + 1).astype("datetime64[D]"))
    for tasks in _tasks(setting):
        numbers = tasks.numbers(setting)
        until = np.where(tasks.completed == NEVER, setting.bounds[-1], tasks.completed)
        for start, end in pairwise(starts):
            low, high = np.maximum(tasks.assigned, start), np.minimum(until, end - 1)
            entered = (tasks.assigned >= start) & (tasks.assigned < end)
            day = np.where(entered, low, between(rng, low, np.maximum(high, low), len(low)))
            happens = entered | (rng.random(len(low)) < rates["updated"])
            rows = np.flatnonzero(tasks.tracked & happens & (low <= high))
            yield pa.table({"number": numbers.take(pa.array(rows)), "updated_on": setting.days(day[rows])})


def work_records(setting: Setting) -> Iterator[pa.Table]:
    """Yield closed work records, with the steps that were done on the network."""
    rng, rates = setting.generator("work_records"), setting.parameters["work_records"]
    shares = setting.shares("records")
    for quarter, unit, serial in setting.pieces(setting.sizes("work_records", rng)):
        n = len(unit)
        closed = _in_quarter(setting, rng, quarter, n)
        digital = rng.random(n) < shares[quarter, unit]
        on_paper = pick(rng, n, [0.2, 0.6, 0.2])
        opened, processed, ended = (digital | (on_paper != step) for step in range(3))
        yield pa.table(
            {
                "number": joined(
                    "-", pa.scalar("HS"), lookup(setting.codes, unit), pa.scalar(setting.quarters[quarter]), serial
                ),
                "unit": setting.unit_codes(unit),
                "opened_on": setting.days(closed - between(rng, 1, 40, n)),
                "closed_on": setting.days(closed),
                "opened_digitally": flags(opened),
                "processed_digitally": flags(processed, rng.random(n) < rates["missing_step"]),
                "closed_digitally": flags(ended),
                "secrecy": _secret(rng, n, rates["secret"]),
            }
        )


def infrastructure(setting: Setting) -> Iterator[pa.Table]:
    """Yield the checklist as it was each quarter; a condition once met stays met."""
    rng, rates = setting.generator("infrastructure"), setting.parameters["infrastructure"]
    items, shares = rates["items"], setting.shares("conditions")
    places = np.array([place for place, unit in enumerate(setting.units) if "sizes" in unit])
    unit, item = np.repeat(places, len(items)), np.tile(np.arange(len(items)), len(places))
    required, chance = rng.random(len(unit)) < rates["required"], rng.random(len(unit))
    for quarter, label in enumerate(setting.quarters):
        met = chance < shares[quarter, unit]
        evidence = joined("-", pa.scalar("BB"), pa.scalar(label), setting.unit_codes(unit))
        yield pa.table(
            {
                "unit": setting.unit_codes(unit),
                "item": lookup(items, item),
                "snapshot_on": setting.days(np.full(len(unit), setting.snapshots[quarter])),
                "required": flags(required),
                "met": flags(met),
                "evidence": _where(met, evidence),
            }
        )


REGISTERS = {
    documents: "parquet",
    assignments: "csv",
    assignment_updates: "csv",
    work_records: "parquet",
    infrastructure: "csv",
}
"""The registers that this module makes, and the form of their files."""
