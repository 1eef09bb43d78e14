"""When the fingerprint of what a report shows changes, and what it says of itself."""

from collections.abc import Callable
from pathlib import Path

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


CHANGES: dict[str, tuple[Change, set[str]]] = {
    # a change of the exports; whose report of 2024Q2 has another fingerprint then
    "the order of the rows": (lambda given: given["dossiers"].reverse(), set()),
    "another quarter after it": (lambda given: given["dossiers"].extend(dossiers("AA", "2024Q3", 1, 9)), set()),
    "a figure of one's own, which peers see": (_offline("AA", "2024Q2"), {"AA", "BB", TOTAL}),
    "a figure of the quarter before": (_offline("AA", "2024Q1"), {"AA", TOTAL}),
    "a count that peers do not see": (_refused("BB"), {"BB", TOTAL}),
    "a column that nothing counts": (lambda given: given["training"][0].update(course="Lớp khác"), set()),
}


def fingerprints(folder: Path, language: str = "en") -> dict[str, str]:
    return {unit: opened(folder, unit, language=language).input_hash for unit in ("AA", "BB", TOTAL)}


def test_the_fingerprint_changes_when_a_figure_shown_does(tmp_path: Path) -> None:
    folder = counted(tmp_path, rows())
    before = fingerprints(folder)
    assert fingerprints(folder, "vi") == before
    for name, (change, expected) in CHANGES.items():
        given = rows()
        change(given)
        touched = [register for register in ("dossiers", "training") if given[register] != rows()[register]]
        for register in touched:
            write_csv(folder / f"{register}.csv", given[register])
        now = fingerprints(folder)
        assert {unit for unit, old in before.items() if now[unit] != old} == expected, name
        for register in touched:
            write_csv(folder / f"{register}.csv", rows()[register])


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
