"""An office that gives counts instead of records, or beside them."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
from workspaces import row

from dtplan_analysis.spreadsheet import as_written
from dtplan_analysis.workspace import Store

PLAN = """id = "own"
title = { vi = "K", en = "P" }
[[targets]]
id = "T1"
indicator = "dossiers_online"
threshold = "60%"
text = { vi = "a", en = "a" }
[[targets]]
id = "T2"
counted = { vi = "hồ sơ", en = "cases" }
nature = "flow"
threshold = "50%"
text = { vi = "b", en = "b" }
[[targets]]
id = "T3"
outside = { at_least = "86.5", measured_in = { vi = "điểm", en = "points" } }
text = { vi = "c", en = "c" }
[[targets]]
id = "T4"
not_measured = { vi = "không rõ mẫu số", en = "no denominator" }
text = { vi = "d", en = "d" }
"""
UNITS = "code,name_vi,name_en,parent\nA,Vụ A,Unit A,\nB,Vụ B,Unit B,A\n"
HEAD = "unit,period,target,numerator,denominator,missing,source\n"
ROWS = (
    "A,2026Q1,T2,3,10,,Văn phòng",
    "B,2026Q1,T2,30,50,5,Văn phòng",
    "A,2026Q2,T2,8,10,0,Văn phòng",
    "B,2026Q2,T2,40,50,0,Văn phòng",
)


def office(folder: Path, *rows: str, head: str = HEAD, settings: str = "", values: str = "", **registers: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = f'plan = "plan.toml"\nunits = "units.csv"\n{settings}'
    if rows:
        text += '\n[counts.given]\nsource = "given.csv"\n'
        (folder / "given.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    for name, content in ({"values": values} if values else {} | registers).items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    return folder


def told(store: Store, unit: str, quarter: str, target: str = "T2", span: str = "quarter") -> tuple[Any, ...]:
    one = row(store, unit, quarter, span, target=target)
    known = None if pd.isna(one["denominator"]) else (int(one["numerator"]), int(one["denominator"]))
    return known, one["status"], one["counted_from"]


def rejected(store: Store, register: str) -> list[tuple[str, ...]]:
    """What was set aside of a register: line, column, value, reason."""
    with (store.place / "rejected" / f"{register}.csv").open(encoding="utf-8") as stream:
        return [(one["line"], one["column"], as_written(one["value"]), one["reason"]) for one in csv.DictReader(stream)]
