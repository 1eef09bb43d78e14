"""Shapes of real exports, each with what the workspace file says of it and the right cells."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import book
from reading import cells, columns_of, dossiers, read

from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import dossiers_on_time
from dtplan_analysis.registers.holidays import vietnam
from dtplan_analysis.registers.reading.source import PerFile

ONE = {"x.csv": dossiers("1,VP,2024-05-06")}
HEAD = ["number", "unit", "received_on"]
A, B, C = (["A", "VP", "2024-01-06"], ["B", "VP", "2024-05-06"], ["C", "VP", "2024-05-06"])
SHORT = ["number", "received_on"]


@pytest.mark.parametrize(
    ("text", "options", "column", "right"),
    [
        pytest.param(
            "number,unit,received_on,NgayHenTra,NgayHenTraMoi\nA,VP,2024-05-06,2024-05-20,\n"
            "B,VP,2024-05-06,2024-05-20,2024-06-03\nC,VP,2024-05-06,,\n",
            {"columns": columns_of(due_on={"first_of": ["ngayhentramoi", "NGAYHENTRA", "Hẹn trả"]})},
            "due_on",
            [date(2024, 5, 20), date(2024, 6, 3), None],
            id="first that is filled, in any case",
        ),
        pytest.param(
            cells("Kênh", ["1", "KCDL", "kcdl", "2", ""]),
            {"columns": columns_of(channel={"name": "kênh", "missing": ["KCDL"]})},
            "channel",
            ["direct", "KCDL", "kcdl", "online", None],
            id="a word for not known is no code",
        ),
        pytest.param(
            cells("channel", ["9", "1", "-", ""]),
            {"columns": columns_of(channel={"missing": ["1"]}), "codes": {"channel": {"9": "online", "-": ""}}},
            "channel",
            ["online", "1", None, None],
            id="an official number for not known, a word for nothing",
        ),
        pytest.param(
            cells("due_on", ["2024-05-20", "9999-12-31", "NA"]),
            {"columns": columns_of(due_on={"missing": ["9999-12-31", "na"]})},
            "due_on",
            [date(2024, 5, 20), None, None],
            id="a day for not known",
        ),
        pytest.param(
            cells("due_on", ["06-May-24", "7-Jun-2024", "2024-05-08"]),
            {"columns": columns_of(due_on={"format": "%d-%b-%y"})},
            "due_on",
            [date(2024, 5, 6), None, date(2024, 5, 8)],
            id="days of a form",
        ),
        pytest.param(
            cells("due_on", ["06.05.24", "31.12.49", "01.01.50", "06.05.2024"]),
            {"columns": columns_of(due_on={"pivot": 50})},
            "due_on",
            [date(2024, 5, 6), date(2049, 12, 31), date(1950, 1, 1), date(2024, 5, 6)],
            id="years of two digits",
        ),
        pytest.param(
            cells("due_on", ["06 05 24", "29 02 96"]),
            {"columns": columns_of(due_on={"format": "dd MM yy", "pivot": 96})},
            "due_on",
            [date(2024, 5, 6), date(1996, 2, 29)],
            id="years of two digits in a form",
        ),
        pytest.param(
            cells(
                "due_on",
                ["ngày 05 tháng 4 năm 2024", "5 tháng 4, 2024", "Huế, ngày 31 tháng 12 năm 2024", "tháng 4"],
            ),
            {},
            "due_on",
            [date(2024, 4, 5), date(2024, 4, 5), date(2024, 12, 31), None],
            id="days in words",
        ),
        pytest.param(
            cells("due_on", ["Quý II/2024", "2024-05-20", "chưa hẹn"]),
            {"codes": {"due_on": {"Quý II/2024": date(2024, 6, 30)}}},
            "due_on",
            [date(2024, 6, 30), date(2024, 5, 20), None],
            id="codes of days",
        ),
        pytest.param(
            cells("supplements", ["1", "", "x"]),
            {"columns": columns_of(supplements={"if_empty": 0})},
            "supplements",
            [1, 0, None],
            id="what an empty cell is read as",
        ),
        pytest.param(
            dossiers("A,VP,2024-04-26", "B,VP,2024-04-27", "C,VP,2024-05-03", "D,VP,2027-12-30", "E,VP,2022-12-30"),
            {"columns": columns_of(due_on={"from": "received_on", "days": 2, "working": True}), "calendar": vietnam()},
            "due_on",
            [date(2024, 5, 3), date(2024, 5, 3), date(2024, 5, 6), None, None],
            id="working days, past the table too",
        ),
        pytest.param(
            dossiers("A,VP,2024-04-26,", "B,VP,2024-04-27,2024-05-02", "C,VP,2024-04-27,31/04/2024", columns="due_on"),
            {"columns": columns_of(due_on={"name": "due_on", "from": "received_on", "days": 20})},
            "due_on",
            [date(2024, 5, 16), date(2024, 5, 2), None],
            id="days on, where the cell is empty alone",
        ),
        pytest.param(
            cells("due_on", ["2024-05-04", "2024-05-05", "2024-04-29", "2024-05-06"]),
            {"calendar": vietnam(), "due_on_rest_day": "next"},
            "due_on",
            [date(2024, 5, 4), date(2024, 5, 6), date(2024, 5, 2), date(2024, 5, 6)],
            id="due on a day of rest",
        ),
        pytest.param(
            "STT,number,unit,received_on\n1,A,VP,2024-05-06\nI,B,VP,2024-05-06\n2,C,PC,2024-05-06\n",
            {"only": {"stt": "[0-9]+"}},
            "number",
            ["A", "C"],
            id="only",
        ),
        pytest.param(
            "STT,number,unit,received_on\n1,A,VP,2024-05-06\nNháp,B,VP,2024-05-06\n,C,PC,2024-05-06\n",
            {"skip": {"STT": "Nh.*"}},
            "number",
            ["A", "C"],
            id="skip",
        ),
        pytest.param(
            "unit,number,received_on\nVP,A,2024-05-06\n,B,2024-05-07\nCộng,,2\n,D,2024-05-07\n"
            "PC,E,2024-05-08\n ,F,2024-05-08\n",
            {"fill_down": ("Unit",)},
            "unit",
            ["VP", "VP", "VP", "PC", "PC"],
            id="fill down, past a total",
        ),
    ],
)
def test_reads_a_shape(tmp_path: Path, text: str, options: dict[str, Any], column: str, right: list[Any]) -> None:
    assert read(tmp_path, {"x.csv": text}, **options).column(column) == right


@pytest.mark.parametrize(("options", "on_time"), [({}, [1, 1, 1, 0]), ({"compare": "moment"}, [1, 0, 1, 0])])
def test_judged_by_the_moment(tmp_path: Path, options: dict[str, Any], on_time: list[int]) -> None:
    text = dossiers(
        "A,VP,2024-05-06 08:00:00,2024-05-06 12:00:00,2024-05-06 11:00:00",
        "B,VP,2024-05-06 08:00:00,2024-05-06 12:00:00,2024-05-06 17:00:00",
        "C,VP,2024-05-06 08:00:00,2024-05-08 12:00:00,2024-05-07 17:00:00",
        "D,VP,2024-05-06 08:00:00,2024-05-08 12:00:00,2024-05-09 08:00:00",
        columns="due_on,completed_on",
    )
    found = read(tmp_path, {"x.csv": text}, **options)
    assert found.reading.after_hour == 1
    by_number = found.rows.assign(unit=found.rows["number"])
    judged = dossiers_on_time.counts(by_number, by="unit", period="quarter")
    assert judged.sort_values("unit")["numerator"].tolist() == on_time


def test_money_in_millions(tmp_path: Path) -> None:
    text = "unit;year;source;planned;disbursed;as_of\nVP;2024;other;7971,91;0,5;2024-05-06\n"
    columns = columns_of("budget", planned={"scale": 1000000}, disbursed={"scale": 1000000})
    found = read(tmp_path, {"x.csv": text}, register="budget", columns=columns)
    assert (found.column("planned"), found.column("disbursed")) == ([7971910000], [500000])


# -- Files -------------------------------------------------------------------------------------------------------------


def test_latin_1_and_a_block_merged_over_two_columns(tmp_path: Path) -> None:
    text = dossiers("A,Café\x9d,2024-05-06").encode("latin-1")
    assert read(tmp_path / "a", {"x.csv": text}, encoding="latin-1").reading.unknown_units == {"Café\x9d": 1}
    made, stream = openpyxl.Workbook(), io.BytesIO()
    rows = (["unit", "", "number", "received_on"], ["VP", "", "A", "2024-05-06"], ["", "", "B", "2024-05-06"])
    for row in (*rows, ["PC", "", "C", "2024-05-06"]):
        made.active.append(row)
    made.active.merge_cells("A2:B3")
    made.save(stream)
    assert read(tmp_path / "b", {"x.xlsx": stream.getvalue()}).column("unit") == ["VP", "VP", "PC"]


# -- Names of files, folders and sheets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "options", "right"),
    [
        pytest.param(
            {"VP-2024.csv": "number,received_on\nA,2024-05-06\n", "PC-2024.csv": "number,received_on\nB,2024-05-06\n"},
            {"columns": columns_of(unit={"file": "(.*)-2024"})},
            {"A": "VP", "B": "PC"},
            id="file",
        ),
        pytest.param(
            {"VP/1.csv": "number,received_on\nA,2024-05-06\n", "PC/2.csv": "number,received_on\nB,2024-05-06\n"},
            {"columns": columns_of(unit={"folder": True})},
            {"A": "VP", "B": "PC"},
            id="folder",
        ),
        pytest.param(
            {
                "x.xlsx": book(
                    VP=[["number", "received_on"], ["A", "2024-05-06"]],
                    PC=[["number", "received_on"], ["B", "2024-05-07"]],
                )
            },
            {"columns": columns_of(unit={"sheet": True})},
            {"A": "VP", "B": "PC"},
            id="sheet",
        ),
        pytest.param(
            {"x.csv": "number,received_on\nA,2024-05-06\n", "y.csv": "number,received_on,unit\nB,2024-05-06,PC\n"},
            {"per_file": (PerFile("x.csv", {"unit": "VP"}),)},
            {"A": "VP", "B": "PC"},
            id="constant of one of the files",
        ),
        pytest.param(
            {
                "x.xlsx": book(
                    Quy_I=[HEAD, ["A", "VP", "2024-01-06"]],
                    Quy_II=[HEAD, ["B", "VP", "2024-05-06"]],
                    Nhap=[HEAD, ["C", "VP", "2024-05-06"]],
                )
            },
            {"sheet": ("Quy II", "Quy I")},
            {"A": "VP", "B": "VP"},
            id="sheets by a list",
        ),
        pytest.param(
            {"x.xlsx": book(Quy_I=[HEAD, A], Nhap=[HEAD, C])},
            {"sheet": ("Quy .*",)},
            {"A": "VP"},
            id="sheets by a pattern",
        ),
    ],
)
def test_reads_what_stands_in_a_name(
    tmp_path: Path, files: dict[str, object], options: dict[str, Any], right: dict[str, str]
) -> None:
    rows = read(tmp_path, files, **options).rows
    assert dict(zip(rows["number"], rows["unit"], strict=True)) == right


# -- Keys --------------------------------------------------------------------------------------------------------------


def test_a_key_of_ones_own_and_none(tmp_path: Path) -> None:
    text = dossiers(*[f"A,VP,2024-05-0{day}" for day in (6, 7, 7)])
    by_day = read(tmp_path / "a", {"x.csv": text}, key=("number", "received_on"))
    assert by_day.column("received_on") == [date(2024, 5, 6), date(2024, 5, 7)]
    by_line = read(tmp_path / "b", {"x.csv": "unit,received_on\nVP,2024-05-06\nVP,2024-05-06\n,2024-05-06\n"}, key=())
    assert (by_line.reading.usable, by_line.reading.rejected) == (2, {"unit: empty": 1})


# -- What is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        (
            ONE,
            {"constants": {"number": "x"}},
            ("is the same in all rows", 'key = "line"'),
        ),
        (
            {"x.csv": dossiers(*["1,VP,2024-05-06"] * 3)},
            {},
            ("2 of 3 rows repeat a key, number", "in/x.csv", 'key = "line"', 'duplicates = "keep-last"'),
        ),
        (ONE, {"key": ("numbr",)}, ("'numbr'", "did you mean 'number'?")),
        (
            ONE,
            {"only": {"STT": "1"}},
            ("'STT', which is absent", "in/x.csv", "correct only"),
        ),
        (ONE, {"skip": {"unit": "(?=x)"}}, ("'(?=x)' is no pattern", "[0-9]+")),
        (
            ONE,
            {"fill_down": ("Dơn vị",)},
            ("'Dơn vị', which is absent", "correct fill_down"),
        ),
        (
            {"VP.csv": "number,received_on\nA,2024-05-06\n"},
            {"columns": columns_of(unit={"file": "(.*)-2024"})},
            ("does not fit '(.*)-2024'", "in/VP.csv", "correct the pattern of unit"),
        ),
        (
            {"VP.csv": "number,unit\nA,VP\n"},
            {"columns": columns_of(received_on={"file": True})},
            ("received_on comes from a name: 'VP' is nothing", "in/VP.csv", "codes.received_on"),
        ),
        (
            {"x.xlsx": book(Quy_I=[HEAD])},
            {"sheet": ("Quý .*",)},
            ("has no sheet 'Quý .*'", "in/x.xlsx", "its sheets are Quy I"),
        ),
        (
            ONE,
            {"columns": columns_of(due_on={"from": "received_on", "days": 2, "working": True})},
            ("no calendar says", 'holidays = "vn"'),
        ),
        (ONE, {"due_on_rest_day": "next"}, ("no calendar says", 'holidays = "vn"')),
        (
            ONE,
            {"columns": columns_of(due_on={"from": "due_on", "days": 2})},
            ("cannot be counted from 'due_on'", "received_on"),
        ),
        (
            ONE,
            {"columns": columns_of(channel={"if_empty": "fax"})},
            ("channel: if_empty is 'fax'", "one of direct, online"),
        ),
    ],
)
def test_refuses_what_cannot_be_with_what_to_write(
    tmp_path: Path, files: dict[str, object], options: dict[str, Any], said: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, files, **options)
    for part in said:
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("due_on", 5, "their name"),
        ("due_on", {"frm": "received_on"}, "did you mean 'from'?"),
        ("due_on", {"from": "received_on"}, "from and days belong together"),
        ("due_on", {"days": 5}, "from and days belong together"),
        ("due_on", {"name": "a", "first_of": ["b"]}, "name and first_of"),
        ("due_on", {"format": "%Q"}, '"%d-%m-%y"'),
        ("due_on", {"format": "'; DROP"}, '"%d-%m-%y"'),
        ("due_on", {"pivot": 2024}, "two digits"),
        ("due_on", {"scale": 10}, "type date"),
        ("channel", {"pivot": 50}, "type code"),
        ("channel", {"missing": "NA"}, '["9999", "NA"]'),
        ("unit", {"file": "("}, "in brackets"),
        ("unit", {"file": "(a)(b)"}, "in brackets"),
    ],
)
def test_refuses_a_column_that_cannot_be(column: str, value: object, said: str) -> None:
    with pytest.raises(InputError, match=r"dtplan\.toml") as raised:
        columns_of(**{column: value})
    assert said in str(raised.value)
