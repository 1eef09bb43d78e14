"""Finding files: the workspace's own path is no pattern, names in either normal form, in their natural order."""

import unicodedata
from pathlib import Path

import pytest

from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.files import in_order

NFD = unicodedata.normalize("NFD", "Hồ sơ")


@pytest.mark.parametrize("folder", ["Q[12]", "báo cáo *", "a?b", NFD, "[!x]"])
@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("in/*.csv", ["in/a.csv", "in/b.csv"], id="pattern"),
        pytest.param("in", ["in/a.csv", "in/b.csv"], id="folder"),
        pytest.param("in/a.csv", ["in/a.csv"], id="file"),
        pytest.param("**/a.csv", ["in/a.csv"], id="any folder"),
    ],
)
def test_the_workspace_s_own_path_is_no_pattern(tmp_path: Path, folder: str, pattern: str, found: list[str]) -> None:
    base = tmp_path / folder
    for name in ("in/a.csv", "in/b.csv", ".dtplan/rejected/a.csv", "checks/rejected/a.csv"):
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text("number\n1\n")
    source = Source(DOSSIERS, pattern, base)
    assert [source.label(file) for file in source.files()] == found


@pytest.mark.parametrize("there", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
@pytest.mark.parametrize("pattern", ["in/Hồ sơ.csv", "in/Hồ s?.csv", "in/Hồ*.csv", "Thư mục/*", "**/Hồ sơ.csv"])
def test_a_name_in_one_normal_form_finds_a_file_in_the_other(
    tmp_path: Path, there: str, asked: str, pattern: str
) -> None:
    file = tmp_path / unicodedata.normalize(there, ("Thư mục" if "Thư" in pattern else "in") + "/Hồ sơ.csv")
    file.parent.mkdir()
    file.write_text("number\n1\n")
    assert Source(DOSSIERS, unicodedata.normalize(asked, pattern), tmp_path).files() == [file]


def test_a_folder_that_is_there_under_its_very_name_is_no_pattern(tmp_path: Path) -> None:
    for name in ("Q[12]/a.csv", "Q1/b.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("number\n1\n")
    assert Source(DOSSIERS, "Q[12]/*.csv", tmp_path).files() == [tmp_path / "Q[12]/a.csv"]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["thang-1", "thang-9", "thang-10", "thang-12"], id="numbers"),
        pytest.param(["Quý 2", "quý 10", "Quý 11"], id="no case"),
        pytest.param(["2023-12-31", "2024-01-01"], id="ISO"),
        pytest.param(["x 31-12-2023", "a 01-01-2024", "b 2.2.2024"], id="day, month, year"),
        pytest.param(["vp_31122023", "pc_01012024"], id="eight figures"),
        pytest.param(["12-2023", "01-2024"], id="month and year"),
        pytest.param(["thang 9.2023", "thang 1.2024", "thang 10.2024"], id="a month after a word"),
        pytest.param(["01-02-2024", "31-01-2024", "x"], id="one without a date: by name"),
        pytest.param(["01-02-2024", "2023-01-31"], id="two forms: by name"),
        pytest.param(["01-02-2024 den 05-02-2024", "02-01-2024 den 03-01-2024"], id="two dates: by name"),
        pytest.param(["30-02-2024", "31-01-2024"], id="no date: by name"),
        pytest.param(["2023/9", "2023/10", "2024/1"], id="folders"),
    ],
)
def test_files_come_in_their_natural_order(names: list[str]) -> None:
    files = [Path(f"{name}.csv") for name in names]
    assert in_order(files[::-1]) == in_order(files) == files
