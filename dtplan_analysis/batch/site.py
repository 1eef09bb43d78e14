"""The site of a folder of reports: an overview for each quarter and language, and what all of its pages share."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from markupsafe import Markup

import dtplan_analysis
from dtplan_analysis.batch.links import LANGUAGE_NAMES, Links, front_name, index_name, with_links
from dtplan_analysis.batch.manifest import INDEX, SCRIPTS
from dtplan_analysis.batch.matrix import own_templates, safe
from dtplan_analysis.batch.output import Entry, Output, Seen, write_whole
from dtplan_analysis.batch.overview import Overview, site_of
from dtplan_analysis.batch.units import finder
from dtplan_analysis.charts.vega import TOLD, vega_script
from dtplan_analysis.checks.pages import check_name, check_pages
from dtplan_analysis.exports.html import page_of
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.summary import in_a_line
from dtplan_analysis.resources import resource
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

_OWN = ("index_*_units-*.html", f"{SCRIPTS}/units_*.js", check_name("*"))
"""What a site writes only of many units, or of data that were checked: what is no more is taken away."""


def write_site(store: Store, output: Output) -> Path:
    """Write a page for each quarter and language of the folder's reports, `index.html`, which is the latest quarter's
    in the first language, and the scripts that all pages share; returns the path of `index.html`. Raises OutputError.

    Pages need neither a server nor a script: where scripts may run, units can be searched for, and charts tell figures.
    """
    entries = list(output.entries.values())
    quarters, languages = _made(store, entries)
    links = Links(store, entries, output.folder)
    files: dict[str, bytes] = {}
    for quarter in quarters:
        here = [entry for entry in entries if entry.about["quarter"] == quarter]
        for language in languages:
            page = Overview(store, TOTAL, store.quarter(quarter), language, here)
            shown = {page.file: page.to_html(quarters, languages)}
            shown |= {part.name: page.part_html(part, languages) for part in page.parts}
            files |= {name: links.named(html, quarter, language).encode() for name, html in shown.items()}
            if page.parts:
                leads = partial(links.to_unit, quarter=quarter, language=language)
                files[page.finder] = finder(page, page.parts, leads)
    if quarters:
        latest = {code: index_name(quarters[-1], code if code in languages else languages[0]) for code in LANGUAGES}
        files[INDEX] = files[latest[languages[0]]]
        if len(store.workspace.plans) > 1:  # pages of the other plans lead here, whatever languages they have
            files |= {front_name(code): files[name] for code, name in latest.items()}
        checked = check_pages(store)
        files |= {check_name(code): _checked(checked, code, latest[code]) for code in checked}
    own = (resource("templates") / SCRIPTS / "site.js").read_text(encoding="utf-8")
    files |= {f"{SCRIPTS}/site.js": (TOLD + own).encode(), f"{SCRIPTS}/vega.js": vega_script()}
    output.write({name: content for name, content in files.items() if content != _there(output.folder / name)})
    there = {file.relative_to(output.folder).as_posix() for one in _OWN for file in output.folder.glob(one)}
    output.remove(there - files.keys())
    links.write(output)
    return output.folder / INDEX


def write_plans(store: Store, folder: Path) -> Path:
    """Write the page `index.html` that says how each plan of a workspace stands and leads to its reports, and one for
    each language of theirs, `index_LANGUAGE.html`; returns the path of the first. Raises OutputError.
    """
    plans = store.workspace.plans
    made = [_made(store, Seen(folder / safe(one.id)).entries.values()) for one in plans]
    languages = _ordered(store, {code for _, spoken in made for code in spoken} or store.workspace.languages[:1])
    for code in languages:
        rows = []
        for plan, (quarters, _) in zip(plans, made, strict=True):
            stands = (
                in_a_line(Overview(store.of(plan.id), TOTAL, store.quarter(quarters[-1]), code)) if quarters else ""
            )
            document, title = plan.document[code], plan.title[code]
            below = Markup("<br>{}").format(title) if title != document else ""
            rows.append((Markup('<a href="{}">{}</a>{}').format(site_of(plan, code), document, below), stands))
        content = _front(store, rows, Language(code), languages).encode()
        for name in (front_name(code), *([INDEX] if code == languages[0] else [])):
            write_whole(folder / name, content)
    return folder / INDEX


def _front(store: Store, rows: Sequence[Sequence[str]], say: Language, languages: Sequence[str]) -> str:
    """Return the page of all plans in a language, with links to the others."""
    heads = (say("Plan"), say("How it stands"))
    switches = [(say("Language"), [(LANGUAGE_NAMES[one], front_name(one), one, one == say.code) for one in languages])]
    about = {
        "kind": "index",
        "language": say.code,
        "title": say("Reports by plan"),
        "plan": "; ".join(one.document[say.code] for one in store.workspace.plans),
        "as_of": store.as_of.isoformat(),
        "version": dtplan_analysis.__version__,
        "synthetic": store.workspace.synthetic,
        "switches": switches if len(languages) > 1 else [],
    }
    table = Table(say("Plans of the workspace"), heads, rows)
    return page_of([Section(say("Reports by plan"), [table])], about, templates=own_templates(store.workspace))


def _made(store: Store, entries: Collection[Entry]) -> tuple[list[str], list[str]]:
    """Return of which quarters and in which languages there are reports."""
    quarters = {entry.about["quarter"] for entry in entries}
    found = [one.label for one in store.quarters if one.label in quarters]
    return found, _ordered(store, {entry.about["language"] for entry in entries})


def _ordered(store: Store, languages: Collection[str]) -> list[str]:
    """Return languages in the workspace's order, others after them."""
    return [code for code in dict.fromkeys((*store.workspace.languages, *LANGUAGES)) if code in languages]


def _checked(pages: Mapping[str, Path], language: str, overview: str) -> bytes:
    """Return the page of the checks with links to the overview, and to itself in the other language."""
    say = Language(language)
    links = [(say("Overview"), overview, language)]
    links += [(LANGUAGE_NAMES[code], check_name(code), code) for code in pages if code != language]
    return with_links(pages[language].read_text(encoding="utf-8"), links, say).encode()


def _there(file: Path) -> bytes | None:
    with suppress(OSError):
        return file.read_bytes()
    return None
