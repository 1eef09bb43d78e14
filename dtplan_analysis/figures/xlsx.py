"""Sheets as an Excel workbook: typed cells without a formula, tables that are marked as such, the same bytes always."""

import io
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook
from openpyxl.cell import Cell as OneCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from dtplan_analysis.figures.book import book
from dtplan_analysis.figures.content import Figures
from dtplan_analysis.figures.print_size import HEADING, LINE, TITLE, pages_across, row_heights
from dtplan_analysis.figures.sheet import Cell, Line, Share, Sheet
from dtplan_analysis.spreadsheet import EPOCH, Steady, area, clean, literal

_FONT = "Arial"
_DAYS = {"vi": "dd/mm/yyyy", "en": "d mmmm yyyy"}
_A4 = 9
_MARGIN = 0.6
"""In inches: 1.5 cm."""
_HIGHEST = 409
"""The height of a row that Excel does not exceed, in points."""


def to_xlsx(figures: Figures) -> bytes:
    """Return the figures as an Excel workbook."""
    sheets = book(figures)
    workbook = Workbook(write_only=True)
    properties = workbook.properties
    properties.title, properties.language, properties.creator = sheets[0].title, figures.language, "dtplan"
    properties.identifier, properties.description = clean(figures.name), clean(figures.metadata("plan"))
    properties.created = properties.modified = datetime(*EPOCH)
    workbook.calculation.fullCalcOnLoad = False
    workbook._named_styles["Normal"].font = Font(_FONT, 12)  # by its digits, widths of columns are told
    for style in _styles(figures.language):
        workbook.add_named_style(style)
    for sheet in sheets:
        _Page(workbook.create_sheet(sheet.name)).write(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook's file, the same bytes always where its properties name no other time than `EPOCH`."""
    stream = io.BytesIO()
    with Steady(stream, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()
    return stream.getvalue()


def _styles(language: str) -> list[NamedStyle]:
    """Return how cells look; `@` keeps a text a text also when it is edited."""
    plain, bold = Font(_FONT, 12), Font(_FONT, 12, bold=True)
    wrapped, over = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
    number = Alignment(horizontal="right", vertical="top", indent=1)
    sign = Alignment(horizontal="right", vertical="top", indent=1, wrap_text=True)
    looks = {
        "title": (Font(_FONT, 16, bold=True), over, "@"),
        "heading": (Font(_FONT, 14, bold=True), over, "@"),
        "line": (plain, over, "@"),
        "link": (Font(_FONT, 12, underline="single", color="0000EE"), over, "@"),
        "head": (bold, wrapped, "@"),
        "head of numbers": (bold, sign, "@"),
        "text": (plain, wrapped, "@"),
        "sign": (plain, sign, "@"),
        "whole": (plain, number, "#,##0"),
        "number": (plain, number, "#,##0.00"),
        "day": (plain, number, _DAYS[language]),
        **{f"share{n}": (plain, number, f"0.{'0' * n}%") for n in range(1, 10)},
    }
    return [
        NamedStyle(f"dtplan {name}", font=font, alignment=alignment, number_format=format_)
        for name, (font, alignment, format_) in looks.items()
    ]


class _Page:
    """A sheet of a workbook, written from above."""

    def __init__(self, page: Any) -> None:
        self._page = page
        # Looked up once: naming its style is what takes longest of a cell.
        self._looks: dict[str, Any] = {}

    def write(self, sheet: Sheet) -> None:
        """Write the sheet's title, lines and table."""
        page, top = self._page, len(sheet.lines) + 2  # the row of the heads
        for place, width in enumerate(sheet.widths, 1):
            page.column_dimensions[get_column_letter(place)].width = width
        if sheet.heads:
            page.freeze_panes, page.print_title_rows = f"A{top + 1}", f"{top}:{top}"
        setup = page.page_setup
        setup.orientation, setup.paperSize, setup.fitToHeight = "landscape", _A4, 0
        setup.fitToWidth = pages_across(sheet)
        if setup.fitToWidth > 1:
            page.print_title_cols = "A:B"
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins = PageMargins(*[_MARGIN] * 4, header=_MARGIN / 2, footer=_MARGIN / 2)
        page.oddFooter.center.text = "&P/&N"
        page.row_dimensions[1].height = TITLE
        page.append([self._cell(sheet.title, "title")])
        for place, line in enumerate(sheet.lines, 2):
            page.row_dimensions[place].height = HEADING if line.heading else LINE
            page.append([self._line(line)])
        if sheet.heads:
            for place, lines in enumerate(row_heights(sheet), top):
                page.row_dimensions[place].height = min(LINE * lines, _HIGHEST)
            looks = [("head of numbers", "sign") if numeric else ("head", "text") for numeric in sheet.numeric]
            page.append([self._cell(head, look) for head, (look, _) in zip(sheet.heads, looks, strict=True)])
            for row in sheet.rows:
                page.append([self._typed(value, text) for value, (_, text) in zip(row, looks, strict=True)])
            page.tables.add(_table(sheet, top))

    def _line(self, line: Line) -> Any:
        cell = self._cell(line.text, "link" if line.sheet else "heading" if line.heading else "line")
        if line.sheet:
            cell.hyperlink = Hyperlink(ref="A1", location=f"'{line.sheet}'!A1", display=line.text)
        return cell

    def _typed(self, value: Cell, text: str) -> Any:
        """Return a cell that looks as its kind asks, and a text as its column does."""
        if isinstance(value, Share):
            return self._cell(value.value, f"share{value.digits}")
        return self._cell(value, text if isinstance(value, str) else _look(value))

    def _cell(self, value: str | int | float | date, look: str) -> Any:
        if look not in self._looks:
            named = WriteOnlyCell(self._page)
            named.style = f"dtplan {look}"
            self._looks[look] = named._style
        if not isinstance(value, str):
            return OneCell(self._page, 1, 1, value, self._looks[look])
        cell = OneCell(self._page, 1, 1, literal(value), self._looks[look])
        cell.data_type = "s"  # whatever it begins with
        return cell


def _look(value: int | float | date) -> str:
    return "day" if isinstance(value, date) else "number" if isinstance(value, float) else "whole"


def _table(sheet: Sheet, top: int) -> Table:
    """Return the mark that tells a reader's program where the table is, and which row heads it; without filters."""
    ref = ":".join(area(len(sheet.heads), top, top + len(sheet.rows)))
    columns = [TableColumn(id=n, name=literal(head)) for n, head in enumerate(sheet.heads, 1)]
    style = TableStyleInfo(name="TableStyleLight15", showRowStripes=False)
    return Table(displayName=f"table_{sheet.key}", ref=ref, tableColumns=columns, tableStyleInfo=style)
