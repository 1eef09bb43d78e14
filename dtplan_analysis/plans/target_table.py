"""A target as it is written: read, and refused where its keys cannot be, or not together."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from dtplan_analysis.plans.points import NO_CASE, Points, points_of
from dtplan_analysis.plans.table import PlanTable, PlanText
from dtplan_analysis.plans.target import AT_LEAST, AT_MOST, EXACTLY, Outside, Stage, Target

NATURES = ("flow", "stock")


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
    if "group" in table.content and not groups:
        raise table.error("group", "the plan has no points", "write [points] with total and [[points.groups]]")
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
    idle = {AT_LEAST: 0, AT_MOST: 1}.get(comparison)  # a share that every figure keeps
    if idle in (threshold, *(stage.at for stage in stages), *(at for _, at in by_level)) and idle is not None:
        raise table.error("comparison", f"{comparison} {idle:.0%} asks for nothing", "correct the share or comparison")
    if comparison == EXACTLY and not exact:
        raise table.error("comparison", "only 100% can be asked for exactly", f'write comparison = "{AT_LEAST}"')
    _refuse_slack(table, stages, comparison)
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
    if outside and outside.at_most and points:
        raise table.error("points", "points follow from what is reached, not from what is kept below", "leave them out")
    if outside and points and points.full_at != 1:
        raise table.error(
            "points", "the limit of outside says where all points are reached, and full_at says it again",
            "leave out full_at",
        )  # fmt: skip
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


def _refuse_slack(table: PlanTable, stages: tuple[Stage, ...], comparison: str) -> None:
    """Refuse a stage that asks for less than the one before: whoever reached that one has nothing left to do."""
    for before, stage in pairwise(stages):
        if stage.at > before.at if comparison == AT_MOST else stage.at < before.at:
            raise table.error(
                "thresholds",
                f"the stage until {stage.until} asks for less than the one before",
                f'correct the shares, or write comparison = "{AT_LEAST if comparison == AT_MOST else AT_MOST}"',
            )


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
    if not limit and given[0] == "at_least":
        raise table.error("at_least", "at least 0 asks for nothing", "write what must be reached")
    return Outside(limit, given[0] == "at_most", table.both("measured_in"))
