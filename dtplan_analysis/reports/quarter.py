"""The sections that every report of a quarter has, be it of a unit or of all of them."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from dtplan_analysis import charts
from dtplan_analysis.errors import InputError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.judging.wording import measure_text, status_word
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import method, outlook, points, quality, solutions, summary, survey
from dtplan_analysis.reports.actions import action_list
from dtplan_analysis.reports.answers.verbs import JudgedTable, Verbs
from dtplan_analysis.reports.official.draft import OfficialReport
from dtplan_analysis.reports.official.draft import official as official_report
from dtplan_analysis.reports.one_page import OnePage, one_page
from dtplan_analysis.reports.reported import told_once
from dtplan_analysis.reports.scorecard import scorecard
from dtplan_analysis.reports.section import ABOUT, Part, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.tables import Table, refer
from dtplan_analysis.units import TOTAL
from dtplan_analysis.units.spelling import words_beside
from dtplan_analysis.workspace import Store, open_store, workspace_here
from dtplan_analysis.workspace.official import LAYOUTS


def opened(workspace: str | Path | None, language: str | None, plan: str = "") -> tuple[Store, str]:
    """Return the store of a workspace, of that around the notebook or of the sample, and the language to speak.

    It is as one of the workspace's plans sees it, the first where none is named.
    """
    say = Language(LANGUAGES[0] if language is None else language)
    store = open_store(workspace or workspace_here(say)).of(plan)
    return store, store.workspace.languages[0] if language is None else language


@dataclass(frozen=True, eq=False, repr=False)
class QuarterReport(Subject, Verbs, Shown):
    """A quarter, of which each method is a section or answers a question; a notebook shows what they return."""

    @property
    def table(self) -> JudgedTable:
        """The judged table of all units, which is asked of this one and this quarter where nothing else is named."""
        return JudgedTable(self.store.judged, self.language, self.store, self.unit, self.quarter.label)

    def _face(self) -> Face:
        say, now = self.say, rows_in(self.now)
        met = sum(row["status"] == "met" for row in now)
        facts = [
            ("", self.table.mark),
            (say("Targets"), say("{n} of {total} targets met", n=met, total=len(now))),
            (say("Plan"), self.plan.document[self.language]),
            (say("As of"), say.date(self.store.as_of)),
            (say("Language"), self.language),
        ]
        rows = [
            (self.target_name(row["target"]), measure_text(row, say), status_word(row["status"], say)) for row in now
        ]
        example = 'report.summary()\nreport.breakdown("CB2", by="procedure")\nreport.records("CB2")'
        return Face(self.title, facts, (say("Target"), say("Share"), say("Status")), rows, example)

    def summary(self) -> Section:
        """Return the opening half page."""
        say, todo = self.say, action_list(self)
        parts = [summary.lead(summary.opening(self)), tiles(self), *([todo] if todo else [])]
        data = {ABOUT: metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), parts, data=data)

    def named(self, code: str, after: str = "") -> Markup:
        """Return a unit's name, with what it can be found by beside name and code, and the page that it refers to.

        What stands `after` it is found and hidden with it.
        """
        if code == TOTAL:
            return refer("unit", code, self.total_name)
        if code not in self.units:
            return Markup("{}").format(code)
        unit = self.units[code]
        mark = f" ({self.say('pilot')})" if code in self.store.units.pilots else ""
        shown = unit.name[self.language]
        name = refer("unit", code, shown + mark, find=words_beside(f"{code} {shown}", unit.spellings))
        return Markup('<span class="one">{}{}</span>').format(name, after) if after else name

    def scores(self) -> Section:
        """Return the score table, and the figures that stand beside the targets."""
        said = survey.response_sentences(self)
        shared, beside = told_once(self)[0], method.beside(self)
        made: tuple[Part | None, ...] = (self._scorecard(), shared, *said, beside)
        return Section(self.say("Score table"), [part for part in made if part], folded=True)

    def _scorecard(self) -> Table:
        return scorecard(
            self.judged,
            self.plan,
            unit=self.unit,
            quarter=self.quarter.label,
            previous=self.previous,
            a_year_before=self.a_year_before,
            restarted=self.restarted,
            is_chance=self.is_chance,
            denominators=self._denominators,
            language=self.language,
            registers=self.registers,
        )

    @property
    def _denominators(self) -> dict[str, str]:
        """What the denominators hold, where that is a choice, and of a survey how many of those asked answered."""
        found = {id_: one.indicator.of[self.language] for id_, one in self.measured.items() if one.indicator.of}
        for id_, rate in survey.response_rates(self).items():
            share = self.say.percent(rate) if rate is not None else self.say("unknown")
            found[id_] = self.say("survey, response rate {rate}", rate=share)
        for id_, told in told_once(self)[1].items():
            found[id_] = "; ".join(filter(None, (found.get(id_), told)))
        return found

    def points(self) -> Section | None:
        """Return the points of a plan that is a frame, by items and groups."""
        return points.points(self)

    def outlook(self) -> Section:
        """Return whether targets will be reached by the year's end, and whether they will hold."""
        return outlook.outlook(self)

    def trends(self) -> Section:
        """Return small multiples of each target over the quarters."""
        chart = charts.trends(
            self.judged,
            unit=self.unit,
            targets=self.goals,
            quarter=self.quarter.label,
            restarted=self.restarted,
            language=self.language,
        )
        return Section(self.say("Over the quarters"), [*self._past(), chart])

    def _past(self) -> list[str]:
        """Return of which units the quarters are in which this one was not there yet."""
        merged = () if self.whole else self.store.units.merged_into(self.unit)
        began = self.units[self.unit].valid_from if merged else None
        if not began or not (self.judged["period_end"] < began).any():
            return []
        names = "; ".join(one.name[self.language] for one in merged)
        return [
            self.say(
                "Before {date}, when this unit began, the quarters are those of the units merged into it, whose cases "
                "are summed: {units}.",
                date=self.say.date(began),
                units=names,
            )
        ]

    def data_quality(self) -> Section:
        """Return where every record went."""
        return quality.data_quality(self)

    def tasks(self) -> Section | None:
        """Return the plan's tasks."""
        return solutions.tasks(self)

    def cybersecurity(self) -> Section | None:
        """Return what concerns network information security."""
        return solutions.cybersecurity(self)

    def funding(self) -> Section | None:
        """Return funds by source, and IT outsourcing."""
        return solutions.funding(self)

    def solutions(self) -> Section | None:
        """Return people and other solutions."""
        return solutions.solutions(self)

    def inspection(self) -> Section | None:
        """Return the quarter's inspection."""
        return solutions.inspection(self)

    def method(self) -> Section:
        """Return definitions, rules and citations."""
        return method.method(self)

    def form(self, layout: str = "") -> OfficialReport | OnePage | None:
        """Return the form that a `layout` has beside the page, `official` or `summary`; the workspace's without one.

        None of the layout that is the page's own. Raises InputError for a layout there isn't.
        """
        layout = layout or self.store.workspace.layout
        if layout not in LAYOUTS:
            raise InputError(f"unknown layout {layout!r}", where="layout", remedy=f"write {', '.join(LAYOUTS)}")
        if layout == "summary":
            return one_page(self)
        return official_report(self) if layout == "official" else None
