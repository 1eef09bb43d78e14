"""Sheets as an OpenDocument spreadsheet: typed cells without a formula, heads marked as such, the same bytes always.

After OASIS, Open Document Format for Office Applications 1.3 (2021), part 3.
"""

import io
import re
from datetime import date
from html import escape
from zipfile import ZIP_DEFLATED

from dtplan_analysis.figures.book import book
from dtplan_analysis.figures.content import Figures
from dtplan_analysis.figures.print_size import LINE, pages_across, row_heights
from dtplan_analysis.figures.sheet import Cell, Line, Share, Sheet
from dtplan_analysis.language import Language
from dtplan_analysis.spreadsheet import Steady, area, clean

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OWN = ("office", "table", "text", "style", "meta", "config", "manifest")
_NAMES = {
    **{name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in _OWN},
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_COUNTRIES = {"vi": "VN", "en": "GB"}
_DIGIT = 0.2354
"""The width of a digit of Arial in 12 points, in centimetres."""


def to_ods(figures: Figures) -> bytes:
    """Return the figures as an OpenDocument spreadsheet."""
    sheets, stream = book(figures), io.BytesIO()
    files = {
        "mimetype": _MIMETYPE,  # the first, and not packed: by it programs know what the file is
        "content.xml": _content(sheets, Language(figures.language)),
        "styles.xml": _styles(figures.language, {*map(pages_across, sheets)}),
        "meta.xml": _meta(figures, sheets[0].title),
        "settings.xml": _settings(sheets),
    }
    kinds = {"/": _MIMETYPE, **dict.fromkeys([*files][1:], "text/xml")}
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    listed = "".join(entry.format(name, kind) for name, kind in kinds.items())
    files["META-INF/manifest.xml"] = _document("manifest:manifest", listed)
    with Steady(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.encode())
    return stream.getvalue()


def _document(root: str, content: str) -> str:
    names = "".join(f' xmlns:{name}="{address}"' for name, address in _NAMES.items())
    version = f'{root.partition(":")[0]}:version="1.3"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{names} {version}>{content}</{root}>'


# -- Content -----------------------------------------------------------------------------------------------------------


def _content(sheets: list[Sheet], say: Language) -> str:
    widths = sorted({width for sheet in sheets for width in sheet.widths})
    styles = "".join(
        f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * _DIGIT:.2f}cm"/></style:style>'
        for width in widths
    )
    styles += "".join(
        f'<style:style style:name="h{lines}" style:family="table-row"><style:table-row-properties '
        f'style:row-height="{LINE * lines}pt" style:use-optimal-row-height="false"/></style:style>'
        for lines in sorted({lines for sheet in sheets for lines in row_heights(sheet)})
    )
    styles += "".join(
        f'<style:style style:name="p{pages}" style:family="table" style:master-page-name="across{pages}"/>'
        for pages in sorted({*map(pages_across, sheets)})
    )
    ranges = "".join(
        f'<table:database-range table:name="table_{sheet.key}" table:target-range-address="{_range(sheet)}" '
        'table:contains-header="true"/>'
        for sheet in sheets
        if sheet.heads
    )
    tables = "".join(_table(sheet, say) for sheet in sheets)
    body = f"{tables}<table:database-ranges>{ranges}</table:database-ranges>"
    return _document(
        "office:document-content",
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>",
    )


def _range(sheet: Sheet) -> str:
    name, top = escape(f"'{sheet.name}'"), len(sheet.lines) + 2
    return ":".join(f"{name}.{corner}" for corner in area(len(sheet.heads), top, top + len(sheet.rows)))


def _table(sheet: Sheet, say: Language) -> str:
    columns, pages = (
        [f'<table:table-column table:style-name="w{width}"/>' for width in sheet.widths],
        pages_across(sheet),
    )
    if pages > 1:
        columns[:2] = ["<table:table-header-columns>", *columns[:2], "</table:table-header-columns>"]
    above = [_text(sheet.title, "title"), *map(_line, sheet.lines)]
    rows = "".join(map(_row, above))
    if sheet.heads:
        first, *heights = row_heights(sheet)
        looks = [("number-head", "sign") if numeric else ("head", "text") for numeric in sheet.numeric]
        heads = _row("".join(_text(head, look) for head, (look, _) in zip(sheet.heads, looks, strict=True)), first)
        rows += f"<table:table-header-rows>{heads}</table:table-header-rows>"
        cells = (
            "".join(_cell(cell, text, say) for cell, (_, text) in zip(row, looks, strict=True)) for row in sheet.rows
        )
        rows += "".join(map(_row, cells, heights))
    head = f'<table:table table:name="{escape(sheet.name)}" table:style-name="p{pages}">'
    return f"{head}{''.join(columns)}{rows}</table:table>"


def _row(cells: str, lines: int = 0) -> str:
    """Return a row so many lines high, or as high as its program finds."""
    height = f' table:style-name="h{lines}"' if lines else ""
    return f"<table:table-row{height}>{cells}</table:table-row>"


def _line(line: Line) -> str:
    if not line.sheet:
        return _text(line.text, "heading" if line.heading else "line")
    goal = escape(f"#'{line.sheet}'.A1")
    words = f'<text:p><text:a xlink:type="simple" xlink:href="{goal}">{_words(line.text)}</text:a></text:p>'
    return f'<table:table-cell table:style-name="link" office:value-type="string">{words}</table:table-cell>'


def _text(text: str, style: str) -> str:
    words = "".join(f"<text:p>{_words(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{words}</table:table-cell>'


def _words(text: str) -> str:
    """Return a line of text; of spaces in a row, OpenDocument keeps only the first, and none at the line's ends."""
    return re.sub("^ +| +$|(?<= ) +", lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(text))


def _cell(value: Cell, text: str, say: Language) -> str:
    """Return a cell that looks as its kind asks, and a text as its column does."""
    if isinstance(value, str):
        return _text(value, text)
    if isinstance(value, Share):
        shown = say.number(100 * value.value, value.digits) + "%"
        style, typed = f"share{value.digits}", f'"percentage" office:value="{value.value!r}"'
    elif isinstance(value, date):
        shown, style, typed = say.date(value), "day", f'"date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, float):
        shown, style, typed = say.number(value, 2), "number", f'"float" office:value="{value!r}"'
    else:
        shown, style, typed = say.number(value), "whole", f'"float" office:value="{value}"'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type={typed}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


# -- What goes with it -------------------------------------------------------------------------------------------------


def _styles(language: str, across: set[int]) -> str:
    """Return how cells look; data of the type of text stay text also when they are edited."""
    wrapped, right, bold = 'fo:wrap-option="wrap"', 'fo:text-align="end"', 'fo:font-weight="bold"'
    indent = 'fo:padding="0.035cm" fo:padding-right="0.25cm"'
    link = 'fo:color="#0000ee" style:text-underline-style="solid"'
    looks = [
        ("title", "a-text", "", "", f'{bold} fo:font-size="16pt"'),
        ("heading", "a-text", "", "", f'{bold} fo:font-size="14pt"'),
        ("line", "a-text", "", "", ""),
        ("link", "a-text", "", "", link),
        ("head", "a-text", wrapped, "", bold),
        ("number-head", "a-text", f"{wrapped} {indent}", right, bold),
        ("text", "a-text", wrapped, "", ""),
        ("sign", "a-text", f"{wrapped} {indent}", right, ""),
        ("whole", "a-whole", indent, right, ""),
        ("number", "a-number", indent, right, ""),
        ("day", "a-day", indent, right, ""),
        *((f"share{n}", f"a-share{n}", indent, right, "") for n in range(1, 10)),
    ]
    number = '<number:number number:min-integer-digits="1" number:decimal-places'
    slash, space = "<number:text>/</number:text>", "<number:text> </number:text>"
    day, year = '<number:day number:style="long"/>', '<number:year number:style="long"/>'
    days = {
        "vi": f'{day}{slash}<number:month number:style="long"/>{slash}{year}',
        "en": f'<number:day/>{space}<number:month number:textual="true" number:style="long"/>{space}{year}',
    }
    country = f'fo:language="{language}" fo:country="{_COUNTRIES[language]}"'
    parts = [
        '<style:default-style style:family="table-cell"><style:table-cell-properties style:vertical-align="top"/>'
        f'<style:text-properties fo:font-family="Arial" fo:font-size="12pt" {country}/></style:default-style>',
        '<number:text-style style:name="a-text"><number:text-content/></number:text-style>',
        f'<number:number-style style:name="a-whole">{number}="0" number:grouping="true"/></number:number-style>',
        f'<number:number-style style:name="a-number">{number}="2" number:grouping="true"/></number:number-style>',
        f'<number:date-style style:name="a-day">{days[language]}</number:date-style>',
        *(
            f'<number:percentage-style style:name="a-share{n}">{number}="{n}"/><number:text>%</number:text>'
            "</number:percentage-style>"
            for n in range(1, 10)
        ),
        '<style:style style:name="Default" style:family="table-cell"/>',
    ]
    for name, data, cell, paragraph, letters in looks:
        parts.append(
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default" '
            f'style:data-style-name="{data}"><style:table-cell-properties style:vertical-align="top" {cell}/>'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {letters}/></style:style>"
        )
    return _document("office:document-styles", f"<office:styles>{''.join(parts)}</office:styles>{_pages(across)}")


def _pages(across: set[int]) -> str:
    """Return how sheets are printed: on A4 turned aside, so many pages beside one another, pages numbered."""
    layouts = "".join(
        f'<style:page-layout style:name="aside{pages}"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm" '
        f'style:scale-to-X="{pages}" style:scale-to-Y="0" style:first-page-number="continue"/><style:footer-style>'
        '<style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/></style:footer-style>'
        "</style:page-layout>"
        for pages in sorted(across)
    )
    masters = "".join(
        f'<style:master-page style:name="across{pages}" style:page-layout-name="aside{pages}">'
        '<style:header style:display="false"/><style:footer><text:p><text:page-number>1</text:page-number>/'
        "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>"
        for pages in sorted(across)
    )
    automatic = f"<office:automatic-styles>{layouts}</office:automatic-styles>"
    return f"{automatic}<office:master-styles>{masters}</office:master-styles>"


def _meta(figures: Figures, title: str) -> str:
    words = (
        f"<meta:generator>dtplan</meta:generator><dc:title>{escape(title)}</dc:title>"
        f"<dc:description>{escape(clean(figures.metadata('plan')))}</dc:description>"
        f"<dc:language>{figures.language}-{_COUNTRIES[figures.language]}</dc:language>"
        f'<meta:user-defined meta:name="name">{escape(clean(figures.name))}</meta:user-defined>'
    )
    return _document("office:document-meta", f"<office:meta>{words}</office:meta>")


def _settings(sheets: list[Sheet]) -> str:
    """Return which sheet is seen first, and down to which row the tables' heads stay in sight."""
    views = "".join(_view(sheet) for sheet in sheets)
    first = _item("ActiveTable", "string", escape(sheets[0].name))
    return _document(
        "office:document-settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'{first}<config:config-item-map-named config:name="Tables">{views}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>",
    )


def _view(sheet: Sheet) -> str:
    top = len(sheet.lines) + 2
    frozen = {"VerticalSplitMode": ("short", 2), "VerticalSplitPosition": ("int", top), "PositionBottom": ("int", top)}
    items = {"CursorPositionX": ("int", 0), "CursorPositionY": ("int", 0), **(frozen if sheet.heads else {})}
    held = "".join(_item(name, kind, value) for name, (kind, value) in items.items())
    return f'<config:config-item-map-entry config:name="{escape(sheet.name)}">{held}</config:config-item-map-entry>'


def _item(name: str, kind: str, value: object) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
