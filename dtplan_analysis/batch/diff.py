"""What moved between two runs: the figures of two output folders, row by row, and what else sets the runs apart."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dtplan_analysis
from dtplan_analysis.batch.manifest import MANIFEST, read_figures
from dtplan_analysis.batch.moves import ADDED, COUNT, FIGURE, REMOVED, STATUS, Cause, Move, causes, moves
from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.exports.html import page_of
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.judging import judged_json
from dtplan_analysis.judging.wording import change, counted_text, measure_text, status_word
from dtplan_analysis.language import LANGUAGES, Language, Text
from dtplan_analysis.reports.section import Part, Section, listed
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import Store

MOST = 1000
"""So many rows are shown on a page; JSON has all."""

_GROUPS = 20
"""So many groups of units are named in words; the table has all."""

_SHOWN = 50

_FIRST, _FEW = 20, 5
"""So many rows of a page's table, and lines of a list, are shown before anything is unfolded."""


@dataclass(frozen=True, repr=False)
class Difference(Shown):
    """What moved between two runs, the largest changes first, and what else sets them apart."""

    runs: tuple[str, str]
    moves: Sequence[Move]
    causes: Sequence[Cause]
    synthetic: bool
    catalogue: Catalogue = LIBRARY
    quarters: frozenset[str] = frozenset()
    """The quarters that only one of the runs has: each is a line, not hundreds."""
    names: Mapping[str, Text] = field(default_factory=dict)
    """The units' names by code."""

    def _face(self) -> Face:
        say = Language(LANGUAGES[0])
        facts = [
            (say("Runs"), " → ".join(self.runs)),
            (say("Figures"), self.summary(say)),
            *(("", line) for line in self.lines(say, named=True)),
        ]
        rows = [self.cells(move, say, named=True) for move in self.single[:_SHOWN]]
        return Face(say("What moved between two runs"), facts, self.heads(say), rows)

    @property
    def single(self) -> list[Move]:
        """The moves in quarters that both runs have, of rows that are not suppressed."""
        return [move for move in self.moves if move.row["period"] not in self.quarters and not move.is_hidden]

    @property
    def hidden(self) -> list[Move]:
        """The moves of suppressed rows in these quarters: no more is told than how many, and of which units."""
        return [move for move in self.moves if move.row["period"] not in self.quarters and move.is_hidden]

    @property
    def kinds(self) -> Counter[str]:
        """How many rows moved in which way."""
        return Counter(move.kind for move in self.single)

    def lines(self, say: Language, *, named: bool = False) -> list[str]:
        """Return what moved in few words: quarters that came or went, then targets with the units that share them.

        Targets and units go by their codes, or `named` for readers who have not learnt them.
        """
        whole = Counter((move.row["period"], move.kind) for move in self.moves if move.row["period"] in self.quarters)
        said = []
        for (quarter, kind), n in sorted(whole.items()):
            values = {"quarter": say.quarter(quarter), "n": say.number(n)}
            said.append(
                say("New: {quarter} ({n} figures)." if kind == ADDED else "Gone: {quarter} ({n} figures).", **values)
            )
        between = "; " if named else ", "
        by_unit: dict[str, dict[str, None]] = {}
        for move in self.single:
            by_unit.setdefault(self._unit(move, say, named=named), {})[self._target(move, say, named=named)] = None
        groups: dict[tuple[str, ...], list[str]] = {}
        for unit, targets in by_unit.items():
            groups.setdefault(tuple(sorted(targets)), []).append(unit)
        for ids, units in list(groups.items())[:_GROUPS]:
            parted = "; " if any("," in one for one in ids) else between
            said.append(say("{targets} of {units}.", targets=parted.join(ids), units=between.join(units)))
        if len(groups) > _GROUPS:
            said.append(say("And {n} more groups of units.", n=say.number(len(groups) - _GROUPS)))
        if self.hidden:
            units = list(dict.fromkeys(self._unit(move, say, named=named) for move in self.hidden))
            some = between.join(units[:_GROUPS]) + ("…" if len(units) > _GROUPS else "")
            moved = "Moved, of small groups, and therefore not published: {n} ({units})."
            said.append(say(moved, n=say.number(len(self.hidden)), units=some))
        return said

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        return {
            "runs": list(self.runs),
            "causes": [vars(cause) for cause in self.causes],
            "moves": [move.as_json() for move in self.moves],
        }

    def to_html(self, language: str) -> str:
        """Return the difference as a page of its own."""
        say = Language(language)
        title = say("What moved between two runs")
        about = {"kind": "difference", "language": language, "title": title, "synthetic": self.synthetic}
        about["version"] = dtplan_analysis.__version__
        runs = say("Before: {before}. After: {after}.", before=self.runs[0], after=self.runs[1])
        parts: list[Part] = [runs, self.summary(say)]
        if self.moves:
            lines = self.lines(say, named=True)
            parts.append(Section(say("By unit and target"), [listed(lines)], level=3, folded=len(lines) > _FEW))
        sections = [Section(say("In short"), parts)]
        if self.causes:
            told = listed([cause.words(say, self.catalogue.registers) for cause in self.causes])
            head = say("What else is different, and may be why")
            sections.append(Section(head, [told], folded=len(self.causes) > _FEW))
        if self.single:
            sections.append(Section(say("What moved"), list(self._tables(say))))
        return page_of(sections, about)

    def _tables(self, say: Language) -> Iterator[Part]:
        """Give the largest moves, and folded the others, as far as a page shows them."""
        largest, others = self.single[:_FIRST], self.single[_FIRST:MOST]
        first = say("Figures that moved, the largest changes first") if others else say("Figures that moved")
        yield Table(first, self.heads(say), [self.cells(move, say, named=True) for move in largest], numbers=(5,))
        if others:
            rows = [self.cells(move, say, named=True) for move in others]
            rest = [Table(say("Other figures that moved"), self.heads(say), rows, numbers=(5,))]
            yield Section(say("Other figures: {n}", n=say.number(len(rows))), rest, level=3, folded=True)
        if len(self.single) > MOST:
            n = {"shown": say.number(MOST), "n": say.number(len(self.single))}
            yield say("The first {shown} of {n} rows are shown.", **n)

    def summary(self, say: Language) -> str:
        """Return how many rows moved, and how, as a sentence."""
        if not self.single:
            return say("No figure that is published moved.") if self.hidden else say("No figure moved.")
        names = {
            STATUS: say("with another status"),
            FIGURE: say("with another share"),
            COUNT: say("with other counts or bounds"),
            ADDED: say("added"),
            REMOVED: say("gone"),
        }
        parts = [f"{say.number(self.kinds[kind])} {name}" for kind, name in names.items() if self.kinds[kind]]
        return say("Figures that moved: {n} ({parts}).", n=say.number(len(self.single)), parts="; ".join(parts))

    @staticmethod
    def heads(say: Language) -> tuple[str, ...]:
        """Return what the cells of a move are."""
        return say("Period"), say("Unit"), say("Target"), say("Before"), say("After"), say("Change, in points")

    def cells(self, move: Move, say: Language, *, named: bool = False) -> tuple[str, ...]:
        """Return a move in words: quarter, unit and target by their codes or `named`, before, after, change."""
        quarter, span = move.key[:2]
        when = (
            say.quarter(quarter) if span == "quarter" else say("{quarter}, year to date", quarter=say.quarter(quarter))
        )
        moved = "" if move.change is None else change(move.row, move.before, say)
        target = self._target(move, say, named=named)
        return (when, self._unit(move, say, named=named), target, *self._texts(move, say), moved)

    def _unit(self, move: Move, say: Language, *, named: bool) -> str:
        """Return a unit's code, `named` after its name."""
        unit = str(move.row["unit"])
        spoken = {TOTAL: say("All units"), UNKNOWN: say("Unknown units")}
        return f"{self.names[unit][say.code]} ({unit})" if named and unit in self.names else spoken.get(unit, unit)

    def _target(self, move: Move, say: Language, *, named: bool) -> str:
        """Return a target's id, `named` after what it measures, or what a figure without one is called."""
        _, _, target, indicator, variant, _ = move.key
        declared = self.catalogue.declared(indicator, variant)
        label = declared.label[say.code] if declared else ""
        if target and named and label:
            return f"{label} ({target})"
        return target or label or indicator

    def _texts(self, move: Move, say: Language) -> Iterator[str]:
        for row in move.shown:
            if row is None:
                yield "–"
            elif row["denominator"] is None:
                yield f"{status_word(row['status'], say)} ({counted_text(row, say, self.catalogue.registers)})"
            else:
                counted = (
                    "" if row["method"] == "checklist" else f" ({counted_text(row, say, self.catalogue.registers)})"
                )
                yield f"{measure_text(row, say)}{counted}, {status_word(row['status'], say)}".removesuffix(", ")


def difference(before: str | Path, after: str | Path, catalogue: Catalogue = LIBRARY) -> Difference:
    """Return what moved between two folders that `dtplan report` wrote; raises InputError for any other folder."""
    folders = Path(before), Path(after)
    (then, names), (now, later) = map(read_figures, folders)
    manifests = [json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for folder in folders]
    synthetic = any(manifest["synthetic"] for manifest in manifests)
    runs = str(folders[0]), str(folders[1])
    once = frozenset(then.keys() ^ now.keys())
    return Difference(runs, moves(then, now), list(causes(*manifests)), synthetic, catalogue, once, names | later)


def since(folder: str | Path, store: Store) -> Difference:
    """Return what moved in a store since `dtplan report` wrote a folder, in the quarters that it has.

    Raises InputError for any other folder.
    """
    (then, names), judged = read_figures(Path(folder)), store.judged
    now = {quarter: judged_json(judged[judged["period"] == quarter]) for quarter in then}
    workspace = store.workspace
    later = {unit.code: unit.name for unit in store.units}
    found = moves(then, now)
    return Difference((str(folder), ""), found, [], workspace.synthetic, workspace.catalogue, names=names | later)
