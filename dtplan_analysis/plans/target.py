"""A target of a plan: what is measured, what it must reach and by when, and what it brings in points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from dtplan_analysis.faces import Face, Shown, both, in_both
from dtplan_analysis.language import Language
from dtplan_analysis.plans.points import NO_CASE, Points, points_of
from dtplan_analysis.plans.table import PlanTable, PlanText

AT_LEAST, EXACTLY, AT_MOST = ">=", "=", "<="
NATURES = ("flow", "stock")


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

    def said(self, say: Language) -> str:
        """Return the limit with what it is measured in."""
        unit = self.measured_in[say.code]
        return f"{say.exact(self.limit)}{'' if unit == '%' else ' '}{unit}"


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
        return self.checklist or self.outside is not None or bool(self.threshold or self.stages or self.by_level)

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
        if self.outside:
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


def target_of(table: PlanTable, levels: Mapping[str, PlanText], groups: tuple[str, ...]) -> Target:
    """Return the target of a table of a plan file; raises PlanError for a key that cannot be, or not with another."""
    table.allow(
        "id", "indicator", "variant", "threshold", "thresholds", "by_level", "comparison", "checklist",
        "outside", "not_measured", "counted", "definition", "evaluated_by", "group", "points", "no_case", "task",
        "exclude", "nature",
        "text", "short", "mark", "trace", "note",
    )  # fmt: skip
    id, text, what = table.name("id"), table.both("text"), _one_of(table)
    threshold, checklist = table.share("threshold"), table.flag("checklist")
    stages, by_level = _stages(table), _by_level(table, tuple(levels))
    outside = _outside(table.inner("outside")) if what == "outside" else None
    points = points_of(table.inner("points")) if "points" in table.content else None
    group = table.choice("group", groups, "") if "group" in table.content else ""
    if points and not group:
        raise table.error(
            "group", "an item with points belongs to no group", 'write group = "…", one of [[points.groups]]'
        )
    if group and not points:
        raise table.error(
            "points", "an item of a group has no points", "write points = { most = 2 }, or leave out group"
        )
    _refuse_together(table, what, outside, points)
    exact = (threshold is None and not stages and not by_level) or threshold == 1
    comparison = table.choice("comparison", (AT_LEAST, EXACTLY, AT_MOST), EXACTLY if exact else AT_LEAST)
    if comparison == EXACTLY and not exact:
        raise table.error("comparison", "only 100 % can be asked for exactly", f'write comparison = "{AT_LEAST}"')
    return Target(
        id=id,
        indicator=table.name("indicator", "") if what == "indicator" else "",
        variant=table.name("variant", "") or None,
        threshold=threshold,
        comparison=comparison,
        text=text,
        short=table.both("short", text),
        mark=table.mark(),
        checklist=checklist,
        trace=table.optional("trace"),
        note=table.optional("note"),
        stages=stages,
        by_level=by_level,
        level_names={id: levels[id] for id, _ in by_level},
        outside=outside,
        not_measured=table.optional("not_measured"),
        counted=table.optional("counted"),
        definition=table.optional("definition"),
        evaluated_by=table.optional("evaluated_by"),
        group=group,
        points=points,
        no_case=table.choice("no_case", NO_CASE, "out") if points else "",
        exclude=table.content.get("exclude"),
        nature=table.choice("nature", NATURES, "") if "nature" in table.content else "",
        task=table.whole("task") if "task" in table.content else None,
    )


_SUBJECTS = ("indicator", "outside", "not_measured", "counted")


def _one_of(table: PlanTable) -> str:
    """Return by which key the target says what it measures."""
    given = [key for key in _SUBJECTS if key in table.content]
    if not given:
        raise table.error(
            "indicator",
            "the key 'indicator' is missing",
            'write indicator = "…", or outside, not_measured, or counted where counts come from others alone',
        )
    if len(given) > 1:
        raise table.error(
            given[1], f"{given[0]} and {given[1]} cannot stand together", f"leave out {' or '.join(given)}"
        )
    return given[0]


def _refuse_together(table: PlanTable, what: str, outside: Outside | None, points: Points | None) -> None:
    forms = [key for key in ("threshold", "thresholds", "by_level", "checklist") if table.content.get(key)]
    if "threshold" in forms and "checklist" in forms:
        raise table.error(
            "threshold",
            "a checklist has no threshold: it is met when every required item is",
            "leave out threshold, or checklist",
        )
    if len(forms) > 1:
        raise table.error(
            forms[1], f"{forms[0]} and {forms[1]} cannot stand together", f"leave out {' or '.join(forms)}"
        )
    if what in ("outside", "not_measured") and forms:
        raise table.error(
            forms[0],
            f"a target with {what} has no {forms[0]}",
            "write the limit in outside" if outside else f"leave out {forms[0]}: it stands in the target's text",
        )
    if what in ("indicator", "counted") and not forms and not points:
        raise table.error(
            "threshold",
            "the target has no threshold",
            'write threshold = "60%", thresholds, by_level or points; or checklist = true if every item must be met',
        )
    if what != "indicator":
        for key in ("variant", "checklist", "exclude"):
            if key in table.content:
                raise table.error(key, f"a target with {what} has no {key}", f"leave out {key}")
    if what == "not_measured" and points:
        raise table.error(
            "points", "what is not measured has no points", "write counted = … for counts that others give"
        )
    if "no_case" in table.content and not points:
        raise table.error("no_case", "no_case is for items with points", "leave it out")
    if what != "counted" and "definition" in table.content:
        raise table.error("definition", "an indicator has its own definition", "write it in note")
    if what != "counted" and "nature" in table.content:
        raise table.error("nature", f"a target with {what} has no nature of its own", "leave it out")


def _stages(table: PlanTable) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    for row in table.rows("thresholds"):
        row.allow("until", "at")
        until, at = row.end("until"), row.share("at")
        if at is None:
            raise row.error("at", "the key 'at' is missing", 'write at = "95%"')
        if stages and until <= stages[-1].until:
            raise row.error("until", f"the stage until {until} is not after the one before", "list the stages in order")
        stages.append(Stage(until, at))
    if "thresholds" in table.content and not stages:
        raise table.error("thresholds", "the list is empty", 'write thresholds = [ { until = 2027, at = "95%" } ]')
    return tuple(stages)


def _by_level(table: PlanTable, levels: tuple[str, ...]) -> tuple[tuple[str, Fraction], ...]:
    if "by_level" not in table.content:
        return ()
    inner = table.inner("by_level")
    if not levels:
        raise table.error("by_level", "the plan has no levels", "write [[levels]] with id and name")
    if not inner.content:
        raise table.error("by_level", "the table is empty", 'write by_level = { province = "100%" }')
    inner.allow(*levels)
    shares = ((level, inner.share(level)) for level in inner.content)
    return tuple((level, share) for level, share in shares if share is not None)


def _outside(table: PlanTable) -> Outside:
    table.allow("at_least", "at_most", "measured_in")
    given = [key for key in ("at_least", "at_most") if key in table.content]
    if len(given) != 1:
        raise table.error(
            "at_least", "the limit is missing, or stands twice", 'write at_least = "86", or at_most = "10"'
        )
    limit = table.decimal(given[0])
    return Outside(limit, given[0] == "at_most", table.both("measured_in"))
