"""The as-of date: the latest event of all registers, unless it may be a slip of the pen."""

from datetime import date
from pathlib import Path

import pytest
from workspaces import workspace

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.language import Language
from dtplan_analysis.workspace import open_store

SLIP = "number,unit,received_on,channel,processed_online\n" + "".join(
    f"{day},A,2024-05-{day:02},online,true\n" for day in range(1, 31)
)


def test_a_slip_behind_a_gap_is_refused_with_its_place(tmp_path: Path) -> None:
    slip = SLIP + "99,A,2026-05-08,online,true\n"
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=slip)
    with pytest.raises(RegisterError) as told:
        open_store(folder)
    for part in ("1 rows", "dossiers.csv, line 32, column 'received_on': 2026-05-08", "as_of = 2024-05-30"):
        assert part in str(told.value)
    (folder / "dossiers.csv").write_text(SLIP, encoding="utf-8")
    store = open_store(folder)
    assert (store.as_of, store.as_of_row.line, store.as_of_row.column) == (date(2024, 5, 30), "line 31", "received_on")
    assert "dossiers.csv, dòng 31" in store.set_by(Language("vi"))
    (folder / "dossiers.csv").write_text(slip, encoding="utf-8")
    (folder / "dtplan.toml").write_text(f"as_of = 2024-06-30\n{(folder / 'dtplan.toml').read_text()}")
    later = open_store(folder)
    assert (later.as_of, later.as_of_row, later.readings["dossiers"].usable) == (date(2024, 6, 30), None, 31)
    assert [one.label for one in later.quarters] == ["2024Q2"]
    assert later.judged["records"].max() == 30


def test_the_as_of_date_is_the_latest_event_of_all_registers(tmp_path: Path) -> None:
    rows = ["A,VP,2024-05-06,2030-01-01,2024-08-01", "B,VP,2024-05-07,,", "D,VP,2024-05-07,,9999-12-31", "E,VP,x,,"]
    texts = {
        "dossiers": "\n".join(["number,unit,received_on,due_on,completed_on", *rows, ""]),
        "training": "staff,completed_on\n1,2024-07-08\n",
        "staff": "staff,unit,valid_from\n1,VP,2024-12-01\n",
    }
    store = open_store(workspace(tmp_path / "w", ["staff_trained"], units="", **texts))
    assert (store.as_of, store.as_of_row.column) == (date(2024, 8, 1), "completed_on")  # no due day, no day in post


def test_without_an_event_the_as_of_date_is_asked_for(tmp_path: Path) -> None:
    texts = {"staff": "staff,unit,valid_from\n1,A,2024-12-01\n"}
    with pytest.raises(RegisterError, match="no register has a readable date") as raised:
        open_store(workspace(tmp_path / "w", ["staff_trained"], **texts))
    assert "as_of" in raised.value.remedy
