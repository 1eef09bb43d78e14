"""The columns of an export as ours: what makes up a column, what does not apply, and no personal data."""

import re
from pathlib import Path
from typing import Any

import pytest
from reading import cells, dossiers, read

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.registers.reading.projection import is_personal


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
    ("column", "mapped"), [("processed_online", {"Y": True, "N": False}), ("channel", {"Y": "online"})]
)
def test_what_does_not_apply_is_left_out(tmp_path: Path, column: str, mapped: dict[str, Any]) -> None:
    codes = {column: {**mapped, "NA": "not_applicable"}}
    other = {"processed_online": True} if column == "channel" else {"channel": "online"}
    text = cells(column, ["Y", "NA", "ND", "Y", "na"])
    found = read(tmp_path, {"x.csv": text}, codes=codes, constants=other)
    counts = dossiers_online.counts(found.rows, by="unit", period="quarter").iloc[0]
    assert [counts[name] for name in ("records", "excluded", "missing", "numerator")] == [5, 2, 1, 2]
    assert found.reading.unmapped.get(column, {}).keys() <= {"ND"}
    assert found.reading.unreadable.get(column, 1) == 1


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        *(("ChuHoSo", True), ("chuhoso", True), ("SODINHDANH", True), ("cccd", True), ("Số điện thoại", True)),
        *(("Họ và tên", True), ("E-mail", True), ("dia_chi", True), ("ho_so", False), ("chu_ho", False)),
        *(("Số người nộp trực tuyến", False), ("Địa chỉ IP", False)),
    ],
)
def test_columns_of_personal_data_are_known_however_they_are_typed(name: str, personal: bool) -> None:
    assert is_personal(name) is personal
