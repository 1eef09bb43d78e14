"""Figures as files: every cell comes back as it went in, none is a formula, and readers find their way."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from batches import PARAMETERS, contents, notebook
from hypothesis import given, settings
from hypothesis import strategies as st
from office import HOSTILE, UNITS, dossiers, dtplan, spawned, write_office
from places import ROOT
from python_calamine import CalamineWorkbook

from dtplan_analysis.errors import InputError
from dtplan_analysis.figures import MAKERS, METADATA, Figures, dictionary, write_figures
from dtplan_analysis.figures.book import CONFIDENTIAL, NO_DATA, NOT_APPLICABLE, Share, Sheet, book, digits
from dtplan_analysis.figures.content import value_of
from dtplan_analysis.figures.dictionary import KINDS
from dtplan_analysis.judging import JUDGED, STATUSES, judged_json
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.questions import suppress
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store, sample_workspace

ABOUT = {"title": "Số liệu & <b>", "quarter": "2024Q2", "as_of": "2024-12-31", "synthetic": True, "language": "en"}


SOME = ["PC", "HDXD", "GD", TOTAL]


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(sample_workspace())


def row(**changes: Any) -> dict[str, Any]:
    """A judged row, as JSON has it."""
    told = dict.fromkeys(JUDGED, "") | {"plan": "p", "target": "CB2", "indicator": "dossiers_online", "unit": "AA"}
    told |= {"period": "2024Q2", "span": "quarter", "period_start": "2024-04-01", "period_end": "2024-06-30"}
    told |= {"as_of": "2024-12-31", "provisional": False, "baseline": True, "records": 12, "excluded": 1, "missing": 1}
    told |= {
        "denominator": 10,
        "numerator": 6,
        "value": 0.6,
        "worst": 6 / 11,
        "best": 7 / 11,
        "lower": 0.3,
        "upper": 0.9,
    }
    told |= {"interval": "process", "threshold": "3/5", "shortfall": 1, "status": "met", "confidence": 0.95}
    return told | {"reason": "count_reaches_target", "method": "wilson"} | changes


GONE = dict.fromkeys(["numerator", "value", "worst", "best", "lower", "upper", "shortfall"])
NOTHING = GONE | dict.fromkeys(["records", "excluded", "missing", "denominator"])


def read(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a workbook, sheet by sheet, without the empty ones at the end of a row."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}
    return {
        name: [line[: max(n for n, cell in enumerate(line, 1) if cell != "")] for line in lines]
        for name, lines in sheets.items()
    }


def expected(sheets: list[Sheet]) -> dict[str, list[list[Any]]]:
    """The same of what was to be written."""
    found = {}
    for sheet in sheets:
        rows = [[cell.value if isinstance(cell, Share) else cell for cell in line] for line in sheet.rows]
        found[sheet.name] = [[sheet.title], *([line.text] for line in sheet.lines)]
        found[sheet.name] += [list(sheet.heads), *rows] if sheet.heads else []
    return found


def parted(cells: dict[str, list[list[Any]]]) -> tuple[list[Any], list[float]]:
    """The cells with their sheets and places but for the numbers, and the numbers: a workbook has sixteen digits."""
    every = [
        (name, n, m, cell) for name, rows in cells.items() for n, row in enumerate(rows) for m, cell in enumerate(row)
    ]
    numbers = [one for one in every if isinstance(one[-1], int | float)]
    return [one[:-1] if one in numbers else one for one in every], [one[-1] for one in numbers]


# -- The dictionary ----------------------------------------------------------------------------------------------------


def test_every_column_of_the_judged_table_is_told_in_both_languages() -> None:
    assert tuple(dictionary()) == JUDGED
    assert tuple(dictionary()["status"].codes) == STATUSES
    for column in dictionary().values():
        for text in (column.title, column.meaning, *column.codes.values()):
            assert text.vi, column.name
            assert text.en, column.name
            assert text.vi != text.en, column.name
    for language in LANGUAGES:
        titles = [column.title[language] for column in dictionary().values()]
        assert len({*titles}) == len(titles)


def test_every_code_of_the_sample_stands_in_the_dictionary(store: Store) -> None:
    for name, column in dictionary().items():
        if column.kind == "code":
            known = re.compile("|".join(code.replace("…", ".+") for code in column.codes))
            there = {code for code in store.judged[name] if code}
            assert [code for code in there if not known.fullmatch(code)] == [], name
            assert there, name


def test_the_documentation_has_the_dictionary() -> None:
    text = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    rows = [
        f"| `{one.name}` | {one.title.vi} | {one.title.en} | {one.meaning.en} | {KINDS[one.kind].en} |"
        for one in dictionary().values()
    ]
    assert "\n".join(rows) in text


VALUES: list[tuple[str, Any, Any]] = [
    ("value", 0.25, 0.25),
    ("value", 1, 1.0),
    ("threshold", "2/3", 2 / 3),
    ("numerator", 6.0, 6),
    ("numerator", 6.5, "6.5"),
    ("value", float("nan"), None),
    ("value", float("inf"), "inf"),
    ("value", "=1+1", "=1+1"),
    ("provisional", False, False),
    ("provisional", "=1", "=1"),
    ("as_of", "2024-12-31", date(2024, 12, 31)),
    ("as_of", "=today()", "=today()"),
    ("unit", "", None),
    ("unit", None, None),
    ("unit", ["x"], "['x']"),
]


@pytest.mark.parametrize(("name", "given_", "found"), VALUES)
def test_a_cell_is_what_its_column_holds_or_else_text(name: str, given_: Any, found: Any) -> None:
    value = value_of({name: given_}, dictionary()[name])
    assert (value, type(value)) == (found, type(found))


# -- What people read --------------------------------------------------------------------------------------------------

SIGNS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"Share": Share(0.6, 1), "Status": "met", "Provisional": "no", "Baseline": "yes", "Threshold": Share(0.6, 1)}),
    ({"value": 0.5996}, {"Share": Share(0.5996, 2)}),
    ({"period_end": "2024-06-30"}, {"To": date(2024, 6, 30), "Quarter": "Q2 2024", "Span": "in the quarter"}),
    ({"status": "no_data", **NOTHING}, {"Share": NO_DATA, "Records": NO_DATA, "Still short": NO_DATA}),
    ({"status": "no_case", "value": None}, {"Share": NOT_APPLICABLE, "Records": 12, "Status": "no case arose"}),
    ({"status": "suppressed", **GONE}, {"Share": CONFIDENTIAL, "Numerator": CONFIDENTIAL, "Denominator": 10}),
    ({"status": "", "threshold": None, "target": ""}, {"Status": "[z]", "Threshold": "[z]", "Target": "[z]"}),
    ({"reason": "no_register:training"}, {"Reason": "the register “Training classes” was not given"}),
    ({"reason": "small_count"}, {"Reason": "the count is too small to be published"}),
    ({"status": "other", "reason": "other"}, {"Status": "other", "Reason": "other"}),
    ({"unit": "(total)"}, {"Unit": "All units", "Unit code": "(total)"}),
    ({"indicator": "=x"}, {"Figure": "=x"}),
]


@pytest.mark.parametrize(("changes", "told"), SIGNS)
def test_no_cell_is_empty(changes: dict[str, Any], told: dict[str, Any]) -> None:
    sheet = {sheet.key: sheet for sheet in book(Figures([row(**changes)], ABOUT))}["figures"]
    cells = dict(zip(sheet.heads, sheet.rows[0], strict=True))
    assert {head: cells[head] for head in told} == told
    assert "" not in cells.values()


@given(st.floats(0, 1), st.sampled_from([None, 0.5, 0.6, 2 / 3, 1.0]))
def test_a_share_never_reads_as_a_threshold_that_it_does_not_reach(share: float, threshold: float | None) -> None:
    shown = float(f"{share:.{digits(share, threshold)}%}"[:-1]) / 100
    for goal in (threshold, 1.0):
        if goal is not None and share < goal - 1e-9:
            assert shown < goal


def test_one_unit_has_its_targets_and_several_have_a_table_of_shares_and_one_of_statuses() -> None:
    rows = [
        row(),
        row(span="year_to_date", value=0.5, status="not_met"),
        row(target="OP7", indicator="infrastructure_conditions", method="checklist", value=None, interval=""),
        row(target="", variant="all", indicator="dossiers_fully_online"),
        row(period="2024Q1", value=0.1),
    ]
    one = {sheet.key: sheet for sheet in book(Figures(rows, ABOUT))}
    assert list(one) == ["cover", "notes", "targets", "figures", "dictionary"]
    assert [line[0] for line in one["targets"].rows] == ["CB2", "OP7"]
    assert one["targets"].rows[0][-2:] == [Share(0.5, 1), "not met"]
    units = {"AA": Text("Cục A", "Agency A")}
    two = {
        sheet.key: sheet
        for sheet in book(Figures([*rows, row(unit="BB", status="suppressed", **GONE)], ABOUT, units=units))
    }
    assert list(two) == ["cover", "notes", "shares", "statuses", "figures", "dictionary"]
    assert [[*line] for line in two["shares"].rows] == [
        ["Agency A", "AA", Share(0.6, 1), "6 of 10 items"],
        ["BB", "BB", CONFIDENTIAL, NOT_APPLICABLE],
    ]
    assert [[*line][2:] for line in two["statuses"].rows] == [["met", "met"], ["suppressed", NOT_APPLICABLE]]
    assert len(two["figures"].rows) == 6


def test_without_figures_the_sheets_say_so() -> None:
    figures = Figures([], ABOUT)
    for format_ in ("xlsx", "ods"):
        assert read(MAKERS[format_](figures))["Figures"] == [["All figures"], ["There are no figures."]]
    assert len(MAKERS["csv"](figures).decode().splitlines()) == 1


@pytest.mark.parametrize("format_", MAKERS)
def test_the_same_figures_are_the_same_bytes(format_: str) -> None:
    figures = Figures([row(), row(unit="=BB", period="_x003D_1")], ABOUT, "part_name")
    content = MAKERS[format_](figures)
    assert MAKERS[format_](figures) == content
    assert (b"part_name" in content) == (format_ not in ("csv", "json"))
    if format_ in ("xlsx", "ods"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            told = b"".join(
                archive.read(name) for name in archive.namelist() if name in ("docProps/core.xml", "meta.xml")
            )
        assert {*re.findall(rb"\d{4}-\d\d-\d\dT", told)} <= {b"1980-01-01T"}


# -- There and back ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from([*HOSTILE, "=1", "\ta", "a\nb", " a  b ", "\ud800", "]]>&amp;", "_x000D_"]) | st.text(
    max_size=20
)
SHARES = st.none() | st.floats(0, 1)
COUNTS = st.none() | st.integers(0, 10**9)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(["plan", "target", "indicator", "variant", "unit", "reason", "period"], WORDS),
            **dict.fromkeys(["value", "worst", "best", "lower", "upper"], SHARES),
            **dict.fromkeys(["records", "excluded", "missing", "denominator", "numerator", "shortfall"], COUNTS),
            "status": st.sampled_from(STATUSES),
            "span": st.sampled_from(["quarter", "year_to_date"]),
            "threshold": st.sampled_from([None, "3/5", "2/3", "1"]),
            "as_of": st.dates(date(1900, 3, 1), date(9999, 12, 31)).map(date.isoformat),
        }
    ),
    min_size=1,
    max_size=3,
).map(lambda rows: [row(**one) for one in rows])


@settings(max_examples=25, deadline=None)
@given(ROWS, WORDS, st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_again(rows: list[dict[str, Any]], title: str, language: str) -> None:
    about = ABOUT | {"title": title, "plan": title, "unit": title, "language": language}
    figures = Figures(rows, about, f"{title}x")
    wanted, numbers = parted(expected(book(figures)))
    for format_ in ("xlsx", "ods"):
        cells, found = parted(read(MAKERS[format_](figures)))
        assert cells == wanted, format_
        assert found == pytest.approx(numbers, rel=1e-15, abs=0), format_
    records = list(csv.DictReader(io.StringIO(MAKERS["csv"](figures).decode("utf-8-sig"), newline="")))
    assert len(records) == len(rows)
    for record, given_ in zip(records, rows, strict=True):
        for name, column in dictionary().items():
            value = value_of(given_, column)
            if column.kind in ("share", "whole") and value is not None:
                assert float(record[name]) == value
            elif isinstance(value, str):
                assert record[name] == harmless(value)
    assert json.loads(MAKERS["json"](figures))["judged"][0]["numerator"] == rows[0]["numerator"]


def test_the_sample_is_the_same_in_every_format_and_adds_up(store: Store, tmp_path: Path) -> None:
    judged = store.judged[(store.judged["period"] == "2024Q2") & store.judged["unit"].isin(SOME)]
    units = {unit.code: unit.name for unit in store.units}
    files = {}
    for format_ in ("xlsx", "ods", "csv", "json"):
        (files[format_], *_) = write_figures(judged, tmp_path / f"q.{format_}", title="T", units=units, language="vi")
    heads = {name: column.title.vi for name, column in dictionary().items()}
    tables = {
        "xlsx": pd.read_excel(files["xlsx"], sheet_name="Số liệu", header=2, engine="calamine"),
        "ods": pd.read_excel(files["ods"], sheet_name="Số liệu", header=2, engine="odf"),
        "csv": pd.read_csv(files["csv"]).rename(columns=heads),
        "json": pd.DataFrame(json.loads(files["json"].read_text(encoding="utf-8"))["judged"]).rename(columns=heads),
    }
    for format_, table in tables.items():
        assert table[heads["unit"]].tolist() == judged["unit"].tolist(), format_
        for name in ("records", "numerator", "value", "lower"):
            numbers = pd.to_numeric(table[heads[name]], errors="coerce")
            pd.testing.assert_series_equal(
                numbers.astype(float), judged[name].astype(float), check_names=False, check_index=False
            )


def test_what_is_suppressed_stands_in_no_file(tmp_path: Path) -> None:
    units = pd.DataFrame(
        {"unit": ["A", "B", "C", "(total)"], "denominator": [40, 9, 30, 79], "numerator": [31, 7, 21, 59]}
    )
    judged = pd.DataFrame([row(records=None)] * 4).assign(**units, value=units["numerator"] / units["denominator"])
    hidden = suppress(judged)
    assert hidden["status"].tolist() == ["met", "suppressed", "suppressed", "met"]
    for format_ in ("xlsx", "ods"):
        (file,) = write_figures(hidden, tmp_path / f"x.{format_}", language="en")
        sheets = read(file.read_bytes())
        assert [line[2] for line in sheets["Shares"][3:]] == [31 / 40, CONFIDENTIAL, CONFIDENTIAL, 59 / 79]
        heads = sheets["Figures"][2]
        for name in ("Numerator", "Share", "Lower limit", "Still short"):
            assert [line[heads.index(name)] for line in sheets["Figures"][4:6]] == [CONFIDENTIAL] * 2
    file, _ = write_figures(hidden, tmp_path / "x.csv")
    assert pd.read_csv(file)[["numerator", "value", "upper"]].isna().sum(axis=1).tolist() == [0, 3, 3, 0]
    (file,) = write_figures(hidden, tmp_path / "x.json")
    assert [one["value"] for one in json.loads(file.read_text(encoding="utf-8"))["judged"]][1:3] == [None, None]


# -- Readers find their way --------------------------------------------------------------------------------------------


def sample(language: str, *units: str) -> Figures:
    store = open_store(sample_workspace())
    judged = store.judged[(store.judged["period"] == "2024Q2") & store.judged["unit"].isin(units or SOME)]
    return Figures(judged_json(judged), ABOUT | {"language": language}, "q", {u.code: u.name for u in store.units})


@pytest.mark.parametrize(("language", "units"), [("vi", SOME), ("en", SOME), ("vi", ["HDXD"]), ("en", ["HDXD"])])
def test_a_workbook_is_accessible(language: str, units: list[str]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(MAKERS["xlsx"](sample(language, *units))))
    assert (workbook.properties.language, workbook.properties.title) == (language, ABOUT["title"])
    assert workbook.active == workbook.worksheets[0]
    cover, *tables = workbook.worksheets
    assert not cover.tables
    links = {cell.hyperlink.location for line in cover.iter_rows() for cell in line if cell.hyperlink}
    assert links == {f"'{sheet.title}'!A1" for sheet in tables}
    names = [name for sheet in tables for name in sheet.tables]
    assert len({*names}) == len(names) == len(tables)
    for sheet in workbook:
        assert len(sheet.title) <= 31
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(one.hidden for one in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
        assert sheet["A1"].value
        assert sheet["A1"].font.b
        assert {sheet.sheet_view.selection[0].activeCell} == {"A1"}
        assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} <= {
            "s",
            "n",
            "d",
        }
    for sheet in tables:
        (table,) = sheet.tables.values()
        assert table.ref == f"A3:{sheet.dimensions.split(':')[1]}"
        assert table.headerRowCount == 1
        heads, *body = sheet[table.ref]
        assert [cell.value for cell in heads] == [column.name for column in table.tableColumns]
        assert len({cell.value.casefold() for cell in heads}) == len(heads)
        assert [cell.coordinate for line in body for cell in line if cell.value in (None, "")] == []
        assert sheet.freeze_panes == "A4"
        assert {cell.number_format for line in body for cell in line if cell.data_type == "s"} <= {"@"}
        assert all(cell.alignment.wrap_text for line in body for cell in line if cell.data_type == "s")


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opendocument_spreadsheet_is_accessible(language: str) -> None:
    content = MAKERS["ods"](sample(language))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    files = parts(content)
    listed = re.findall(r'full-path="([^"]+)"', files["META-INF/manifest.xml"])
    assert {*listed} == {*files, "/"} - {"mimetype", "META-INF/manifest.xml"}
    for name, text in files.items():
        if name != "mimetype":
            ElementTree.fromstring(text)
    body = files["content.xml"]
    assert "table:formula" not in body
    assert "spanned" not in body
    assert "covered" not in body
    assert 'visibility="collapse"' not in body
    assert (
        body.count("<table:table-header-rows>")
        == body.count("<table:database-range ")
        == body.count("<table:table ") - 1
    )
    assert f'fo:language="{language}"' in files["styles.xml"]
    assert f"<dc:language>{language}-" in files["meta.xml"]
    used = {*re.findall(r'table:style-name="([^"]+)"', body)}
    known = {*re.findall(r'style:name="([^"]+)"', body + files["styles.xml"])}
    assert used <= known


def test_both_libraries_of_opendocument_read_the_same(tmp_path: Path) -> None:
    content = MAKERS["ods"](sample("vi", "HDXD"))
    (tmp_path / "x.ods").write_bytes(content)
    found = pd.read_excel(tmp_path / "x.ods", engine="odf", sheet_name=None, header=None)
    assert [*found] == [*read(content)]
    for name, lines in read(content).items():
        cells = [[cell for cell in line if not pd.isna(cell)] for line in found[name].to_numpy().tolist()]
        assert [[str(cell)[:10] for cell in line] for line in cells[:2]] == [
            [str(c)[:10] for c in line] for line in lines[:2]
        ]
        assert len(cells) == len(lines)


# -- What goes with a CSV file -----------------------------------------------------------------------------------------

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


# -- From the command line ---------------------------------------------------------------------------------------------

_OPEN = (
    "from dtplan_analysis.reports import UnitQuarter\n"
    "report = UnitQuarter.open(workspace, unit=unit, quarter=quarter, language=language)"
)
EVERY = "html,xlsx,ods,csv,json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a small office, one of whose units is called a formula, in every format of figures."""
    units = [UNITS[0], {"code": "=BB", "name_vi": "=1+1", "name_en": "@x;=2"}]
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("=BB", "2024Q2", 4, 6)}
    folder = write_office(tmp_path_factory.mktemp("figures") / "office", registers, units=units, targets="CB2")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "unit_quarter.ipynb").write_text(notebook(PARAMETERS, _OPEN, "report.scores()"), "utf-8")
    ran = spawned("report", "-w", folder, "-q", "2024Q2", "--unit", "=BB", "--lang", "vi,en", "--to", EVERY)
    assert ran.code == 0, ran.err
    return folder


def test_reports_and_the_quarter_have_their_figures_beside_them(made: Path) -> None:
    files = contents(made / "reports")
    names = {f"part_bb_2024Q2_{language}.{one}" for language in LANGUAGES for one in [*EVERY.split(","), METADATA]}
    figures = {f"figures/2024Q2.{one}" for one in ("json", "csv", METADATA)}
    figures |= {f"figures/2024Q2_{language}.{one}" for language in LANGUAGES for one in ("xlsx", "ods")}
    assert names | figures <= {*files}
    manifest = json.loads(files["manifest.json"])
    assert {f"figures/{name}" for name in manifest["figures"]["2024Q2"]} == figures
    own = pd.read_csv(io.BytesIO(files["part_bb_2024Q2_en.csv"]))
    whole = pd.read_csv(io.BytesIO(files["figures/2024Q2.csv"]))
    assert {*own["unit"]} == {"'=BB"}
    assert {*whole["unit"]} == {"AA", "'=BB", "(total)"}
    assert whole.loc[whole["unit"] == "'=BB"].reset_index(drop=True).equals(own)
    sheets = read(files["figures/2024Q2_en.xlsx"])
    assert [line[:3] for line in sheets["Shares"][3:]] == [
        ["Test Agency", "AA", 0.7],
        ["@x;=2", "=BB", 0.4],
        ["All units", "(total)", 0.55],
    ]
    assert read(files["part_bb_2024Q2_vi.ods"])["Các chỉ tiêu"][3][:2] == [
        "CB2",
        "Hồ sơ tiếp nhận, giải quyết trực tuyến",
    ]
    links = re.findall(r'href="(figures/[^"]+)"', files["index.html"].decode())
    assert {*links} == figures
    assert {name for name in names if name.encode() not in files["index.html"]} == set()


@pytest.mark.parametrize(
    ("unit", "title", "sheets"),
    [
        ((), "Judged figures of all units, Q2 2024", ["Shares", "Statuses"]),
        (("--unit", "=1+1"), "Judged figures of @x;=2, Q2 2024", ["Targets"]),
        (("--unit", TOTAL), "Judged figures of Ministry, Q2 2024", ["Targets"]),
    ],
)
def test_show_writes_the_figures_of_a_quarter(
    made: Path, tmp_path: Path, unit: tuple[str, ...], title: str, sheets: list[str]
) -> None:
    file = tmp_path / "new" / "figures.xlsx"
    ran = dtplan("show", "-w", made, "2024Q2", *unit, "--lang", "en", "--to", "xlsx,csv", "-o", file)
    assert ran.code == 0, ran.err
    assert ran.out.split() == [str(file), str(file.with_suffix(".csv")), str(file.with_suffix(f".{METADATA}"))]
    found = read(file.read_bytes())
    assert [*found] == ["Cover", "Notes", *sheets, "Figures", "Dictionary"]
    assert found["Cover"][0] == [title]
    assert json.loads(file.with_suffix(f".{METADATA}").read_text(encoding="utf-8"))["url"] == "figures.csv"


def test_show_asks_for_a_file_to_write(made: Path) -> None:
    assert dtplan("show", "-w", made, "2024Q2", "--to", "xlsx").code == 2
    ran = dtplan("show", "-w", made, "2024Q2", "-o", "x.pdf")
    assert (ran.code, "xlsx, ods, csv, json" in ran.err) == (2, True)


CHANGES = {
    "nothing": lambda _: None,
    "a workbook gone": lambda folder: (folder / "figures" / "2024Q2_vi.xlsx").unlink(),
    "a table changed": lambda folder: (folder / "figures" / "2024Q2.csv").write_text("x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_manifest_vouches_for_the_quarters_files(made: Path, change: str) -> None:
    before = contents(made / "reports")
    CHANGES[change](made / "reports")
    again = dtplan("report", "-w", made, "-q", "2024Q2", "--unit", "=BB", "--lang", "vi,en", "--to", EVERY)
    assert (again.code, "0 of 2 reports made" in again.out) == (0, True), again.err
    assert contents(made / "reports") == before


def test_a_place_that_cannot_be_written_is_said(made: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = dtplan("show", "2024Q2", "-w", made, "--to", "xlsx", "-o", tmp_path / "file" / "x.xlsx")
    assert ran.code == 2
    assert "cannot be written" in ran.err


@pytest.mark.parametrize("name", ["x.txt", "x", "x.csvw"])
def test_an_ending_that_is_not_known_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="ending"):
        write_figures(pd.DataFrame([row()]), tmp_path / name)
