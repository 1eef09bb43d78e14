"""When records of a register begin, of each unit."""

from datetime import date
from pathlib import Path

from office import dossiers, opened, write_office

from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.workspace import open_store


def test_each_unit_has_the_first_day_of_its_own_records(tmp_path: Path) -> None:
    late = dossiers("AA", "2024Q3", 40, received_on="2024-08-16", due_on="2024-09-20", completed_on="2024-09-01")
    slip = dossiers("AA", "2024Q1", 1, received_on="2004-02-01", number="slip")
    folder = write_office(tmp_path, {"dossiers": [*late, *slip, *dossiers("BB", "2024Q1", 20)]}, targets="CB2")
    store = open_store(folder)
    days = [("dossiers", "AA", date(2024, 8, 16)), ("dossiers", "BB", date(2024, 2, 14))]
    assert [*store.begun.itertuples(index=False, name=None)] == days
    assert opened(folder, "AA", "2024Q3").begun == {"CB2": date(2024, 8, 16)}
    whole = MinistryQuarter.open("2024Q3", workspace=folder, language="en")
    assert whole.begun == {"CB2": date(2024, 2, 14)}
