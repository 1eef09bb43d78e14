"""Checks: what the rules find and where, completeness, and the files that people mend."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from office import HOSTILE
from typer.testing import CliRunner

from dtplan_analysis.checks import findings
from dtplan_analysis.checks.completeness import complete
from dtplan_analysis.checks.findings import find
from dtplan_analysis.checks.report import Report
from dtplan_analysis.checks.sheets import Sheet, write_workbook
from dtplan_analysis.cli import app, main
from dtplan_analysis.errors import InputError
from dtplan_analysis.workspace import Store, open_store

UNITS = """code,name_vi,name_en,aliases,valid_from,valid_to,exempt
A,Cục A,Agency A,,,,
B,Vụ B,Department B,,2024-04-01,,
C,Viện C,Institute C,,,,dossiers|work_records
"""
HEAD = "number,unit,procedure,received_on,due_on,completed_on,returned_on,status,channel,processed_online,supplements\n"
GOOD = "1,A,9.1,2024-05-06,2024-05-20,2024-05-10,2024-05-11,processed,online,1,0\n"
LAST = "99,A,9.1,2024-06-28,2024-07-20,2024-06-28,2024-06-28,processed,online,1,0\n"


def workspace(folder: Path, settings: str = "", **registers: str) -> Path:
    folder.mkdir()
    text = 'units = "units.csv"\nas_of = 2024-06-30\n' + settings
    for name, rows in registers.items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    return folder


def found(store: Store, register: str = "dossiers") -> set[tuple[object, ...]]:
    table = find(store).table
    own = table[(table["register"] == register) & (table["rule"] != "absent_column")]
    return {tuple(row) for row in own[["row", "column", "value", "rule", "severity"]].itertuples(index=False)}


# -- Rules -------------------------------------------------------------------------------------------------------------

CASES = [
    ("2,A,9.1,2024-05-06,2024-05-20,2024-05-10,2024-05-11,processed,online,1,0", ()),
    ("1,A,9.1,2024-05-06,2024-05-20,2024-05-10,2024-05-11,processed,online,1,0", ("number", "1", "duplicate", "error")),
    (",A,9.1,2024-05-06,,,,,online,1,0", ("number", "", "required", "error")),
    ("3,,9.1,2024-05-06,,,,,online,1,0", ("unit", "", "required", "error")),
    ("4,A,9.1,6.5,2024-05-20,,,,online,1,0", ("received_on", "6.5", "unreadable", "error")),
    ("5,A,9.1,1924-05-06,2024-05-20,,,,online,1,0", ("received_on", "1924-05-06", "out_of_range", "error")),
    ("6,A,9.1", ("", "", "missing_columns", "error")),
    ("7,Z,9.1,2024-05-06,2024-05-20,,,,online,1,0", ("unit", "Z", "unknown_unit", "warning")),
    ("8,B,9.1,2024-03-31,2024-05-20,,,,online,1,0", ("unit", "B", "unit_not_valid", "warning")),
    ("9,B,9.1,2024-04-01,2024-05-20,,,,online,1,0", ()),
    ("10,A,9.1,2024-05-06,2024-05-20,,,,fax,1,0", ("channel", "fax", "unknown_code", "warning")),
    ("11,A,9.1,2024-05-06,2024-05-20,,,,,1,0", ("channel", "", "empty", "warning")),
    ("12,A,9.1,2024-05-06,soon,,,,online,1,0", ("due_on", "soon", "unreadable", "warning")),
    ("13,A,9.1,2024-05-06,,,,,online,1,0", ("due_on", "", "empty", "warning")),
    ("14,A,9.1,2024-05-06,2024-05-20,,,,online,1,-2", ("supplements", "-2", "out_of_range", "warning")),
    (
        "15,A,9.1,2024-05-06,2024-05-20,2024-07-01,,,online,1,0",
        ("completed_on", "2024-07-01", "in_the_future", "warning"),
    ),
    (
        "16,A,9.1,2024-05-06,05/05/2024,,,,online,1,0",
        ("due_on", "05/05/2024", "due_on_before_received_on", "warning"),
    ),
    (
        "17,A,9.1,2024-05-06,2024-05-20,,2024-05-11,processed,online,1,0",
        ("completed_on", "", "returned_without_end", "warning"),
    ),
    (
        "H17.30-240507-0001,A,9.1,2024-05-06,2024-05-20,,,,online,1,0",
        ("number", "H17.30-240507-0001", "number_unlike_received", "warning"),
    ),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Store:
    rows = "".join(f"{row}\n" for row, _ in CASES)
    folder = tmp_path_factory.mktemp("broken") / "w"
    return open_store(workspace(folder, dossiers=HEAD + rows + GOOD))


@pytest.fixture(scope="module")
def in_broken(broken: Store) -> set[tuple[object, ...]]:
    return found(broken)


@pytest.mark.parametrize("place", range(len(CASES)), ids=[f"{'-'.join(finding[:3:2])}" for _, finding in CASES])
def test_finds_what_breaks_a_rule(in_broken: set[tuple[object, ...]], place: int) -> None:
    finding = CASES[place][1]
    line = place + 2
    assert {one for one in in_broken if one[0] == line} == ({(line, *finding)} if finding else set())


def test_a_line_is_that_of_the_file_though_a_cell_spans_lines(tmp_path: Path) -> None:
    rows = HEAD + GOOD.replace("9.1", '"9.\n1"') + "\n" + GOOD.replace("1,A", "2,A").replace("online", "fax")
    assert found(open_store(workspace(tmp_path / "w", dossiers=rows))) == {
        (5, "channel", "fax", "unknown_code", "warning")
    }


def test_counts_all_and_lists_a_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "LISTED", 3)
    rows = "".join(f"{n},A,9.1,2024-05-06,{'x' if n % 2 else ''},,,,fax,1,0\n" for n in range(10))
    result = find(open_store(workspace(tmp_path / "w", dossiers=HEAD + rows)))
    counts = {(row.column, row.rule): row.n for row in result.found.itertuples() if row.rule != "absent_column"}
    assert counts == {("channel", "unknown_code"): 10, ("due_on", "unreadable"): 5, ("due_on", "empty"): 5}
    listed = result.table.groupby(["column", "rule"]).size()
    assert listed["channel", "unknown_code"] == 3
    assert listed["due_on", "unreadable"] == 3


def test_a_column_that_the_export_lacks_is_said_with_its_nearest(tmp_path: Path) -> None:
    rows = (HEAD + GOOD).replace("due_on", "due_onn")
    table = find(open_store(workspace(tmp_path / "w", dossiers=rows))).table
    absent = table[table["rule"] == "absent_column"].set_index("column")
    assert absent.loc["due_on", "value"] == "due_onn"
    assert "[registers.dossiers.columns]" in absent.loc["due_on", "remedy_en"]


def test_codes_of_people_are_in_no_finding(tmp_path: Path) -> None:
    staff = "staff,unit,kind,valid_from,official_mailbox\nNV1,A,official,2020-01-01,1\nNV1,A,official,2020-01-01,\n"
    table = find(open_store(workspace(tmp_path / "w", staff=staff))).table
    assert "duplicate" in set(table["rule"])
    assert "NV1" not in table.to_csv()


# -- Completeness ------------------------------------------------------------------------------------------------------


def days(unit: str, first: date, last: date, each: int = 3) -> list[str]:
    """Work records closed on every working day."""
    inside = (first + timedelta(n) for n in range((last - first).days + 1))
    return [f"{unit}-{day}-{n},{unit},{day},1,1,1" for day in inside if day.weekday() < 5 for n in range(each)]


def work_records(*rows: list[str]) -> str:
    head = "number,unit,closed_on,opened_digitally,processed_digitally,closed_digitally"
    return "\n".join([head, *(row for part in rows for row in part), ""])


Q1, Q2 = (date(2024, 1, 1), date(2024, 3, 29)), (date(2024, 4, 1), date(2024, 6, 28))


@pytest.mark.parametrize(
    ("rows", "silent", "gaps"),
    [
        pytest.param([days("A", Q1[0], Q2[1]), days("B", *Q2)], [], [], id="complete"),
        pytest.param([days("A", Q1[0], Q2[1])], [("B", "2024Q2")], [], id="a unit that never reported"),
        pytest.param(
            [days("A", *Q1), days("A", Q2[0], date(2024, 5, 3)), days("A", date(2024, 5, 20), Q2[1]), days("B", *Q2)],
            [],
            [("A", date(2024, 5, 6), date(2024, 5, 17))],
            id="a unit's days",
        ),
        pytest.param(
            [
                *(days(unit, Q2[0], date(2024, 5, 3)) for unit in "AB"),
                *(days(unit, date(2024, 5, 20), Q2[1]) for unit in "AB"),
            ],
            [],
            [("", date(2024, 5, 6), date(2024, 5, 17))],
            id="all units' days",
        ),
        pytest.param(
            [days("A", *Q2), days("B", Q2[0], date(2024, 5, 31))],
            [],
            [("B", date(2024, 6, 3), date(2024, 6, 28))],
            id="until the end",
        ),
        pytest.param(
            [days("A", *Q2), days("B", Q2[0], date(2024, 5, 3)), days("B", date(2024, 5, 8), Q2[1])],
            [],
            [],
            id="nine records may be lacking by chance",
        ),
    ],
)
def test_finds_where_there_are_no_records(
    tmp_path: Path, rows: list[list[str]], silent: list[tuple[str, str]], gaps: list[tuple[object, ...]]
) -> None:
    result = complete(open_store(workspace(tmp_path / "w", work_records=work_records(*rows))))
    table = result.table
    own = table[table["status"] == "not_reported"]
    assert list(zip(own["unit"], own["quarter"], strict=True)) == silent
    assert list(zip(result.gaps["unit"], result.gaps["first"], result.gaps["last"], strict=True)) == gaps
    assert set(table.loc[table["unit"] == "C", "status"]) == {"not_expected"}


def test_a_silent_quarter_of_a_unit_is_not_reported(tmp_path: Path) -> None:
    rows = [days("A", Q1[0], Q2[1]), days("B", *Q2)]
    rows[0] = [row for row in rows[0] if "2024-02" in row or "2024-03" in row] + days("A", date(2023, 10, 2), Q1[0])
    result = complete(open_store(workspace(tmp_path / "w", work_records=work_records(*rows))))
    status = {(row.unit, row.quarter): row.status for row in result.table.itertuples()}
    assert status["A", "2024Q1"] == "reported"
    assert status["A", "2024Q2"] == "not_reported"


# -- Files -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    rows = [
        [str(n), "A", "9.1", "2024-05-06", "2024-05-20", "", "", "", text, "0", "0"] for n, text in enumerate(HOSTILE)
    ]
    folder = workspace(tmp_path / "w", dossiers=HEAD)
    with (folder / "dossiers.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return folder


def cells(file: Path) -> list[openpyxl.cell.Cell]:
    return [cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row if cell.value]


def test_what_stands_in_cells_does_nothing(hostile: Path, tmp_path: Path) -> None:
    written = Report(open_store(hostile)).write(tmp_path / "out", ["html", "xlsx"], ["vi", "en"])
    files = {file.name: file for file in written}
    assert set(files) == {f"checks.{language}.{ending}" for language in ("vi", "en") for ending in ("html", "xlsx")}
    for language in ("vi", "en"):
        page = files[f"checks.{language}.html"].read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        found = cells(files[f"checks.{language}.xlsx"])
        assert {cell.data_type for cell in found} == {"s"}
        assert {cell.number_format for cell in found} == {"@"}
        assert "=cmd|'/c calc'!A0" in {cell.value for cell in found}
    book = openpyxl.load_workbook(files["checks.vi.xlsx"])
    assert book.properties.language == "vi"
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert [cell.value for cell in book.worksheets[3][1]][-2:] == ["Giá trị đúng", "Ghi chú"]


def test_a_workbook_is_the_same_whenever_it_is_written(tmp_path: Path) -> None:
    sheets = [Sheet("a/b", ("x",), [["\x00=1"], [None], ["y" * 40_000]]), Sheet("A b", ("x",), [])]
    for name in ("one.xlsx", "other.xlsx"):
        write_workbook(tmp_path / name, sheets, title="T", language="en")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["a b", "A b 2"]
    assert book["a b"]["A2"].value == "=1"
    assert len(book["a b"]["A4"].value) == 32_767


# -- Records behind a shortfall ----------------------------------------------------------------------------------------

STAFF = "staff,unit,kind,valid_from,official_mailbox\nNV1,A,official,2020-01-01,1\nNV2,B,official,2020-01-01,\n"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    rows = [GOOD, "2,A,9.1,2024-05-07,2024-05-20,,,,direct,0,0\n", "3,A,9.1,2024-05-08,2024-05-20,,,,online,,0\n"]
    rows += ["=4,B,9.1,2024-05-06,2024-05-20,,,,postal,0,0\n", LAST]
    used = "staff,used_on\nNV1,2024-05-02\n"
    return workspace(tmp_path / "w", dossiers=HEAD + "".join(rows), staff=STAFF, mailbox_use=used)


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
def test_codes_of_people_are_shown_only_where_the_workspace_allows(office: Path, shown: bool) -> None:
    if shown:
        settings = (office / "dtplan.toml").read_text(encoding="utf-8")
        (office / "dtplan.toml").write_text("show_staff_codes = true\n" + settings, encoding="utf-8")
    found = open_store(office).records("OP5", "2024Q2")
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


def test_check_gives_findings_to_programs(office: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "-w", str(office), "--json"])
    own = json.loads(result.stdout)["dossiers"]
    assert own["rows"] == own["usable"] == 5
    (empty,) = [one for one in own["findings"] if one["rule"] == "empty"]
    assert (empty["row"], empty["column"], empty["severity"]) == (4, "processed_online", "warning")
    assert {"unit": "A", "quarter": "2024Q2", "records": 4, "status": "reported"} in own["reported"]
    CliRunner().invoke(
        app, ["check", "-w", str(office), "--to", "html,xlsx", "--lang", "vi", "-o", str(tmp_path / "k")]
    )
    assert sorted(file.name for file in (tmp_path / "k").iterdir()) == ["checks.vi.html", "checks.vi.xlsx"]
