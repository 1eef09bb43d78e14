"""What breaks a rule is found, with its line."""

from pathlib import Path

import pytest
from checked import GOOD, HEAD, found, workspace

from dtplan_analysis.checks import findings
from dtplan_analysis.checks.findings import find
from dtplan_analysis.workspace import Store, open_store

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
        "18,A,9.1,2024-05-06,2042-05-20,,,,online,1,0",
        ("due_on", "2042-05-20", "due_on_long_after_received_on", "warning"),
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
    assert "version" in set(table["rule"])
    assert "NV1" not in table.to_csv()


def test_a_word_for_what_nobody_knows_is_no_finding(tmp_path: Path) -> None:
    columns = ("channel", "processed_online", "due_on", "supplements")
    settings = "".join(f'{name} = {{ name = "{name}", missing = ["ND"] }}\n' for name in columns)
    said = "2,A,9.1,2024-05-06,ND,2024-05-10,2024-05-11,processed,nd,ND,ND\n"
    folder = workspace(tmp_path / "w", dossiers=HEAD + GOOD + said + GOOD.replace("1,A", "3,A").replace(",1,0", ",Z,0"))
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + f"\n[registers.dossiers.columns]\n{settings}", encoding="utf-8")
    store = open_store(folder)
    assert found(store) == {(4, "processed_online", "Z", "unreadable", "warning")}
    reading = store.readings["dossiers"]
    assert (reading.unreadable, reading.unmapped) == ({"processed_online": 1}, {})
    assert reading.said_missing == dict.fromkeys(columns, 1)
    assert find(store).found.query("rule == 'unreadable'")["n"].tolist() == [1]
