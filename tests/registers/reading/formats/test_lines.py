"""Records of a text with a separator: as the csv module has them, with their numbers and lines."""

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading import opened

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import recoding
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.lines import (
    END,
    head_rows,
    numbers_of,
    outside_quotes,
    reader_of,
    with_end,
)

PIECES = ["a", ",", '"', '""', "\n", "\r\n", "\r", " ", "đ", "=", "\x00", "x,y,z\n", '"p\nq",2,3\n', ",,\n", "1,2\n"]


SPACE = " \t\r\n\u00a0\u200b\ufeff"


def records_of(text: str) -> list[tuple[int, list[str]]]:
    """Records after the header and their first lines, as Python's csv module has them."""
    reader, line, found = csv.reader(io.StringIO(text, newline="")), 1, []
    for record in reader:
        found += [(line, record)] if record else []
        line = reader.line_num + 1
    return found[1:]


def rows_of(read: Export, wanted: list[str]) -> list[dict[str, object]] | None:
    """All rows of an export; none where it is refused for a quote that is never closed."""
    try:
        return [row for batch in read.batches(wanted) for row in batch.to_pylist()]
    except RegisterError as error:
        if "never closed" not in error.fault:
            raise
        return None


@example(pieces=["a", ",", "1,2\n"], mark=False)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=25), mark=st.booleans())
def test_reads_text_as_the_csv_module_does(pieces: list[str], mark: bool) -> None:
    text = "c,d,e\n" + "".join(pieces)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.csv"
        file.write_bytes((b"\xef\xbb\xbf" if mark else b"") + text.encode())
        read = opened(file, columns={"number": "c", "unit": "d", "field": "e"})
        rows = rows_of(read, ["c", "e"])
        lines = [line for line, _ in read.records()]
    if rows is None:
        assert records_of(text + "\nEND\n")[-1][1] != ["END"]
        return
    records = records_of(text)
    cells = [(n, r[0].strip(SPACE), r[2].strip(SPACE)) for n, (_, r) in enumerate(records, 1) if len(r) == 3]
    assert [(row["row_record"], row["c0"], row["c1"]) for row in rows] == cells
    assert sorted(read.broken) == [n for n, (_, record) in enumerate(records, 1) if len(record) != 3]
    assert lines[: len(records)] == [line for line, _ in records]


def test_numbers_records_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 4096)
    lines = ["a,b"]
    for n in range(1, 3001):
        lines.append(f"{n}" if n % 7 == 0 else f'{n},"two\nlines"' if n % 5 == 0 else f"{n},x")
    (tmp_path / "x.csv").write_text("\r\n".join(lines), encoding="utf-8", newline="")
    read = opened(tmp_path / "x.csv")
    rows = [row for batch in read.batches(["a"]) for row in batch.to_pylist()]
    assert [row["row_record"] for row in rows] == [int(row["c0"]) for row in rows]
    assert len(rows) + len(read.broken) == 3000
    assert set(read.broken) == set(range(7, 3001, 7))
    assert set(read.broken.values()) == {"missing columns"}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n7,8\n', "register dossiers, x, line 3"),
        ('a,b\n1,2\n3,"', "register dossiers, x, line 3"),
        ('a,b\n1,"2"\n\n"3', "register dossiers, x, line 4"),
    ],
)
def test_refuses_a_quote_that_is_never_closed(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match="never closed") as raised:
        list(opened(tmp_path / "x.csv").batches(["a"]))
    assert raised.value.where == where


@pytest.mark.parametrize(
    ("text", "cut", "found"),
    [
        ("a,b\n1,2", False, [(1, 0, ["a", "b"]), (2, 4, ["1", "2"])]),
        ("a,b\n1,2", True, [(1, 0, ["a", "b"])]),  # what the last one would be, nobody knows
        ('\na,"b\nc"\n,\n1,2\n', False, [(2, 1, ["a", "b\nc"]), (4, 9, ["", ""]), (5, 11, ["1", "2"])]),
        ("a", True, [(1, 0, ["a"])]),
        ("", False, []),
    ],
)
def test_the_first_records_have_their_line_and_place(
    text: str, cut: bool, found: list[tuple[int, int, list[str]]]
) -> None:
    rows = head_rows(text, ",", cut)
    assert [(row.line, row.start, row.cells) for row in rows] == found
    assert all(text[row.start :].startswith(row.text) for row in rows)


@pytest.mark.parametrize(("text", "n"), [("a;b;c", 2), ('"a;b";c', 1), ('"a""b;";c;', 2), ('"a;b', 1)])
def test_signs_between_quotes_part_nothing(text: str, n: int) -> None:
    assert outside_quotes(text, ";") == n


@pytest.mark.parametrize(("lines", "seen"), [(["a\n", "b"], [["a"], ["b"], [END]]), (['a,"b'], [["a", f"b\n{END}\n"]])])
def test_the_end_is_a_record_unless_a_quote_is_open(lines: list[str], seen: list[list[str]]) -> None:
    assert list(reader_of(with_end(lines), ",")) == seen


@pytest.mark.parametrize(
    ("rows", "before", "broken", "numbers"),
    [(3, 1, [], [1, 2, 3]), (3, 4, [1, 2], [4, 5, 6]), (2, 1, [1, 2], [3, 4]), (0, 1, [1], [])],
)
def test_rows_are_numbered_past_broken_records(rows: int, before: int, broken: list[int], numbers: list[int]) -> None:
    assert numbers_of(rows, before, np.array(broken, int)).tolist() == numbers
