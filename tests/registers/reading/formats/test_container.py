"""What a file is by its first bytes, and workbooks that must not be opened."""

import io
import zipfile
from pathlib import Path

import pytest
from books import HEADER, RECORD, ods, xls, xlsx

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.container import inspect, kind_of


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx([HEADER]), "xlsx"),
        (ods([HEADER]), "ods"),
        (xls([HEADER]), "xls"),
        (packed("word/document.xml"), "zip"),
        (b"PK\x03\x04 and nothing more", "zip"),
        (b"PAR1", "parquet"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html>", "html"),
        (b"<?xml version='1.0'?><Workbook>", "html"),
        (b"number,unit\n", ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_its_first_bytes(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "x").write_bytes(content)
    assert kind_of(tmp_path / "x") == kind


@pytest.mark.parametrize(("first", "since_1904"), [(0, False), (1, True)])
def test_an_old_workbook_says_where_its_days_begin(tmp_path: Path, first: int, since_1904: bool) -> None:
    content = xls([HEADER, RECORD]).replace(b"\x22\0\x02\0\0\0", b"\x22\0\x02\0" + first.to_bytes(2, "little"), 1)
    (tmp_path / "x.xls").write_bytes(content)
    found = inspect(tmp_path / "x.xls", "xls", "here")
    assert found["Hồ sơ"].since_1904 is found["another sheet"].since_1904 is since_1904


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        ("xls", xls([HEADER]) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("xlsx", xlsx([HEADER])[:-30], "is damaged"),
        ("ods", packed("content.xml")[:-1], "is damaged"),
    ],
)
def test_what_must_not_be_opened_is_refused(tmp_path: Path, kind: str, content: bytes, fault: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(RegisterError, match=fault) as raised:
        inspect(tmp_path / "x", kind, "here")
    assert raised.value.where == "here"
    assert raised.value.remedy
