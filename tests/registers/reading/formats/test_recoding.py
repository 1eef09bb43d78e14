"""Text in any encoding as UTF-8."""

from pathlib import Path

import pytest
from reading import opened, read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import recoding


def test_finds_the_line_of_a_wrong_byte_past_the_first_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "CHUNK", 7)
    text = "đơn vị,số\n" * 20
    for line in (2, 9, 20):
        lines = text.encode().splitlines(keepends=True)
        lines[line - 1] = b"\xc3(," + lines[line - 1]
        (tmp_path / "x.csv").write_bytes(b"".join(lines))
        with pytest.raises(RegisterError) as raised:
            opened(tmp_path / "x.csv")
        assert raised.value.where == f"register dossiers, x, line {line}"


def test_refuses_a_record_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 4096)
    (tmp_path / "x.csv").write_text('a,b\n1,"' + "x\n" * 9000 + '"\n', encoding="utf-8")
    with pytest.raises(RegisterError, match=r"longer than|never closed"):
        list(opened(tmp_path / "x.csv").batches(["a"]))


NAMES = {"number": "Mã hồ sơ", "unit": "Đơn vị", "received_on": "Ngày tiếp nhận"}


ROWS = (
    "Mã hồ sơ;Đơn vị;Ngày tiếp nhận;field\n"
    "HS1;Văn phòng Bộ;25/05/2024;Quy hoạch kiến trúc, Nhà ở\n"
    "HS2;Vụ Pháp chế;06/05/2024;Pháp\n"
)


def test_refuses_a_line_of_two_gigabytes_at_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "x.csv").open("wb") as stream:
        stream.write(b"number,unit,received_on\nA,VP,")
        stream.truncate(2 << 30)
    with pytest.raises(RegisterError, match="a line is longer than 16 MB") as raised:
        read(tmp_path, {})
    assert raised.value.where == "register dossiers, in/x.csv, line 2"


def test_bounds_lines_of_utf_16_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 4096)
    monkeypatch.setattr(recoding, "CHUNK", 1024)
    text = "number,unit,received_on\nA,VP," + "x" * 9000
    with pytest.raises(RegisterError, match="a line is longer than"):
        read(tmp_path, {"x.csv": text.encode("utf-16")})


def test_transcodes_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "CHUNK", 7)
    for encoding in ("utf-16", "utf-8-sig"):
        found = read(tmp_path / encoding, {"x.csv": ROWS.encode(encoding)}, columns=NAMES)
        assert found.column("unit") == ["VP", "PC"]
