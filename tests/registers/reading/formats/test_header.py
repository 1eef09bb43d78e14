"""The header of a table of text: its names and its separator."""

import hashlib
from pathlib import Path

import pytest
from reading import opened


@pytest.mark.parametrize(
    ("text", "names", "delimiter"),
    [
        ("a,b\n", ("a", "b"), ","),
        ('"a";"b, c, d"\n', ("a", "b, c, d"), ";"),
        ("a\tb\tc, d\n", ("a", "b", "c, d"), "\t"),
        ("a|b\r\n", ("a", "b"), "|"),
        ("\ufeff a , b \n", ("a", "b"), ","),
        ('"a\nb",c\n', ("a b", "c"), ","),
        ("\n\r\na,b\n", ("a", "b"), ","),
        ("a,,c\n", ("a", "(column 2)", "c"), ","),
        ("Ma\u0303 hồ sơ,b", ("Mã hồ sơ", "b"), ","),
        ("Unit,unit\n", ("Unit", "unit"), ","),
        ("alone", ("alone",), ","),
    ],
)
def test_reads_a_header(tmp_path: Path, text: str, names: tuple[str, ...], delimiter: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8", newline="")
    read = opened(tmp_path / "x.csv")
    assert (read.names, read.delimiter) == (names, delimiter)
    assert read.digest == hashlib.sha256(text.encode()).hexdigest()
