"""The records behind a shortfall, as files."""

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from dtplan_analysis.cli import app, main
from dtplan_analysis.errors import InputError
from dtplan_analysis.workspace import open_store


@pytest.mark.parametrize(
    ("target", "unit", "expected"),
    [
        ("CB2", "A", [("3", "missing"), ("2", "not_reached")]),
        ("cb2", "Vụ B", [("=4", "not_reached")]),
        ("dossiers_online", "", [("3", "missing"), ("2", "not_reached"), ("=4", "not_reached")]),
    ],
)
def test_records_are_those_behind_a_shortfall(
    office: Path, target: str, unit: str, expected: list[tuple[str, str]]
) -> None:
    found = open_store(office).records(target, "2024Q2", unit=unit)
    rows = found.project("number, problem, received_on").fetchall()
    assert [row[:2] for row in rows] == expected
    assert all(type(row[2]) is date for row in rows)


def test_records_are_written_alike_in_every_format(office: Path, tmp_path: Path) -> None:
    order = ["records", "-w", str(office), "--quarter", "2024Q2", "--target", "CB2", "--to", "xlsx,parquet,csv"]
    result = CliRunner().invoke(app, [*order, "--lang", "en", "-o", str(tmp_path / "out" / "cb2.xlsx")])
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(tmp_path / "out" / "cb2.xlsx")
    assert book.sheetnames == ["Notes", "Records"]
    heads, *rows = book["Records"].iter_rows(values_only=True)
    assert heads[:2] == ("Unit", "Dossier number")
    assert {cell.data_type for row in book["Records"] for cell in row if cell.value} == {"s"}
    table = pq.read_table(tmp_path / "out" / "cb2.parquet").to_pydict()
    assert [row[1] for row in rows] == table["number"] == ["3", "2", "=4"]
    with (tmp_path / "out" / "cb2.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["number"] for row in csv.DictReader(stream)] == ["3", "2", "'=4"]


@pytest.mark.parametrize("shown", [False, True])
def test_codes_of_people_are_shown_only_where_the_workspace_allows(office: Path, tmp_path: Path, shown: bool) -> None:
    folder = shutil.copytree(office, tmp_path / "w")
    settings = (office / "dtplan.toml").read_text(encoding="utf-8")
    (folder / "dtplan.toml").write_text(f"show_staff_codes = {str(shown).lower()}\n" + settings, encoding="utf-8")
    found = open_store(folder).records("OP5", "2024Q2")
    assert ("staff" in found.columns) == shown
    assert len(found.fetchall()) == 1


@pytest.mark.parametrize(
    ("target", "quarter", "unit", "fault"),
    [
        ("CB9", "2024Q2", "", "unknown target 'CB9'"),
        ("", "2024Q2", "", "unknown target ''"),
        ("CB2", "2023Q2", "", "no data for the quarter"),
        ("CB2", "2024Q2", "Cục", "unknown unit"),
        ("OP1", "2024Q2", "", "was not given"),
    ],
)
def test_records_that_cannot_be(office: Path, target: str, quarter: str, unit: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        open_store(office).records(target, quarter, unit=unit)


@pytest.mark.parametrize(
    "order", [["check", "--to", "pdf"], ["records", "-q", "2024Q2", "--target", "CB2", "-o", "x.docx"]]
)
def test_refuses_other_formats(office: Path, order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["dtplan", *order, "-w", str(office)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
