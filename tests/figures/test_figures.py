"""Figures as files: every cell comes back as it went in, none is a formula, and readers find their way."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged_files import ABOUT, SOME, read, row
from office import HOSTILE
from places import ROOT

from dtplan_analysis.errors import InputError
from dtplan_analysis.figures import MAKERS, Figures, dictionary, write_figures
from dtplan_analysis.figures.book import CONFIDENTIAL, book
from dtplan_analysis.figures.content import value_of
from dtplan_analysis.figures.sheet import Share, Sheet
from dtplan_analysis.judging import STATUSES
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.questions import suppress
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.workspace import Store


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


def test_what_the_documentation_says_of_reading_a_file_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    (code,) = re.findall("```python\n(import pandas.+?)```", told, re.DOTALL)
    judged = pd.DataFrame([row(), row()]).assign(unit=["007", "NA"])
    write_figures(judged, tmp_path / "2024Q2.csv", title="T", units={}, language="en")
    write_figures(judged, tmp_path / "2024Q2.json", title="T", units={}, language="en")
    monkeypatch.chdir(tmp_path)
    names: dict[str, pd.DataFrame] = {}
    exec(code, names)
    assert names["table"]["unit"].tolist() == ["007", "NA"]
    assert names["table"]["value"].tolist() == judged["value"].tolist()


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


@pytest.mark.parametrize("name", ["x.txt", "x", "x.csvw"])
def test_an_ending_that_is_not_known_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="ending"):
        write_figures(pd.DataFrame([row()]), tmp_path / name)
