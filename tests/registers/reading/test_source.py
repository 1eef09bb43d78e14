"""Where registers come from: files in their order, and their names in outputs."""

from pathlib import Path

import pytest
from reading import source

from dtplan_analysis.errors import RegisterError


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
