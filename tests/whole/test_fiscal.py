"""A fiscal year from April, as a list of date pairs or by its first day: the year before, and the year to date."""

from datetime import date
from pathlib import Path

import pytest
from office import dossiers, opened, page, words_of, write_office

from dtplan_analysis.workspace import open_store

PAIRS = "[" + ", ".join(
    f"[{first}, {last}]"
    for first, last in (
        ("2023-04-01", "2023-06-30"), ("2023-07-01", "2023-09-30"), ("2023-10-01", "2023-12-31"),
        ("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-30"), ("2024-07-01", "2024-09-30"),
    )
) + "]"  # fmt: skip
DAYS = {
    "2023-05-10": (1, 10),
    "2023-08-10": (2, 10),
    "2023-11-10": (2, 10),
    "2024-02-10": (3, 10),
    "2024-05-10": (5, 10),
}


@pytest.mark.parametrize(
    ("quarters", "first", "label", "march", "begun", "records"),
    [
        (PAIRS, "2023Q2", "2024Q2", "2024Q1", date(2024, 1, 1), 10),
        ('{ year_begins = "04-01" }', "FY2023Q1", "FY2024Q1", "FY2023Q4", date(2023, 4, 1), 40),
    ],
)
def test_the_year_before_is_found_by_dates_and_the_year_has_its_own_first_day(
    tmp_path: Path, quarters: str, first: str, label: str, march: str, begun: date, records: int
) -> None:
    rows = [
        row | {"number": f"{day}-{place}", "received_on": day}
        for day, (online, all_) in DAYS.items()
        for place, row in enumerate(dossiers("AA", "2024Q2", online, all_ - online))
    ]
    settings = f'quarters = {quarters}\nas_of = 2024-07-15\nfirst_quarter = "{first}"'
    folder = write_office(tmp_path / "w", {"dossiers": rows}, targets="CB2", settings=settings)
    assert "+40.0" in words_of(page(opened(folder, "AA", label), "scores"))  # 50 % less the 10 % of the year before
    judged = open_store(folder).judged
    year = judged[(judged["unit"] == "AA") & (judged["period"] == march) & (judged["span"] == "year_to_date")].iloc[0]
    assert (year["period_start"], year["denominator"]) == (begun, records)
