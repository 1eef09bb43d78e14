"""What an answer is about: judged rows, the names of units and targets, and what is meant where nothing is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import target_text, threshold_text
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans.target import AT_MOST
from dtplan_analysis.questions.answer import others_of
from dtplan_analysis.questions.selection import Asked, Names, ask
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

Row = dict[Any, Any]


@dataclass(frozen=True, eq=False, repr=False)
class Figures:
    """A judged table with the language to speak of it, and the store whose registers can be counted once more.

    `unit` and `quarter` are what a question means that names none.
    """

    frame: pd.DataFrame
    language: str = "en"
    store: Store | None = None
    unit: str = ""
    quarter: str = ""

    @cached_property
    def say(self) -> Language:
        """The language, as code that speaks uses it."""
        return Language(self.store.workspace.tongue(self.language) if self.store else self.language)

    @property
    def mark(self) -> str:
        """What is to be said of all figures: that they are made up, else nothing."""
        return SYNTHETIC if self.store and self.store.workspace.synthetic else ""

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The judged rows; where there are no targets, each indicator stands for one."""
        frame = self.frame.reset_index(drop=True)
        if "target" not in frame or not (frame["target"].fillna("") != "").any():
            frame = frame.assign(target=frame.get("indicator", ""))
        return frame if self.by in frame else frame.assign(unit=TOTAL)

    @property
    def by(self) -> str:
        """The column that tells the rows apart that are compared: the unit, else the first that the table is by."""
        others = others_of(self.frame, "unit")
        return "unit" if "unit" in self.frame or not others else others[0]

    @property
    def registers(self) -> Mapping[str, Register]:
        """The registers that a reason may name."""
        return self.store.workspace.catalogue.registers if self.store else LIBRARY.registers

    def counted_anew(self, what: str) -> Store:
        """Return the store; raises InputError where there are counts alone."""
        if self.store is None:
            raise InputError(
                f"a judged table holds counts alone: {what} asks the registers",
                where="judged table",
                remedy="open a report, `UnitQuarter.open(unit, quarter)`, or call the indicator on the frame itself",
            )
        return self.store

    def select(self, target: Names = None, unit: Names = None, period: str | None = None) -> list[Row]:
        """Return the judged rows of targets and units in one quarter; raises InputError for names that are not there.

        Left out, it is all targets, the table's own unit (else all), and its own quarter (else each figure's latest).
        """
        asked = self._ask(target, unit, period)
        found: list[Row] = rows_in(self.rows.iloc[[row["at"] for row in asked.rows]])
        keys = [tuple(row[name] for name in ("target", "indicator", "variant")) for row in asked.rows]
        return [row for key, row in zip(keys, found, strict=True) if row["period"] == asked.latest[key]]

    def _ask(self, target: Names, unit: Names, period: str | None) -> Asked:
        """Return what is asked: what is not named is the table's own."""
        return ask(
            self.rows,
            target=self._targets(target),
            unit=self.codes(unit if unit is not None else self.unit or None),
            period=period or self.quarter or None,
            by=self.by,
            provisional=True,
        )

    def course(self, target: Names, unit: Names, period: str | None = None) -> pd.DataFrame:
        """Return the judged rows of targets and a unit over the quarters up to one of them."""
        asked = self._ask(target, unit, period)
        found = self.rows.iloc[[row["at"] for row in asked.rows]]
        order = "period_start" if "period_start" in found else "period"
        return found[found["span"] != TO_DATE].sort_values(order, kind="stable") if "span" in found else found

    def one(self, target: str, unit: str | None, period: str | None) -> Row:
        """Return the judged row of one target and one unit; raises InputError where more are meant."""
        rows = self.select(target, unit, period)
        if len(rows) > 1:
            codes = ", ".join(str(row[self.by]) for row in rows[:5])
            raise InputError(
                f"{target} has {len(rows)} rows", where="judged table", remedy=f"name one unit: {codes}, …"
            )
        if not rows:
            raise InputError(f"there is no row of {target}", where="judged table", remedy="name another unit or period")
        if rows[0].get("status") == "suppressed":
            raise InputError(f"{target} is suppressed", where="judged table", remedy="ask for a larger unit")
        return rows[0]

    def _targets(self, target: Names) -> Names:
        if target is None or self.store is None:
            return target
        found = [self.store.measure_of(one) for one in ([target] if isinstance(target, str) else target)]
        return [one.target.id if one.target else one.indicator.name for one in found]

    def codes(self, unit: Names) -> Names:
        """Return units by their codes, be they named by code, name or alias."""
        if unit is None or self.store is None:
            return unit
        known = {*self.rows[self.by].astype(str)}
        listed = [unit] if isinstance(unit, str) else list(unit)
        return [one if one in known else self.store.units.find(one).code for one in listed]

    # -- Names -------------------------------------------------------------------------------------------------------

    def name(self, code: object) -> str:
        """Return what a unit is called."""
        if code == TOTAL:
            return self.say("All units")
        if self.store and str(code) in self.store.units:
            return self.store.units[str(code)].name[self.language]
        return str(code)

    def spoken(self, code: object) -> str:
        """Return a unit's name as it stands within a sentence."""
        return self.say("the sum of all units") if code == TOTAL else self.name(code)

    def label(self, row: Row) -> str:
        """Return what a target is called: its id and its short name, else the indicator's."""
        id_ = str(row.get("target") or "")
        if self.store and id_ in {one.id for one in self.store.workspace.plan.targets}:
            return f"{id_} {self.store.workspace.plan.target(id_).short[self.language]}"
        indicator = self.indicator(row)
        return indicator.label[self.language] if indicator else id_ or str(row.get("indicator") or "")

    def indicator(self, row: Row) -> Proportion | None:
        """Return the declaration of a row's indicator; None for one that the catalogue does not know."""
        name = str(row.get("indicator") or "")
        if self.store:
            key = name, str(row.get("variant") or "")
            own = {(one.indicator.name, one.indicator.variant): one.indicator for one in self.store.measured}
            return own.get(key)
        known = LIBRARY.indicators.get(name)
        return known.choose(str(row.get("variant") or "")) if known else None

    def asks(self, row: Row) -> str:
        """Return what a row's target asks, in words."""
        id_ = str(row.get("target") or "")
        if self.store and id_ in {one.id for one in self.store.workspace.plan.targets}:
            return target_text(self.store.workspace.plan.target(id_), self.say)
        share = threshold_of(row) if row.get("threshold") else None
        return threshold_text(share, self.say) if share is not None else self.say("no level set")

    @cached_property
    def procedures(self) -> Mapping[str, str]:
        """The names of administrative procedures by their codes, the latest; empty where no register tells."""
        return self._named("procedure", "name")

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The names of the fields of procedures by their codes, as `procedures` has theirs."""
        return self._named("field", "field_name")

    def _named(self, code: str, name: str) -> Mapping[str, str]:
        rows = self.store.register("procedures") if self.store else None
        if rows is None or not {code, name} <= {*rows}:
            return {}
        latest = rows.dropna(subset=[code, name]).drop_duplicates(code, keep="last")
        return dict(zip(latest[code].astype(str), latest[name].astype(str), strict=True))

    def pick(self, row: Row) -> dict[str, str]:
        """Return what a reader who clicks on a row means."""
        return {"unit": str(row[self.by]), "target": str(row.get("target") or "")}

    def when(self, row: Row) -> str:
        """Return a row's period in words."""
        return self.say.quarter(str(row["period"]))


def check_whole(name: str, value: object, least: int = 1) -> None:
    """Raise InputError for what is no whole number, or less than the least that can be asked for."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InputError(f"{value!r} is not possible", where=name, remedy=f"write a whole number, such as {name}=10")


def at_most(row: Row) -> bool:
    """Return whether a row's share must not pass its threshold: what is in the numerator is then what is wrong."""
    return row.get("comparison") == AT_MOST


def lacking(row: Row) -> int:
    """Return how many records are not as a row's target requires, or may not be."""
    numbers: Sequence[Any] = [row[name] for name in ("numerator", "denominator", "missing")]
    if any(pd.isna(number) for number in numbers):
        return 0
    numerator, denominator, missing = map(int, numbers)
    return (numerator if at_most(row) else denominator - numerator) + missing


def short(figures: Figures, row: Row) -> str:
    """Return the short name of a row's target, without its id."""
    return figures.label(row).removeprefix(f"{row['target']} ")


def threshold(row: Row) -> str | None:
    """Return a row's threshold as charts want it: empty where none is set, None for a checklist."""
    return None if row["method"] == "checklist" else str(row["threshold"] or "")
