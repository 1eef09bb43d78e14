"""Figures for programs: CSV with its metadata (W3C, CSV on the Web), and JSON; both with the data dictionary."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from dtplan_analysis.figures.column import ANY, Column, Kind, plain
from dtplan_analysis.figures.content import Figures, Value, value_of
from dtplan_analysis.figures.dictionary import dictionary
from dtplan_analysis.judging.table import VERSION
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.spreadsheet import harmless

_KEY = ("target", "indicator", "variant", "unit", "period", "span")
_DATATYPES: Mapping[Kind, Any] = {
    "text": "string",
    "code": "string",
    "whole": {"base": "integer", "minimum": 0},
    "share": {"base": "number", "minimum": 0, "maximum": 1},
    "number": {"base": "number", "minimum": 0},
    "flag": "boolean",
    "day": "date",
}
_NOTE = Text(
    "Ô trống là không có giá trị; cột status và reason cho biết vì sao. Dấu nháy đơn (') đứng trước phần văn bản mà "
    "bảng tính có thể hiểu là công thức (bắt đầu bằng =, +, - hoặc @ ở đầu ô, sau dấu chấm phẩy, dấu tab hoặc xuống "
    "dòng); bỏ dấu đó đi là văn bản gốc.",
    "An empty cell holds no value; status and reason say why. An apostrophe (') stands before text that a spreadsheet "
    "could take for a formula (beginning with =, +, - or @ where the cell begins, or after a semicolon, a tab or a "
    "line's end); without it the text is as it was.",
)


def to_csv(figures: Figures) -> bytes:
    """Return the rows as CSV: UTF-8 with a byte order mark, columns of the judged table, shares in 0–1, no formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(dictionary())
    columns = dictionary().values()
    writer.writerows([_cell(value_of(row, column)) for column in columns] for row in figures.rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else harmless(value)


def to_csvw(figures: Figures) -> bytes:
    """Return what goes with the CSV file: its columns with types, titles and codes, as W3C metadata for tabular data.

    Tennison, Kellogg (2015), Metadata Vocabulary for Tabular Data, W3C Recommendation.
    """
    keys = [tuple(row.get(name) for name in _KEY) for row in figures.rows]
    schema: dict[str, Any] = {"columns": [_column(column, figures) for column in dictionary().values()]}
    if len({*keys}) == len(keys):  # tables of a notebook of one's own may overlap
        schema["primaryKey"] = list(_KEY)
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": figures.language}],
            "url": f"{figures.name}.csv",
            "dc:title": _values(figures.about.get("title") or "", figures.language),
            "dc:description": _values(_NOTE),
            "dc:language": list(LANGUAGES),
            **_known("dc:creator", _values(figures.about.get("organisation") or "", figures.language)),
            **_known("dc:source", _values(figures.about.get("plan") or "", figures.language)),
            **_known("dc:temporal", figures.metadata("quarter")),
            **_known("dc:date", figures.metadata("as_of")),
            "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
            "tableSchema": schema,
        }
    )


def to_json(figures: Figures) -> bytes:
    """Return the rows as JSON, with what they are of and the data dictionary; of a frame also the points of groups."""
    about = {name: plain(value) if isinstance(value, Text) else value for name, value in figures.about.items()}
    points = {"points": list(figures.points)} if figures.points else {}
    return _json({"about": about, "table": VERSION, "columns": columns_json(), "judged": list(figures.rows)} | points)


def columns_json() -> dict[str, Any]:
    """Return the data dictionary as plain values: kind, title, meaning, unit and codes of each column."""
    return {name: column.as_json() for name, column in dictionary().items()}


def _column(column: Column, figures: Figures) -> dict[str, Any]:
    datatype, codes = _DATATYPES[column.kind], {**column.codes, **_names(column.name, figures)}
    if column.codes:
        datatype = {
            "base": "string",
            "format": "|".join(str(harmless(code)).replace(ANY, ".+") for code in column.codes),
        }
    concepts = [{"skos:notation": code, "skos:prefLabel": _values(text)} for code, text in codes.items()]
    return {
        "name": column.name,
        "titles": {"und": column.name, **{language: column.title[language] for language in LANGUAGES}},
        "dc:description": _values(column.meaning),
        "datatype": datatype,
        "required": column.always,
        **_known("qb:codeList", {"@type": "skos:ConceptScheme", "skos:hasTopConcept": concepts} if concepts else {}),
    }


def _names(column: str, figures: Figures) -> dict[str, Text]:
    """Return what the rows' own units, targets and indicators are called, where that is known."""
    labels = {name: indicator.label for name, indicator in figures.catalogue.indicators.items()}
    known = {"unit": figures.units, "target": figures.targets, "indicator": labels}.get(column, {})
    return {code: known[code] for code in dict.fromkeys(str(row.get(column)) for row in figures.rows) if code in known}


def _values(text: Text | str, language: str = "") -> list[dict[str, str]]:
    """Return a text as JSON-LD has one whose language is known."""
    said = {code: text[code] for code in LANGUAGES} if isinstance(text, Text) else {language: text}
    return [{"@value": words, "@language": code} for code, words in said.items() if words]


def _known(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode(errors="replace") + b"\n"
