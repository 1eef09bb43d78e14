"""Workbooks as offices keep them: titles, merged headers, groups, totals, several sheets, and what is refused."""

import io
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
import xlwt.CompoundDoc
from books import HEADER, RECORD, SHEET, WRITERS, Rows, changed, ods, xls, xlsx
from reading import Read, read

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.opening import open_source


def detected(found: Read, name: str) -> dict[str, str]:
    return found.reading.detected[f"in/{name}, sheet 'Hồ sơ'"]


@pytest.mark.parametrize("kind", WRITERS)
def test_reads_cells_by_their_type(tmp_path: Path, kind: str) -> None:
    header = [*HEADER, "reused", "supplements", "due_on", "field", "procedure"]
    rows = [
        header,
        [*RECORD, True, 3.0, date(2024, 6, 7), " e\u0302\u0301 ", 1.004],
        ["HS2", "VP", "25/05/2024", "3", False, 1.5, 45418, None, "#REF!"],
        [3, "VP", "2024-05-06", None, "có", "2", "x", 12, 7],
    ]
    found = read(tmp_path, {f"x.{kind}": WRITERS[kind](rows)})
    assert found.column("number") == ["HS1", "HS2", "3"]
    assert found.column("received_on") == [date(2024, 5, 6), date(2024, 5, 25), date(2024, 5, 6)]
    assert found.column("channel") == ["online", "postal", None]
    assert found.column("reused") == [True, False, True]
    assert found.column("supplements") == [3, None, 2]
    assert found.column("due_on") == [date(2024, 6, 7), date(2024, 5, 6), None]
    assert found.column("field") == ["ế", None, "12"]
    assert found.column("procedure") == ["1.004", None, "7"]
    assert found.reading.unreadable == {"due_on": 1, "supplements": 1, "procedure": 1}
    assert detected(found, f"x.{kind}") == {
        "format": kind,
        "reader": "calamine",
        "sheet": "Hồ sơ",
        "header": "row 1",
        "day-first": "received_on",
    }


def test_reads_xls_that_is_xlsx_inside(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.xls": xlsx([HEADER, RECORD])})
    assert (found.column("number"), detected(found, "x.xls")["format"]) == (["HS1"], "xlsx")


def test_reads_the_calendar_of_old_macintoshes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (HEADER, RECORD):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert read(tmp_path, {"x.xlsx": stream.getvalue()}).column("received_on") == [date(2024, 5, 6)]


NULL_DATE = b'<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'


@pytest.mark.parametrize("kind", WRITERS)
def test_days_as_plain_numbers_are_of_the_workbook_s_own_calendar(tmp_path: Path, kind: str) -> None:
    since_1904 = (date(2024, 5, 6) - date(1904, 1, 1)).days
    rows = [HEADER, ["HS1", "VP", since_1904, 2], ["HS2", "VP", since_1904 + 0.75, 2], ["HS3", "VP", "2024-05-06", 2]]
    rows += [["HS4", "VP", f"{since_1904}", 2], ["HS5", "VP", f"{since_1904},75", 2]]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
    elif kind == "xls":
        content = xls(rows)
        content = content.replace(b"\x22\0\x02\0\0\0", b"\x22\0\x02\0\x01\0", 1)
    else:
        content = changed(
            ods(rows), "content.xml", lambda xml: xml.replace(b"<table:table ", NULL_DATE + b"<table:table ", 1)
        )
    assert read(tmp_path, {f"x.{kind}": content}).column("received_on") == [date(2024, 5, 6)] * 5


REPORT: Rows = [
    ["BỘ XÂY DỰNG", None, None, None, None, None],
    ["BÁO CÁO TÌNH HÌNH TIẾP NHẬN HỒ SƠ", None, None, None, None, None],
    [None, None, None, None, None, None],
    ["Đơn vị: Văn phòng Bộ", None, None, None, None, "ĐVT: hồ sơ"],
    ["STT", "Mã\nhồ sơ", "Tiếp nhận", None, "Kết quả", None],
    [None, None, "Ngày", "Kênh", "Trực\u00a0tuyến", "Ghi chú"],
    ["(1)", "(2)", "(3)", "(4)", "(5)=(2)+(3)", "(6)"],
    ["I", "Văn phòng Bộ", None, None, None, None],
    [1, "HS1", date(2024, 5, 25), 2, "x", None],
    [2, "HS2", date(2024, 5, 26), 1, None, None],
    [3, "HS3", None, 1, None, "thiếu ngày"],
    ["II", "Vụ Pháp chế", None, None, None, None],
    [4, "HS4", date(2024, 5, 27), 1, None, None],
    ["Tổng cộng", None, None, 4, 1, None],
    [None, None, None, None, "Hà Nội, ngày 01 tháng 7 năm 2024", None],
    ["NGƯỜI LẬP BIỂU", None, None, None, "THỦ TRƯỞNG ĐƠN VỊ", None],
    ["(Ký, ghi rõ họ tên)", None, None, None, "(Ký tên, đóng dấu)", None],
    ["Nguyễn Văn Kín", None, None, None, "Trần Thị Kín", None],
]


MERGES = ["A1:F1", "A2:F2", "A5:A6", "B5:B6", "C5:D5", "E5:F5"]


NAMES = {"number": "Mã hồ sơ", "received_on": "Ngày", "channel": "Tiếp nhận / Kênh", "reused": "Trực tuyến"}


@pytest.mark.parametrize("kind", WRITERS)
def test_reads_an_office_s_report(tmp_path: Path, kind: str) -> None:
    content = WRITERS[kind](REPORT, merges=MERGES)
    found = read(tmp_path, {f"x.{kind}": content}, columns=NAMES, group_rows="unit")
    assert found.column("number") == ["HS1", "HS2", "HS4"]
    assert found.column("unit") == ["VP", "VP", "PC"]
    assert found.column("channel") == ["online", "direct", "direct"]
    assert found.column("reused") == [True, None, None]
    assert found.aside == [[f"in/x.{kind}", "11", "received_on", "", "empty"]]
    assert found.reading.not_records == {"group": 2, "numbering": 1, "signature": 4, "title": 3, "total": 1}
    assert detected(found, f"x.{kind}")["header"] == "row 5–6"
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert "Kín".encode() not in written


def test_keeps_every_row_of_a_sheet_in_a_bucket_or_a_list(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.xlsx": xlsx(REPORT, merges=MERGES)}, columns=NAMES, group_rows="unit")
    blank, header = 1, 2
    assert found.reading.rows + sum(found.reading.not_records.values()) == len(REPORT) - blank - header


def test_fills_cells_merged_downwards(tmp_path: Path) -> None:
    rows = [HEADER, *([f"HS{n}", "Vụ Pháp chế" if n == 1 else None, date(2024, 5, 6), 1] for n in range(1, 4))]
    for kind in ("xlsx", "xls"):
        found = read(
            tmp_path / kind, {f"x.{kind}": WRITERS[kind]([*rows, ["HS4", None, date(2024, 5, 6), 1]], merges=["B2:B4"])}
        )
        assert found.column("unit") == ["PC"] * 3
        assert [row[1:3] for row in found.aside] == [["5", "unit"]]


def test_begins_where_the_table_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, cells in enumerate([HEADER, RECORD, ["HS2", "VP", "?", 1]], 5):
        for column, value in enumerate(cells, 3):
            book.active.cell(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    found = read(tmp_path, {"x.xlsx": stream.getvalue()})
    assert found.aside == [["in/x.xlsx", "7", "received_on", "?", "unreadable"]]
    assert found.column("number") == ["HS1"]


def test_reads_tcvn3_where_the_workspace_says_so(tmp_path: Path) -> None:
    rows = [
        ["M· hå s¬", "§¬n vÞ", "Ngµy"],
        ["HS1", "Vô Ph¸p chÕ", date(2024, 5, 6)],
        ["HS2", "Vụ Pháp chế", "2024-05-06"],
    ]
    names = {"number": "Mã hồ sơ", "unit": "Đơn vị", "received_on": "Ngày"}
    found = read(tmp_path, {"x.xlsx": xlsx(rows)}, columns=names, encoding="tcvn3")
    assert found.column("unit") == ["PC", "PC"]


# -- Sheets ----------------------------------------------------------------------------------------------------------


def test_reads_every_sheet_that_has_the_columns(tmp_path: Path) -> None:
    sheets = {
        "Tháng 2": [["TIÊU ĐỀ"], HEADER, ["HS2", "VP", "2024-05-06", 1]],
        "Ghi chú": [["Cột", "Ý nghĩa"], ["number", "Mã"]],
        "Cũ": [HEADER, ["HS9", "VP", "2024-05-06", 1]],
    }
    content = xlsx([HEADER, RECORD, ["", "VP", "2024-05-06", 1]], sheets=sheets, hidden="Cũ")
    found = read(tmp_path, {"x.xlsx": content, "~$x.xlsx": b"lock"})
    assert found.column("number") == ["HS1", "HS2"]
    assert list(found.reading.detected) == ["in/x.xlsx, sheet 'Hồ sơ'", "in/x.xlsx, sheet 'Tháng 2'"]
    assert detected(found, "x.xlsx")["sheets passed over"] == "Ghi chú"
    assert detected(found, "x.xlsx")["hidden sheets passed over"] == "Cũ"
    assert list(found.reading.files) == ["in/x.xlsx"]
    aside = (tmp_path / "out" / "rejected" / "dossiers.csv").read_text(encoding="utf-8").splitlines()
    assert aside[1] == "in/x.xlsx,Hồ sơ,3,number,,empty,"
    for sheet, number in (("Tháng 2", "HS2"), ("Cũ", "HS9")):
        assert read(tmp_path, {"x.xlsx": content}, sheet=sheet).column("number") == [number]


@pytest.mark.parametrize(
    ("content", "options", "fault", "where"),
    [
        pytest.param(xlsx([HEADER, RECORD]), {"sheet": "S"}, "has no sheet 'S'", "x.xlsx", id="no such sheet"),
        pytest.param(xlsx([]), {}, "is empty", "x.xlsx", id="empty"),
        pytest.param(
            xlsx([], sheets={"T": [["a", "unit"]]}), {}, "'number' is absent", "x.xlsx, sheet 'T'", id="no key"
        ),
        pytest.param(
            xlsx([[*HEADER, "unit"], RECORD]), {}, "column 'unit' 2 times", "x.xlsx, sheet 'Hồ sơ'", id="twice"
        ),
        pytest.param(xlsx([HEADER]), {}, "no row below its header", "", id="header only"),
    ],
)
def test_refuses_sheets_that_hold_no_register(
    tmp_path: Path, content: bytes, options: dict[str, Any], fault: str, where: str
) -> None:
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, {"x.xlsx": content}, **options)
    assert raised.value.where == "register dossiers" + (f", in/{where}" if where else "")
    assert raised.value.remedy


# -- What is refused -------------------------------------------------------------------------------------------------


GOOD = xlsx([HEADER, RECORD])


def ole(stream: str, content: bytes = b"x" * 5000) -> bytes:
    """A container of the old kind with one stream."""
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, content)
    name, wanted = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le")
    whole, at = out.getvalue(), out.getvalue().index(name + b"\0\0")
    return whole[:at] + wanted.ljust(64, b"\0") + (len(wanted) + 2).to_bytes(2, "little") + whole[at + 66 :]


def locked_xls() -> bytes:
    whole = xls([HEADER, RECORD])
    at = whole.index(b"\x09\x08\x10\x00") + 20  # past the beginning stands how the rest is encrypted, if it is
    return whole[:at] + b"\x2f\x00" + whole[at + 2 :]


@pytest.mark.parametrize(
    ("name", "content", "fault", "where"),
    [
        pytest.param(
            "x.xlsx",
            xlsx([HEADER, ["HS1", "VP", "=TODAY()", 1]]),
            "never worked out",
            ", sheet 'Hồ sơ', cell C2",
            id="formula",
        ),
        pytest.param("x.xlsx", ole("EncryptedPackage"), "password", "", id="password"),
        pytest.param("x.xls", locked_xls(), "password", "", id="password of .xls"),
        pytest.param(
            "x.ods",
            changed(
                ods([HEADER]),
                "META-INF/manifest.xml",
                lambda part: part.replace(b"</", b"<a encryption-data=''/></", 1),
            ),
            "password",
            "",
            id="password of .ods",
        ),
        pytest.param(
            "x.xlsx",
            changed(GOOD, SHEET, lambda part: b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + part),
            "declares entities",
            "",
            id="entities",
        ),
        pytest.param(
            "x.xlsx",
            changed(GOOD, "xl/workbook.xml", lambda part: b"<!DOCTYPE x [<!ENTITY e 'e'>]>" + part),
            "damaged|entities",
            "",
            id="entities elsewhere",
        ),
        pytest.param("x.xlsx", GOOD[:-200], "no workbook, or a damaged one", "", id="cut off"),
        pytest.param(
            "x.xlsx",
            changed(GOOD, SHEET, lambda part: part[:300]),
            "cannot be read",
            ", sheet 'Hồ sơ'",
            id="half a sheet",
        ),
        pytest.param("x.xlsx", b"PK\x03\x04 nothing", "no workbook, or a damaged one", "", id="no archive"),
        pytest.param(
            "x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 900, "cannot be read", "", id="damaged .xls"
        ),
        pytest.param(
            "x.xls", b"<html><table><tr><td>number</td></tr></table>", "a page of HTML", "", id="a page as .xls"
        ),
        pytest.param("x.xls", b"number\tunit\n", "no workbook, or a damaged one", "", id="text as .xls"),
        pytest.param("x.ods", b"", "no workbook, or a damaged one", "", id="nothing"),
    ],
)
def test_refuses_a_workbook_with_a_reason(tmp_path: Path, name: str, content: bytes, fault: str, where: str) -> None:
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, {name: content})
    assert raised.value.where == f"register dossiers, in/{name}{where}"
    assert raised.value.remedy


def test_refuses_a_formula_of_ods_without_a_value(tmp_path: Path) -> None:
    content = changed(
        ods([["title"], HEADER, ["HS1", "VP", "formula", 1]]),
        "content.xml",
        lambda part: part.replace(
            b'<table:table-cell office:value-type="string"><text:p>formula</text:p></table:table-cell>',
            b'<table:table-cell table:formula="of:=TODAY()"/>',
        ),
    )
    with pytest.raises(RegisterError, match="never worked out") as raised:
        read(tmp_path, {"x.ods": content})
    assert raised.value.where == "register dossiers, in/x.ods, sheet 'Hồ sơ', cell C3"


def test_reads_the_value_of_a_formula_and_minds_only_its_own_columns(tmp_path: Path) -> None:
    content = xlsx([[*HEADER, "x"], ["HS1", "VP", "2024-05-06", "=1+1", "=1+1"], ["HS2", "VP", "2024-05-06", 1, None]])
    worked = changed(
        content,
        SHEET,
        lambda part: part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>", 1).replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>", 1
        ),
    )
    assert read(tmp_path, {"x.xlsx": worked}).column("channel") == ["online", "direct"]


def test_a_failed_formula_is_unreadable(tmp_path: Path) -> None:
    content = xlsx([HEADER, RECORD, ["#N/A", "VP", "2024-05-06", "#REF!"], ["HS3", "VP", "#VALUE!", 1]])
    found = read(tmp_path, {"x.xlsx": content})
    assert [row[1:] for row in found.aside] == [
        ["3", "number", "#N/A", "unreadable"],
        ["4", "received_on", "#VALUE!", "unreadable"],
    ]
    found = read(tmp_path, {"x.xlsx": xlsx([["#REF!"], HEADER, RECORD, [None, "#REF!"]])})
    assert found.reading.not_records == {"title": 1}
    assert [row[1:] for row in found.aside] == [["4", "number", "", "empty"]], "no row is lost that has but an error"
    content = xlsx([HEADER, ["HS1", "VP", "2024-05-06", "#REF!"]])
    (tmp_path / "x.xlsx").write_bytes(content)
    (sheet,) = open_source(Source(REGISTERS["dossiers"], "x.xlsx", tmp_path), tmp_path / "scratch")
    assert [cells[-1] for _, cells in sheet.records()] == ["#REF!"], "though it stands at the end of its row"


def test_a_folder_of_many_workbooks(tmp_path: Path) -> None:
    files: dict[str, object] = {
        f"{n:03}.xlsx": xlsx([HEADER, [f"HS{n}", "VP", date(2024, 5, 6), 1]]) for n in range(20)
    }
    assert read(tmp_path, files).reading.usable == 20


@pytest.mark.parametrize(
    ("months", "days", "usable"),
    [
        pytest.param(range(1, 13), range(13, 29), 0, id="many"),
        pytest.param(range(1, 10), range(13, 22), 0, id="nine of each"),
        pytest.param([5, 6], [25, 26], 0, id="two of each"),
        pytest.param([5], [25, 26, 27], 0, id="one date and three texts"),
        pytest.param([5, 6, 7], [25], 0, id="three dates and one text"),
        pytest.param([5], [25, 26], 3, id="three cells are too few"),
        pytest.param([5, 6], [25, 26, 7], 5, id="a text within the first twelve days"),
    ],
)
def test_refuses_days_that_were_exchanged_as_they_were_typed(
    tmp_path: Path, months: Sequence[int], days: Sequence[int], usable: int
) -> None:
    texts = [[f"T{day}", "VP", f"{day}/05/2024", 1] for day in days]
    dates = [[f"D{month}", "VP", date(2024, month, 5), 1] for month in months]
    content = xlsx([HEADER, *texts, *dates])
    if usable:
        assert read(tmp_path, {"x.xlsx": content}).reading.usable == usable
        return
    with pytest.raises(RegisterError, match="day and month of the dates were exchanged") as raised:
        read(tmp_path / "a", {"x.xlsx": content})
    assert raised.value.where == "register dossiers, in/x.xlsx, sheet 'Hồ sơ'"
    assert read(tmp_path / "b", {"x.xlsx": content}, dates="day-first").reading.usable == len(texts) + len(dates)
    late = xlsx([HEADER, *texts, *dates, ["D13", "VP", date(2024, 5, 13), 1]])
    assert read(tmp_path / "c", {"x.xlsx": late}).reading.usable == len(texts) + len(dates) + 1


def test_refuses_months_first_that_were_exchanged_too(tmp_path: Path) -> None:
    rows = [["T1", "VP", "05/25/2024", 1], ["T2", "VP", "05/26/2024", 1]]
    rows += [[f"D{day}", "VP", date(2024, 6, day), 1] for day in (5, 7)]
    with pytest.raises(RegisterError, match="day and month of the dates were exchanged"):
        read(tmp_path, {"x.xlsx": xlsx([HEADER, *rows])})


@pytest.mark.parametrize("kind", WRITERS)
def test_keys_that_a_cell_cannot_hold_whole_are_damaged(tmp_path: Path, kind: str) -> None:
    rows = [HEADER, *([float(number), "VP", "2024-05-06", 2] for number in (10**15 - 1, 10**15, 10**16 + 2))]
    found = read(tmp_path, {f"x.{kind}": WRITERS[kind](rows)})
    assert (found.column("number"), found.reading.rejected) == (["999999999999999"], {"number: damaged_key": 2})


def test_times_alone_are_no_days(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.xlsx": xlsx([HEADER, RECORD, ["HS2", "VP", time(7, 30), 1]])})
    assert [row[2:] for row in found.aside] == [["received_on", "07:30:00", "unreadable"]]
