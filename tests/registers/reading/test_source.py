"""Where registers come from: files, their names in outputs, their columns, records and lines."""

import csv
import hashlib
import io
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import ConfigurationError, RegisterError
from dtplan_analysis.registers.reading import Source, check_source
from dtplan_analysis.registers.reading.formats import recoding
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.opening import open_file

DOSSIERS = REGISTERS["dossiers"]


def source(base: Path, pattern: str = "*.csv", **more: object) -> Source:
    return Source(DOSSIERS, pattern, base, **more)  # type: ignore[arg-type]


def opened(file: Path, **more: object) -> Export:
    (export,) = open_file(file, "x", source(file.parent, file.name, **more), file.parent / "scratch")
    return export


def put(base: Path, *names: str) -> None:
    for name in names:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text("number\n1\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("b.csv", ["b.csv"], id="a file"),
        pytest.param("*.csv", ["a.csv", "b.csv"], id="a glob passes hidden files and Excel's locks over"),
        pytest.param("**/*.csv", ["a.csv", "b.csv", "sub/a.csv"], id="a glob into folders"),
        pytest.param("sub", ["sub/a.csv", "sub/B.PARQUET", "sub/deep [2024]/c.txt"], id="a folder, with its folders"),
        pytest.param("sub/deep [2024]/c.txt", ["sub/deep [2024]/c.txt"], id="signs of a glob in a real name"),
        pytest.param("./sub/../a.csv", ["a.csv"], id="a winding way"),
    ],
)
def test_finds_files_in_the_order_of_their_names(tmp_path: Path, pattern: str, found: list[str]) -> None:
    put(tmp_path, "b.csv", "a.csv", ".hidden.csv", "~$a.csv", "readme.md", "sub/a.csv", "sub/B.PARQUET")
    put(tmp_path, "sub/deep [2024]/c.txt", "sub/.dtplan/registers/x.parquet", "sub/notes.docx")
    (tmp_path / "sub" / "folder.csv").mkdir()
    looked_up = source(tmp_path, pattern)
    assert [file.resolve().relative_to(tmp_path).as_posix() for file in looked_up.files()] == found
    assert len({looked_up.label(file) for file in looked_up.files()}) == len(found)


def test_takes_absolute_paths_and_names_files_below_them(tmp_path: Path) -> None:
    office, elsewhere = tmp_path / "office", tmp_path / "elsewhere"
    office.mkdir()
    put(elsewhere, "2024/a.csv", "2025/a.csv")
    for pattern in (elsewhere, elsewhere / "*" / "*.csv"):
        looked_up = source(office, str(pattern))
        assert [looked_up.label(file) for file in looked_up.files()] == ["2024/a.csv", "2025/a.csv"]
    single = source(office, str(elsewhere / "2024" / "a.csv"))
    assert [single.label(file) for file in single.files()] == ["a.csv"]


def test_reads_a_linked_file_once_and_passes_a_broken_link_over(tmp_path: Path) -> None:
    put(tmp_path, "dossiers.csv")
    (tmp_path / "latest.csv").symlink_to(tmp_path / "dossiers.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "no-such-file.csv")
    assert [file.name for file in source(tmp_path).files()] == ["dossiers.csv"]


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("exports/*.csv", "no file matches"),
        ("exports", "no file matches"),
        ("notes.docx", "of no format that is read"),
        ("a\0b", "no file matches|cannot be looked up"),
        ("x" * 500, "cannot be looked up"),
    ],
)
def test_refuses_a_source_without_files(tmp_path: Path, pattern: str, fault: str) -> None:
    put(tmp_path, "notes.docx")
    with pytest.raises(RegisterError, match=fault) as raised:
        source(tmp_path, pattern).files()
    assert raised.value.where == "register dossiers"
    assert raised.value.remedy


# -- Columns -----------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("name", "content", "fault", "where"),
    [
        ("x.csv", b"", "is empty", "register dossiers, x"),
        ("x.csv", b"\xef\xbb\xbf", "is empty", "register dossiers, x"),
        ("x.csv", b"\n\n", "is empty", "register dossiers, x"),
        ("x.csv", b",,\n  ,\n", "is empty", "register dossiers, x"),
        ("x.csv", b"number,b,number\n", "'number' 2 times", "register dossiers, x"),
        ("x.csv", "số,đơn vị\nế,ộ\n".encode() + b"\xff,", "not UTF-8", "register dossiers, x, line 3"),
        ("x.csv", "đ,b\n1,2\n".encode() * 3 + b"caf\xe9,1\n", "not UTF-8", "register dossiers, x, line 7"),
        ("x.csv", "đ,b\n1,đ".encode()[:-1], "not UTF-8", "register dossiers, x, line 2"),
        ("x.csv", "a,b\n".encode("utf-16") + b"\n", "not utf-16 text", "register dossiers, x, line 2"),
        ("x.parquet", b"", "cannot be read", "register dossiers, x"),
        ("x.parquet", b"PAR1 nothing of the kind PAR1", "cannot be read", "register dossiers, x"),
    ],
)
def test_refuses_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, fault: str, where: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegisterError, match=fault) as raised:
        opened(tmp_path / name)
    assert raised.value.where == where
    assert raised.value.remedy


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


def test_names_the_nearest_column(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("NgayHenTra,DonVi\n", encoding="utf-8")
    read = opened(tmp_path / "x.csv")
    assert [read.nearest(name) for name in ("NgayHenTr", "donvi", "zzz")] == ["NgayHenTra", "DonVi", ""]


# -- Records and lines -------------------------------------------------------------------------------------------------

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


def test_refuses_a_record_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 4096)
    (tmp_path / "x.csv").write_text('a,b\n1,"' + "x\n" * 9000 + '"\n', encoding="utf-8")
    with pytest.raises(RegisterError, match=r"longer than|never closed"):
        list(opened(tmp_path / "x.csv").batches(["a"]))


def test_reads_only_the_wanted_columns_of_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a.b": [" x\u00a0", None], "ChuHoSo": ["Ng", "Tr"], "Mã": ["e\u0302\u0301", "b"]})
    frame["a.b"] = frame["a.b"].astype("category")
    frame.to_parquet(tmp_path / "x.parquet")
    read = opened(tmp_path / "x.parquet")
    (batch,) = read.batches(["a.b", "Mã"])
    assert batch.to_pylist() == [
        {"c0": "x", "c1": "ế", "row_record": 1},
        {"c0": None, "c1": "b", "row_record": 2},
    ]
    assert list(read.records()) == []


def test_refuses_damaged_pages_and_repeated_columns_of_parquet(tmp_path: Path) -> None:
    whole = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [str(n) for n in range(5000)]}), whole)
    content = bytearray(whole.read_bytes())
    content[4:2000] = b"\xff" * 1996
    whole.write_bytes(content)
    with pytest.raises(RegisterError, match="cannot be read"):
        list(opened(whole).batches(["a"]))
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["unit", "unit"]), whole)
    with pytest.raises(RegisterError, match="2 times"):
        opened(whole)


# -- What the workspace file says --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "fault", "remedy"),
    [
        ({"columns": {"due_one": "x"}}, "no column 'due_one'", "did you mean 'due_on'?"),
        ({"constants": {"zzz": 1}}, "no column 'zzz'", "use one of"),
        ({"codes": {"chanel": {}}}, "no column 'chanel'", "did you mean 'channel'?"),
        ({"codes": {"channel": {"1": "onlin"}}}, "'onlin', which is no value", "write one of direct, online"),
        ({"codes": {"reused": {"1": "yes"}}}, "'yes', which is no value", "true or false"),
        ({"codes": {"received_on": {"1": "2"}}}, "'2', which is no value", "a date, as 2024-06-30"),
        ({"codes": {"user": {"1": "2"}}}, "has no codes", "leave them out"),
        ({"codes": {"unit": {"1": ["VP"]}}}, "no value of unit", "a text"),
        ({"constants": {"channel": "onlin"}}, "'onlin' is no value of channel", "one of"),
        ({"constants": {"reused": "maybe"}}, "'maybe' is no value of reused", "true or false"),
        ({"constants": {"received_on": "2024-01-01"}}, "no value of received_on", "a date"),
        ({"constants": {"supplements": 1.5}}, "1.5 is no value", "a whole number"),
        ({"constants": {"unit": ""}}, "'' is no value", "a text"),
    ],
)
def test_refuses_what_a_register_does_not_have(
    tmp_path: Path, more: dict[str, dict[str, object]], fault: str, remedy: str
) -> None:
    with pytest.raises(ConfigurationError, match=fault) as raised:
        check_source(source(tmp_path, **more), "dtplan.toml")
    assert remedy in raised.value.remedy
    assert raised.value.where.startswith("dtplan.toml, [registers.dossiers.")
