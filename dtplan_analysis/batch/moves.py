"""The rows that moved between two runs, and what else sets the runs apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dtplan_analysis.judging import JUDGED
from dtplan_analysis.language import Language
from dtplan_analysis.registers import Register

ADDED, REMOVED, STATUS, FIGURE, COUNT = "added", "removed", "status", "figure", "count"
"""How a row may move; COUNT: the share is as it was, what stands beside it is not."""

_KEY = ("period", "span", "target", "indicator", "variant", "unit")
_COMPARED = [name for name in JUDGED if name not in (*_KEY, "plan", "as_of")]
_TOLD = ("status", "value", "numerator", "denominator", "missing", "shortfall", "threshold", "reason")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """A judged row that is not what it was; None where it is not there."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The row as it is now, or was."""
        return self.after or self.before or {}

    @property
    def key(self) -> tuple[str, ...]:
        """Quarter, span, target, indicator, variant and unit."""
        return tuple(str(self.row[name] or "") for name in _KEY)

    @property
    def kind(self) -> str:
        """How it moved."""
        if self.before is None or self.after is None:
            return ADDED if self.after else REMOVED
        if self.before["status"] != self.after["status"]:
            return STATUS
        return COUNT if self.before["value"] == self.after["value"] else FIGURE

    @property
    def change(self) -> float | None:
        """The change of the share (−1 to 1); None where there is none before or after."""
        before, after = (row["value"] if row else None for row in (self.before, self.after))
        return None if before is None or after is None else after - before

    @property
    def shown(self) -> tuple[Row | None, Row | None]:
        """The rows as they may be told: of what is suppressed by now, neither what it was."""
        return None if self.after and self.is_hidden else self.before, self.after

    @property
    def is_hidden(self) -> bool:
        """Whether the row is suppressed, so that nothing can be told of it but that it moved."""
        return bool(self.row["status"] == "suppressed")

    def as_json(self) -> dict[str, Any]:
        """Return the move as plain values."""
        rows = dict(zip(("before", "after"), self.shown, strict=True))
        told = {name: row and {field: row[field] for field in _TOLD} for name, row in rows.items()}
        named = dict(zip(("quarter", *_KEY[1:]), self.key, strict=True))
        return {**named, "kind": self.kind, "change": self.change, **told}


@dataclass(frozen=True)
class Cause:
    """Something that sets the runs apart besides their figures, and may be why these moved."""

    what: str
    name: str
    before: str
    after: str

    def words(self, say: Language, registers: Mapping[str, Register]) -> str:
        """Return it as a sentence."""
        changed = {"before": self.before or "–", "after": self.after or "–"}
        if self.what == "as_of":
            changed = {name: say.date(date.fromisoformat(day)) for name, day in changed.items()}
        if self.what == "inputs":
            title = registers[self.name].title[say.code] if self.name in registers else self.name
            return say("Other files of the register “{what}”: {before} → {after}.", what=title, **changed)
        if self.what == "synthetic":
            changed = {name: say("yes") if told == str(True) else say("no") for name, told in changed.items()}
        if self.what == "quarters":
            labels = {name: ", ".join(map(say.quarter, told.split(", "))) for name, told in changed.items()}
            return say("Quarters reported: {before} before, {after} now.", **labels)
        heads = {"plan": say("Plan"), "as_of": say("Data as of"), "synthetic": say("Synthetic data")}
        return f"{heads.get(self.what, self.name)}: {changed['before']} → {changed['after']}."


def moves(before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]) -> list[Move]:
    """Return the rows that moved, the largest changes first."""
    rows = _by_key(before), _by_key(after)
    found = [Move(*pair) for key in rows[0] | rows[1] if _moved(*(pair := (rows[0].get(key), rows[1].get(key))))]
    return sorted(
        found, key=lambda one: (one.kind in (ADDED, REMOVED), -abs(one.change or 0), one.kind != STATUS, one.key)
    )


def _by_key(quarters: Mapping[str, Sequence[Row]]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row.get(name) for name in _KEY): row for rows in quarters.values() for row in rows}


def _moved(before: Row | None, after: Row | None) -> bool:
    return before is None or after is None or any(before.get(name) != after.get(name) for name in _COMPARED)


def causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    """Yield what sets two runs apart by their manifests: plan, as-of, quarters, files and software."""
    for what in ("plan", "as_of", "synthetic"):
        if before[what] != after[what]:
            yield Cause(what, what, str(before[what]), str(after[what]))
    quarters = [", ".join(sorted(manifest["figures"])) for manifest in (before, after)]
    if quarters[0] != quarters[1]:
        yield Cause("quarters", "quarters", *quarters)
    for what in ("inputs", "software"):
        then, now = before[what], after[what]
        for name in sorted(then.keys() | now.keys()):
            if then.get(name) != now.get(name):
                yield Cause(what, name, _told(then.get(name)), _told(now.get(name)))


def _told(value: Any) -> str:
    """Return a version, or the files of a register with the beginning of their hashes."""
    if isinstance(value, Mapping):
        return ", ".join(f"{file} ({sha256[:8]})" for file, sha256 in sorted(value.items()))
    return str(value or "")
