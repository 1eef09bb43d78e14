"""Every kind of page that the project writes, made once by its own command line from the sample data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from office import once, spawned, write_csv

from browser.everything import report
from browser.tab import Tab
from dtplan_analysis.sample import write_sample
from dtplan_analysis.units import TOTAL

UNIT, MINISTRY, GALLERY, BROKEN = "unit_quarter.ipynb", "ministry_quarter.ipynb", "gallery.ipynb", "broken.ipynb"
TARGET, YEAR, LEVEL = "target_quarter.ipynb", "year.ipynb", "level_quarter.ipynb"
MADE = [(UNIT, "2024Q2"), (UNIT, "2024Q3"), (GALLERY, "2024Q3"), (BROKEN, "2024Q3")]
MADE += [(MINISTRY, "2024Q3"), (TARGET, "2024Q3"), (YEAR, "2024Q3"), (LEVEL, "2024Q3")]

REPORT = "reports/decision-320-2024"
PAGES = {
    "unit": f"{REPORT}_hdxd_2024Q3_{{}}.html",
    "ministry": f"{REPORT}_all-units_2024Q3_{{}}.html",
    "target": f"{REPORT}_all-units_2024Q3_{{}}_target-CB2.html",
    "year": f"{REPORT}_all-units_2024Q3_{{}}_year.html",
    "level": f"{REPORT}_all-units_2024Q3_{{}}_level-vu.html",
    "gallery": f"{REPORT}_hdxd_2024Q3_{{}}_gallery.html",
    "index": "reports/index_2024Q3_{}.html",  # it says of one report that it failed
    "checks": "checks/checks.{}.html",
    "diff": "diff.{}.html",
}
"""The kinds of pages by name, below the workspace; `{}` is the language."""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every kind of page."""
    return once(tmp_path_factory, "written", _write) / "work"


def _write(folder: Path) -> None:
    work, other = folder / "work", folder / "other"
    for place, seed in ((work, 320), (other, 321)):
        write_sample(place, rows=3000, seed=seed)
    units = pd.read_csv(work / "units.csv", dtype=str)
    levels = units["name_vi"].str.startswith("Vụ").map({True: "vu", False: "cuc"})
    units.assign(level=levels).to_csv(work / "units.csv", index=False)
    (work / "notebooks").mkdir()
    parameters = new_code_cell(
        'workspace: str = ""\nunit: str = ""\nquarter: str = ""\nlanguage: str = ""', metadata={"tags": ["parameters"]}
    )
    broken = new_notebook(cells=[parameters, new_code_cell('raise ValueError("<b>broken</b>")')])
    broken.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    (work / "notebooks" / BROKEN).write_text(json.dumps(broken), encoding="utf-8")
    rows: list[dict[str, object]] = [
        {
            "notebook": notebook,
            "unit": TOTAL if notebook in (MINISTRY, TARGET, YEAR, LEVEL) else "HDXD",
            "quarter": quarter,
            "language": code,
            "target": "CB2" if notebook == TARGET else "",
            "level": "vu" if notebook == LEVEL else "",
        }
        for notebook, quarter in MADE
        for code in ("vi", "en")
    ]
    write_csv(work / "matrix.csv", rows)
    asked = {
        ("check", "-w", work, "--to", "html", "--lang", "vi,en"): 0,  # first: the reports take its page along
        ("report", "-w", work, "--matrix", work / "matrix.csv"): 1,  # some failed
        ("report", "-w", other, "--quarter", "2024Q3", "--unit", "HDXD", "--lang", "vi", "--to", "json"): 0,
    }
    for code in ("vi", "en"):
        runs = (work / "reports", other / "reports")
        asked["diff", *runs, "-o", work / f"diff.{code}.html", "--lang", code] = 1  # figures moved
    (work / "everything.vi.html").write_text(report(), encoding="utf-8")
    for command, expected in asked.items():
        ran = spawned(*command)
        assert ran.code == expected, ran.err


@pytest.fixture(scope="session")
def of_plans(tmp_path_factory: pytest.TempPathFactory, written: Path) -> Path:
    """The reports of a workspace of two plans."""

    def write(folder: Path) -> None:
        for name in ("registers", "units.csv"):
            (folder / name).symlink_to(written / name)
        settings = (written / "dtplan.toml").read_text(encoding="utf-8")
        plans = 'plans = ["decision-320-2024", "digital-government-2025-2027"]\n'
        (folder / "dtplan.toml").write_text(plans + settings, encoding="utf-8")
        units = ("--unit", "HDXD", "--unit", TOTAL)
        ran = spawned("report", "-w", folder, "--quarter", "2024Q3", *units, "--lang", "vi,en")
        assert ran.code == 0, ran.err

    return once(tmp_path_factory, "of_plans", write) / "reports"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    tab = Tab(tmp_path_factory.mktemp("profile"))
    yield tab
    tab.close()
