"""The overview of a quarter: the whole in short, its units and targets, and the files of all reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

import dtplan_analysis
from dtplan_analysis.batch.links import LANGUAGE_NAMES, front_name, index_name
from dtplan_analysis.batch.manifest import FIGURES, MANIFEST, SCRIPTS, figure_files
from dtplan_analysis.batch.matrix import own_templates, safe
from dtplan_analysis.batch.output import Entry
from dtplan_analysis.batch.units import Part, anchor, directory, parts
from dtplan_analysis.checks.pages import check_name, check_pages
from dtplan_analysis.exports.formats import format_word
from dtplan_analysis.exports.html import page_of
from dtplan_analysis.figures import METADATA
from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans import Plan
from dtplan_analysis.reports import summary
from dtplan_analysis.reports.actions import action_list
from dtplan_analysis.reports.kinds import YEAR, kind_by
from dtplan_analysis.reports.ministry import MinistryQuarter
from dtplan_analysis.reports.scorecard import chooser, heat_map
from dtplan_analysis.reports.section import Part as Shown
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.tables import Html, Table
from dtplan_analysis.units import TOTAL

_WARNING = Markup('<span aria-hidden="true">⚠ </span>')
_AMISS = 50
"""So many units with reports that are not up to date are named where the reports are on pages of their own."""


def site_of(plan: Plan, language: str) -> str:
    """Return where the latest overview of one of several plans stands, in the folder of all."""
    return f"{safe(plan.id)}/{front_name(language)}"


@dataclass(frozen=True, eq=False, repr=False)
class Overview(MinistryQuarter):
    """The site's page of a quarter: the whole, of which the reports in the folder, `entries`, are the parts."""

    entries: Sequence[Entry] = ()

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the page says of itself; the figures behind it are the manifest's to vouch for."""
        return {
            "kind": "index",
            "language": self.language,
            "title": self.say("Overview: {unit}, {quarter}", unit=self.name, quarter=self._when),
            "plan": self.plan.document[self.language],
            "as_of": self.store.as_of.isoformat(),
            "version": dtplan_analysis.__version__,
            "synthetic": self.store.workspace.synthetic,
        }

    @property
    def file(self) -> str:
        """The page's file."""
        return index_name(self.quarter.label, self.language)

    @cached_property
    def parts(self) -> list[Part]:
        """The pages of units, where this one cannot hold them all."""
        return parts(self, self.file.removesuffix(".html"))

    @property
    def finder(self) -> str:
        """The file in which units are found, where this page does not hold them all."""
        return f"{SCRIPTS}/units_{self.quarter.label}_{self.language}.js"

    def to_html(self, quarters: Sequence[str], languages: Sequence[str]) -> str:
        """Return the page, with links to those of the other quarters and languages."""
        say = self.say
        switches = [
            self._languages(languages, lambda code: index_name(self.quarter.label, code)),
            (
                say("Quarter"),
                [
                    (say.quarter(one), index_name(one, say.code), say.code, one == self.quarter.label)
                    for one in reversed(quarters)
                ],
            ),
        ]
        if len(plans := self.store.workspace.plans) > 1:
            links = [
                (one.document[say.code], f"../{site_of(one, say.code)}", say.code, one.id == self.plan.id)
                for one in plans
            ]
            switches.append((say("Plan"), links))
        return self._page((self.in_short(), self.units_and_targets(), self.files()), switches)

    def part_html(self, part: Part, languages: Sequence[str]) -> str:
        """Return the page of some of the units: all their targets, and their reports."""
        say, here = self.say, self.store.judged
        names = {code: Markup('<span id="{}">{}</span>').format(anchor(code), self.named(code)) for code in part.codes}
        table = heat_map(
            here[here["unit"].isin(part.codes)], self.plan, quarter=self.quarter.label, units=[*names.items()],
            total="", language=self.language,
        )  # fmt: skip
        sections = [Section(say("Units and targets"), [chooser(self.language), table])]
        reports = self._table(say("Unit"), {code: self.named(code) for code in part.codes})
        sections += [Section(say("Reports"), [reports])] if reports.rows else []
        place = self.parts.index(part)
        near = [(say("Overview"), self.file)]
        near += [(say("Units before"), self.parts[place - 1].name)] if place else []
        near += [(say("Units after"), self.parts[place + 1].name)] if part is not self.parts[-1] else []
        tail = part.name.removeprefix(self.file.removesuffix(".html"))
        switches = [
            (say("Pages of units"), [(text, name, say.code, False) for text, name in near]),
            self._languages(languages, lambda code: index_name(self.quarter.label, code).removesuffix(".html") + tail),
        ]
        first, last = (self.unit_name(part.codes[end]) for end in (0, -1))
        title = say("{first} to {last}, {quarter}", first=first, last=last, quarter=self._when)
        return self._page(sections, switches, title=title)

    def _languages(self, languages: Sequence[str], page: Callable[[str], str]) -> tuple[str, list[Any]]:
        links = [(LANGUAGE_NAMES[code], page(code), code, code == self.language) for code in languages]
        return self.say("Language"), links

    def _page(self, sections: Iterable[Section], switches: Sequence[Any], **about: str) -> str:
        told = self.about | {"switches": switches} | about
        return page_of(sections, told, key="index", templates=own_templates(self.store.workspace))

    def units_and_targets(self) -> Section:
        """Return the units with their targets; where they are too many for this page, the pages on which they are."""
        part = directory(self, self.parts) if self.parts else self.matrix()
        return Section(self.say("Units and targets"), [part])

    def in_short(self) -> Section:
        """Return the first half page: how many targets are met, what finds a unit, each target, to do, what changed."""
        search = chooser(self.language, self.finder if self.parts else "", len(self.peers), listed=True)
        todo = action_list(self)
        first, last = summary.lead(summary.opening(self)), self._changed()
        parts: list[Shown] = [first, search, tiles(self), *([todo] if todo else []), *last]
        say, told, of = self.say, list[str](), self.say.number(len(self.entries))
        if failed := sum(bool(entry.error) for entry in self.entries):
            one = "{n} report of {total} is not up to date: see “Reports and data”."
            told.append(
                say.plural(one, "{n} reports of {total} are not up to date: see “Reports and data”.", failed, total=of)
            )
        if earlier := sum(map(self._is_earlier, self.entries)):
            one = "{n} report of {total} shows figures of an earlier state: see “Reports and data”."
            many = "{n} reports of {total} show figures of an earlier state: see “Reports and data”."
            told.append(say.plural(one, many, earlier, total=of))
        form = Markup('<div class="fault"><p>{}{}</p></div>')
        parts[:0] = [Html(form.format(_WARNING, sentence)) for sentence in reversed(told)]
        return Section(self.say("In short"), parts)

    def files(self) -> Section:
        """Return the links to every file of every report, and why a report is not up to date."""
        say = self.say
        pages = {f"target:{one.id}": f"{one.short[self.language]} ({one.id})" for one in self.plan.targets}
        pages |= {f"level:{id}": self.plan.level_name(id, self.language) for id in self.store.units.levels}
        others = [key for key in self._reports if key not in pages and key not in self.peers]
        units = dict.fromkeys((TOTAL, *(self._amiss if self.parts else self.peers), *others))
        table = self._table(say("Unit"), {code: self.named(code) for code in units})
        beside = self._table(say("Target or level of units"), {key: Markup.escape(name) for key, name in pages.items()})
        folded = [Section(say("Pages of targets and levels"), [beside], level=3, folded=True)] if beside.rows else []
        named = {"xlsx": say("Workbook, Excel"), "ods": say("Workbook, OpenDocument"), "csv": say("Table, CSV"),
                 METADATA: say("Columns of the table, CSVW"), "json": say("Table with its columns, JSON")}  # fmt: skip
        told = LANGUAGE_NAMES.items()
        spoken = {code: Markup(' (<span lang="{}">{}</span>)').format(code, name) for code, name in told}
        tables = figure_files(self.quarter.label, self.entries).items()
        figures = [
            _link(f"{FIGURES}/{name}", Markup.escape(named[format_]) + spoken.get(code, ""), code)
            for name, (format_, code) in tables
        ]
        data = Markup('<dl class="data"><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>').format(
            say("Judged figures of all units in the quarter"), Markup("<br>").join(figures),
            say("What this folder holds, and of what it was made"), _link(MANIFEST, MANIFEST, ""),
        )  # fmt: skip
        if self.language in check_pages(self.store):
            checked = _link(check_name(self.language), say("Check of the data"), self.language)
            data += Markup("<p>{}</p>").format(checked)
        beside_it = [say("The reports of the units are on their pages above; here are those that are not up to date, "
                         "{n} units at most.", n=say.number(_AMISS))] if self.parts else []  # fmt: skip
        amiss = any(entry.error or self._is_earlier(entry) for entry in self.entries)
        reports = Section(say("Reports by unit"), [table, *beside_it], level=3, folded=not amiss)
        return Section(say("Reports and data"), [reports, *folded, Html(data)])

    @property
    def _amiss(self) -> list[str]:
        """The first units with a report that is not up to date, where the reports of all are on pages of their own."""
        found = (
            code for code in self.peers
            if any(one.error or self._is_earlier(one) for of in self._reports.get(code, {}).values() for one in of)
        )  # fmt: skip
        return list(islice(found, _AMISS))

    def _table(self, head: str, names: Mapping[str, Markup]) -> Table:
        """Return the files of reports by what they are of."""
        languages = [code for code in LANGUAGES if any(code in one for one in self._reports.values())]
        spoken = [Markup('<span lang="{0}">{1}</span>').format(code, LANGUAGE_NAMES[code]) for code in languages]
        rows = [
            (name, *(self._listed(key, language) for language in languages))
            for key, name in names.items()
            if key in self._reports
        ]
        return Table(self.say("Reports of {quarter}", quarter=self._when), [head, *spoken], rows)

    def _is_earlier(self, entry: Entry) -> bool:
        return not entry.error and entry.store != self.store.fingerprint

    @cached_property
    def _reports(self) -> dict[str, dict[str, list[Entry]]]:
        """The reports by unit, or target or level of units, and language."""
        found: dict[str, dict[str, list[Entry]]] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.name):
            found.setdefault(_row_of(entry), {}).setdefault(entry.about["language"], []).append(entry)
        return found

    @property
    def _when(self) -> str:
        return self.say.quarter(self.quarter.label)

    @cached_property
    def _decided(self) -> pd.DataFrame:
        """The status of what could be judged: a row for each unit, and all of them, and target; columns before, now."""
        table, quarters = self.store.adding_up, [self.previous, self.quarter.label]
        wanted = (table["span"] != TO_DATE) & (table["target"] != "") & table["status"].isin(DECIDED)
        wanted &= table["unit"].isin([*self.members, TOTAL]) & table["period"].isin(quarters)
        status = table[wanted].pivot_table("status", ["unit", "target"], "period", aggfunc="first")
        return status.reindex(columns=quarters).set_axis(["before", "now"], axis=1)

    def _changed(self) -> Iterator[str]:
        """Say what has come to be met since the quarter before, and what no longer is."""
        say, both = self.say, self._decided.dropna().reset_index()
        both = both[~both["target"].isin(self.restarted)]
        if both.empty:
            return
        gained = both[(both["before"] != "met") & (both["now"] == "met")]
        lost = both[(both["before"] == "met") & (both["now"] != "met")]
        whole = [{*moved.loc[moved["unit"] == TOTAL, "target"]} for moved in (gained, lost)]
        met, missed = (
            ", ".join(one.short[self.language] for one in self.plan.targets if one.id in ids) for ids in whole
        )
        sentences = [say("Against {quarter}:", quarter=say.quarter(str(self.previous)))]
        if met:
            sentences.append(say("newly met {ids};", ids=met))
        if missed:
            sentences.append(say("no longer met {ids};", ids=missed))
        if not met and not missed:
            sentences.append(say("no target has come to be met or is no longer met;"))
        n = [say.number(sum(moved["unit"] != TOTAL)) for moved in (gained, lost)]
        sentences.append(say("units' targets newly met: {gained}, no longer met: {lost}.", gained=n[0], lost=n[1]))
        yield " ".join(sentences)

    def _listed(self, code: str, language: str) -> Markup:
        """Return links to the files of a unit's reports in a language, a line for each report."""
        say, lines = self.say, []
        for entry in self._reports[code].get(language, ()):
            links = [_link(name, format_word(ending, say), language) for ending, name in entry.by_ending.items()]
            line = [Markup('<small class="note">{}</small>').format(what)] if (what := _what(entry, say)) else []
            line.append(Markup(" · ").join(links))
            if entry.error:
                message = (
                    say("not up to date: {error}", error=entry.error)
                    if links
                    else say("not made: {error}", error=entry.error)
                )
                line.append(Markup('<span class="stale">{}{}</span>').format(_WARNING, message))
            if self._is_earlier(entry):
                message = say("figures of an earlier state")
                line.append(Markup('<span class="stale">{}{}</span>').format(_WARNING, message))
            lines.append(Markup("<br>").join(part for part in line if part))
        return Markup("<br>").join(lines)


def _link(name: str, words: str, language: str) -> Markup:
    code = Markup(' hreflang="{}"').format(language) if language else ""
    return Markup('<a href="{}"{}>{}</a>').format(name, code, words)


def _row_of(entry: Entry) -> str:
    """Return of what a report is: a unit, or as a page names it a target or level."""
    kind, about = kind_by(entry.about["notebook"]), entry.about
    return f"{kind.of}:{about['parameters'].get(kind.of)}" if kind and kind.of else str(about["unit"])


def _what(entry: Entry, say: Language) -> str:
    """Return what sets a report apart from the own one of its row: a year, another notebook, parameters."""
    kind, given = kind_by(entry.about["notebook"]), entry.about["parameters"]
    stem = Path(entry.about["notebook"]).stem if kind is None else say("The whole year") if kind == YEAR else ""
    known = ("unit", "quarter", "language", "plan", kind.of if kind else "")
    more = [f"{name} = {value}" for name, value in given.items() if name not in known]
    return ", ".join(filter(None, [stem, *more]))
