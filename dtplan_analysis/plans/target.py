"""A target of a plan: what is measured, what it must reach and by when, and what it brings in points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Language
from dtplan_analysis.plans.points import Points
from dtplan_analysis.plans.table import PlanText

AT_LEAST, EXACTLY, AT_MOST = ">=", "=", "<="


@dataclass(frozen=True)
class Stage:
    """A share (0–1) that must be reached by the end of a day."""

    until: date
    at: Fraction


@dataclass(frozen=True)
class Outside:
    """A figure that others publish, as an exact decimal, and what it must reach; it is no share of anything."""

    limit: Fraction
    at_most: bool
    measured_in: PlanText

    def said(self, say: Language, part: Fraction = Fraction(1)) -> str:
        """Return the limit, or a part of it (0–1), with what it is measured in."""
        unit = self.measured_in[say.code]
        return f"{say.exact(self.limit * part)}{'' if unit == '%' else ' '}{unit}"


@dataclass(frozen=True)
class Goal:
    """What a target asks of one unit in one period: the share (0–1), by when, and what comes next."""

    share: Fraction | None
    due: date | None = None
    is_due: bool = True
    next: Stage | None = None


@dataclass(frozen=True, repr=False)
class Target(Shown):
    """A target of a plan: an indicator, and the exact share (0–1) that it must reach; none for a checklist.

    A target has one of: an `indicator`, a figure from `outside`, a text why it is `not_measured`, or, where counts come
    from others alone, what is `counted`. It asks for one `threshold`, for one after another by `stages`, or for one a
    level of units, `by_level`. `mark` tells of the target and its
    threshold, `text.mark` of the wordings, `trace` names the national acts behind it, and `note` says what is a reading
    of this project.
    """

    id: str
    indicator: str
    variant: str | None
    threshold: Fraction | None
    comparison: str
    text: PlanText
    short: PlanText
    mark: str
    checklist: bool
    trace: PlanText | None
    note: PlanText | None
    stages: tuple[Stage, ...] = ()
    by_level: tuple[tuple[str, Fraction], ...] = ()
    level_names: Mapping[str, PlanText] = field(default_factory=dict)
    outside: Outside | None = None
    not_measured: PlanText | None = None
    counted: PlanText | None = None
    definition: PlanText | None = None
    evaluated_by: PlanText | None = None
    group: str = ""
    points: Points | None = None
    no_case: str = ""
    exclude: Any = None
    """Records of its indicator that are none of its: an exception of this target alone, as it is written."""
    nature: str = ""
    """Whether what is `counted` is new in each period (`flow`) or there on its last day (`stock`); empty: not said."""
    task: int | None = None
    """The number of the plan's task that the target is a part of."""

    @property
    def limits(self) -> bool:
        """Whether it asks for something to be reached: a threshold, a checklist or a figure from outside."""
        outside = self.outside and not self.points
        return bool(self.checklist or outside or self.stages or self.by_level) or self.threshold is not None

    def goal(self, day: date, level: str = "") -> Goal:
        """Return what the target asks by a day, the last one of a period, of a unit of a level.

        It is judged by the last stage whose day has come, before the first one by that, which is then not due.

        >>> from dtplan_analysis.plans import load_plan
        >>> load_plan().target("CB2").goal(date(2024, 6, 30)).share
        Fraction(3, 5)
        """
        if self.by_level:
            return Goal(dict(self.by_level).get(level))
        if not self.stages:
            return Goal(self.threshold)
        come = [stage for stage in self.stages if stage.until <= day]
        to_come = [stage for stage in self.stages if stage.until > day]
        if not come:
            return Goal(to_come[0].at, to_come[0].until, False, to_come[1] if to_come[1:] else None)
        return Goal(come[-1].at, come[-1].until, True, to_come[0] if to_come else None)

    def asked(self, say: Language) -> str:
        """Return what the target asks for, in signs: `≥ 60%`, by stages and by levels each with its own.

        >>> from dtplan_analysis.plans import load_plan
        >>> load_plan().target("CB2").asked(Language("en"))
        '≥ 60%'
        """
        if self.checklist:
            return say("every item")
        if self.outside and not self.points:
            return f"{'≤' if self.outside.at_most else '≥'} {self.outside.said(say)}"
        sign = {AT_LEAST: "≥", EXACTLY: "=", AT_MOST: "≤"}[self.comparison]
        shares = [(f" ({say.date(stage.until)})", stage.at) for stage in self.stages]
        shares += [(f" ({self.level_names[id][say.code]})", at) for id, at in self.by_level]
        shares += [("", self.threshold)] if self.threshold is not None else []
        digits = [0 if (at * 100).denominator == 1 else 1 for _, at in shares]
        return "; ".join(f"{sign} {say.percent(at, n)}{of}" for (of, at), n in zip(shares, digits, strict=True))

    def _face(self) -> Face:
        facts = [
            (both(lambda say: say("Asks for")), both(self.asked)),
            (both(lambda say: say("Wording")), in_both(self.text)),
            (both(lambda say: say("Indicator")), f"{self.indicator} {self.variant or ''}".strip()),
            *([(both(lambda say: say("Mark")), both(lambda say: say(self.mark)))] if self.mark else []),
        ]
        more = {
            both(lambda say: say("Follows")): self.trace,
            both(lambda say: say("Note")): self.note,
            both(lambda say: say("Not measured")): self.not_measured,
        }
        facts += [(name, in_both(text)) for name, text in more.items() if text]
        title = f"{self.id} {in_both(self.short)}"
        return Face(title, facts, example=f'report.definition("{self.id}")')
