"""Registers with faults, and what is found in them."""

from pathlib import Path

from office import plan_of

from dtplan_analysis.checks.findings import find
from dtplan_analysis.workspace import Store

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
    text = 'units = "units.csv"\nplan = "plan.toml"\nas_of = 2024-06-30\n' + settings
    for name, rows in registers.items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    plan = 'supporting = ["dossiers_on_time"]\n' + plan_of(["CB2", "OP1", "OP5"])
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    return folder


def found(store: Store, register: str = "dossiers") -> set[tuple[object, ...]]:
    table = find(store).table
    own = table[(table["register"] == register) & (table["rule"] != "absent_column")]
    return {tuple(row) for row in own[["row", "column", "value", "rule", "severity"]].itertuples(index=False)}


STAFF = "staff,unit,kind,valid_from,official_mailbox\nNV1,A,official,2020-01-01,1\nNV2,B,official,2020-01-01,\n"
