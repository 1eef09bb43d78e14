"""Figures for programs: CSV with its metadata, JSON."""

import csv
import io
import json
import re

from judged_files import ABOUT, row, sample

from dtplan_analysis.figures import MAKERS, METADATA, Figures
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.language import LANGUAGES

TERMS = {"@context", "url", "dialect", "tableSchema"}
"""Of the W3C's vocabulary; names with a prefix of its initial context may stand beside them."""


def test_the_metadata_are_of_the_w3cs_vocabulary() -> None:
    told = json.loads(MAKERS[METADATA](sample("vi")))
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "vi"}]
    assert told["url"] == "q.csv"
    assert [name for name in told if name not in TERMS and not re.match(r"(dc|skos|qb):\w+$", name)] == []
    assert {one["@language"] for one in told["dc:description"]} == {*LANGUAGES}
    assert {*told["dialect"]} <= {"encoding", "delimiter", "quoteChar", "doubleQuote", "header"}
    schema = told["tableSchema"]
    assert {*schema} == {"columns", "primaryKey"}
    columns = schema["columns"]
    header = next(csv.reader(io.StringIO(MAKERS["csv"](sample("vi")).decode("utf-8-sig"))))
    assert [one["name"] for one in columns] == [one["titles"]["und"] for one in columns] == header == [*JUDGED]
    assert {*schema["primaryKey"]} <= {*header}
    for one in columns:
        assert {*one} <= {"name", "titles", "datatype", "required", "dc:description", "qb:codeList"}
        assert {*one["titles"]} == {"und", *LANGUAGES}
        datatype = one["datatype"]
        base = datatype if isinstance(datatype, str) else datatype["base"]
        assert base in ("string", "integer", "number", "boolean", "date")
        if isinstance(datatype, dict):
            assert {*datatype} <= {"base", "minimum", "maximum", "format"}
    (units,) = [one["qb:codeList"] for one in columns if one["name"] == "unit"]
    named = {one["skos:notation"]: {two["@language"]: two["@value"] for two in one["skos:prefLabel"]}
             for one in units["skos:hasTopConcept"]}  # fmt: skip
    assert named["PC"] == {"vi": "Vụ Pháp chế", "en": "Department of Legal Affairs"}


def test_the_rows_are_as_the_metadata_say() -> None:
    figures = sample("en")
    schema = json.loads(MAKERS[METADATA](figures))["tableSchema"]
    records = list(csv.DictReader(io.StringIO(MAKERS["csv"](figures).decode("utf-8-sig"), newline="")))
    keys = [tuple(record[name] for name in schema["primaryKey"]) for record in records]
    assert len({*keys}) == len(keys)
    patterns = {
        "integer": r"\d+",
        "boolean": "true|false",
        "date": r"\d{4}-\d\d-\d\d",
        "number": r"\d+(\.\d+)?(e-\d+)?",
    }
    for column in schema["columns"]:
        datatype = column["datatype"] if isinstance(column["datatype"], dict) else {"base": column["datatype"]}
        pattern = datatype.get("format") or patterns.get(datatype["base"], ".*")
        cells = [record[column["name"]] for record in records]
        assert not column["required"] or all(cells), column["name"]
        assert [cell for cell in cells if cell and not re.fullmatch(pattern, cell)] == [], column["name"]
        assert all(float(cell) <= datatype["maximum"] for cell in cells if cell and "maximum" in datatype)


def test_tables_that_overlap_have_no_key() -> None:
    assert "primaryKey" not in json.loads(MAKERS[METADATA](Figures([row(), row(value=0.5)], ABOUT)))["tableSchema"]
