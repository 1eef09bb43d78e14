"""Pages for the browser: one that shows all that a report can show, and reports of the sample data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from browser.tab import Tab
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.export import to_html
from dtplan_analysis.sample import write_sample

UNIT = "summary scores trends position records_to_mend data_quality tasks cybersecurity funding inspection method"
MINISTRY = "summary units_and_targets scores trends movers tasks funding solutions inspection data_quality method"


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a unit's page and the ministry's, made of the notebooks' sections without a kernel."""
    folder = tmp_path_factory.mktemp("workspace")
    write_sample(folder, rows=3000)
    made = {
        "unit": (UnitQuarter.open(folder, unit="HDXD", quarter="2024Q2", language="vi"), UNIT),
        "ministry": (MinistryQuarter.open(folder, quarter="2024Q2", language="en"), MINISTRY),
    }
    pages = {}
    for name, (report, sections) in made.items():
        outputs = [
            new_output("display_data", data=getattr(report, section)()._repr_mimebundle_())
            for section in sections.split()
        ]
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(to_html(new_notebook(cells=[new_code_cell(outputs=outputs)])), encoding="utf-8")
    return pages


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    tab = Tab(tmp_path_factory.mktemp("profile"))
    yield tab
    tab.close()
