"""When the fingerprint of what a report shows changes, and what it says of itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from office import (
    Rows,
    dossiers,
    opened,
    rows,
    write_csv,
)
from reported import ALIKE, SERVED, counted, ministry, surveyed

from dtplan_analysis.reports.shown import metadata
from dtplan_analysis.units import TOTAL


def test_the_page_of_all_units_depends_on_the_counts_of_each() -> None:
    """Twice the cases at the same share: nothing that is displayed of a unit changes, but its place in the funnel."""
    few, many = (
        ministry({"CB2": {"2024Q2": [*ALIKE[:6], *last]}}) for last in ([(10, 20), (50, 100)], [(50, 100), (10, 20)])
    )
    swapped = ministry({"CB2": {"2024Q2": [*ALIKE[:6], (10, 20), (50, 100)]}})
    assert few.input_hash == swapped.input_hash
    assert few.input_hash != many.input_hash


def test_a_page_depends_on_the_number_of_people_served(tmp_path: Path) -> None:
    hashes = {
        opened(surveyed(tmp_path / str(served), [SERVED[0] | {"served": served}]), "AA").input_hash
        for served in (90, 91, 90_000)
    }
    assert len(hashes) == 3


Change = Callable[[dict[str, Rows]], object]


def _offline(unit: str, quarter: str) -> Change:
    """One dossier of the unit was not processed online after all."""

    def change(given: dict[str, Rows]) -> None:
        number = f"{unit}-{quarter}-0000"
        (row,) = (row for row in given["dossiers"] if row["number"] == number)
        row["processed_online"] = False

    return change


def _refused(unit: str) -> Change:
    return lambda given: given["dossiers"].extend(dossiers(unit, "2024Q2", 0, 1, number="refused", status=3))


CHANGES = [
    # a change of the exports; whose report of 2024Q2 has another fingerprint then
    pytest.param(lambda given: given["dossiers"].reverse(), set(), id="the order of the rows"),
    pytest.param(
        lambda given: given["dossiers"].extend(dossiers("AA", "2024Q3", 1, 9)), set(), id="another quarter after it"
    ),
    pytest.param(
        _offline("AA", "2024Q2"),
        {"AA", "BB", TOTAL},
        id="a figure of one's own, which peers see",
        marks=pytest.mark.slow,  # as the batch's own tests have it
    ),
    pytest.param(_offline("AA", "2024Q1"), {"AA", TOTAL}, id="a figure of the quarter before"),
    pytest.param(_refused("BB"), {"BB", TOTAL}, id="a count that peers do not see", marks=pytest.mark.slow),
    pytest.param(
        lambda given: given["training"][0].update(course="Lớp khác"), set(), id="a column that nothing counts"
    ),
]


def fingerprints(folder: Path, language: str = "en") -> dict[str, str]:
    return {unit: opened(folder, unit, language=language).input_hash for unit in ("AA", "BB", TOTAL)}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An office that is measured, and its fingerprints."""
    folder = counted(tmp_path_factory.mktemp("subject") / "office", rows())
    return folder, fingerprints(folder)


def test_both_languages_have_one_fingerprint(before: tuple[Path, dict[str, str]]) -> None:
    folder, expected = before
    assert fingerprints(folder, "vi") == expected


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_the_fingerprint_changes_when_a_figure_shown_does(
    change: Change, expected: set[str], before: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    office, old = before
    folder, given = shutil.copytree(office, tmp_path / "office"), rows()
    change(given)
    for register in ("dossiers", "training"):
        if given[register] != rows()[register]:
            write_csv(folder / f"{register}.csv", given[register])
    now = fingerprints(folder)
    assert {unit for unit in old if now[unit] != old[unit]} == expected


def test_each_quarter_has_a_fingerprint_of_its_own(office: Path) -> None:
    assert len({opened(office, "AA", quarter).input_hash for quarter in ("2024Q1", "2024Q2", "2024Q3")}) == 3


def test_the_metadata_say_what_the_report_is(office: Path) -> None:
    unit, whole = opened(office, "vụ mẫu", language="vi"), opened(office, TOTAL)
    assert (metadata(unit)["kind"], metadata(unit)["unit"], metadata(unit)["language"]) == (
        "unit_quarter",
        "Vụ Mẫu",
        "vi",
    )
    assert (metadata(whole)["kind"], metadata(whole)["unit"]) == ("ministry_quarter", "Ministry of Construction")
    for report in (unit, whole):
        assert metadata(report)["as_of"] == "2024-12-31"
        assert metadata(report)["quarter"] == "2024Q2"
        assert metadata(report)["synthetic"] is True
        assert metadata(report)["input_hash"] == report.input_hash
    bundle = unit.summary()._repr_mimebundle_()
    assert bundle["application/vnd.dtplan.report+json"] == metadata(unit)
