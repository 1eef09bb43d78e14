"""What is optional and not installed is told with the line that installs it."""

import sys
from pathlib import Path

import pytest
from office import dtplan
from workspaces import workspace

from dtplan_analysis.errors import InputError
from dtplan_analysis.workspace import measure, open_workspace

ABSENT = [
    # the source of a register, the module that is not there, what installs it
    ("postgresql://reader@db.example/office", "adbc_driver_postgresql", "dtplan-analysis[postgresql]"),
    ("mysql://reader@db.example/office", "sqlalchemy", "dtplan-analysis[databases]"),
    ("mysql://reader@db.example/office", "MySQLdb", "mysqlclient"),
    ("oracle+oracledb://reader@db.example/office", "oracledb", "oracledb"),
    ("s3://office/dossiers.csv", "fsspec", "dtplan-analysis[remote]"),
    ("s3://office/dossiers.csv", "s3fs", "s3fs"),
    ("gs://office/dossiers.csv", "gcsfs", "gcsfs"),
]


@pytest.mark.parametrize(("source", "module", "package"), ABSENT)
def test_a_source_whose_package_is_absent_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, module: str, package: str
) -> None:
    if module in ("MySQLdb", "oracledb"):
        pytest.importorskip("sqlalchemy")
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, f"{module}.registry", None)
    table = '\ntable = "ho_so"' if "reader" in source else ""
    workspace(tmp_path, ["dossiers_online"], f'[registers.dossiers]\nsource = "{source}"{table}\n')
    with pytest.raises(InputError) as told:
        measure(open_workspace(tmp_path))
    assert str(told.value).endswith(f"→ type: python -m pip install '{package}'")
    assert "reader" not in str(told.value)
    assert dtplan("check", "-w", tmp_path).code == 2
