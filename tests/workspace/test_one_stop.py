"""What a workspace keeps of form II.06a, with its totals, and when it is filled again."""

import shutil
from pathlib import Path

import pytest
from workspaces import workspace

from dtplan_analysis.indicators.one_stop import COLUMNS, NOT_STATED
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import measuring, open_store, open_workspace
from dtplan_analysis.workspace.one_stop import one_stop

UNITS = """code,name_vi,name_en,scope,valid_from,valid_to,successor
B,Vụ B,B,,,,
A,Vụ A,A,,,2024-05-31,B
SXD,Sở Xây dựng,Pilot,pilot,,,
"""


ROWS = """number,unit,procedure,field,received_on,due_on,completed_on,channel
1,A,1.1,,2024-02-01,2024-03-01,2024-02-29,online
2,A,1.1,,2024-02-02,2024-07-01,,online
3,B,1.2,Nhà ở,2024-04-02,2024-05-02,2024-05-02,direct
4,B,1.3,,2024-04-03,2024-05-03,2024-06-03,postal
5,nobody,1.2,Nhà ở,2024-04-04,2024-05-03,,email
6,SXD,1.2,Nhà ở,2024-04-05,2024-05-03,,online
7,B,1.1,,2024-07-02,,,online
"""


LISTED = """procedure,name,field,level,valid_from
1.1,a,Xây dựng,full,2020-01-01
"""


def office(folder: Path, as_of: str = "2024-07-31", **registers: str) -> Path:
    return workspace(folder, ["dossiers_on_time"], f"as_of = {as_of}\n", UNITS, **registers)


def form(folder: Path, period: str = "2024Q2", span: str = "quarter") -> dict[tuple[str, str], tuple[int, ...]]:
    """Columns 3 to 13 of a period, by unit and field."""
    table = open_store(folder).one_stop
    assert table is not None
    part = table[(table["period"] == period) & (table["span"] == span)]
    keys = zip(part["unit"], part["field"], strict=True)
    return dict(zip(keys, part[[*COLUMNS.values()]].itertuples(index=False, name=None), strict=True))


def test_the_form_names_fields_as_the_procedures_do(tmp_path):
    rows = ROWS.replace("Nhà ở", "NHA")
    listed = """procedure,name,field,field_name,level,valid_from
1.1,a,XD,Xây dựng,full,2020-01-01
1.2,b,NHA,Nhà cửa,full,2020-01-01
1.2,b,NHA,Nhà ở,full,2021-01-01
1.3,c,OWN,,full,2020-01-01
"""
    fields = {field for _, field in form(office(tmp_path / "w", dossiers=rows, procedures=listed))}
    assert fields == {"Xây dựng", "Nhà ở", "OWN", TOTAL}


def test_a_workspace_keeps_the_form_with_its_totals(tmp_path):
    folder = office(tmp_path / "w", dossiers=ROWS, procedures=LISTED)
    expected = {
        ("B", "Nhà ở"): (1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0),
        ("B", NOT_STATED): (1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0),
        ("B", TOTAL): (2, 0, 2, 0, 2, 0, 1, 1, 0, 0, 0),
        ("A", "Xây dựng"): (1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0),
        ("A", TOTAL): (1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0),
        ("SXD", "Nhà ở"): (1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1),
        ("SXD", TOTAL): (1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1),
        (UNKNOWN, "Nhà ở"): (1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1),  # by e-mail, which the form has no column for
        (UNKNOWN, TOTAL): (1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1),
        (TOTAL, "Nhà ở"): (2, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
        (TOTAL, "Xây dựng"): (1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0),
        (TOTAL, NOT_STATED): (1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0),
        (TOTAL, TOTAL): (4, 0, 2, 1, 2, 0, 1, 1, 2, 1, 1),
    }
    found = form(folder)
    assert list(found) == list(expected), "units in official order, totals last"
    assert found == expected
    # What A left open when it ended is its successor's, overdue by now; a new one has no due day.
    assert form(folder, "2024Q3")["B", "Xây dựng"] == (2, 1, 0, 1, 0, 0, 0, 0, 2, 0, 1)
    # Of the year, nothing is carried over that was received in it.
    assert form(folder, "2024Q2", "year_to_date")["A", TOTAL] == (2, 2, 0, 0, 1, 1, 0, 0, 1, 1, 0)


@pytest.mark.parametrize(
    "registers",
    [
        pytest.param({"declarations": "unit,declared_on,asked_again\nB,2024-04-02,0\n"}, id="no dossiers"),
        pytest.param({"dossiers": "number,unit,received_on,channel\n1,B,2024-04-02,online\n"}, id="no due day"),
    ],
)
def test_where_the_form_cannot_be_filled_there_is_none(tmp_path, registers):
    assert open_store(office(tmp_path / "w", **registers)).one_stop is None


def test_a_form_without_any_dossier_is_not_one_that_cannot_be_filled(tmp_path):
    long_ago = "\n".join(ROWS.split("\n")[:2]).replace("2024-", "2023-").replace("-29", "-28")
    kept = open_store(office(tmp_path / "w", '2024-07-31\nfirst_quarter = "2024Q2"', dossiers=long_ago)).one_stop
    assert kept is not None
    assert kept.empty


CHANGES: list[tuple[str, dict[str, str], bool]] = [
    ("nothing", {}, False),
    ("another register", {"declarations": "unit,declared_on,asked_again\nB,2024-04-02,0\n"}, False),
    ("the dossiers", {"dossiers": ROWS.replace("1.3,,", "1.3,Nhà ở,")}, True),
    ("the procedures", {"procedures": LISTED.replace("Xây dựng", "Nhà ở")}, True),
    ("the as-of day", {"as_of": "2024-07-30"}, True),
    ("no procedures any more", {"procedures": ""}, True),
]


@pytest.mark.slow
def test_the_form_is_filled_again_where_it_would_differ(tmp_path, monkeypatch):
    given: dict[str, str] = {"dossiers": ROWS, "procedures": LISTED}
    folder, asked = office(tmp_path / "w", **given), []
    open_store(folder)
    monkeypatch.setattr(measuring, "one_stop", lambda *one: asked.append(one) or one_stop(*one))
    for name, change, again in CHANGES:
        asked.clear()
        given = {register: rows for register, rows in (given | change).items() if rows}
        for file in office(tmp_path / name, **given).iterdir():
            if not (folder / file.name).exists() or file.read_bytes() != (folder / file.name).read_bytes():
                shutil.copy(file, folder)
        measuring.measure(open_workspace(folder))
        assert bool(asked) == again, name
    kept = form(folder)
    measuring.measure(open_workspace(folder), anew=True)
    assert form(folder) == kept


def test_a_store_without_the_form_is_made_anew(tmp_path):
    folder = office(tmp_path / "w", dossiers=ROWS)
    expected = form(folder)
    (open_store(folder).place / "one_stop.parquet").unlink()
    assert form(folder) == expected
