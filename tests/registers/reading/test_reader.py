"""Reading registers: every row in one bucket, cells by type, faults of rows and of the whole, files that come out."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from reading import dossiers, read

from dtplan_analysis.errors import RegisterError


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
        "supplements__unread": [False, False, True],
    }
    assert list(found.rows["row_record"]) == [1, 2, 3]
    assert found.reading.unreadable == {"supplements": 1}


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
            r"none of 3 rows is usable: received_on: unreadable \(2, such as .gestern. in in/x.csv, line 2\), "
            r"unit: empty \(1\)",
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


def test_an_error_shows_a_day_that_cannot_be_read_and_the_forms_that_can(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="received_on: unreadable") as raised:
        read(tmp_path, {"x.csv": dossiers("1,VP,06/05/24", "2,VP,07/05/24")})
    assert "(2, such as '06/05/24' in in/x.csv, line 2)" in raised.value.fault
    assert "2024-06-30, 30/06/2024, 2024/06/30, 20240630" in raised.value.remedy
