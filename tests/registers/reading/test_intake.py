"""From an export's columns to the register's: names, codes, constants, and no personal data."""

from datetime import date
from pathlib import Path

import pandas as pd
from reading import dossiers, read


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
