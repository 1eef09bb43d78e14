"""Faces: how an object shows itself in a notebook, as a line of text, a card, Markdown, and its own page of help."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dtplan_analysis.errors import shown

_LINE = 160
"""So many letters has a line of text at most."""
_WORD = re.compile(r"[^\W\d_]")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$])")

# The colours are those of the notebook, light or dark: nothing but lines and weights is set here.
_CARD = (
    "border:1px solid color-mix(in srgb, currentColor 30%, transparent);border-radius:4px;"
    "padding:.6em 1em;max-width:60em;color:inherit;background:transparent"
)
_CELL = "text-align:left;vertical-align:top;white-space:normal;color:inherit;background:transparent"


@dataclass(frozen=True)
class Face:
    """What is to be seen of an object: its name, facts (what, and the fact), columns in a table, and an example."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    example: str = ""

    def line(self) -> str:
        """Return the face as one line: the name and the first facts, as many as fit."""
        bare = {value: f"{name}: {value}" for name, value in self.facts if name and not _WORD.search(value)}
        parts = [self.title, *(bare.get(value, value) for _, value in self.facts if value)]
        text = " · ".join(map(one_line, parts))
        return shortened(text, _LINE)

    def to_text(self) -> str:
        """Return the whole face as plain text."""
        lines = [self.title, *(f"{name}: {value}" if name else value for name, value in self.facts if value)]
        if self.rows:
            lines += ["", " | ".join(self.heads), *(" | ".join(row) for row in self.rows)]
        if self.example:
            lines += ["", *(f"    {line}" for line in self.example.splitlines())]
        return shown("\n".join(lines))

    def to_html(self) -> str:
        """Return the face as a card, every text escaped, in the colours of the page that it stands on."""
        fact = '<tr><th scope="row" style="{0}">{1}</th><td style="{0}">{2}</td></tr>'
        facts = Markup("").join(Markup(fact).format(_CELL, *one) for one in self.facts if one[1])
        parts = [Markup("<strong>{}</strong>").format(self.title), Markup("<table>{}</table>").format(facts)]
        if self.rows:
            head = Markup("").join(Markup('<th scope="col" style="{}">{}</th>').format(_CELL, h) for h in self.heads)
            body = Markup("").join(
                Markup("<tr>{}</tr>").format(
                    Markup("").join(Markup('<td style="{}">{}</td>').format(_CELL, cell) for cell in row)
                )
                for row in self.rows
            )
            parts.append(
                Markup("<details><summary>{}</summary><table><thead><tr>{}</tr></thead>{}</table></details>").format(
                    f"{self.heads[0]} ({len(self.rows)})", head, body
                )
            )
        if self.example:
            parts.append(Markup("<pre>{}</pre>").format(self.example))
        return str(Markup('<div style="{}">{}</div>').format(_CARD, Markup("").join(parts)))

    def to_markdown(self) -> str:
        """Return the face as Markdown, in which the texts stay texts."""
        lines = [f"**{markdown_text(self.title)}**", ""]
        facts = [f"{name}: {value}" if name else value for name, value in self.facts if value]
        lines += [f"- {markdown_text(fact)}" for fact in facts]
        if self.rows:
            lines += ["", *markdown_table(self.heads, self.rows)]
        if self.example:
            lines += ["", *(f"    {line}" for line in self.example.splitlines())]
        return "\n".join(lines) + "\n"


class Public:
    """An object of which completion offers the public names alone."""

    def __dir__(self) -> list[str]:
        return public(super().__dir__())


class Shown(Public):
    """An object of the library as a notebook shows it."""

    @abstractmethod
    def _face(self) -> Face:
        """Return what is to be seen of the object."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._face().line()}>"

    def _repr_html_(self) -> str:
        return self._face().to_html()

    def _repr_markdown_(self) -> str:
        return self._face().to_markdown()

    def getdoc(self) -> str:
        """Return the object's own page of help: IPython shows it for `?`."""
        return self._face().to_text()


def public(names: Iterable[str]) -> list[str]:
    """Return the names that completion offers.

    >>> public(["judged", "_lacking", "__init__", "getdoc"])
    ['judged']
    """
    return sorted(name for name in names if not name.startswith("_") and name != "getdoc")


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters; where it was longer, it ends in "…".

    >>> shortened("one two three", 9)
    'one two…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def one_line(text: str) -> str:
    """Return a text on one line, without signs that steer a terminal.

    >>> one_line("a\\n  b")
    'a b'
    """
    return " ".join(shown(text).split())


def markdown_text(text: str) -> str:
    """Return a text as Markdown that shows it as it is, on one line.

    >>> markdown_text("<b> a|b *c*")
    '\\\\<b\\\\> a\\\\|b \\\\*c\\\\*'
    """
    return _MARKS.sub(r"\\\1", one_line(text))


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> list[str]:
    """Return a table as lines of Markdown; `numbers` are the columns that are set to the right."""
    rule = ["---:" if place in numbers else "---" for place in range(len(heads))]
    lines = [[markdown_text(head) for head in heads], rule, *([markdown_text(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]
