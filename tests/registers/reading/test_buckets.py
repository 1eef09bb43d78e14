"""Each row ends in one bucket, with the reason where it is not counted."""

import csv
import io
import re
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import AS_OF, columns_of, dossiers, read, refused, staged

from dtplan_analysis.errors import InputError, RegisterError
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.units import UNKNOWN, units_from_codes


def test_rejects_what_nobody_can_place(tmp_path: Path) -> None:
    text = dossiers(
        "A,VP,2024-05-06",
        ",VP,2024-05-06",
        "B,,2024-05-06",
        "C,VP,",
        "D,VP,hôm qua",
        "E,VP,1989-12-31",
        "F,VP,1990-01-01",
        "G,VP,2034-12-31",
        "H,VP,2035-01-01",
        "A,PC,2024-05-07",
        "I,VP",
        "J,VP,2024-05-06,x",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.column("number") == ["F", "G", "A"]
    assert found.aside == [
        ["in/x.csv", "2", "number", "A", "repeated, different"],
        ["in/x.csv", "3", "number", "", "empty"],
        ["in/x.csv", "4", "unit", "", "empty"],
        ["in/x.csv", "5", "received_on", "", "empty"],
        ["in/x.csv", "6", "received_on", "hôm qua", "unreadable"],
        ["in/x.csv", "7", "received_on", "1989-12-31", "absurd"],
        ["in/x.csv", "10", "received_on", "2035-01-01", "absurd"],
        ["in/x.csv", "12", "line", "", "missing columns"],
        ["in/x.csv", "13", "line", "", "too many columns"],
    ]
    assert found.reading.rejected == {
        "line: missing columns": 1,
        "line: too many columns": 1,
        "number: empty": 1,
        "number: repeated, different": 1,
        "received_on: absurd": 2,
        "received_on: empty": 1,
        "received_on: unreadable": 1,
        "unit: empty": 1,
    }
    assert (found.reading.rows, found.reading.usable) == (12, 3)


def test_keeps_somebody_who_is_in_post_since_long_ago(tmp_path: Path) -> None:
    text = "staff,unit,valid_from\nCB1,VP,1985-09-01\nCB2,VP,2036-01-01\nCB1,VP,1985-09-01\n"
    found = read(tmp_path, {"x.csv": text}, register="staff")
    assert found.reading.rejected == {"staff: repeated, identical": 1, "valid_from: absurd": 1}
    assert [row[3] for row in found.aside] == ["", "2036-01-01"]  # nobody's code in a file for others


@pytest.mark.parametrize(
    ("duplicates", "kept", "aside"),
    [
        ("keep-last", ["in/b.csv", "PC"], ["in/a.csv", "2"]),
        ("keep-first", ["in/a.csv", "VP"], ["in/b.csv", "3"]),
    ],
)
def test_keeps_one_of_several_rows_by_the_order_of_files(
    tmp_path: Path, duplicates: str, kept: list[str], aside: list[str]
) -> None:
    files: dict[str, object] = {
        "b.csv": dossiers("B,VP,2024-05-06", "A,PC,2024-05-07"),
        "a.csv": dossiers("A,VP,2024-05-06"),
    }
    found = read(tmp_path, files, duplicates=duplicates)
    row = found.rows[found.rows["number"] == "A"].iloc[0]
    assert [sorted(found.reading.files)[row["row_file"]], row["unit"]] == kept
    assert [row[:2] for row in found.aside] == [aside]
    assert found.kept == [f"{kept[0]}, line {2 if kept[0] == 'in/a.csv' else 3}"]


def test_refuses_repeats_on_request_and_names_both_lines(tmp_path: Path) -> None:
    files: dict[str, object] = {"x.csv": dossiers("A,VP,2024-05-06", "", '"B\nB",VP,2024-05-06', "A,VP,2024-05-06")}
    with pytest.raises(RegisterError, match=re.escape("number: in/x.csv, line 2 and in/x.csv, line 6")):
        read(tmp_path, files, duplicates="refuse")
    staff = "staff,unit,valid_from\nNguyễn Văn A,VP,2020-01-01\nNguyễn Văn A,VP,2020-01-01\n"
    with pytest.raises(RegisterError) as raised:
        read(tmp_path / "staff", {"x.csv": staff}, register="staff", duplicates="refuse")
    assert "Nguyễn" not in str(raised.value)
    assert read(tmp_path / "ok", {"x.csv": dossiers("A,VP,2024-05-06")}, duplicates="refuse").reading.usable == 1


def test_a_key_is_repeated_under_another_name_of_the_unit(tmp_path: Path) -> None:
    text = "unit,period,served\nVP,2024Q2,100\nVăn phòng Bộ,2024Q2,120\nPC,2024Q2,5\n"
    found = read(tmp_path, {"x.csv": text}, register="satisfaction_served")
    assert found.rows[["unit", "served"]].to_numpy().tolist() == [["VP", 120], ["PC", 5]]


def test_units_that_are_not_listed_are_never_one_key(tmp_path: Path) -> None:
    head = "unit,item,snapshot_on,required,met\n"
    names = ["VP", "Vụ B", "Vụ C", "Vụ D", "VỤ B"]
    text = head + "".join(f"{name},Mạng LAN,2024-06-30,1,{n % 2}\n" for n, name in enumerate(names))
    found = read(tmp_path, {"x.csv": text}, register="infrastructure")
    assert found.reading.usable == 4
    assert found.reading.unknown_units == {"VỤ B": 1, "Vụ C": 1, "Vụ D": 1}
    assert found.aside == [["in/x.csv", "3", "unit", "Vụ B", "repeated, different"]]


def test_a_unit_and_the_one_that_followed_it_are_two_keys(tmp_path: Path) -> None:
    text = "unit,item,snapshot_on,required,met\nOLD,LAN,2024-12-30,1,1\nNEW,LAN,2024-12-30,1,0\n"
    assert read(tmp_path, {"x.csv": text}, register="infrastructure").column("unit") == ["NEW", "NEW"]


def test_tells_identical_repeats_from_different_ones_and_the_row_that_is_kept(tmp_path: Path) -> None:
    rows = ["A,VP,2024-05-06,1", "A,VP,2024-05-06,1", "", "B,VP,2024-05-06,", "B,VP,2024-05-06,x", "C,VP,2024-05-06,"]
    found = read(tmp_path, {"x.csv": dossiers(*rows, "C,VP,2024-05-06,", columns="supplements")})
    assert [(row[1], row[4]) for row in found.aside] == [
        ("2", "repeated, identical"),
        ("5", "repeated, different"),
        ("7", "repeated, identical"),
    ]
    assert found.kept == ["in/x.csv, line 3", "in/x.csv, line 6", "in/x.csv, line 8"]


@pytest.mark.parametrize("key", ["1.23E+12", "1,23e+12", "9.9e15", "1E+16"])
def test_a_key_that_a_spreadsheet_damaged_is_set_apart(tmp_path: Path, key: str) -> None:
    found = read(tmp_path, {"x.csv": dossiers(f'"{key}",VP,2024-05-06', f'"{key}",PC,2024-05-07', "1E,VP,2024-05-06")})
    assert (found.column("number"), found.reading.rejected) == (["1E"], {"number: damaged_key": 2})


def test_names_units_by_code_alias_successor_or_unknown(tmp_path: Path) -> None:
    text = dossiers(
        "1,vp,2024-05-06",
        "2,VĂN  PHÒNG BỘ,2024-05-06",
        "3,Van phong,2024-05-06",
        "4,OLD,2024-06-30",
        "5,Vụ cũ,2024-07-01",
        "6,OLD,2024-10-01",
        "7,MID,2024-10-01",
        "8,(total),2024-05-06",
        "9,<script>,2024-05-06",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.column("unit") == ["VP", "VP", "VP", "OLD", "MID", "NEW", "NEW", "(unknown)", "(unknown)"]
    assert found.reading.unknown_units == {"(total)": 1, "<script>": 1}
    assert found.reading.units == ["(unknown)", "MID", "NEW", "OLD", "VP"]


def test_a_key_that_was_too_wide_for_its_column_is_damaged(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": dossiers("#####,VP,2024-05-06", "#####,PC,2024-05-07", "#1,VP,2024-05-08")})
    assert (found.column("number"), found.reading.rejected) == (["#1"], {"number: damaged_key": 2})


@pytest.mark.parametrize(
    ("sheets", "refused"),
    [
        pytest.param({"VP": [5], "PC": [3, 4], "Tổng hợp": [5, 3, 4]}, "sheet 'Tổng hợp'", id="a name of no unit"),
        pytest.param({"VP": [5], "PC": [3, 4], "NEW": [5, 3, 4]}, "", id="another unit"),
        pytest.param({"VP": [5], "PC": [3, 4], "Tổng hợp": [5, 3, 5]}, "", id="other rows"),
        pytest.param({"VP": [5], "Tổng hợp": [5]}, "", id="two alone"),
    ],
)
def test_refuses_a_sheet_that_sums_up_the_units_of_the_others(
    tmp_path: Path, sheets: dict[str, list[int]], refused: str
) -> None:
    book = openpyxl.Workbook()
    for name, scores in sheets.items():
        sheet = book.create_sheet(name)
        for row in (("answered_on", "score"), *(("2024-05-06", score) for score in scores)):
            sheet.append(row)
    del book["Sheet"]
    stream = io.BytesIO()
    book.save(stream)
    options = {"register": "satisfaction", "columns": columns_of("satisfaction", unit={"sheet": True})}
    if refused:
        with pytest.raises(RegisterError, match="all the others together") as raised:
            read(tmp_path, {"x.xlsx": stream.getvalue()}, **options)
        assert raised.value.where.endswith(refused)
    else:
        assert read(tmp_path, {"x.xlsx": stream.getvalue()}, **options).reading.rows == sum(map(len, sheets.values()))


def test_without_a_list_a_unit_is_its_most_frequent_spelling(tmp_path: Path) -> None:
    rows = [
        "1,Vụ  A,2024-05-06",
        "2,vụ a,2024-05-06",
        "3,Vu\u0323 A,2024-05-06",
        "4,Vụ A,2024-05-06",
        "5,(total),2024-05-06",
        "6,B,2024-05-06",
    ]
    reader = staged(tmp_path, dossiers=dossiers(*rows))
    assert reader.unit_names() == ["B", "Vụ A"]
    reading = reader.finish("dossiers", units_from_codes(reader.unit_names()), AS_OF)
    assert reading.units == ["(unknown)", "B", "Vụ A"]
    assert reading.unknown_units == {"(total)": 1}


NASTY = st.sampled_from(
    [
        "",
        " ",
        "A",
        "B",
        "VP",
        "PC",
        "x",
        "2024-05-06",
        "06/05/2024",
        "2059-01-01",
        "1800-01-01",
        "45418",
        "1",
        "2",
        "11",
        "có",
        "=1+1",
        "@x",
        '"',
        '""',
        "'",
        "a\nb",
        "a\r\nb",
        ",",
        ";",
        "\x00",
        "<script>alert(1)</script>",
        "'; DROP TABLE stage_dossiers; --",
        "{{7*7}}",
        "\u202e",
        "😀",
        "e\u0302\u0301",
        "\ufeff",
        "NULL",
        "nan",
        "1e999",
    ]
) | st.text(max_size=8).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))


ROW = st.lists(NASTY, min_size=5, max_size=5)


@given(
    table=st.lists(ROW, max_size=12),
    sure=st.integers(0, 3),
    ragged=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["x", "a,b,c,d,e,f,g", "", "  ", '"'])), max_size=4),
    crlf=st.booleans(),
    mark=st.booleans(),
    dates=st.sampled_from(["", "day-first", "day-first"]),
    duplicates=st.sampled_from(["keep-last", "keep-first", "refuse"]),
)
def test_any_row_ends_in_one_bucket(
    table: list[list[str]],
    sure: int,
    ragged: list[tuple[int, str]],
    crlf: bool,
    mark: bool,
    dates: str,
    duplicates: str,
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n" if crlf else "\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["number", "unit", "received_on", "status", "channel"])
    lines = []
    for place, row in enumerate([*table, *[[f"S{n}", "VP", "2024-05-06", "1", "1"] for n in range(sure)]]):
        for _, line in (one for one in ragged if one[0] == place):
            stream.write(line + "\n")
        lines.append((stream.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1, row))
        writer.writerow(row)
    text = stream.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        found = refused(
            read, Path(folder), {"x.csv": ("\ufeff" if mark else "") + text}, duplicates=duplicates, dates=dates
        )
    if isinstance(found, InputError):
        assert found.where
        assert found.remedy
        return
    assert {row[4] for row in found.aside} <= {
        "empty",
        "unreadable",
        "absurd",
        "repeated, identical",
        "repeated, different",
        "missing columns",
        "too many columns",
    }
    assert found.reading.rows == len(found.rows) + len(found.aside)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in found.aside for cell in row)
    physical = re.split("\r\n|\r|\n", text)
    for row in found.aside:
        assert 2 <= int(row[1]) <= len(physical)
    if not ragged:  # then every row written is a record on a known line
        for _, line, column, value, _ in found.aside:
            cell = dict(lines)[int(line)][["number", "unit", "received_on"].index(column)]
            text = unicodedata.normalize("NFC", cell).replace("\u00a0", " ").strip(" \t\r\n\u200b\ufeff")
            assert value == harmless(text)


NO_KEY = {"register": "satisfaction", "constants": {"answered_on": date(2024, 6, 30)}}


def test_rows_that_are_no_records_are_told_where_the_unit_is_not_listed(tmp_path: Path) -> None:
    rows = [
        "I,Khối các vụ,2",
        "1,Vụ Pháp chế,5",
        "2,PC,4",
        "3,Vụ lạ,4",
        ",Cộng Vụ Pháp chế,2",
        ",Cộng mục I,2",
        ",Cộng (I),2",
        "II,Cơ quan khác,1",
        ",Tổng hợp,2",
        ",Bình quân,4.5",
        ",TỔNG CỘNG TOÀN BỘ,2",
        ",Tổng,2",
        ",Cộng:,2",
        ",Ghi chú: số liệu tạm tính,",
        ",Người lập,",
        ",Nguyễn Văn A,",
    ]
    found = read(tmp_path, {"x.csv": "\n".join(["STT,unit,score", *rows, ""])}, **NO_KEY)
    assert found.column("unit") == ["PC", "PC", UNKNOWN]
    assert found.reading.not_records == {"group": 2, "note": 1, "signature": 2, "total": 8}


def test_a_unit_that_is_not_listed_is_a_record_all_the_same(tmp_path: Path) -> None:
    rows = ["Vụ lạ,5", "Tổng cục Đường bộ,4", "Cộng đồng doanh nghiệp,3", "PC,3"]
    found = read(tmp_path, {"x.csv": "\n".join(["unit,score", *rows, ""])}, **NO_KEY)
    assert (found.reading.usable, found.reading.not_records) == (4, {})


def test_a_numbering_row_may_have_gaps(tmp_path: Path) -> None:
    rows = ["A,B,1,2,,4", "1,PC,5,,,", "2,PC,2,,,"]
    found = read(tmp_path, {"x.csv": "\n".join(["STT,unit,score,note,x,y", *rows, ""])}, **NO_KEY)
    assert (found.reading.rows, found.reading.not_records) == (2, {"numbering": 1})


@pytest.mark.parametrize("unit", ["Cộng (I)", "Bình quân", "Cộng Vụ Pháp chế", "Lũy kế quý II"])
def test_a_total_is_no_record_even_where_it_has_a_key_and_a_day(tmp_path: Path, unit: str) -> None:
    found = read(tmp_path, {"x.csv": dossiers("1,PC,2024-05-06", f"2,{unit},2024-05-06")})
    assert (found.reading.rows, found.reading.not_records) == (1, {"total": 1})


ANSWERS = "unit,answered_on,score\n"
JAN, FEB, MARCH = "VP,2024-01-06,5\nVP,2024-01-06,5\n", "PC,2024-02-06,4\n", "PC,2024-03-06,\n"


@pytest.mark.parametrize(
    ("files", "options", "same"),
    [
        pytest.param([JAN, FEB, JAN], {}, "c.csv.*rows as in/a.csv", id="the same file twice"),
        pytest.param(
            [JAN, FEB, JAN.replace("2024-01-06", "06/01/2024")], {"dates": "day-first"}, "in/a.csv", id="rows"
        ),
        pytest.param(
            [JAN, FEB, MARCH, MARCH + JAN + FEB], {}, "d.csv.*all the others together", id="months, their sum"
        ),
        pytest.param([JAN, FEB, FEB + "Tổng cộng,,\n"], {}, "in/b.csv", id="the same beside a total"),
        pytest.param([JAN, FEB, JAN], {"key": ()}, "", id="each line is a record"),
        pytest.param([JAN, FEB, JAN + JAN], {}, "", id="rows that are equal"),
        pytest.param([JAN, FEB, MARCH, JAN + FEB], {}, "", id="a part of the others"),
    ],
)
def test_refuses_the_same_rows_again_where_no_key_tells(
    tmp_path: Path, files: list[str], options: dict[str, object], same: str
) -> None:
    named: dict[str, object] = {f"{name}.csv": ANSWERS + rows for name, rows in zip("abcd", files, strict=False)}
    if not same:
        rows = sum(one.count("\n") for one in files)
        assert read(tmp_path, named, register="satisfaction", **options).reading.usable == rows
        return
    with pytest.raises(RegisterError, match=same) as raised:
        read(tmp_path, named, register="satisfaction", **options)
    assert 'key = "line"' in raised.value.remedy
