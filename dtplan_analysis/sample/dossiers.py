"""Sample dossiers as the national systems export them: official field names, dates as text, and defects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dtplan_analysis.sample.receipts import allocation, calendar, moments, numbers
from dtplan_analysis.sample.setting import (
    NEVER,
    Mask,
    Setting,
    Share,
    Whole,
    between,
    flags,
    joined,
    lookup,
    pick,
    spread_out,
)

STATUSES = (
    "newly_registered", "accepted", "not_accepted", "in_process", "supplement_requested",
    "financial_obligation_requested", "withdrawal_requested", "stopped", "processed", "returned",
)  # fmt: skip
"""In the order of the official numbers 1 to 10."""

_CHANNELS = {"direct": "1", "online": "2", "postal": "3"}
_SLOTS = 1_000
_CLOSING = 17 * 3600


class _Procedures:
    """Which procedures a unit's dossiers are of: slots to draw from, by quarter and unit."""

    def __init__(self, setting: Setting) -> None:
        listed = setting.parameters["procedures"]["list"]
        shape = (len(setting.quarters), len(setting.units))
        starts, ends = setting.quarter_starts[:-1], setting.quarter_starts[1:]
        self.days = np.array([one["days"] for one in listed])
        self.codes = [*(one["code"] for one in listed), "9.999999"]  # the last one is in no register
        self.fields = [one["field"] for one in listed]
        self.full = np.array([_full(one, starts) for one in listed]).T
        self.slots = np.zeros((*shape, _SLOTS), dtype=np.int64)
        self.full_share = np.zeros(shape)
        for quarter, unit in np.ndindex(shape):
            weights = [
                one["weight"]
                * (one["unit"] == setting.codes[unit])
                * (np.datetime64(one.get("valid_from", starts[0]), "D") < ends[quarter])
                * (np.datetime64(one.get("valid_to", ends[quarter]), "D") >= starts[quarter])
                for one in listed
            ]
            if sum(weights):
                limits = np.cumsum(weights) / sum(weights)
                self.slots[quarter, unit] = np.searchsorted(limits, (np.arange(_SLOTS) + 0.5) / _SLOTS)
                self.full_share[quarter, unit] = self.full[quarter, self.slots[quarter, unit]].mean()

    def lift(self, setting: Setting, quarter: Whole, unit: Whole, procedure: Whole) -> Share:
        """Return how much more or less a procedure is used online than the unit's average."""
        full, share = self.full[quarter, procedure], self.full_share[quarter, unit]
        effect = np.where(share < 1, setting.parameters["dossiers"]["level_effect"], 0.0)
        return np.where(full, 1 + effect, 1 - effect * share / np.maximum(1 - share, 0.01))

    def texts(self, setting: Setting, rng: np.random.Generator, procedure: Whole) -> dict[str, pa.Array]:
        """Return code and field by the export's names; some codes are in no register."""
        unknown = rng.random(len(procedure)) < setting.parameters["dossiers"]["unknown_procedure"]
        code = np.where(unknown, len(self.codes) - 1, procedure)
        return {"MaTTHC": lookup(self.codes, code), "MaLinhVuc": lookup(self.fields, procedure)}


def _full(one: dict[str, Any], starts: Any) -> Any:
    if "full_from" in one:
        return starts >= np.datetime64(one["full_from"], "D")
    return np.full(len(starts), one["level"] == "full")


class _Shares:
    """The parameters of the units that receive dossiers, by quarter and unit."""

    def __init__(self, setting: Setting) -> None:
        rates = setting.parameters["dossiers"]
        self.quarter = np.arange(len(setting.quarters))[:, None]
        self.listed = {setting.place(unit["code"]): unit for unit in rates["units"]}
        self.n = len(setting.units)
        self.online, self.reused = self.rising("online"), self.rising("reused")
        self.on_time = self.flat("on_time")
        self.missing_step = self.flat("missing_step", rates["missing_step"])
        authenticated = np.array(rates["authenticated"])[:, None] + self.flat("authenticated")
        self.authenticated = np.clip(authenticated, 0.70, 1.0)

    def flat(self, name: str, default: float = 0.0) -> Share:
        """Return a share by unit."""
        return np.array([self.listed.get(place, {}).get(name, default) for place in range(self.n)])

    def rising(self, name: str) -> Share:
        """Return a share by quarter and unit that rises evenly."""
        pairs = [self.listed.get(place, {}).get(name, (0.0, 0.0)) for place in range(self.n)]
        return np.array([p[0] for p in pairs]) + np.array([p[1] for p in pairs]) * self.quarter


def dossiers(setting: Setting) -> Iterator[pa.Table]:
    """Yield the dossiers in order of receipt, some days at a time."""
    rng = setting.generator("dossiers")
    by_day, procedures, shares = allocation(setting), _Procedures(setting), _Shares(setting)
    first = int(setting.bounds[0])
    for block in setting.blocks(by_day.sum(axis=1)):
        cell, serial = spread_out(by_day[block].ravel())
        day, unit = first + block.start + cell // len(setting.units), cell % len(setting.units)
        if len(day):
            quarter = np.searchsorted(setting.bounds, day, side="right") - 1
            procedure = procedures.slots[quarter, unit, (rng.random(len(day)) * _SLOTS).astype(np.int64)]
            lift = procedures.lift(setting, quarter, unit, procedure)
            steps = _steps(setting, rng, shares, quarter, unit, lift)
            course = _course(setting, rng, shares.on_time[unit], day, procedures.days[procedure])
            yield _table(setting, rng, unit, serial, course, steps, procedures.texts(setting, rng, procedure))


@dataclass(frozen=True)
class _Course:
    """When things happened to dossiers, as indices of working days, and their status as a place in the list."""

    received: Whole
    due: Whole
    completed: Whole
    returned: Whole
    status: Whole


def _course(setting: Setting, rng: np.random.Generator, on_time: Share, day: Whole, days: Whole) -> _Course:
    rates, n = setting.parameters["dossiers"], len(day)
    refused, processed, returned = (STATUSES.index(name) for name in ("not_accepted", "processed", "returned"))
    ahead = np.ceil(days * (0.35 + 0.65 * rng.random(n))).astype(np.int64)
    behind = days + 1 + np.floor(rng.random(n) ** 2 * 12).astype(np.int64)
    end = day + np.where(rng.random(n) < on_time, ahead, behind)
    handed_over = end + between(rng, 0, 2, n)
    status = np.array([STATUSES.index(name) for name in rates["ended"]])[pick(rng, n, rates["ended"])]
    running = np.array([STATUSES.index(name) for name in rates["open"]])[pick(rng, n, rates["open"])]
    is_open = (end > setting.today) & (status != refused)
    status = np.where(is_open, running, status)
    status = np.where((status == returned) & (handed_over > setting.today), processed, status)
    return _Course(
        received=day,
        due=day + days,
        completed=np.where(is_open | (status == refused), NEVER, end),
        returned=np.where(status == returned, handed_over, NEVER),
        status=status,
    )


def _steps(
    setting: Setting, rng: np.random.Generator, shares: _Shares, quarter: Whole, unit: Whole, lift: Share
) -> dict[str, pa.Array]:
    """Return channel, steps done online, authentication and reuse, by the export's names."""
    rates, n = setting.parameters["dossiers"], len(unit)

    def happens(share: Share | float) -> Mask:
        return rng.random(n) < share

    online = happens(shares.online[quarter, unit] * lift)
    processed_online = online & happens(rates["processed_online"])
    authenticated = online & happens(shares.authenticated[quarter, unit])
    reused = happens(np.where(online, shares.reused[quarter, unit], rates["reused_direct"]))
    channel = np.where(online, 1, np.where(happens(rates["direct"]), 0, 2))
    delivery = np.where(online, pick(rng, n, rates["delivery_online"]), pick(rng, n, rates["delivery_direct"]))
    account = np.where(authenticated, 1, 0)
    return {
        "KenhThucHien": lookup(list(_CHANNELS.values()), channel),
        "XuLyTrucTuyen": flags(processed_online, happens(shares.missing_step[unit])),
        "KetQuaDienTu": flags(delivery == list(rates["delivery_online"]).index("online")),
        "HinhThuc": pa.array(1 + delivery),
        "DuocTaiSuDung": flags(reused),
        "TaiKhoanDuocXacThucVoiVNeID": flags(authenticated),
        "HeThongXacThuc": lookup(["DVCQG", "VNeID"], account, ~online),
    }


def _table(
    setting: Setting,
    rng: np.random.Generator,
    unit: Whole,
    serial: Whole,
    course: _Course,
    steps: dict[str, pa.Array],
    procedure: dict[str, pa.Array],
) -> pa.Table:
    """Return the export of some dossiers, in which some rows have a defect."""
    rates, day, n = setting.parameters["dossiers"], course.received, len(unit)
    defects = list(rates["defects"])
    fault, source, earlier = _faults(rng, rates["defects"], course.status == STATUSES.index("returned"))

    def has(name: str) -> Mask:
        return np.asarray(fault == defects.index(name))

    before = day - between(rng, 1, 5, n)
    due = np.where(has("due_before_received"), before, np.where(has("missing_due"), NEVER, course.due))
    completed = np.where(has("end_before_received"), before, course.completed)
    completed = np.where(has("returned_without_end"), NEVER, completed)
    received_on, stamped = calendar(setting, day), calendar(setting, day)
    # 1 January 2023 was a Sunday, and on Sundays nothing is received.
    stamped = np.where(has("number_unlike_received"), stamped - stamped % 7, stamped)

    at = 8 * 3600 + (rng.random(n) * 7 * 3600).astype(np.int64)
    at = np.where(at < 11.5 * 3600, at, at + 2 * 3600)  # the counter closes over noon
    online = pc.equal(steps["KenhThucHien"], _CHANNELS["online"]).to_numpy(zero_copy_only=False)
    evening = online & (rng.random(n) < 0.5)
    filed_at = np.where(evening, between(rng, 6 * 3600, 23 * 3600, n), at - between(rng, 0, 1200, n))
    ended_at, closing = between(rng, 8 * 3600, _CLOSING - 1, n), np.full(n, _CLOSING)
    user = 1 + (max(1, setting.rows // 3) * rng.random(n) ** 1.3).astype(np.int64)
    person = pc.cast(pa.array(user), pa.string())
    form = np.where(has("due_in_words"), 1, np.where(has("due_in_iso"), 2, 0))
    no_channel = pa.array(has("missing_channel"))
    table = pa.table(
        {
            "MaHoSo": numbers(setting, unit, stamped, serial),
            "DonViXuLy": _unit_texts(setting, rng, unit, day, has("unknown_unit")),
            **procedure,
            "LoaiDoiTuong": pa.array(1 + pick(rng, n, rates["applicants"])),
            "ChuHoSo": joined(" ", pa.scalar("Người mô phỏng"), person),
            "SoDinhDanh": joined("", pa.scalar("MP"), person),
            "MaTaiKhoan": joined("", pa.scalar("TK"), person),
            "NgayNopHoSo": moments(received_on - evening, filed_at),
            "NgayTiepNhan": moments(np.where(has("missing_received"), NEVER, received_on), at),
            "NgayHenTra": moments(calendar(setting, due), closing, form),
            "NgayKetThucXuLy": moments(calendar(setting, completed), ended_at),
            "NgayTra": moments(calendar(setting, course.returned), closing),
            "TrangThaiHoSo": pa.array(1 + course.status),
            **steps,
            "KenhThucHien": pc.if_else(no_channel, pa.scalar(None, pa.string()), steps["KenhThucHien"]),
            "SoLanBoSung": pa.array(pick(rng, n, rates["supplements"])),
            "CoPhanAnh": flags(rng.random(n) < rates["complaint"]),
        }
    )
    return _twice(table, source, earlier)


def _faults(rng: np.random.Generator, defects: dict[str, float], ended: Mask) -> tuple[Whole, Whole, Mask]:
    """Return each row's defect, the row that it is copied from, and whether a later row repeats it."""
    names, n = list(defects), len(ended)
    fault = np.searchsorted(np.cumsum(list(defects.values())), rng.random(n), side="right")
    none = len(names)
    needs_end = np.isin(fault, [names.index("returned_without_end"), names.index("end_before_received")])
    fault = np.where(needs_end & ~ended, none, fault)
    # Only a clean row with its end is exported twice: so every defect can be counted by itself.
    twice = fault == names.index("duplicate_number")
    clean = np.concatenate([[False], (fault[:-1] == none) & ended[:-1]])
    fault = np.where(twice & ~clean, none, fault)
    repeats = fault == names.index("duplicate_number")
    source = np.where(repeats, np.arange(n) - 1, np.arange(n))
    return fault, source, np.append(repeats[1:], False)


def _twice(table: pa.Table, source: Whole, earlier: Mask) -> pa.Table:
    """Repeat rows; the first row of two is of the days when the dossier still ran."""
    table, first = table.take(pa.array(source)), pa.array(earlier)
    before = {"NgayKetThucXuLy": None, "NgayTra": None, "TrangThaiHoSo": 1 + STATUSES.index("in_process")}
    for name, value in before.items():
        column = table[name]
        table = table.set_column(
            table.column_names.index(name), name, pc.if_else(first, pa.scalar(value, column.type), column)
        )
    return table


def _unit_texts(setting: Setting, rng: np.random.Generator, unit: Whole, day: Whole, unknown: Mask) -> pa.Array:
    """Return what the export has as the unit: agency code, name, or the name before it was renamed."""
    rates = setting.parameters["dossiers"]
    old, codes = rates["renamed"], [u["agency"] for u in setting.units]
    spellings = [*codes, *(u["vi"] for u in setting.units), old["name"], "G17.999"]
    place = unit + len(codes) * (rng.random(len(unit)) < rates["other_spelling"])
    renamed = (unit == setting.place(old["unit"])) & (day < setting.workday(old["until"]))
    place = np.where(renamed, len(spellings) - 2, place)
    return lookup(spellings, np.where(unknown, len(spellings) - 1, place))


REGISTERS = {dossiers: "csv"}
"""The register that this module makes, and the form of its file."""
