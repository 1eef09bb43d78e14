"""Reading registers: every row in one bucket, cells by type, faults of rows and of the whole, files that come out."""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import ConfigurationError, InputError, RegisterError
from dtplan_analysis.language import Text
from dtplan_analysis.registers.reading import Reader, Reading, Source, check_source, intake
from dtplan_analysis.spreadsheet import as_written, harmless
from dtplan_analysis.units import Unit, Units, units_from_codes

AS_OF = date(2024, 12, 31)


def unit(code: str, vi: str, *aliases: str, **more: Any) -> Unit:
    return Unit(code, Text(vi, code), aliases=aliases, **more)


UNITS = Units(
    (
        unit("VP", "Văn phòng Bộ", "Van phong"),
        unit("PC", "Vụ Pháp chế"),
        unit("OLD", "Vụ cũ", valid_to=date(2024, 6, 30), successor="MID"),
        unit("NEW", "Vụ mới"),
        unit("MID", "Vụ giữa", valid_to=date(2024, 9, 30), successor="NEW"),
    )
)


@dataclass
class Read:
    """What came out of reading one register."""

    reading: Reading
    rows: pd.DataFrame
    aside: list[list[str]]

    def column(self, name: str) -> list[Any]:
        return [None if pd.isna(value) else value for value in self.rows[name]]


def read(
    folder: Path,
    files: dict[str, object],
    *,
    register: str = "dossiers",
    units: Units = UNITS,
    as_of: date = AS_OF,
    pattern: str = "in",
    secret: str = "secret",
    **options: Any,
) -> Read:
    """Write the files, read them, and return what came out; the buckets always add up."""
    for name, content in files.items():
        file = folder / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pd.DataFrame):
            content.to_parquet(file)
        else:
            file.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    out = folder / "out"
    with Reader(out, key=secret) as reader:
        source = Source(REGISTERS[register], pattern, folder, **options)
        check_source(source, "dtplan.toml")
        reader.stage(source)
        reading = reader.finish(register, units, as_of)
    rows = pd.read_parquet(out / "registers" / f"{register}.parquet", dtype_backend="pyarrow")
    with (out / "set-aside" / f"{register}.csv").open(encoding="utf-8", newline="") as stream:
        header, *aside = csv.reader(stream)
    assert header == ["file", "sheet", "line", "column", "value", "reason"]
    aside = [[file, *row] for file, _, *row in aside]
    assert reading.adds_up
    assert (reading.usable, sum(reading.set_aside.values())) == (len(rows), len(aside))
    return Read(reading, rows, aside)


def dossiers(*rows: str, columns: str = "") -> str:
    """A CSV of dossiers: number, unit and day of receipt, and more columns."""
    more = f",{columns}" if columns else ""
    return "\n".join([f"number,unit,received_on{more}", *rows, ""])


def cells(name: str, values: list[str]) -> str:
    """A CSV with one value of a column per row."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["number", "unit", "received_on", name])
    writer.writerows([str(place), "VP", "2024-05-06", value] for place, value in enumerate(values))
    return stream.getvalue()


# -- Cells -------------------------------------------------------------------------------------------------------------

DAYS = {
    "2024-05-06": date(2024, 5, 6),
    " 2024-05-06\u00a0": date(2024, 5, 6),
    "2024-05-06 23:59:59": date(2024, 5, 6),
    "2024-05-06T23:59": date(2024, 5, 6),
    "2024-05-06T23:59:59.123456789": date(2024, 5, 6),
    "2024-05-06 23:59:59,5": date(2024, 5, 6),
    "2024-05-06T16:59:59Z": date(2024, 5, 6),  # seven hours ahead in Vietnam: one second before midnight
    "2024-05-06T17:00:00Z": date(2024, 5, 7),
    "2024-05-06T23:30:00+09:00": date(2024, 5, 6),
    "2024-05-07T00:30:00.5+09:00": date(2024, 5, 6),
    "2024-05-06T20:00:00-0500": date(2024, 5, 7),
    "06/05/2024": date(2024, 5, 6),
    "6/5/2024": date(2024, 5, 6),
    "06/05/2024 14:01:53": date(2024, 5, 6),
    "6/5/2024 7:05": date(2024, 5, 6),
    "06-05-2024": date(2024, 5, 6),
    "6.5.2024 07:05:00 CH": date(2024, 5, 6),
    "45418": date(2024, 5, 6),
    "45418.99999": date(2024, 5, 6),
    "45418,5": date(2024, 5, 6),
    "": None,
}
NO_DAYS = [
    "2024-02-30",
    "31/02/2024",
    "12/31/2024",
    "06-05/2024",
    "2024/05/06",
    "6/5/24",
    "hôm qua",
    "2024-05-06T25:00:00",
    "infinity",
    "4541",
    "454180",
    "'; DROP TABLE x; --",
    "٢٠٢٤-٠٥-٠٦",
]


def test_reads_dates(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": cells("due_on", [*DAYS, *NO_DAYS])}, dates="day-first")
    assert found.column("due_on") == [*DAYS.values(), *[None] * len(NO_DAYS)]
    assert found.reading.empty["due_on"] == 1
    assert found.reading.unreadable == {"due_on": len(NO_DAYS)}


def test_reads_a_moment_in_the_time_zone_of_the_source(tmp_path: Path) -> None:
    moments = ["2011-12-31T23:30:00+00:00", "2011-06-30T22:30:00+00:00", "2011-06-30T21:30:00+00:00"]
    found = read(tmp_path, {"x.csv": cells("due_on", moments)}, timezone="Europe/Amsterdam")
    assert found.column("due_on") == [date(2012, 1, 1), date(2011, 7, 1), date(2011, 6, 30)]


@pytest.mark.parametrize(
    ("name", "given", "expected", "unreadable"),
    [
        pytest.param(
            "reused",
            ["true", "FALSE", "1", "0", "có", "CO\u0301", "Không", "yes", "no", "x", "1.0", "0.0", "", "maybe", "2"],
            [True, False, True, False, True, True, False, True, False, True, True, False, None, None, None],
            2,
            id="flags",
        ),
        pytest.param(
            "supplements",
            ["2", "02", "2.0", "1,000", "1,234,567", "-3", "1e3", "1.5", "1.25", "hai", "9" * 30, ""],
            [2, 2, 2, 1000, 1234567, -3, 1000, None, None, None, None, None],
            4,
            id="whole numbers",
        ),
        pytest.param(
            "status",
            ["1", "3", "3.0", "10", "RETURNED", "not_accepted", "11", "đã trả", ""],
            [
                "newly_registered",
                "not_accepted",
                "not_accepted",
                "returned",
                "returned",
                "not_accepted",
                "11",
                "đã trả",
                None,
            ],
            0,
            id="codes",
        ),
        pytest.param(
            "field",
            ["  đất đai ", "e\u0302\u0301", "=1+1", "\u200b", "-"],
            ["đất đai", "ế", "=1+1", None, "-"],
            0,
            id="text",
        ),
    ],
)
def test_reads_cells_by_the_type_of_their_column(
    tmp_path: Path, name: str, given: list[str], expected: list[object], unreadable: int
) -> None:
    found = read(tmp_path, {"x.csv": cells(name, given)})
    assert found.column(name) == expected
    assert found.reading.unreadable.get(name, 0) == unreadable
    assert found.reading.empty.get(name, 0) == expected.count(None) - unreadable


@pytest.mark.parametrize(
    ("weights", "options", "expected", "said"),
    [
        pytest.param(
            ["1.5", "2", "nan", "inf", "x", ""], {}, [1.5, 2, None, None, None, None], "decimal .", id="point"
        ),
        pytest.param(["1,5", "1.234", "12.345,6"], {}, [1.5, 1234, 12345.6], "decimal ,", id="comma and thousands"),
        pytest.param(["0.5", "1,234", "1,234.5"], {}, [0.5, 1234, 1234.5], "decimal .", id="point and thousands"),
        pytest.param(["1.234", "2"], {"decimal": "."}, [1.234, 2], "decimal .", id="asked for: a point"),
        pytest.param(["1.234", "2"], {"decimal": ","}, [1234, 2], "decimal ,", id="asked for: a comma"),
        pytest.param(["1.5", "1,5", "2,25"], {"decimal": ","}, [None, 1.5, 2.25], "decimal ,", id="one of two ways"),
        pytest.param(["2", "3", "1e3"], {}, [2, 3, 1000], "", id="nothing to decide"),
    ],
)
def test_decides_the_decimal_sign_for_a_column(
    tmp_path: Path, weights: list[str], options: dict[str, str], expected: list[float | None], said: str
) -> None:
    text = "unit;answered_on;score;weight\n" + "".join(f"VP;2024-05-06;5;{weight}\n" for weight in weights)
    found = read(tmp_path, {"x.csv": text}, register="satisfaction", **options)
    assert found.column("weight") == expected
    assert [key for key, names in found.reading.detected["in/x.csv"].items() if names == "weight"] == [said][
        : len(said)
    ]


@pytest.mark.parametrize(
    ("served", "expected", "said"),
    [
        pytest.param(["1.000", "20"], [1000, 20], "thousands", id="nobody counts in thousandths"),
        pytest.param(["1.000", "2,0"], [1000, 2], "decimal ,", id="a comma before tenths"),
        pytest.param(["1.000", "2.0"], [1, 2], "decimal .", id="a point before tenths"),
        pytest.param(["1.000.000", "1.234"], [1000000, 1234], "decimal ,", id="points between thousands"),
        pytest.param(["1,234", "0.5"], [1234, None], "decimal .", id="half a person is no count"),
    ],
)
def test_reads_thousands_of_whole_numbers(
    tmp_path: Path, served: list[str], expected: list[int | None], said: str
) -> None:
    text = "unit;period;served\n" + "".join(f"VP;{place};{one}\n" for place, one in enumerate(served))
    found = read(tmp_path, {"x.csv": text}, register="satisfaction_served")
    assert found.column("served") == expected
    assert found.reading.detected["in/x.csv"][said] == "served"


def test_asks_for_a_decimal_sign_that_nothing_tells(tmp_path: Path) -> None:
    text = "unit;answered_on;score;weight\nVP;2024-05-06;5;2\nVP;2024-05-06;5;1.234\n"
    with pytest.raises(RegisterError, match="nothing in column 'weight' tells whether a comma or a point") as raised:
        read(tmp_path, {"x.csv": text}, register="satisfaction")
    assert raised.value.where == "register satisfaction, in/x.csv, line 3"
    assert 'decimal = "," or decimal = "."' in raised.value.remedy


# -- The order of day and month ------------------------------------------------------------------------------------


def dated(*days: str) -> str:
    return dossiers(*(f"{place},VP,{day}" for place, day in enumerate(days)))


@pytest.mark.parametrize(
    ("days", "options", "expected", "said"),
    [
        pytest.param(["06/05/2024", "25/05/2024"], {}, ["2024-05-06", "2024-05-25"], "day-first", id="a 25th tells"),
        pytest.param(["06/05/2024", "05/25/2024"], {}, ["2024-06-05", "2024-05-25"], "month-first", id="so does May"),
        pytest.param(["5/5/2024", "2024-05-06"], {}, ["2024-05-05", "2024-05-06"], "", id="the same either way"),
        pytest.param(["06/05/2024"], {"dates": "day-first"}, ["2024-05-06"], "day-first", id="asked for"),
        pytest.param(["06/05/2024"], {"dates": "month-first"}, ["2024-06-05"], "month-first", id="asked for: month"),
        pytest.param(
            ["06/05/2024"], {"dates": {"received_on": "month-first"}}, ["2024-06-05"], "month-first", id="of a column"
        ),
        pytest.param(
            ["45418", "06.05.2024", "13-05-2024"], {}, ["2024-05-06"] * 2 + ["2024-05-13"], "day-first", id="mixed"
        ),
    ],
)
def test_decides_the_order_of_day_and_month_for_a_column(
    tmp_path: Path, days: list[str], options: dict[str, Any], expected: list[str], said: str
) -> None:
    found = read(tmp_path, {"x.csv": dated(*days)}, **options)
    assert [day.isoformat() for day in found.column("received_on")] == expected
    ways = {key: names for key, names in found.reading.detected["in/x.csv"].items() if names == "received_on"}
    assert ways == ({said: "received_on"} if said else {})


def test_one_slip_does_not_turn_a_column_round(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": dated(*["25/05/2024"] * 30, "05/25/2024", "06/05/2024")})
    assert found.column("received_on")[-1] == date(2024, 5, 6)
    assert found.aside == [["in/x.csv", "32", "received_on", "05/25/2024", "unreadable"]]


def test_reads_a_file_as_the_others_of_its_register(tmp_path: Path) -> None:
    files = {"a.csv": dossiers("A,VP,06/05/2024"), "b.csv": dossiers("B,VP,25/05/2024")}
    assert read(tmp_path, dict(files)).column("received_on") == [date(2024, 5, 6), date(2024, 5, 25)]
    files["c.csv"] = dossiers("C,VP,05/25/2024")
    with pytest.raises(RegisterError, match="nothing in column 'received_on' tells") as raised:
        read(tmp_path, dict(files))
    assert raised.value.where == "register dossiers, in/a.csv, line 2"


def test_decides_by_all_rows_where_the_first_do_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_spread", lambda first: first.slice(0, 2))
    text = dossiers(
        "A,VP,06/05/2024,07/05/2024,1.000",
        ",VP,06/05/2024,,1",
        "C,,06/05/2024,,",
        "D,VP,06/25/2024,06/26/2024,2.0",
        "E,VP,13/13/2024,13/13/2024,x",
        "F,VP,2024-06-25,13/13/2024,x",
        columns="due_on,supplements",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.column("received_on") == [date(2024, 6, 5), date(2024, 6, 25), date(2024, 6, 25)]
    assert found.column("due_on") == [date(2024, 7, 5), date(2024, 6, 26), None]
    assert found.column("supplements") == [1, 2, None]
    assert found.reading.unreadable == {"due_on": 1, "supplements": 1}
    assert [row[1:] for row in found.aside] == [
        ["3", "number", "", "empty"],
        ["4", "unit", "", "empty"],
        ["6", "received_on", "13/13/2024", "unreadable"],
    ]


def test_refuses_a_column_in_both_orders(tmp_path: Path) -> None:
    text = dated(*["25/05/2024"] * 5, *["05/25/2024"] * 5)
    with pytest.raises(RegisterError, match="differ in whether the day or the month comes first") as raised:
        read(tmp_path, {"x.csv": text})
    assert "the cells that differ are then unreadable" in raised.value.remedy
    found = read(tmp_path / "b", {"x.csv": text}, dates="day-first")
    assert found.reading.set_aside == {"received_on: unreadable": 5}


def test_finds_late_cells_in_another_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_spread", lambda first: first.slice(0, 5))
    with pytest.raises(RegisterError, match="differ in whether"):
        read(tmp_path, {"x.csv": dated(*["25/05/2024"] * 5, *["05/25/2024"] * 5)})


def test_reads_the_types_of_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "number": [1, 2, 3],
            "unit": pd.Categorical(["VP", "PC", "VP"]),
            "received_on": pd.to_datetime(["2024-05-06 23:00", "2024-06-30 17:30", "2024-06-30 16:30"], utc=True),
            "filed_on": pd.to_datetime(["2024-05-06 23:00", None, "2024-06-30 17:30"]),
            "due_on": [date(2024, 5, 6), None, date(2024, 7, 1)],
            "completed_on": [45418.0, None, 45419.0],
            "status": [3.0, None, 10.0],
            "channel": [2, 1, 3],
            "reused": [True, None, False],
            "authenticated": [1.0, 0.0, None],
            "supplements": [Decimal("1.00"), None, Decimal("1.50")],
            "field": [b"\xc4\x91\xe1\xba\xa5t ", None, b""],
            "procedure": [None, None, None],
        }
    )
    found = read(tmp_path, {"x.parquet": frame})
    assert found.rows.drop(columns=["row_file", "row_record"]).astype(object).where(
        lambda table: table.notna(), None
    ).to_dict("list") == {
        "number": ["1", "2", "3"],
        "unit": ["VP", "PC", "VP"],
        "procedure": [None] * 3,
        "field": ["đất", None, None],
        "filed_on": [date(2024, 5, 6), None, date(2024, 6, 30)],
        "received_on": [date(2024, 5, 7), date(2024, 7, 1), date(2024, 6, 30)],
        "due_on": [date(2024, 5, 6), None, date(2024, 7, 1)],
        "completed_on": [date(2024, 5, 6), None, date(2024, 5, 7)],
        "status": ["not_accepted", None, "returned"],
        "channel": ["online", "direct", "postal"],
        "reused": [True, None, False],
        "authenticated": [True, False, None],
        "supplements": [1, None, None],
    }
    assert list(found.rows["row_record"]) == [1, 2, 3]
    assert found.reading.unreadable == {"supplements": 1}


def test_maps_names_codes_and_constants(tmp_path: Path) -> None:
    text = "Mã;Đơn vị;Ngày;Kênh;Hạn\nA;Phòng 1;06/05/2024;Internet;Đ\nB;Phòng 2;06/05/2024;Fax;S\nC;VP;06/05/2024;;?\n"
    found = read(
        tmp_path,
        {"x.csv": text},
        columns={"number": "Mã", "unit": "Đơn vị", "received_on": "Ngày", "channel": "Ke\u0302nh", "reused": "Hạn"},
        dates="day-first",
        codes={"channel": {"Internet": "online"}, "unit": {"Phòng 1": "PC"}, "reused": {"Đ": True, "S": False}},
        constants={"processed_online": True, "due_on": date(2024, 6, 1), "supplements": 2, "status": "accepted"},
    )
    assert found.column("channel") == ["online", "Fax", None]
    assert found.column("unit") == ["PC", "(unknown)", "VP"]
    assert found.column("reused") == [True, False, None]
    assert found.column("processed_online") == [True] * 3
    assert found.column("due_on") == [date(2024, 6, 1)] * 3
    assert found.column("supplements") == [2] * 3
    assert found.reading.unmapped == {"channel": {"Fax": 1}}
    assert found.reading.unknown_units == {"Phòng 2": 1}
    assert found.reading.constants["due_on"] == "2024-06-01"
    assert "due_on" not in found.reading.absent


# -- Rows that are set aside, kept or missing --------------------------------------------------------------------------


def test_sets_aside_what_nobody_can_place(tmp_path: Path) -> None:
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
        ["in/x.csv", "2", "number", "A", "repeated"],
        ["in/x.csv", "3", "number", "", "empty"],
        ["in/x.csv", "4", "unit", "", "empty"],
        ["in/x.csv", "5", "received_on", "", "empty"],
        ["in/x.csv", "6", "received_on", "hôm qua", "unreadable"],
        ["in/x.csv", "7", "received_on", "1989-12-31", "absurd"],
        ["in/x.csv", "10", "received_on", "2035-01-01", "absurd"],
        ["in/x.csv", "12", "line", "", "missing columns"],
        ["in/x.csv", "13", "line", "", "too many columns"],
    ]
    assert found.reading.set_aside == {
        "line: missing columns": 1,
        "line: too many columns": 1,
        "number: empty": 1,
        "number: repeated": 1,
        "received_on: absurd": 2,
        "received_on: empty": 1,
        "received_on: unreadable": 1,
        "unit: empty": 1,
    }
    assert (found.reading.rows, found.reading.usable) == (12, 3)


def test_keeps_somebody_who_is_in_post_since_long_ago(tmp_path: Path) -> None:
    text = "staff,unit,valid_from\nCB1,VP,1985-09-01\nCB2,VP,2036-01-01\nCB1,VP,1985-09-01\n"
    found = read(tmp_path, {"x.csv": text}, register="staff")
    assert found.reading.set_aside == {"staff: repeated": 1, "valid_from: absurd": 1}
    assert [row[3] for row in found.aside] == ["", "2036-01-01"]  # nobody's code in a file for others


def test_keeps_and_lists_what_is_inconsistent(tmp_path: Path) -> None:
    text = dossiers(
        "G17.91-240506-0001,VP,2024-05-06,2024-05-05,2024-05-04,2024-05-04,9",
        "G17.91-240507-0002,VP,2024-05-06,,,2024-05-09,10",
        "khác,VP,2024-05-06,,,,9",
        columns="due_on,completed_on,returned_on,status",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.reading.usable == 3
    assert found.reading.inconsistent == {
        "due_on_before_received_on": 1,
        "completed_on_before_received_on": 1,
        "returned_on_before_received_on": 1,
        "ended_without_date": 1,
        "returned_without_end": 1,
        "number_unlike_received": 1,
    }


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


def test_lists_only_the_most_frequent_of_many_unknown_units(tmp_path: Path) -> None:
    rows = [f"{n},U{n % 300},2024-05-06" for n in range(1000)]
    found = read(tmp_path, {"x.csv": dossiers(*rows)})
    assert sum(found.reading.unknown_units.values()) == 1000
    assert len(found.reading.unknown_units) == 201


# -- Several files, absent columns -------------------------------------------------------------------------------------


def test_reads_several_files_one_of_which_lacks_a_column(tmp_path: Path) -> None:
    frame = pd.DataFrame({"number": ["C"], "unit": ["PC"], "received_on": ["2024-05-08"], "reused": [True]})
    found = read(
        tmp_path,
        {
            "2024/x.csv": dossiers("A,VP,2024-05-06,1", columns="reused"),
            "2025/x.csv": dossiers("B,VP,2024-05-07"),
            "2025/y.parquet": frame,
            "2026/x.csv": dossiers(),
        },
    )
    assert found.column("reused") == [True, None, True]
    assert found.reading.empty == {"reused": 1}
    assert list(found.reading.files) == ["in/2024/x.csv", "in/2025/x.csv", "in/2025/y.parquet", "in/2026/x.csv"]


def test_says_once_that_a_mapped_column_is_nowhere(tmp_path: Path) -> None:
    rows = [f"{n},VP,2024-05-06,2024-06-06" for n in range(500)]
    found = read(tmp_path, {"x.csv": dossiers(*rows, columns="NgayHenTra")}, columns={"due_on": "NgayHenTr"})
    assert found.reading.absent.count("due_on") == 1
    assert found.reading.nearest["due_on"] == "NgayHenTra"
    assert "due_on" not in found.reading.empty
    assert "due_on" not in found.rows


@pytest.mark.parametrize(
    ("files", "options", "fault", "where", "remedy"),
    [
        pytest.param(
            {"x.csv": "Numbers,unit,received_on\nA,VP,2024-05-06\n"},
            {},
            "column 'number' is absent: the nearest is 'Numbers'",
            "register dossiers, in/x.csv",
            'as in number = "Numbers"',
            id="no key",
        ),
        pytest.param(
            {"x.csv": dossiers("A,VP,2024-05-06"), "y.csv": "number,unit\nA,VP\n"},
            {},
            "'received_on' is absent",
            "register dossiers, in/y.csv",
            "map it",
            id="no period in one of the files",
        ),
        pytest.param(
            {"x.csv": dossiers("A,VP,2024-05-06")},
            {"columns": {"unit": "DonVi"}},
            "column 'DonVi', our 'unit', is absent",
            "register dossiers, in/x.csv",
            'unit = "their name"',
            id="no unit",
        ),
        pytest.param({"x.csv": ""}, {}, "is empty", "register dossiers, in/x.csv", "header", id="empty file"),
        pytest.param(
            {"x.csv": dossiers()}, {}, "no row below its header", "register dossiers", "export", id="header only"
        ),
        pytest.param(
            {"x.csv": dossiers("A,VP,gestern", "B,,2024-05-06", "C,VP,x")},
            {},
            r"none of 3 rows is usable: received_on: unreadable \(2\), unit: empty \(1\)",
            "register dossiers",
            "dtplan.toml",
            id="no usable row",
        ),
        pytest.param(
            {"x.csv": "number,unit,received_on\nđơn vị,".encode() + b"\xff,VP,x\n"},
            {},
            "UTF-8",
            "register dossiers, in/x.csv, line 2",
            "UTF-8",
            id="encoding",
        ),
        pytest.param(
            {"x.parquet": b"PAR1"},
            {},
            "cannot be read",
            "register dossiers, in/x.parquet",
            "again",
            id="corrupt Parquet",
        ),
        pytest.param({"x.md": ""}, {}, "no file matches", "register dossiers", "put the export there", id="no file"),
    ],
)
def test_refuses_faults_of_the_whole(
    tmp_path: Path, files: dict[str, object], options: dict[str, Any], fault: str, where: str, remedy: str
) -> None:
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, files, **options)
    assert raised.value.where == where
    assert remedy in raised.value.remedy


# -- Personal data, pseudonyms, formulas -------------------------------------------------------------------------------


def test_personal_data_never_leave_the_export(tmp_path: Path) -> None:
    header = "number,unit,received_on,ChuHoSo,SoDinhDanh,user"
    rows = [
        "A,VP,2024-05-06,Nguyễn Văn Kín,001099000001,tk-bi-mat",
        "B,,2024-05-06,Trần Thị Kín,001099000002,tk-khac",
        "C,VP,2024-05-06,Lê, Văn Kín,001099000003,tk-bi-mat",
        ",VP,x,Lê Văn Kín,001099000004,tk-bi-mat",
    ]
    found = read(tmp_path, {"x.csv": "\n".join([header, *rows])})
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    for secret in ("Kín", "0010990", "tk-bi-mat", "tk-khac", "secret"):
        assert secret.encode() not in written
    assert set(found.rows.columns) == {"number", "unit", "received_on", "user", "row_file", "row_record"}
    assert re.fullmatch("[0-9A-Za-z+/]{12}", found.column("user")[0])


def test_pseudonyms_tell_people_apart_and_depend_on_the_key(tmp_path: Path) -> None:
    text = dossiers(
        "A,VP,2024-05-06,u1", "B,VP,2024-05-06, u1 ", "C,VP,2024-05-06,u2", "D,VP,2024-05-06,", columns="user"
    )
    one = read(tmp_path / "a", {"x.csv": text}).column("user")
    again = read(tmp_path / "b", {"x.csv": text}).column("user")
    other = read(tmp_path / "c", {"x.csv": text}, secret="other").column("user")
    assert one == again
    assert one[0] == one[1] != one[2]
    assert one[3] is None
    assert not {*one[:3]} & {*other[:3]}


def test_an_identity_number_is_no_staff_code(tmp_path: Path) -> None:
    text = "cccd,unit,valid_from\n001099000001,VP,2020-01-01\n"
    found = read(tmp_path, {"x.csv": text}, register="staff", columns={"staff": "cccd"})
    assert re.fullmatch("[0-9A-Za-z+/]{12}", found.column("staff")[0])
    with pytest.raises(ConfigurationError, match="personal data"):
        read(tmp_path / "b", {"x.csv": dossiers("A,VP,2024-05-06,x", columns="ChuHoSo")}, columns={"field": "ChuHoSo"})
    with pytest.raises(ConfigurationError, match="personal data"):
        read(
            tmp_path / "c",
            {"x.csv": "unit,answered_on,score,CCCD\nVP,2024-05-06,5,1\n"},
            register="satisfaction",
            columns={"stratum": "CCCD"},
        )


HOSTILE = ["=X(1)", "+1", "-1", "@x", "x\n=1", "a; =1", "a;=1+1", "＝1+1", "'=1", "a\u2028=1", "\u2060=1", "x;\u2060@y"]


def test_formulas_in_rows_set_aside_are_text(tmp_path: Path) -> None:
    stream = io.StringIO()
    rows = [[n, "VP", day] for n, day in enumerate(["2024-05-06", *HOSTILE])]
    csv.writer(stream).writerows([["number", "unit", "received_on"], *rows])
    found = read(tmp_path, {"=cmd.csv": stream.getvalue()}, pattern="in/=cmd.csv")
    assert [as_written(row[3]) for row in found.aside] == HOSTILE
    for row in found.aside:
        for cell in re.split("[;\t\n\u2028]", row[3]):
            assert not re.match("[\\s\u2060]*[-=+@＝]", cell)
    assert {row[0] for row in found.aside} == {"in/=cmd.csv"}


# -- As-of date, units of the data -------------------------------------------------------------------------------------


def staged(folder: Path, **texts: str) -> Reader:
    reader = Reader(folder / "out")
    reader.__enter__()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        reader.stage(Source(REGISTERS[name], f"{name}.csv", folder))
    return reader


def test_the_as_of_date_is_the_latest_event_that_is_no_slip(tmp_path: Path) -> None:
    rows = [
        "A,VP,2024-05-06,2030-01-01,2024-08-09",
        "B,VP,2024-05-07,,",
        "C,VP,2059-05-07,,",
        "D,VP,2024-05-07,,2059-01-01",
        "E,VP,x,,",
    ]
    texts = {
        "dossiers": dossiers(*rows, columns="due_on,completed_on"),
        "training": "staff,completed_on\n1,2024-07-08\n",
        "staff": "staff,unit,valid_from\n1,VP,2024-12-01\n",
    }
    assert staged(tmp_path, **texts).latest_day() == date(2024, 8, 9)  # not a due day, nor a day in post


def test_refuses_registers_without_any_event(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no register has a readable date") as raised:
        staged(tmp_path, staff="staff,unit,valid_from\n1,VP,2024-12-01\n").latest_day()
    assert "as_of" in raised.value.remedy


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


# -- Whatever comes ----------------------------------------------------------------------------------------------------

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


def refused(call: Callable[..., Read], *given: object, **more: object) -> Read | InputError:
    """What a call returns, or the input error that it raises: nothing else may come of hostile input."""
    try:
        return call(*given, **more)
    except InputError as error:
        return error


@settings(max_examples=50, deadline=None)
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
        "repeated",
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
