"""The analyst's desk: a unit, a quarter and a target are picked once, and every view of the notebook follows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from dtplan_analysis.charts.chart import live
from dtplan_analysis.charts.live import Live
from dtplan_analysis.errors import InputError, nearest, spelt
from dtplan_analysis.faces import Face, Public, Shown, markdown_text
from dtplan_analysis.reports.answers import Answer
from dtplan_analysis.reports.section import Section, sections_of
from dtplan_analysis.reports.unit import UnitQuarter
from dtplan_analysis.workspace.breaking import MONTH, groups_of

_ASKED_FOR = ("procedure", "field", "channel", "applicant", "kind", "direction", "issuer", "item")
"""By what a figure is broken down where nothing is said, the first that its register has."""


class Desk(Shown):
    """What is looked at, and the views of it: a click on a unit or a target in one of them moves all.

    Each view is a verb of the report, and prints the line that made it. Without widgets, as in an executed notebook,
    the views are pictures and tables of what the parameters say.
    """

    @spelt
    def __init__(
        self,
        unit: str,
        quarter: str = "latest",
        target: str = "",
        *,
        workspace: str | Path | None = None,
        language: str | None = None,
        plan: str = "",
    ) -> None:
        """Open a workspace at a unit and a quarter, as `UnitQuarter.open` does; `target` is the first without a name.

        Raises InputError for what is not there.
        """
        self._report = UnitQuarter.open(unit, quarter, workspace=workspace, language=language, plan=plan)
        self._workspace = str(workspace or "")
        self._target = _target_of(self._report, target)
        self._views: list[View] = []
        self._choosing: Live | None = None

    @property
    def report(self) -> UnitQuarter:
        """The report of the unit and quarter that are picked."""
        return self._report

    @property
    def target(self) -> str:
        """The id of the target that is picked."""
        return self._target

    @spelt
    def pick(self, *, unit: str = "", quarter: str = "", target: str = "", plan: str = "") -> None:
        """Look at another unit, quarter, target or plan; every view that stands in the notebook follows.

        Another plan begins at its first target. Raises InputError, and changes nothing, for one that is not there.
        """
        now = self._report
        store = now.store.of(plan or now.plan.id)
        code = store.units.find(unit).code if unit else now.unit
        report = UnitQuarter(store, code, store.quarter(quarter or now.quarter.label), now.language)
        kept = self._target if report.plan.id == now.plan.id else ""
        self._target = _target_of(report, target or kept)
        self._report = report
        self._refresh()

    # -- Views -------------------------------------------------------------------------------------------------------

    def overview(self) -> "View":
        """Return all units and targets of the quarter; a click picks both."""
        return self._view("overview", targeted=False)

    def history(self) -> "View":
        """Return the unit's targets over the quarters; a click picks a target."""
        return self._view("history", targeted=False)

    def definition(self) -> "View":
        """Return what the target counts, and how its figure comes about."""
        return self._view("definition")

    @spelt
    def breakdown(self, by: str | Sequence[str] = "") -> "View":
        """Return where the target's figure comes from, by a column or two, else by what its register tells."""
        return self._view("breakdown", by=by or self._telling)

    def _telling(self) -> str:
        """Return the first column, of those that readers ask for, that the target's register has."""
        groups = groups_of(self._report.store.measure_of(self._target).indicator, self._report.store)
        return next((name for name in _ASKED_FOR if name in groups), MONTH)

    def records(self) -> "View":
        """Return the records to correct."""
        return self._view("records")

    @spelt
    def what_if(self, *, more: int = 0, missing: str = "bound") -> "View":
        """Return the target judged again."""
        return self._view("what_if", more=more, missing=missing)

    def compare(self, *units: str) -> "View":
        """Return the unit beside others, else the next one, all targets; a click picks a target."""
        return self._view("compare", *(units or [self._next]), targeted=False)

    def _next(self) -> str:
        """Return the unit that is listed after the one that is picked."""
        codes = list(self._report.members)
        place = codes.index(self._report.unit) + 1 if self._report.unit in codes else 0
        return codes[place % len(codes)] if codes else ""

    def section(self, name: str) -> "View":
        """Return a section of the unit's report by its name, such as `position`; a click picks units and targets.

        Raises InputError with the nearest name.
        """
        if name not in (names := sections_of(UnitQuarter)):
            raise InputError(f"there is no section {name!r}", where="section", remedy=nearest(name, names))
        return self._view(name, targeted=False)

    def _view(self, verb: str, *given: "Said", targeted: bool = True, **named: "Said") -> "View":
        view = View(self, verb, given, targeted, named)
        self._views.append(view)
        return view

    # -- What is picked ----------------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        """The line that opens what is picked."""
        now = self._report
        given = [now.unit, now.quarter.label]
        more = {"workspace": self._workspace} if self._workspace else {}
        more |= {"language": now.language}
        more |= {"plan": now.plan.id} if len(now.store.workspace.plans) > 1 else {}
        return f"report = UnitQuarter.open({_arguments(given, more)})"

    def _choices(self) -> list[dict[str, Any]]:
        say, now = self._report.say, self._report
        units = [(code, f"{name} ({code})") for code, name in now.listed]
        quarters = [(one.label, say.quarter(one.label)) for one in now.store.quarters]
        targets = [(id_, f"{id_} {label}") for id_, label, _ in now.goals]
        plans = [(one.id, one.document[now.language]) for one in now.store.workspace.plans]
        several = {"name": "plan", "label": say("Plan"), "value": now.plan.id, "options": plans}
        return [
            *([several] if len(plans) > 1 else []),
            {"name": "unit", "label": say("Unit"), "value": now.unit, "options": units},
            {"name": "quarter", "label": say("Quarter"), "value": now.quarter.label, "options": quarters},
            {"name": "target", "label": say("Target"), "value": self._target, "options": targets},
        ]

    def _refresh(self) -> None:
        if self._choosing is not None:
            self._choosing.show("", line=self.line, choices=self._choices())
        for view in self._views:
            view.follow()

    def _heard(self, picked: dict[str, str]) -> None:
        """Follow what was clicked; of a unit that is no longer there, or the total, the pick stays as it is."""
        there = {"unit": dict(self._report.listed), "target": {id_ for id_, *_ in self._report.goals}}
        wanted = {name: picked[name] for name in ("unit", "quarter", "target", "plan") if picked.get(name)}
        self.pick(**{name: one for name, one in wanted.items() if name not in there or one in there[name]})

    # -- Faces -------------------------------------------------------------------------------------------------------

    def _face(self) -> Face:
        say, now = self._report.say, self._report
        facts = [
            ("", now.table.mark),
            (say("Unit"), f"{now.name} ({now.unit})"),
            (say("Quarter"), say.quarter(now.quarter.label)),
            (say("Target"), f"{self._target} {now.target_name(self._target)}"),
        ]
        return Face(now.title, facts, example=self.line)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        face = self._face()
        data: dict[str, Any] = {
            "text/html": face.to_html(),
            "text/markdown": face.to_markdown(),
            "text/plain": repr(self),
        }
        shown, view = live("", line=self.line, choices=self._choices())
        if view is not None:
            view.on_pick(self._heard)
            self._choosing = view
        return data | shown


Said = object | Callable[[], object]
"""An argument of a verb, or what it is at the moment."""


@dataclass(eq=False, repr=False)
class View(Public):
    """A verb of the report that is asked again whenever something else is picked."""

    desk: Desk
    verb: str
    given: Sequence[Said]
    targeted: bool
    named: dict[str, Said]
    _live: list[Live] = field(default_factory=list)

    @property
    def answer(self) -> Answer | Section:
        """The answer for what is picked now; raises InputError where the report has none."""
        ask: Callable[..., Answer | Section | None] = getattr(self.desk.report, self.verb)
        if (answer := ask(*self._arguments, **self._said)) is None:
            raise InputError("there is nothing to show", where=self.line, remedy="give its register in dtplan.toml")
        return answer

    @property
    def line(self) -> str:
        """The line that makes the view."""
        return f"report.{self.verb}({_arguments(self._arguments, self._said)})"

    def follow(self) -> None:
        """Show what is picked now in every place where the view stands."""
        if self._live:
            html = self._shown["text/html"]
            for view in self._live:
                view.show(html, line=self.line)

    @property
    def _shown(self) -> dict[str, Any]:
        """The answer as a page has it; why there is none, where it cannot be shown."""
        try:
            answer = self.answer
            return {"text/markdown": "", **answer.still()}
        except InputError as error:
            said, html = str(error), Markup("<p>{}</p>").format(str(error))
            return {"text/plain": said, "text/markdown": markdown_text(said), "text/html": html}

    @property
    def _arguments(self) -> list[object]:
        return [*([self.desk.target] if self.targeted else []), *map(_now, self.given)]

    @property
    def _said(self) -> dict[str, object]:
        return {name: _now(value) for name, value in self.named.items() if value not in (0, "bound")}

    def __repr__(self) -> str:
        return f"<View {self.line}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        data = self._shown
        shown, view = live(str(data["text/html"]), line=self.line)
        if view is not None:
            view.on_pick(self.desk._heard)
            self._live.append(view)
        return data | {
            "text/html": f"<p><code>{escape(self.line)}</code></p>\n{data['text/html']}",
            "text/plain": f"{self.line}\n{data['text/plain']}",
            "text/markdown": f"    {self.line}\n\n{data['text/markdown']}\n",
            **shown,
        }


def _target_of(report: UnitQuarter, name: str) -> str:
    """Return the id of a target of the report's plan, its first without a name."""
    measured = report.store.measure_of(name or str(report.now["target"].iloc[0]))
    if measured.target is None:
        raise InputError(f"{name!r} is no target", where="target", remedy="name one of the plan's targets")
    return measured.target.id


def _now(value: Said) -> object:
    return value() if callable(value) else value


def _arguments(given: Sequence[object], named: dict[str, Any]) -> str:
    """Return arguments as they are written in a line of Python."""
    said = [_literal(one) for one in given]
    said += [f"{name}={_literal(value)}" for name, value in named.items()]
    return ", ".join(said)


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | list) else repr(value)
