"""Sample registers of the staff: posts, use of official mailboxes, training classes."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from dtplan_analysis.sample.setting import Days, Mask, Setting, Whole, between, flags, joined, lookup, pick, spread_out


@dataclass(frozen=True)
class _Posts:
    """Who was in which post and from when until when; a person who moved has two."""

    person: Whole
    unit: Whole
    contract: Mask
    since: Days
    until: Days
    leave: Mask
    mailbox: Mask

    def only(self, rows: Whole | Mask) -> "_Posts":
        return _Posts(*(getattr(self, one.name)[rows] for one in fields(self)))

    def codes(self) -> pa.Array:
        return joined("", pa.scalar("CB"), self.person)


def _posts(setting: Setting) -> _Posts:
    rng, rates = setting.generator("staff"), setting.parameters["staff"]
    sizes = [round(unit.get("sizes", {}).get("staff", 0) * setting.scale) for unit in setting.units]
    unit, _ = spread_out(np.array([max(size, int("sizes" in u)) for size, u in zip(sizes, setting.units, strict=True)]))
    n = len(unit)
    start, end = setting.quarter_starts[0], setting.quarter_starts[-1]
    hired = np.datetime64(rates["hired_from"], "D")
    since = hired + np.floor(rng.random(n) * (start - hired).astype(int)).astype("timedelta64[D]")
    window = np.floor(rng.random((2, n)) * ((end - start).astype(int) - 1)).astype("timedelta64[D]")
    since = np.where(rng.random(n) < rates["joined"], start + window[0], since)
    leaves = start + window[1]
    until = np.where((rng.random(n) < rates["left"]) & (leaves > since), leaves, np.datetime64("NaT"))
    mail_share = setting.shares("mailbox")[-1, unit]
    posts = _Posts(
        person=np.arange(1, n + 1),
        unit=unit,
        contract=rng.random(n) < rates["contract"],
        since=since,
        until=until,
        leave=rng.random(n) < rates["long_leave"],
        mailbox=rng.random(n) < np.minimum(1.0, mail_share + 0.02),
    )
    moved_on = np.datetime64(rates["moved"]["on"], "D")
    movers = np.flatnonzero((rng.random(n) < rates["moved"]["share"]) & (since < moved_on) & np.isnat(until))
    places = np.flatnonzero(["sizes" in u for u in setting.units])
    there = posts.only(movers)
    there = _Posts(
        there.person, places[(there.unit + 1) % len(places)], there.contract,
        np.full(len(movers), moved_on), there.until, there.leave, there.mailbox,
    )  # fmt: skip
    until[movers] = moved_on - 1
    both = _Posts(*(np.concatenate([getattr(posts, f.name), getattr(there, f.name)]) for f in fields(_Posts)))
    return both.only(np.lexsort((both.since, both.person)))


def staff(setting: Setting) -> Iterator[pa.Table]:
    """Yield posts with their dates of validity."""
    posts = _posts(setting)
    public_service = posts.unit >= setting.place(setting.parameters["staff"]["public_service_from"])
    kind = np.where(posts.contract, 2, np.where(public_service, 1, 0))
    yield pa.table(
        {
            "staff": posts.codes(),
            "unit": setting.unit_codes(posts.unit),
            "kind": lookup(["official", "public_employee", "contract"], kind),
            "valid_from": pa.array(posts.since),
            "valid_to": pa.array(posts.until),
            "long_leave": flags(posts.leave),
            "official_mailbox": flags(posts.mailbox),
        }
    )


def mailbox_use(setting: Setting) -> Iterator[pa.Table]:
    """Yield one use of the mailbox for each person and quarter with any, by the 14th of the quarter's last month.

    So early a use counts in the same quarter under both quarter rules.
    """
    rng, shares, posts = setting.generator("mailbox_use"), setting.shares("mailbox"), _posts(setting)
    for quarter in range(len(setting.quarters)):
        end = setting.quarter_starts[quarter + 1]
        there = (posts.since < end) & (np.isnat(posts.until) | (posts.until >= end - 1))
        uses = rng.random(len(there)) < shares[quarter, posts.unit]
        users = posts.only(there & uses & posts.mailbox & ~posts.leave)
        low = np.maximum(np.searchsorted(setting.workdays, users.since), setting.bounds[quarter])
        early = setting.snapshots[quarter]
        high = np.where(low <= early, early, setting.bounds[quarter + 1] - 1)
        on_time = low <= high
        day = between(rng, low, high, len(low))
        yield pa.table({"staff": users.only(on_time).codes(), "used_on": setting.days(day[on_time])})


def training(setting: Setting) -> Iterator[pa.Table]:
    """Yield classes: in 2023 all in the last quarter, in 2024 more staff from quarter to quarter."""
    rng, rates, posts = setting.generator("training"), setting.parameters["training"], _posts(setting)
    new = posts.person[1:] != posts.person[:-1]
    since = posts.since[np.append(True, new)]  # of who moved, from the first post
    posts = posts.only(np.append(new, True))
    n, last = len(posts.person), setting.shares("trained")[-1]
    factor = (last / rates["cumulative"][-1])[posts.unit]
    kinds = list(rates["kinds"])
    joins = np.searchsorted(setting.bounds, np.searchsorted(setting.workdays, since), side="right") - 1
    by_year = [np.array([rates["earlier"]]), np.array(rates["cumulative"])]
    for start, cumulative in zip((0, 1), by_year, strict=True):
        chance = rng.random(n) / factor
        quarter = np.maximum(start + np.searchsorted(cumulative, chance, side="right"), joins)
        kind = pick(rng, n, rates["kinds"])
        attends = (chance < cumulative[-1]) & (quarter < start + len(cumulative)) & ~posts.contract & ~posts.leave
        again = attends & (rng.random(n) < rates["second"])
        for rows, which in ((attends, kind), (again, (kind + 1) % len(kinds))):
            at = np.flatnonzero(rows)
            low = np.maximum(setting.bounds[quarter[at]], np.searchsorted(setting.workdays, since[at]))
            day = between(rng, low, setting.bounds[quarter[at] + 1] - 1, len(at))
            there = (low < setting.bounds[quarter[at] + 1]) & (
                np.isnat(posts.until[at]) | (setting.workdays[day] <= posts.until[at])
            )
            names = [rates["courses"][name] for name in kinds]
            yield pa.table(
                {
                    "staff": posts.only(at[there]).codes(),
                    "completed_on": setting.days(day[there]),
                    "kind": lookup(kinds, which[at[there]]),
                    "course": lookup(names, which[at[there]]),
                }
            )


REGISTERS = {staff: "parquet", mailbox_use: "parquet", training: "parquet"}
"""The registers that this module makes, and the form of their files."""
