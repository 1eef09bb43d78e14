"""What all sample registers share: parameters, quarters, working days, sizes, and a generator for each register."""

import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.resources import resource

Whole = npt.NDArray[np.int64]
Share = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

NEVER = -1
"""A day that did not come, where days are counted."""

_PIECE = 500_000
_FIRST, _LAST = np.datetime64("2023-06-01"), np.datetime64("2026-01-01")


@dataclass(frozen=True)
class Setting:
    """The ministry that the sample is of; days are indices into `workdays`, units and quarters into their lists."""

    parameters: Mapping[str, Any]
    rows: int
    seed: int

    @classmethod
    def of(cls, rows: int | None, seed: int) -> "Setting":
        """Return the setting for a number of dossiers, from the parameters that ship with the project."""
        parameters = tomllib.loads((resource("data") / "parameters.toml").read_text("utf-8"))
        return cls(parameters, parameters["rows"] if rows is None else rows, seed)

    def generator(self, register: str) -> np.random.Generator:
        """Return the register's own generator, so that no register changes with another."""
        return np.random.default_rng([self.seed, zlib.crc32(register.encode())])

    @cached_property
    def scale(self) -> float:
        """How many times the shipped sample this one is."""
        return float(self.rows / self.parameters["rows"])

    @cached_property
    def units(self) -> list[dict[str, Any]]:
        """The units in official order, with the agency codes that are invented for them."""
        return [{"agency": f"G17.{91 + place}", **unit} for place, unit in enumerate(self.parameters["units"])]

    @cached_property
    def codes(self) -> list[str]:
        """The short codes of the units."""
        return [unit["code"] for unit in self.units]

    def place(self, code: str) -> int:
        """Return the place of a unit in the official order."""
        return self.codes.index(code)

    @cached_property
    def quarters(self) -> list[str]:
        """The quarters as 2024Q2."""
        return list(self.parameters["quarters"])

    @cached_property
    def quarter_starts(self) -> Days:
        """First days of the quarters, and the day after the last one."""
        months = [np.datetime64(CALENDAR.quarter(label).start, "M") for label in self.quarters]
        return np.array([*months, months[-1] + 3], dtype="datetime64[D]")

    @cached_property
    def workdays(self) -> Days:
        """Monday to Friday without holidays."""
        days = np.arange(_FIRST, _LAST)
        holidays = np.array(self.parameters["holidays"], dtype="datetime64[D]")
        return days[np.is_busday(days, holidays=holidays)]

    def workday(self, day: Any) -> int:
        """Return the index of a day, or of the first working day after it."""
        return int(np.searchsorted(self.workdays, np.datetime64(day, "D")))

    @cached_property
    def bounds(self) -> Whole:
        """Indices of the quarters' first working days, and of the first after the last quarter."""
        return np.searchsorted(self.workdays, self.quarter_starts)

    @cached_property
    def today(self) -> int:
        """Index of the last working day up to the as-of date."""
        return int(np.searchsorted(self.workdays, np.datetime64(self.parameters["as_of"], "D"), side="right")) - 1

    @cached_property
    def snapshots(self) -> Whole:
        """Days on which stocks were taken: up to the 14th of a quarter's last month, so in both quarter rules."""
        ends = self.quarter_starts[1:].astype("datetime64[M]") - 1
        return np.searchsorted(self.workdays, ends.astype("datetime64[D]") + 14) - 1

    def shares(self, name: str) -> Share:
        """Return the shares of a kind by quarter and unit, each in 0–1."""
        rule = self.parameters["shares"][name]
        last = np.array([unit.get("shares", {}).get(name, 0.0) for unit in self.units])
        back = np.arange(len(self.quarters) - 1, -1, -1)[:, None]
        low, high = rule["band"]
        return np.asarray(np.clip(last - rule["step"] * back, low, high))

    def sizes(self, register: str, rng: np.random.Generator) -> Whole:
        """Return the number of rows by quarter and unit; none where a unit has no such rows or did not report."""
        each = np.array([unit.get("sizes", {}).get(register, 0) for unit in self.units]) * self.scale
        spread = 0.85 + 0.3 * rng.random((len(self.quarters), len(self.units)))
        counts = np.where(each > 0, np.maximum(1, np.rint(each * spread)), 0).astype(np.int64)
        for gap in self.parameters["silent"]:
            if gap["register"] == register:
                counts[self.quarters.index(gap["quarter"]), self.place(gap["unit"])] = 0
        return counts

    def pieces(self, counts: Whole) -> Iterator[tuple[int, Whole, Whole]]:
        """Yield quarter, units and running numbers from 1, for at most half a million rows at a time."""
        for quarter, row in enumerate(counts):
            unit, serial = spread_out(row)
            for start in range(0, len(unit), _PIECE):
                yield quarter, unit[start : start + _PIECE], serial[start : start + _PIECE]

    def blocks(self, sizes: Whole) -> Iterator[slice]:
        """Yield slices of consecutive sizes that hold about half a million rows together."""
        block = (np.cumsum(sizes) - 1) // _PIECE
        edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(sizes)]
        yield from (slice(start, end) for start, end in pairwise(edges))

    def days(self, index: Whole) -> pa.Array:
        """Return dates of indices of working days; `NEVER` is null."""
        return pa.array(self.workdays[index], mask=index == NEVER, type=pa.date32())

    def unit_codes(self, unit: Whole) -> pa.Array:
        """Return the short codes of units."""
        return lookup(self.codes, unit)


def spread_out(counts: Whole) -> tuple[Whole, Whole]:
    """Return, for each row, its place in the counts and its running number there, from 1."""
    starts = np.cumsum(counts) - counts
    return np.repeat(np.arange(len(counts)), counts), np.arange(1, counts.sum() + 1) - np.repeat(starts, counts)


def pick(rng: np.random.Generator, n: int, weights: Mapping[str, float] | Sequence[float]) -> Whole:
    """Return n places in a list of weights, drawn in proportion to them."""
    limits = np.cumsum(list(weights.values() if isinstance(weights, Mapping) else weights))
    places: Whole = np.searchsorted(limits[:-1], rng.random(n) * limits[-1], side="right")
    return places


def between(rng: np.random.Generator, low: Any, high: Any, n: int) -> Whole:
    """Return n whole numbers from low to high, both included."""
    numbers: Whole = np.floor(low + rng.random(n) * (np.asarray(high) - low + 1)).astype(np.int64)
    return numbers


def lookup(values: Sequence[Any], index: Whole, null: Mask | None = None) -> pa.Array:
    """Return the values at places, as an Arrow array; null where asked."""
    return pa.array(list(values)).take(pa.array(index, mask=null))


def joined(separator: str, *parts: Any) -> pa.Array:
    """Return text columns joined; whole numbers are padded with zeros to four digits."""
    texts = [
        pc.utf8_lpad(pc.cast(pa.array(part), pa.string()), 4, "0") if isinstance(part, np.ndarray) else part
        for part in parts
    ]
    return pc.binary_join_element_wise(*texts, separator)


def flags(values: Mask, null: Mask | None = None) -> pa.Array:
    """Return flags, which a CSV file has as 1 and 0."""
    return pa.array(values, mask=null)
