"""A section of a report: a heading, and words, tables and charts under it, shown as one output of a notebook."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from dtplan_analysis import document
from dtplan_analysis.bilingual import ABOVE, SYNTHETIC
from dtplan_analysis.charts import Chart
from dtplan_analysis.charts.chart import lively
from dtplan_analysis.faces import Public, one_line
from dtplan_analysis.tables import Html, Table

ABOUT = "application/vnd.dtplan.report+json"
"""The type under which the first section of a report offers what its page says of itself."""


@dataclass(frozen=True, eq=False, repr=False)
class Section(Public):
    """A heading and its parts; text is a paragraph, escaped. `data` are representations that are not for the eye.

    Above what is `made_up` a notebook says so.
    """

    title: str
    parts: Sequence["Part"]
    level: int = 2
    folded: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    made_up: bool = False

    def __repr__(self) -> str:
        return f"<Section {one_line(self.title)} · {', '.join(type(part).__name__ for part in self.parts)}>"

    def to_html(self) -> str:
        """Return the section as HTML."""
        inner = Markup("\n").join(Markup(_html(part)) for part in self.parts)
        head = Markup("<h{0}>{1}</h{0}>").format(self.level, self.title)
        if self.folded:
            form = Markup('<details class="section"><summary>{}</summary>\n{}</details>')
            return str(form.format(head, inner))
        return str(Markup("{}\n{}").format(head, inner))

    def to_document(self) -> list[document.Block]:
        """Return the section as blocks: its heading, and those of its parts."""
        inner = [block for part in self.parts for block in _blocks(part)]
        return [document.heading(self.title, self.level), *inner]

    def to_text(self) -> str:
        """Return the section as plain text."""
        return "\n\n".join([self.title, *(_text(part) for part in self.parts)])

    def still(self) -> dict[str, Any]:
        """Return the section by types, without a kernel."""
        data = dict(self.data)
        for part in self.parts:
            if isinstance(part, Html | Table | Section):
                data |= part.data
        html, text, blocks = self.to_html(), self.to_text(), self.to_document()
        if self.made_up:
            html, text, blocks = ABOVE + html, f"{SYNTHETIC}\n\n{text}", [document.paragraph(SYNTHETIC), *blocks]
        return {"text/html": html, "text/plain": text, document.DOCUMENT: blocks, **data}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        data = self.still()
        return data | lively(data["text/html"])


def sections_of(report: type) -> tuple[str, ...]:
    """Return the names of the sections that a kind of report has: its methods that return one."""
    return tuple(name for name, one in inspect.getmembers(report, inspect.isfunction) if gives_section(one))


def gives_section(method: Any) -> bool:
    """Return whether a method says that it returns a section."""
    return inspect.isfunction(method) and method.__annotations__.get("return") in (Section, Section | None)


Part = Html | Table | Chart | Section | str


def listed(sentences: Sequence[str]) -> Html:
    """Return sentences as a list, escaped."""
    items = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
    return Html(Markup("<ul>{}</ul>").format(items))


def _html(part: Part) -> str:
    if isinstance(part, str):
        return str(Markup("<p>{}</p>").format(part))
    return str(part.markup) if isinstance(part, Html) else part.to_html()


def _blocks(part: Part) -> list[document.Block]:
    if isinstance(part, str):
        return [document.paragraph(part)]
    if isinstance(part, Chart):
        return [document.figure(part.to_svg(), part.title, part.description)]
    return part.to_document()


def _text(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Chart):
        return part.description
    return part.to_text()
