"""The manifest of a folder of reports, and the files of figures that it vouches for."""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from batches import PARAMETERS, contents, notebook
from judged_files import read
from office import UNITS, dossiers, dtplan, write_office

from dtplan_analysis.batch.manifest import figure_files, read_figures
from dtplan_analysis.batch.output import Entry
from dtplan_analysis.errors import InputError
from dtplan_analysis.figures import METADATA
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.units import TOTAL

_OPEN = (
    "from dtplan_analysis.reports import UnitQuarter\n"
    "report = UnitQuarter.open(unit, quarter, workspace=workspace, language=language)"
)


EVERY = "html,xlsx,ods,csv,json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a small office, one of whose units is called a formula, in every format of figures."""
    units = [UNITS[0], {"code": "=BB", "name_vi": "=1+1", "name_en": "@x;=2"}]
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("=BB", "2024Q2", 4, 6)}
    folder = write_office(tmp_path_factory.mktemp("figures") / "office", registers, units=units, targets="CB2")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "unit_quarter.ipynb").write_text(notebook(PARAMETERS, _OPEN, "report.scores()"), "utf-8")
    ran = dtplan("report", "-w", folder, "-q", "2024Q2", "--unit", "=BB", "--lang", "vi,en", "--to", EVERY)
    assert ran.code == 0, ran.err
    return folder


def test_reports_and_the_quarter_have_their_figures_beside_them(made: Path) -> None:
    files = contents(made / "reports")
    names = {f"part_bb_2024Q2_{language}.{one}" for language in LANGUAGES for one in [*EVERY.split(","), METADATA]}
    figures = {f"figures/2024Q2.{one}" for one in ("json", "csv", METADATA)}
    figures |= {f"figures/2024Q2_{language}.{one}" for language in LANGUAGES for one in ("xlsx", "ods")}
    assert names | figures <= {*files}
    manifest = json.loads(files["manifest.json"])
    assert {f"figures/{name}" for name in manifest["figures"]["2024Q2"]} == figures
    own = pd.read_csv(io.BytesIO(files["part_bb_2024Q2_en.csv"]))
    whole = pd.read_csv(io.BytesIO(files["figures/2024Q2.csv"]))
    assert {*own["unit"]} == {"'=BB"}
    assert {*whole["unit"]} == {"AA", "'=BB", "(total)"}
    assert whole.loc[whole["unit"] == "'=BB"].reset_index(drop=True).equals(own)
    sheets = read(files["figures/2024Q2_en.xlsx"])
    assert [line[:3] for line in sheets["Shares"][3:]] == [
        ["Test Agency", "AA", 0.7],
        ["@x;=2", "=BB", 0.4],
        ["All units", "(total)", 0.55],
    ]
    assert read(files["part_bb_2024Q2_vi.ods"])["Các chỉ tiêu"][3][:2] == [
        "CB2",
        "Hồ sơ tiếp nhận, giải quyết trực tuyến",
    ]
    links = re.findall(r'href="(figures/[^"]+)"', files["index.html"].decode())
    assert {*links} == figures
    assert {name for name in names if name.encode() not in files["index.html"]} == set()


@pytest.mark.parametrize(
    ("unit", "title", "sheets"),
    [
        ((), "Judged figures of all units, Q2 2024", ["Shares", "Statuses"]),
        (("--unit", "=1+1"), "Judged figures of @x;=2, Q2 2024", ["Targets"]),
        (("--unit", TOTAL), "Judged figures of Ministry, Q2 2024", ["Targets"]),
    ],
)
def test_show_writes_the_figures_of_a_quarter(
    made: Path, tmp_path: Path, unit: tuple[str, ...], title: str, sheets: list[str]
) -> None:
    file = tmp_path / "new" / "figures.xlsx"
    ran = dtplan("show", "-w", made, "2024Q2", *unit, "--lang", "en", "--to", "xlsx,csv", "-o", file)
    assert ran.code == 0, ran.err
    assert ran.out.split() == [str(file), str(file.with_suffix(".csv")), str(file.with_suffix(f".{METADATA}"))]
    found = read(file.read_bytes())
    assert [*found] == ["Cover", "Notes", *sheets, "Figures", "Dictionary", "Codes"]
    assert found["Cover"][0] == [title]
    assert json.loads(file.with_suffix(f".{METADATA}").read_text(encoding="utf-8"))["url"] == "figures.csv"


def test_show_asks_for_a_file_to_write(made: Path) -> None:
    assert dtplan("show", "-w", made, "2024Q2", "--to", "xlsx").code == 2
    ran = dtplan("show", "-w", made, "2024Q2", "-o", "x.pdf")
    assert (ran.code, "xlsx, ods, csv, json" in ran.err) == (2, True)


CHANGES = {
    "nothing": lambda _: None,
    "a workbook gone": lambda folder: (folder / "figures" / "2024Q2_vi.xlsx").unlink(),
    "a table changed": lambda folder: (folder / "figures" / "2024Q2.csv").write_text("x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_manifest_vouches_for_the_quarters_files(made: Path, change: str) -> None:
    before = contents(made / "reports")
    CHANGES[change](made / "reports")
    asked = ("--unit", "=BB", "--lang", "vi,en", "--to", EVERY, "--language", "en")
    again = dtplan("report", "-w", made, "-q", "2024Q2", *asked)
    assert (again.code, "0 of 2 reports made" in again.out) == (0, True), again.err
    assert contents(made / "reports") == before


def test_a_place_that_cannot_be_written_is_said(made: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = dtplan("show", "2024Q2", "-w", made, "--to", "xlsx", "-o", tmp_path / "file" / "x.xlsx")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def entry(quarter: str, language: str, *endings: str) -> Entry:
    files = {f"r.{ending}": "" for ending in endings}
    return Entry("r", {"quarter": quarter, "language": language}, files=files)


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        ([], ["2024Q2.json"]),
        ([entry("2024Q2", "vi", "html", "xlsx")], ["2024Q2.json", "2024Q2_vi.xlsx"]),
        ([entry("2024Q1", "vi", "xlsx")], ["2024Q2.json"]),
        (
            [entry("2024Q2", "vi", "csv"), entry("2024Q2", "en", "ods")],
            [f"2024Q2.{METADATA}", "2024Q2.csv", "2024Q2.json", "2024Q2_en.ods"],
        ),
    ],
)
def test_figures_have_the_formats_and_languages_of_the_reports(entries: list[Entry], names: list[str]) -> None:
    assert sorted(figure_files("2024Q2", entries)) == sorted(names)


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", '{"figures": {"2024Q2": {}}}'])
def test_what_is_no_folder_of_reports_is_refused(manifest: str | None, tmp_path: Path) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(InputError, match="is no folder of reports") as refused:
        read_figures(tmp_path)
    assert refused.value.where == str(tmp_path)


def test_judged_rows_are_read_again_as_they_were_written(made: Path) -> None:
    found, names = read_figures(made / "reports")
    assert list(found) == ["2024Q2"]
    assert {row["unit"]: row["numerator"] for row in found["2024Q2"] if row["span"] == "quarter"} == {
        **{"AA": 7, "=BB": 4, TOTAL: 11},
    }
    assert {code: name.en for code, name in names.items()} == {"AA": "Test Agency", "=BB": "@x;=2"}
