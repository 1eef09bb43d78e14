"""An answer: a table with names and percent, a picture, and the frame underneath."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from dtplan_analysis.charts import Chart
from dtplan_analysis.charts.chart import lively
from dtplan_analysis.errors import shown
from dtplan_analysis.faces import Public, markdown_table, markdown_text
from dtplan_analysis.reports.section import Section
from dtplan_analysis.tables import Table

MOST = 40
"""So many rows of an answer are shown; the frame has all."""
_LINES, _WIDE = 15, 120


@dataclass(frozen=True, eq=False, repr=False)
class Answer(Public):
    """What a question is answered with; a notebook shows sentences, picture and table.

    `frame` holds all rows as numbers: shares in 0–1, whole numbers of records. `table` says the first of them in words,
    `chart` draws them, `said` are the sentences above.
    """

    title: str
    frame: pd.DataFrame
    table: Table
    chart: Chart
    said: Sequence[str] = ()
    mark: str = ""
    """What is to be said of the data, above all else."""

    @property
    def section(self) -> Section:
        """The answer as a section of a report."""
        return Section(self.title, [*self.said, self.chart, self.table], level=3, made_up=bool(self.mark))

    @property
    def _sentences(self) -> list[str]:
        return [one for one in (self.mark, *self.said) if one]

    def to_markdown(self) -> str:
        """Return the answer as Markdown: title, sentences and table."""
        heads, rows = _plain([self.table.heads])[0], _plain(self.table.rows)
        sentences = [markdown_text(one) for one in (*self._sentences, self.table.note) if one]
        table = markdown_table(heads, rows, self.table.numbers)
        return "\n\n".join([f"### {markdown_text(self.title)}", *sentences, "\n".join(table)]) + "\n"

    def __repr__(self) -> str:
        rows = _plain([self.table.heads, *self.table.rows])
        lines = [self.title, *self._sentences, *(" | ".join(row) for row in rows[:_LINES])]
        if len(rows) > _LINES:
            lines.append("…")
        return "\n".join(line if len(line) <= _WIDE else f"{line[: _WIDE - 1]}…" for line in map(shown, lines))

    def _repr_html_(self) -> str:
        return str(self.still()["text/html"])

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def still(self) -> dict[str, Any]:
        """Return the answer by types, as it is without a kernel."""
        return self.section.still() | {"text/plain": repr(self), "text/markdown": self.to_markdown()}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        data = self.still()
        return data | lively(data["text/html"])

    def to_html(self) -> str:
        """Return the answer as HTML: title, sentences, picture and table."""
        return self.section.to_html()


def _plain(rows: Sequence[Sequence[str | Markup]]) -> list[list[str]]:
    return [[Markup(escape(cell).replace("<br>", " ")).striptags() for cell in row] for row in rows]
