"""The site of a folder of reports: for each quarter and language the whole in short, units × targets, and all links."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

import dtplan_analysis
from dtplan_analysis.batch.links import LANGUAGE_NAMES, Links
from dtplan_analysis.batch.manifest import FIGURES, INDEX, MANIFEST, figure_files
from dtplan_analysis.batch.matrix import own_templates, safe
from dtplan_analysis.batch.output import Entry, Output, write_whole
from dtplan_analysis.charts.vega import vega_script
from dtplan_analysis.exports.formats import format_word
from dtplan_analysis.exports.html import page_of
from dtplan_analysis.figures import METADATA
from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans import Plan
from dtplan_analysis.reports import summary
from dtplan_analysis.reports.kinds import YEAR, kind_by
from dtplan_analysis.reports.ministry import MinistryQuarter
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.resources import resource
from dtplan_analysis.tables import Html, Table
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

SCRIPTS = "site"

_WARNING = Markup('<span aria-hidden="true">⚠ </span>')


def write_site(store: Store, output: Output) -> Path:
    """Write a page for each quarter and language of the folder's reports, `index.html`, which is the latest quarter's
    in the first language, and the scripts that all pages share; returns the path of `index.html`. Raises OutputError.

    Pages need neither a server nor a script: where scripts may run, units can be searched for, and charts tell figures.
    """
    entries = list(output.entries.values())
    quarters = [one.label for one in store.quarters if any(entry.about["quarter"] == one.label for entry in entries)]
    languages = [code for code in LANGUAGES if any(entry.about["language"] == code for entry in entries)]
    files, links = {}, Links(store, entries, output.folder)
    for quarter in quarters:
        there = [entry for entry in entries if entry.about["quarter"] == quarter]
        for language in languages:
            page = Overview(store, TOTAL, store.quarter(quarter), language, there)
            shown = links.named(page.to_html(quarters, languages), quarter, language)
            files[_name(quarter, language)] = shown.encode()
    if quarters:
        files[INDEX] = files[_name(quarters[-1], languages[0])]
    files |= {f"{SCRIPTS}/site.js": (resource("templates") / SCRIPTS / "site.js").read_bytes()}
    files |= {f"{SCRIPTS}/vega.js": vega_script()}
    output.write({name: content for name, content in files.items() if content != _there(output.folder / name)})
    links.write(output)
    return output.folder / INDEX


def write_plans(store: Store, folder: Path) -> Path:
    """Write the page `index.html` that leads to the reports of each plan of a workspace; returns its path.

    Raises OutputError.
    """
    say, workspace = Language(store.workspace.languages[0]), store.workspace
    links = [(_link(_site_of(one), one.document[say.code], ""), one.title[say.code]) for one in workspace.plans]
    table = Table(say("Plans of the workspace"), (say("Plan"), say("What it is called")), links)
    about = {
        "kind": "index",
        "language": say.code,
        "title": say("Reports by plan"),
        "plan": "; ".join(one.document[say.code] for one in workspace.plans),
        "as_of": store.as_of.isoformat(),
        "version": dtplan_analysis.__version__,
        "synthetic": workspace.synthetic,
    }
    page = page_of([Section(say("Reports by plan"), [table])], about, key="index", templates=own_templates(workspace))
    write_whole(folder / INDEX, page.encode())
    return folder / INDEX


def _site_of(plan: Plan) -> str:
    return f"{safe(plan.id)}/{INDEX}"


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

    def to_html(self, quarters: Sequence[str], languages: Sequence[str]) -> str:
        """Return the page, with links to those of the other quarters and languages."""
        here, say = self.quarter.label, self.say
        switches = [
            (
                say("Language"),
                [(LANGUAGE_NAMES[code], _name(here, code), code, code == say.code) for code in languages],
            ),
            (
                say("Quarter"),
                [(say.quarter(one), _name(one, say.code), say.code, one == here) for one in reversed(quarters)],
            ),
        ]
        if len(plans := self.store.workspace.plans) > 1:
            links = [(one.document[say.code], f"../{_site_of(one)}", say.code, one.id == self.plan.id) for one in plans]
            switches.append((say("Plan"), links))
        sections = (self.in_short(), self.units_and_targets(), self.files())
        templates = own_templates(self.store.workspace)
        return page_of(sections, self.about | {"switches": switches}, key="index", templates=templates)

    def in_short(self) -> Section:
        """Return the first half page: how many targets are met, what has changed, and each target of the whole."""
        parts: list[Part] = [summary.lead(self), *self._changed(), tiles(self)]
        if failed := sum(bool(entry.error) for entry in self.entries):
            told = self.say.plural(
                "{n} report is not up to date: see “Reports and data”.",
                "{n} reports are not up to date: see “Reports and data”.",
                failed,
            )
            parts.insert(0, Html(Markup('<div class="fault"><p>{}{}</p></div>').format(_WARNING, told)))
        if earlier := sum(map(self._is_earlier, self.entries)):
            told = self.say.plural(
                "{n} report shows figures of an earlier state: see “Reports and data”.",
                "{n} reports show figures of an earlier state: see “Reports and data”.",
                earlier,
            )
            parts.insert(0, Html(Markup('<div class="fault"><p>{}{}</p></div>').format(_WARNING, told)))
        return Section(self.say("In short"), parts)

    def files(self) -> Section:
        """Return the links to every file of every report, and why a report is not up to date."""
        say = self.say
        pages = {f"target:{one.id}": f"{one.short[self.language]} ({one.id})" for one in self.plan.targets}
        pages |= {f"level:{id}": self.plan.level_name(id, self.language) for id in self.store.units.levels}
        units = dict.fromkeys((TOTAL, *self.peers, *(key for key in self._reports if key not in pages)))
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
        return Section(say("Reports and data"), [*folded, table, Html(data)])

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
        table, quarters = self.store.judged, [self.previous, self.quarter.label]
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


def _name(quarter: str, language: str) -> str:
    return f"index_{quarter}_{language}.html"


def _there(file: Path) -> bytes | None:
    with suppress(OSError):
        return file.read_bytes()
    return None
