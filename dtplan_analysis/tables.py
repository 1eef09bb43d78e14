"""Pieces of a page for people: tables, words and the badge of a status, as accessible HTML with every cell escaped."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup, escape

from dtplan_analysis import document
from dtplan_analysis.faces import Public, one_line
from dtplan_analysis.judging.wording import SIGNS, status_word
from dtplan_analysis.language import Language

_VIETNAMESE_CELL = re.compile(
    r"<(t[dh])\b([^>]*)>(?=[^<]*[ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ])", re.IGNORECASE
)
_ENDS = re.compile(r"</(?:p|li|div|dt|dd|h[1-6])>|<br>")


@dataclass(frozen=True, eq=False)
class Html:
    """A piece of a report in words; `data` are other representations that go with it."""

    markup: Markup
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the piece as plain text, each paragraph and item on a line."""
        parts = (Markup(part).striptags() for part in _ENDS.split(self.markup))
        return "\n".join(part for part in parts if part)

    def to_document(self) -> list[document.Block]:
        """Return the piece as blocks; markup that has no such form, as its words."""
        try:
            return document.blocks(self.markup)
        except ValueError:
            return [document.paragraph(self.markup.striptags())]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/html": str(self.markup), "text/plain": self.to_text()}
        return {**shown, document.DOCUMENT: self.to_document(), **self.data}


@dataclass(frozen=True, eq=False, repr=False)
class Table(Public):
    """A table with caption and heads; the first column names the row, `numbers` are the columns set as figures.

    Cells are text, escaped when shown, or markup of this module. The table's classes say which columns are figures,
    `n2` the second: a class of each cell would be a tenth of a long page.

    >>> table = Table("Staff & posts", ("Unit", "Staff"), [("<b>A</b>", "12")], numbers=(1,))
    >>> "&lt;b&gt;A&lt;/b&gt;" in table.to_html(), "Staff &amp; posts" in table.to_html()
    (True, True)
    """

    caption: str
    heads: Sequence[str | Markup]
    rows: Sequence[Sequence[str | Markup]]
    numbers: Sequence[int] = ()
    kind: str = ""
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Table {one_line(self.caption)} · {len(self.rows)} × {len(self.heads)}>"

    def to_html(self) -> str:
        """Return the table in a region that scrolls by itself, with caption and scopes."""
        name = "table-" + hashlib.sha256(f"{self.caption}{self.heads}".encode()).hexdigest()[:10]
        figures = [Markup(' class="num"') if place in self.numbers else "" for place in range(len(self.heads))]
        head = Markup("").join(
            Markup('<th scope="col"{}>{}</th>').format(*one) for one in zip(figures, self.heads, strict=True)
        )
        names = " ".join([*([self.kind] if self.kind else []), *(f"n{place + 1}" for place in self.numbers)])
        body = Markup("\n").join(Markup("<tr>{}</tr>").format(self._row(row)) for row in self.rows)
        note = Markup('<p class="note">{}</p>').format(self.note) if self.note else ""
        return str(
            Markup(
                '<div class="table-scroll" role="region" aria-labelledby="{0}" tabindex="0">'
                '<table{1}><caption id="{0}">{2}</caption>\n'
                "<thead><tr>{3}</tr></thead>\n<tbody>\n{4}\n</tbody></table></div>{5}"
            ).format(name, Markup(' class="{}"').format(names) if names else "", self.caption, head, body, note)
        )

    def _row(self, row: Sequence[str | Markup]) -> Markup:
        cells = [Markup('<th scope="row">{}</th>').format(row[0])]
        for cell in row[1:]:
            whole = isinstance(cell, Markup) and cell.startswith("<td")
            cells.append(Markup(cell) if whole else Markup("<td>{}</td>").format(cell))
        return Markup("").join(cells)

    def to_text(self) -> str:
        """Return the table as plain text."""
        lines = [self.caption, " | ".join(Markup(head).striptags() for head in self.heads)]
        lines += [
            " | ".join(Markup(escape(cell).replace("<br>", " ")).striptags() for cell in row) for row in self.rows
        ]
        return "\n".join(lines)

    def to_document(self) -> list[document.Block]:
        """Return the table as one block."""
        said = self.caption, self.heads, self.rows
        return [document.table(*said, numbers=self.numbers, kind=self.kind, note=self.note)]

    def without_empty(self, places: Collection[int]) -> "Table":
        """Return the table without those of some columns in which no row says anything.

        >>> Table("Staff", ("Unit", "Staff", "Posts"), [("A", "12", "–")], numbers=(1, 2)).without_empty((1, 2)).heads
        ('Unit', 'Staff')
        """
        kept = [
            place
            for place in range(len(self.heads))
            if place not in places or any(Markup(row[place]).striptags() not in ("", "–") for row in self.rows)
        ]
        return replace(
            self,
            heads=tuple(self.heads[place] for place in kept),
            rows=[tuple(row[place] for place in kept) for row in self.rows],
            numbers=tuple(now for now, place in enumerate(kept) if place in self.numbers),
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return {**shown, document.DOCUMENT: self.to_document(), **self.data}


def in_two_languages(page: str) -> str:
    """Return an English page on which the cells with Vietnamese words, as registers have them, say so (WCAG 3.1.2).

    >>> in_two_languages("<td>Hồ sơ</td><td>Dossier</td>")
    '<td lang="vi">Hồ sơ</td><td>Dossier</td>'
    """
    return _VIETNAMESE_CELL.sub(r'<\1\2 lang="vi">', str(page))


def refer(kind: str, id: str, text: str, *, find: str | None = None) -> Markup:
    """Return a name that leads to the page of what it names, in a folder that has one.

    With `find`, a search finds it by these words too, and hides what it does not find.

    >>> refer("target", "CB2", "Online")
    Markup('<span data-page="target:CB2">Online</span>')
    """
    by = Markup("") if find is None else Markup(' data-find="{}"').format(find)
    return Markup('<span data-page="{}:{}"{}>{}</span>').format(kind, id, by, text)


def badge(status: str, say: Language) -> Markup:
    """Return a status as sign and word."""
    if status not in SIGNS:
        return Markup("")
    return Markup('<span class="status status-{0}"><span aria-hidden="true">{1}</span> {2}</span>').format(
        status, SIGNS[status], status_word(status, say)
    )
