"""From an export's columns to the register's: names, codes, constants, and no personal data."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from reading import dossiers, read

from dtplan_analysis.errors import ConfigurationError


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
    assert found.reading.lacking == {"reused": ["in/2025/x.csv", "in/2026/x.csv"]}
    assert list(found.reading.files) == ["in/2024/x.csv", "in/2025/x.csv", "in/2025/y.parquet", "in/2026/x.csv"]


def test_says_once_that_a_mapped_column_is_nowhere(tmp_path: Path) -> None:
    rows = [f"{n},VP,2024-05-06,2024-06-06" for n in range(500)]
    found = read(tmp_path, {"x.csv": dossiers(*rows, columns="NgayHenTra")}, columns={"due_on": "NgayHenTr"})
    assert found.reading.absent.count("due_on") == 1
    assert found.reading.nearest["due_on"] == "NgayHenTra"
    assert "due_on" not in found.reading.empty
    assert "due_on" not in found.rows


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


@pytest.mark.parametrize(
    ("due", "end", "late"),
    [
        ("2024-05-06 12:00:00", "2024-05-06 17:00:00", True),
        ("2024-05-06 12:00:00", "2024-05-06 11:00:00", False),
        ("2024-05-06T12:00", "2024-05-06T12:00:01", True),
        ("2024-05-06 12:00:00", "2024-05-07 08:00:00", False),
        ("13/05/2024 9:30", "13/05/2024 9:45", True),
        ("13/05/2024 9:30 SA", "13/05/2024 1:45 CH", True),
        ("2024-05-06", "2024-05-06 17:00:00", False),
        ("2024-05-06 00:00:00", "2024-05-06 17:00:00", False),
        ("2024-05-06 12:00:00", "2024-05-06", False),
        ("2024-05-06 12:00:00", "", False),
    ],
)
def test_says_what_ended_on_its_due_day_after_its_hour(tmp_path: Path, due: str, end: str, late: bool) -> None:
    for place, columns in enumerate(("due_on,completed_on", "due_on,returned_on")):
        text = dossiers(f"A,VP,2024-05-06,{due},{end}", columns=columns)
        found = read(tmp_path / str(place), {"x.csv": text})
        assert found.reading.after_hour == late
