"""The units of an organisation: official order, names, levels and parents, validity, and what followed what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.errors import UnitError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Text
from dtplan_analysis.units.spelling import Spellings, alike, folded, plain

__all__ = ["TOTAL", "UNKNOWN", "Spellings", "Unit", "Units", "alike", "folded", "plain", "units_from_codes"]

UNKNOWN = "(unknown)"
"""The unit under which the records of an unknown unit are counted."""

TOTAL = "(total)"
"""The organisation as a whole: all its units and the unknown ones, without pilot units outside of it."""


@dataclass(frozen=True, repr=False)
class Unit(Shown):
    """One unit; `scope` is `ministry`, or `pilot` for one outside of it that is reported but in no total."""

    code: str
    name: Text
    parent: str = ""
    scope: str = "ministry"
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[tuple[str, Fraction], ...] = ()
    """The unit that has its records once it has ended; of one that was split, its parts with their shares (0–1)."""
    exempt: tuple[str, ...] = ()
    """The registers that it has no business in."""
    level: str = ""
    """A level of the plan, whose targets may ask different shares of different levels."""
    former: tuple[tuple[date, Text], ...] = ()
    """Its earlier names, each with its last day, in order of time."""

    def _face(self) -> Face:
        ended = (str(day) if day else "" for day in (self.valid_from, self.valid_to))
        facts = [
            ("", in_both(self.name)),
            (both(lambda say: say("Level")), self.level),
            (both(lambda say: say("Above it")), self.parent),
            ("", " – ".join(ended) if self.valid_from or self.valid_to else ""),
            (both(lambda say: say("Followed by")), ", ".join(code for code, _ in self.successors)),
            (both(lambda say: say("Also called")), "; ".join(self.aliases)),
        ]
        return Face(self.code, facts, example=f'UnitQuarter.open("{self.code}", "latest")')

    def exists_in(self, start: date, end: date) -> bool:
        """Return whether the unit existed on any day from start to end."""
        return (self.valid_from or date.min) <= end and (self.valid_to or date.max) >= start

    @property
    def successor(self) -> str:
        """The one unit that goes on with its records; empty where there is none, or where it was split."""
        return self.successors[0][0] if len(self.successors) == 1 else ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All by which it can be found: code, names, earlier names, aliases."""
        names = [self.name, *(name for _, name in self.former)]
        return (self.code, *(spelling for name in names for spelling in (name.vi, name.en)), *self.aliases)

    def name_on(self, day: date) -> Text:
        """Return the name that it had on a day."""
        return next((name for until, name in self.former if day <= until), self.name)


@dataclass(frozen=True, repr=False)
class Units(Shown):
    """Units in official order.

    >>> units = Units((Unit("PC", Text("Vụ Pháp chế", "Legal Affairs"), aliases=("G17.95",)),))
    >>> units.find("vụ pháp chế").code, units.find("G17.95").code
    ('PC', 'PC')
    """

    listed: tuple[Unit, ...]
    declared: bool = field(default=True, kw_only=True)
    """False where no list was given and the units are those that came in the data."""

    def _face(self) -> Face:
        heads = [both(lambda say: say("Unit")), both(lambda say: say("Name"))]
        rows = [(unit.code, in_both(unit.name)) for unit in self.listed]
        facts = [(both(lambda say: say("Units")), str(len(self.listed)))]
        example = f'units.find("{self.listed[0].code}")' if self.listed else ""
        return Face(both(lambda say: say("List of units")), facts, heads, rows, example)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, code: str) -> Unit:
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.listed}

    # Names

    def on(self, day: date) -> "Units":
        """Return the units under the names that they had on a day."""
        if not any(unit.former for unit in self.listed):
            return self
        return replace(self, listed=tuple(replace(unit, name=unit.name_on(day)) for unit in self.listed))

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every folded spelling (code, names, aliases) and the code that it stands for.

        A name that a unit has from one that it followed stands for the earlier one: the day tells them apart.
        """
        found: dict[str, str] = {}
        for unit in self.listed:
            for spelling in unit.spellings:
                other = found.setdefault(folded(spelling), unit.code)
                if other == unit.code or self._leads(other, unit.code):
                    continue
                if not self._leads(unit.code, other):
                    raise UnitError(
                        f"{spelling!r} stands for two units, {other} and {unit.code}",
                        where="units",
                        remedy="give each unit its own code, names and aliases",
                    )
                found[folded(spelling)] = unit.code
        return found

    @cached_property
    def _spelt(self) -> Spellings[str]:
        return Spellings(self.spellings.items())

    def recognise(self, text: str) -> str:
        """Return the code of a unit however its name is typed; UNKNOWN where nothing tells it, or two units fit."""
        return self._spelt.find(text) or UNKNOWN

    def nearest(self, text: str, cutoff: float = 0.5) -> Unit | None:
        """Return the unit that a name is most like; None where it is like none."""
        code = self._spelt.nearest(text, cutoff)
        return self[code] if code else None

    def find(self, text: str) -> Unit:
        """Return the unit of a code, name or alias; raises UnitError with the nearest name for an unknown one."""
        if not isinstance(text, str):  # papermill reads the code 007 of its option -p as the number 7
            remedy = "write it as text; for papermill, with -r in place of -p"
            raise UnitError(f"{text!r} is no text", where="unit", remedy=remedy)
        code = text if text in self else self.recognise(text)
        if code == UNKNOWN:
            named = self.nearest(text)
            remedy = f"did you mean {named.code} ({named.name.vi})?" if named else f"known codes: {self._codes()}"
            raise UnitError(f"unknown unit {text!r}", where="unit", remedy=remedy)
        if code == text:
            return self[code]
        same = [one for one, _, _ in self.steps(code) if folded(text) in map(folded, self[one].spellings)]
        return self[same[-1] if same else code]  # the last of those that had the name one after another

    def _codes(self) -> str:
        codes = [unit.code for unit in self.listed]
        return ", ".join(codes[:12]) + (" …" if len(codes) > 12 else "")

    # The organisation

    @cached_property
    def pilots(self) -> tuple[str, ...]:
        """The codes of units outside of the organisation, which are in no total."""
        return tuple(unit.code for unit in self.listed if unit.scope == "pilot")

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels that units have, in the order in which they first occur."""
        return tuple(dict.fromkeys(unit.level for unit in self.listed if unit.level))

    def at(self, level: str) -> tuple[Unit, ...]:
        """Return the units of a level in official order; of the level ``""``, those without one."""
        return tuple(unit for unit in self.listed if unit.level == level)

    @cached_property
    def _below(self) -> dict[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.listed:
            found.setdefault(unit.parent, []).append(unit)
        return {code: tuple(units) for code, units in found.items()}

    def below(self, code: str = "") -> tuple[Unit, ...]:
        """Return the units right below one in official order; below none (``""``), those without a parent."""
        return self._below.get(code, ())

    def above(self, code: str) -> tuple[Unit, ...]:
        """Return the units above one, from its parent to the top; an unlisted one has none.

        >>> tree = Units((Unit("A", Text("A", "A")), Unit("B", Text("B", "B"), "A"), Unit("C", Text("C", "C"), "B")))
        >>> [unit.code for unit in tree.above("C")], [unit.code for unit in tree.below("A")]
        (['B', 'A'], ['B'])
        """
        found: dict[str, Unit] = {}
        while code in self and (parent := self[code].parent) in self and parent not in found:
            code = parent
            found[code] = self[code]
        return tuple(found.values())

    # What followed what

    def steps(self, code: str) -> Iterator[tuple[str, date | None, date | None]]:
        """Yield a unit and those that followed it, each with the day after which and the last day on which it counts.

        What a unit left behind is never divided: the records of one that was split stay its own.
        """
        since, seen = None, {code}
        while code in self and (unit := self[code]).valid_to and unit.successor and unit.successor not in seen:
            yield code, since, unit.valid_to
            since, code = max(since or unit.valid_to, unit.valid_to), unit.successor
            seen.add(code)
        yield code, since, None

    def heir(self, code: str, day: date) -> str:
        """Return the unit that has a unit's records on a day: itself, or its successor once it has ended."""
        return next(heir for heir, _, until in self.steps(code) if until is None or day <= until)

    def _leads(self, code: str, other: str) -> bool:
        """Return whether one unit followed another, be it over others between."""
        return any(heir == other for heir, _, _ in self.steps(code))

    @cached_property
    def _before(self) -> dict[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.listed:
            for code, _ in unit.successors:
                found.setdefault(code, []).append(unit)
        return {code: tuple(units) for code, units in found.items()}

    def predecessors(self, code: str) -> tuple[Unit, ...]:
        """Return the units that one followed, wholly or in part, in official order."""
        return self._before.get(code, ())

    def merged_into(self, code: str) -> tuple[Unit, ...]:
        """Return the units whose records one has wholly, at once or over others between, in no special order.

        >>> ends = dict(valid_to=date(2025, 2, 28), successors=(("C", Fraction(1)),))
        >>> listed = [Unit("A", Text("A", "A"), **ends), Unit("B", Text("B", "B"), **ends), Unit("C", Text("C", "C"))]
        >>> [unit.code for unit in Units(tuple(listed)).merged_into("C")]
        ['A', 'B']
        """
        found: dict[str, Unit] = {}
        asked = [code]
        while asked:
            for unit in self.predecessors(one := asked.pop()):
                if unit.successor == one and unit.code not in (code, *found):
                    found[unit.code] = unit
                    asked.append(unit.code)
        return tuple(found.values())


def units_from_codes(codes: Sequence[str]) -> Units:
    """Return units made of the codes that came in the data, for a workspace without a list of units."""
    return Units(tuple(Unit(code, Text(code, code)) for code in codes), declared=False)
