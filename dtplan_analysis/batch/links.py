"""The links between the pages of a folder: what each page names that has a page too, and what belongs to the page."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from dtplan_analysis.batch.output import Entry, Output
from dtplan_analysis.checks.pages import check_name, check_pages
from dtplan_analysis.exports.formats import format_word
from dtplan_analysis.language import Language
from dtplan_analysis.reports.kinds import UNIT, WHOLE, YEAR, Kind, kind_by
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}

_NAMED = re.compile(r'<(a|span) data-page="([^"]*)"( data-find="[^"]*")?[^>]*>([^<]*)</\1>')
_PLACE = re.compile(r'(?<=<div id="links">).*?(?=</div>)', re.DOTALL)


def index_name(quarter: str, language: str) -> str:
    """Return the file of the overview of a quarter."""
    return f"index_{quarter}_{language}.html"


def front_name(language: str) -> str:
    """Return the file of what a folder shows first in a language, where a workspace has several plans."""
    return f"index_{language}.html"


def with_links(page: str, links: Iterable[tuple[str, str, str]], say: Language) -> str:
    """Return a page with its links, each by text, file and language, at the place that it has for them."""
    return _placed(page, _list(links, say))


def _placed(page: str, links: str) -> str:
    return _PLACE.sub(links.replace("\\", r"\\"), page, count=1)


def _list(links: Iterable[tuple[str, str, str]], say: Language) -> str:
    form = Markup('<nav class="links" aria-label="{}"><ul>{}</ul></nav>')
    return str(form.format(say("Related pages and files"), Markup("").join(_item(*one) for one in links)))


def _item(text: str, name: str, language: str) -> Markup:
    spoken = Markup(' lang="{}"').format(language) if text in LANGUAGE_NAMES.values() else ""
    return Markup('<li><a href="{}" hreflang="{}"{}>{}</a></li>').format(name, language, spoken, text)


class Links:
    """The pages of a folder's reports, and what leads from one to another."""

    def __init__(self, store: Store, entries: Iterable[Entry], folder: Path) -> None:
        self._store, self._folder, self._checked = store, folder, check_pages(store)
        self._pages: dict[tuple[str, str, str, str], Entry] = {}
        for entry in entries:
            if (kind := kind_by(entry.about["notebook"])) and "html" in entry.by_ending:
                about = entry.about
                self._pages[_word(kind), _of(entry, kind), about["quarter"], about["language"]] = entry

    def named(self, page: str, quarter: str, language: str, own: str = "") -> str:
        """Return a page on which each name that is marked leads to its page, where there is one but its `own`."""

        def linked(match: re.Match[str]) -> str:
            kind, _, of = unescape(match[2]).partition(":")
            found = self._best(kind, of, quarter, language)
            if found and found.name != own:
                form = '<a data-page="{}"{} href="{}" hreflang="{}">{}</a>'
                return form.format(match[2], match[3] or "", found.by_ending["html"], found.about["language"], match[4])
            return f'<span data-page="{match[2]}"{match[3] or ""}>{match[4]}</span>'

        return _NAMED.sub(linked, page)

    def to_unit(self, code: str, quarter: str, language: str) -> str:
        """Return the page of a unit, which shows the present state; empty where there is none."""
        found = self._best("unit", code, quarter, language)
        return found.by_ending["html"] if found else ""

    def write(self, output: Output) -> None:
        """Put the links into the pages of a folder whose links are not as they should be. Raises OutputError."""
        for entry in self._pages.values():
            say = Language(entry.about["language"])
            links = self._told(entry, say) + _list(self._all(entry, say), say)
            linked = hashlib.sha256(f"{links}\n{self._around[entry.about['quarter']]}".encode()).hexdigest()
            name = entry.by_ending["html"]
            if entry.linked == linked or not output.has(name, entry):
                continue
            before = (self._folder / name).read_text(encoding="utf-8")
            page = self.named(before, entry.about["quarter"], entry.about["language"], entry.name)
            page = _placed(page, links)
            files = output.write({name: page.encode()}) if page != before else {}
            output.record(replace(entry, files=entry.files | files, linked=linked))

    @cached_property
    def _around(self) -> dict[str, str]:
        """The hash of the pages of each quarter, to which what is named on one of them leads."""
        found: dict[str, list[str]] = {}
        for entry in self._pages.values():
            found.setdefault(entry.about["quarter"], []).extend([entry.name] if self._is_current(entry) else [])
        return {one: hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest() for one, names in found.items()}

    def _is_current(self, entry: Entry) -> bool:
        return not entry.error and entry.store == self._store.fingerprint

    def _told(self, entry: Entry, say: Language) -> str:
        """Return what a page says of itself that is not up to date: who opens it has not seen the overview."""
        if self._is_current(entry):
            return ""
        told = (
            say("This page is not up to date: the report could not be made again ({error}).", error=entry.error)
            if entry.error
            else say("This page shows figures of an earlier state of the data; it has not been made again since.")
        )
        form = Markup('<p class="fault"><span aria-hidden="true">⚠ </span>{}</p>')
        return str(form.format(told))

    def _best(self, kind: str, of: str, quarter: str, language: str) -> Entry | None:
        """Return the page of what is named, at best in the reader's language; none that shows an earlier state."""
        found = (self._pages.get((kind, of, quarter, code)) for code in (language, *LANGUAGE_NAMES))
        return next((one for one in found if one and self._is_current(one)), None)

    def _all(self, entry: Entry, say: Language) -> Iterator[tuple[str, str, str]]:
        """Give the links of a page: overview and whole, year, languages, quarters, its other files, and the checks."""
        language = entry.about["language"]
        yield from self._beside(entry, say)
        for ending, name in entry.by_ending.items():
            if ending != "html":
                yield format_word(ending, say), name, language
        if language in self._checked:
            yield say("Check of the data"), check_name(language), language

    def _beside(self, entry: Entry, say: Language) -> Iterator[tuple[str, str, str]]:
        """Give text, file and language of the pages that belong to a page."""
        about, kind = entry.about, kind_by(entry.about["notebook"])
        assert kind
        of, quarter, language = _of(entry, kind), about["quarter"], about["language"]
        yield say("Overview"), index_name(quarter, language), language
        whole = self._page(WHOLE, TOTAL, quarter, language)
        if whole and whole != entry.by_ending["html"]:
            yield say("All units"), whole, language
        if kind == YEAR and about["unit"] != TOTAL and (own := self._page(UNIT, about["unit"], quarter, language)):
            yield say.quarter(quarter), own, language
        if kind in (UNIT, WHOLE):
            yield from self._years(entry, say)
        for code, name in LANGUAGE_NAMES.items():
            if code != language and (other := self._page(kind, of, quarter, code)):
                yield name, other, code
        quarters = self._store.workspace.quarters
        here = self._store.quarter(quarter)
        for near in (quarters.previous(here), quarters.following(here)):
            if near and (other := self._page(kind, of, near.label, language)):
                yield say.quarter(near.label), other, language

    def _years(self, entry: Entry, say: Language) -> Iterator[tuple[str, str, str]]:
        about = entry.about
        year = self._store.quarter(about["quarter"]).year_start
        last = [one for one in self._store.quarters if one.year_start == year]
        for period in reversed(last):
            if page := self._page(YEAR, about["unit"], period.label, about["language"]):
                yield say("The whole year"), page, about["language"]
                return

    def _page(self, kind: Kind, of: str, quarter: str, language: str) -> str:
        found = self._pages.get((_word(kind), of, quarter, language))
        return found.by_ending["html"] if found else ""


def _word(kind: Kind) -> str:
    """Return by which word a page names one of a kind."""
    return kind.of or kind.called or "unit"


def _of(entry: Entry, kind: Kind) -> Any:
    """Return what a page is of: a unit, or what its parameter says."""
    return str(entry.about["parameters"].get(kind.of, "")) if kind.of else entry.about["unit"]
