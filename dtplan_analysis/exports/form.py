"""The one-stop form of an official draft as a workbook of its own, set out as it is printed and signed."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from dtplan_analysis import document
from dtplan_analysis.document import BLANK, Block
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.notebook import about_of, offered
from dtplan_analysis.figures.print_size import wrapped_lines
from dtplan_analysis.figures.xlsx import saved
from dtplan_analysis.language import Language
from dtplan_analysis.spreadsheet import EPOCH, clean, literal, sheet_name

_FONT, _LINE = "Times New Roman", 15
_WIDTHS = (5, 20, 11, 9, 10, 9, 12, 9, 15, 9, 12, 14, 9)
"""How broad the columns are, in digits; together the width of a sheet of A4 turned aside."""
_FIRST, _LAST, _MIDDLE = 1, len(_WIDTHS), 7
_A4, _MARGIN = 9, 0.6
_SIZE, _OF_TITLE = 11, 13
_CAPITAL = 0.7
"""Letters by capital."""
_WHOLE = re.compile(r"\d[\d.,\s]*")
_CENTRE = {"horizontal": "center", "vertical": "center", "wrap_text": True}
_RULED = Border(*[Side("thin")] * 4)


def export(notebook: NotebookNode, ending: str, templates: Path | None = None) -> bytes:  # noqa: ARG001
    """Return the form, which is the last annex of the official draft that an executed notebook offers, as xlsx.

    Raises ConfigurationError for a notebook that offers no such draft.
    """
    draft, about = offered(notebook, document.OFFICIAL), about_of(notebook)
    if not draft:
        raise ConfigurationError(
            "offers no official draft, of which the one-stop form is an annex",
            where="the notebook",
            remedy="write another layout than summary, or leave the form out of --to",
        )
    say = Language(about.get("language", "vi"))
    form, workbook = draft["annexes"][-1], Workbook()
    properties = workbook.properties
    properties.title, properties.language, properties.creator = clean(form["title"]), say.code, "dtplan"
    properties.identifier = clean(str(notebook.metadata.get("report", "")))
    properties.created = properties.modified = datetime(*EPOCH)
    workbook._named_styles["Normal"].font = Font(_FONT, _SIZE)  # by its digits, widths of columns are told
    page = workbook.active
    page.title = sheet_name(say("One-stop form"), set())
    _Form(page).write(draft, form, say, synthetic=bool(about.get("synthetic")))
    return saved(workbook)


class _Form:
    """The form's only sheet, written from above."""

    def __init__(self, page: Worksheet) -> None:
        self._page, self._row = page, 0
        for place, width in enumerate(_WIDTHS, 1):
            page.column_dimensions[get_column_letter(place)].width = width
        setup = page.page_setup
        setup.orientation, setup.paperSize, setup.fitToHeight = "landscape", _A4, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins = PageMargins(*[_MARGIN] * 4, header=_MARGIN / 2, footer=_MARGIN / 2)
        page.print_options.horizontalCentered = True
        page.oddFooter.center.text = "&P/&N"

    def write(self, draft: Mapping[str, Any], form: Mapping[str, Any], say: Language, *, synthetic: bool) -> None:
        """Write who reports to whom, title and period, the table, what it cannot tell, and who signs."""
        head = draft["heading"]
        reports = say("Reporting body: {body}", body=head["issuer"])
        receives = say("Receiving body: {body}", body=head["superior"] or BLANK)
        self._beside(reports, receives)
        self._across(form["title"].upper(), bold=True, size=_OF_TITLE, horizontal="center")
        if synthetic:
            self._across(say("Synthetic data"), bold=True, horizontal="center")
        for block in form["blocks"]:
            if block["type"] == "table":
                self._across(say("Unit of count: dossiers"), italic=True, horizontal="right")
                self._table(block)
            else:
                note = block.get("kind") == "note"
                self._across(document.words(block), italic=True, horizontal="left" if note else "center")
        self._row += 1
        self._beside("", head["place"], italic=True, horizontal="center")
        self._beside(say("Prepared by").upper(), draft["signature"], bold=True, horizontal="center")
        signed = say("(Signature, full name)"), say("(Signature, seal, full name)")
        self._beside(*signed, italic=True, horizontal="center")

    def _beside(self, left: str, right: str, **looks: Any) -> None:
        self._row += 1
        self._put(left, _FIRST, _MIDDLE, **looks)
        self._put(right, _MIDDLE + 1, _LAST, **looks)

    def _across(self, text: str, **looks: Any) -> None:
        self._row += 1
        self._put(text, _FIRST, _LAST, **looks)

    def _put(
        self,
        text: str,
        first: int,
        last: int,
        *,
        bold: bool = False,
        italic: bool = False,
        size: int = _SIZE,
        horizontal: str = "left",
    ) -> None:
        """Write a text over several columns of the row, which becomes as high as the text."""
        cell = self._text(self._row, first, text)
        cell.font = Font(_FONT, size, bold=bold, italic=italic)
        cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)
        self._page.merge_cells(start_row=self._row, end_row=self._row, start_column=first, end_column=last)
        room = _CAPITAL if text.isupper() else 1
        lines = _lines(text, range(first, last + 1), room * _SIZE / size)
        self._heighten(self._row, 1, lines * _LINE * size / _SIZE)

    def _text(self, row: int, column: int, text: str) -> Any:
        cell = self._page.cell(row, column)
        cell.value, cell.number_format = literal(clean(text)), "@"
        cell.data_type = "s"  # whatever it begins with
        return cell

    def _heighten(self, row: int, rows: int, points: float) -> None:
        """Make the last of some rows so high that all of them together have these points."""
        heights = [self._page.row_dimensions[place].height or _LINE for place in range(row, row + rows)]
        self._page.row_dimensions[row + rows - 1].height = max(heights[-1], ceil(points - sum(heights[:-1])))

    def _table(self, block: Block) -> None:
        top = self._row + 1
        for row, column, head in document.heads_placed(block["above"]):
            start, place = top + row, column + 1
            end, last = start + head["rows"] - 1, place + head["columns"] - 1
            self._head(start, place, document.words(head))
            if (start, place) != (end, last):
                self._page.merge_cells(start_row=start, end_row=end, start_column=place, end_column=last)
            lines = _lines(document.words(head), range(place, last + 1))
            self._heighten(start, head["rows"], lines * _LINE)
        self._row = top + len(block["above"])
        for place, head in enumerate(block["heads"], 1):
            self._head(self._row, place, document.words(head))
        lines = max(_lines(document.words(head), [place]) for place, head in enumerate(block["heads"], 1))
        self._heighten(self._row, 1, lines * _LINE)
        self._page.print_title_rows = f"{top}:{self._row}"
        for cells in block["rows"]:
            self._row += 1
            for place, one in enumerate(cells, 1):
                self._figure(place, one, place - 1 in block["numbers"])
        for row in self._page.iter_rows(top, self._row, _FIRST, _LAST):
            for cell in row:
                cell.border = _RULED
        if block["note"]:
            self._across(block["note"], italic=True)

    def _head(self, row: int, column: int, text: str) -> None:
        cell = self._text(row, column, text)
        cell.font, cell.alignment = Font(_FONT, _SIZE, bold=True), Alignment(**_CENTRE)

    def _figure(self, place: int, one: Block, number: bool) -> None:
        """Write a cell of the table: a whole number as one, everything else as text."""
        text = document.words(one)
        if number and _WHOLE.fullmatch(text):
            cell = self._page.cell(self._row, place)
            cell.value, cell.number_format = int(re.sub(r"\D", "", text)), "#,##0"
        else:
            cell = self._text(self._row, place, text)
        cell.font = Font(_FONT, _SIZE, bold=any(run.get("strong") for run in one["runs"]))
        horizontal = "right" if number else "center" if place == 1 else "left"
        cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=not number)
        self._heighten(self._row, 1, _lines(text, [place]) * _LINE)


def _lines(text: str, columns: Iterable[int], room: float = 1) -> int:
    """Return how many lines a text takes in some columns beside one another, or in a part of their room."""
    return wrapped_lines(text, int(room * sum(_WIDTHS[place - 1] for place in columns)))
