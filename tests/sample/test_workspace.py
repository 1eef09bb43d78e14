"""The sample's units, its workspace file, and the form of its registers."""

import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sampled import COMMITTED, PARAMETERS, REGISTERS, WORKSPACE, read

from dtplan_analysis import sample
from dtplan_analysis.sample import setting, write_sample
from dtplan_analysis.units.listing import read_units


def test_many_dossiers_come_as_a_folder_of_parquet_files(
    tmp_path: Path, raw: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path, rows=3_000)
    monkeypatch.setattr(sample, "_FEW", 1_000)
    monkeypatch.setattr(setting, "_PIECE", 700)
    write_sample(tmp_path, rows=3_000)
    workspace = tomllib.loads((tmp_path / "dtplan.toml").read_text("utf-8"))
    assert workspace["registers"]["dossiers"] == WORKSPACE["registers"]["dossiers"] | {"source": "registers/dossiers"}
    assert not (tmp_path / "registers/dossiers.csv").exists()
    parts = sorted((tmp_path / "registers/dossiers").iterdir())
    frames = [pd.read_parquet(part) for part in parts]
    assert len(parts) > 3
    assert max(map(len, frames)) <= 700 + 30  # whole days
    frame = pd.concat(frames)
    assert len(frame) == 3_000
    assert list(frame) == list(raw)
    assert frame["NgayTiepNhan"].dropna().str.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d").all()
    for name in ("documents", "staff", "mailbox_use"):
        assert pq.read_table(tmp_path / f"registers/{name}.parquet").num_rows > 700


def test_the_workspace_file_says_that_the_data_are_synthetic() -> None:
    workspace = tomllib.loads((COMMITTED / "dtplan.toml").read_text("utf-8"))
    assert workspace["synthetic"] is True
    assert workspace["as_of"] == PARAMETERS["as_of"] == date(2025, 1, 10)
    assert set(workspace["registers"]) == set(REGISTERS)
    assert "dữ liệu mô phỏng" in (COMMITTED / "dtplan.toml").read_text("utf-8")


def test_units_are_those_of_the_ministry_in_official_order() -> None:
    units = read_units(COMMITTED / "units.csv")
    ours = [unit for unit in units if unit.scope == "ministry"]
    assert [unit.code for unit in ours][:3] == ["QHKT", "VLXD", "KHCNMT"]
    assert len(ours) == 30
    assert all(f"G17.{90 + number}" in unit.aliases for number, unit in enumerate(ours, 1))
    assert units.pilots == ("SXD1", "SXD2")
    assert units["SXD2"].valid_from == date(2024, 4, 1)
    assert units.find("Cục Quản lý nhà (tên cũ mô phỏng)").code == "QLN"
    assert units.find("vien kien truc quoc gia").code == "VIAR"
    with_dossiers = [unit.code for unit in units if "dossiers" not in unit.exempt]
    assert with_dossiers == ["QHKT", "VLXD", "KHCNMT", "HDXD", "GD", "PTDT", "QLN", "SXD1", "SXD2"]


@pytest.mark.parametrize("name", [name for name in REGISTERS if "unit" in REGISTERS[name].names])
def test_units_report_unless_they_are_exempt(name: str) -> None:
    units = read_units(COMMITTED / "units.csv")
    reporting = set(read(name)["unit"]) - {"(unknown)"}
    assert reporting == {unit.code for unit in units if name not in unit.exempt}
