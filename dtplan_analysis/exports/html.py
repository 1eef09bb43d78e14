"""An executed notebook as one HTML page: no script, no request, and the same bytes whenever it is made again."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, ClassVar

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode, from_dict
from traitlets import List, Unicode, default

from dtplan_analysis import document
from dtplan_analysis.bilingual import ABOVE
from dtplan_analysis.charts.panels import panels
from dtplan_analysis.direction import directed
from dtplan_analysis.exports.notebook import about_of, facts_of
from dtplan_analysis.language import Language
from dtplan_analysis.markdown import markdown_html
from dtplan_analysis.resources import resource
from dtplan_analysis.tables import in_two_languages

if TYPE_CHECKING:
    from dtplan_analysis.reports.section import Section

_REPRESENTATIONS = ("text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain")
_HEADING = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SVG_ID = re.compile(r'(\bid="|url\(#|href="#)')
_SVG_IDS = re.compile(r'(\baria-(?:labelledby|describedby)=")([^"]*)')
_LAYOUT_IDS = ("main", "contents-name")


def to_html(notebook: NotebookNode, *, templates: Path | None = None) -> str:
    """Return the report page of an executed notebook, as text of one self-contained HTML file.

    `notebook.metadata["dtplan"]`, or the first output of type `application/vnd.dtplan.report+json`, says what the page
    tells about itself: language, title, unit, quarter, plan, as_of
    (ISO date), version, input_hash, synthetic, kind. Code is left out; an output's HTML and SVG are trusted, all else
    is escaped. Files in the folder `html` of `templates` stand in for the project's own. Raises InputError for a
    language there isn't.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> about = {"language": "en", "title": "Institute A, Q2 2024", "as_of": "2024-06-30"}
    >>> page = to_html(new_notebook(cells=[new_markdown_cell("## Targets")], metadata={"dtplan": about}))
    >>> '<h1>Institute A, Q2 2024</h1>' in page, '<h2 id="targets">Targets</h2>' in page, '30 June 2024' in page
    (True, True, True)
    """
    return _exporter(templates).from_notebook_node(notebook)[0]


def page_of(
    sections: "Iterable[Section]", about: Mapping[str, Any], *, key: str = "", templates: Path | None = None
) -> str:
    """Return a page that no notebook made; `key` names it among those of a folder of reports."""
    shown = [{"output_type": "display_data", "data": {"text/html": one.to_html()}, "metadata": {}} for one in sections]
    cell: dict[str, Any] = {"cell_type": "code", "source": "", "metadata": {}, "execution_count": None}
    content = {"cells": [cell | {"outputs": shown}], "metadata": {"dtplan": about, "report": key}}
    notebook = from_dict({**content, "nbformat": 4, "nbformat_minor": 4})  # type: ignore[no-untyped-call]
    return to_html(notebook, templates=templates)


def export(notebook: NotebookNode, ending: str, templates: Path | None = None) -> bytes:  # noqa: ARG001
    """Return the page as a file of a report."""
    return to_html(notebook, templates=templates).encode()


class ReportExporter(TemplateExporter):
    """Exporter of nbconvert, there named `dtplan-html`, with the template of this project.

    It does not descend from HTMLExporter, which parses and prints every finished page anew: three quarters of its time.
    """

    export_from_notebook = "HTML (dtplan report)"
    output_mimetype = "text/html"
    file_extension = Unicode(".html").tag(config=True)
    # None: each would be followed by a validation of the whole notebook.
    default_preprocessors: List[Any] = List([]).tag(config=True)

    @default("template_paths")
    def _own_template(self) -> list[str]:
        return [str(resource("templates") / "html")]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        about = about_of(nb)
        say = Language(about.get("language", "vi"))
        name = (resources or {}).get("metadata", {}).get("name", "")
        key = nb.metadata.get("report")  # of one that belongs to a folder of reports, which has the scripts
        ours = {"say": say, "report": facts_of(about, say, name) | {"scripts": bool(key)}}
        page, resources = super().from_notebook_node(nb, {**(resources or {}), **ours}, **kw)
        if about.get("synthetic"):  # which the page's head says
            page = page.replace(ABOVE, "")
        if say.code == "en":
            page = in_two_languages(page)
        page = directed(page)
        if key:  # whatever the template: a page says which report it is
            page = page.replace("<head>", Markup('<head>\n<meta name="report" content="{}">').format(key), 1)
        return page, resources

    def _preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return a notebook, which is a copy already, as it is where nothing is to be done with it."""
        return super()._preprocess(nb, resources) if self._preprocessors else (nb, resources)  # type: ignore[no-untyped-call]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.bytecode_cache = _Compiled()
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters.update(markdown=markdown_html, chosen=_chosen, bare_svg=_bare_svg, paged=_paged)
        return environment


class _Compiled(BytecodeCache):
    """Templates that are compiled, by their text: a workspace's copy is as good as the project's."""

    _known: ClassVar[dict[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[bucket.checksum] = bucket.code


@cache
def _exporter(templates: Path | None) -> ReportExporter:
    """One for the process: the template is read and compiled once."""
    exporter = ReportExporter()  # type: ignore[no-untyped-call]
    if templates:
        exporter.template_paths = [str(templates / "html"), *exporter.template_paths]
    return exporter


def _chosen(data: Mapping[str, str]) -> str:
    """The best representation of an output; HTML that needs a script would stay empty here, so the next is taken.

    A report's official form and its summary are not for the page: they say there once more what the page says.
    """
    if document.is_form(data):
        return ""
    usable = (kind for kind in _REPRESENTATIONS if kind in data)
    return next((kind for kind in usable if kind != "text/html" or "<script" not in data[kind].lower()), "")


def _bare_svg(svg: str) -> str:
    """The drawing without the declarations of an XML file, which have no place inside HTML."""
    return svg[max(svg.find("<svg"), 0) :]


@dataclass(frozen=True)
class _Page:
    body: Markup
    contents: list[tuple[str, Markup]]  # anchor and text of each h2


def _paged(body: str, title: str) -> _Page:
    """Number what must be unique on the page (drawings' ids, headings' anchors) and collect the contents.

    The title is the page's only h1: one in the body that repeats it goes, any other becomes an h2.
    """
    drawings = iter(range(1, body.count("<svg") + 1))
    body = _SVG.sub(lambda match: panels(_with_own_ids(match[0], f"d{next(drawings)}-")), str(body))
    anchors = _Anchors({*_LAYOUT_IDS, *_ID.findall(body)})
    contents: list[tuple[str, Markup]] = []

    def heading(match: re.Match[str]) -> str:
        level, attributes, text = int(match[1]), match[2], Markup(match[3])
        if level == 1 and text.striptags() == " ".join(title.split()):
            return ""
        level = max(level, 2)
        found = _ID.search(attributes)
        anchor = found[1] if found else anchors.new(text.striptags())
        if level == 2:
            contents.append((anchor, Markup.escape(text.striptags())))
        own = attributes if found else f' id="{anchor}"{attributes}'
        return f"<h{level}{own}>{text}</h{level}>"

    return _Page(Markup(_HEADING.sub(heading, body)), contents)


def _with_own_ids(svg: str, prefix: str) -> str:
    """Two drawings of one program use the same ids; on one page the second would be clipped by the first's paths."""
    svg = _SVG_ID.sub(rf"\g<1>{prefix}", svg)
    return _SVG_IDS.sub(lambda match: match[1] + " ".join(prefix + name for name in match[2].split()), svg)


class _Anchors:
    """Names for headings, in plain letters and unique on the page."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def new(self, text: str) -> str:
        letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
        base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "section"
        name = next(name for name in self._candidates(base) if name not in self._taken)
        self._taken.add(name)
        return name

    @staticmethod
    def _candidates(base: str) -> Iterator[str]:
        yield base
        number = 2
        while True:
            yield f"{base}-{number}"
            number += 1
