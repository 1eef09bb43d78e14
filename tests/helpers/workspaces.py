"""Small workspaces, and rows of what is judged in them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from dtplan_analysis.language import Language
from dtplan_analysis.workspace import Store

UNITS = """code,name_vi,name_en,scope,aliases,valid_from,valid_to,successor,exempt
A,Vụ A,A,,Alpha,,,,
B,Vụ B,B,,,,,,dossiers
C,Vụ C,C,,,,,,
SXD,Sở Xây dựng,Pilot,pilot,,,,,
"""


def plan(*targets: str) -> str:
    """A plan of targets, each an indicator or `indicator/variant`, with a threshold of 60 %."""
    text = 'id = "p"\ntitle = { vi = "K", en = "P" }\nfirst_quarter = 2024-04-01\n'
    for place, target in enumerate(targets, 1):
        indicator, _, variant = target.partition("/")
        text += f'[[targets]]\nid = "T{place}"\nindicator = "{indicator}"\n'
        text += 'threshold = "60%"\n' if indicator != "infrastructure_conditions" else "checklist = true\n"
        text += f'variant = "{variant}"\n' if variant else ""
        text += 'text = { vi = "a", en = "a" }\nshort = { vi = "a", en = "a" }\n'
    return text


def workspace(folder: Path, targets: list[str], settings: str = "", units: str = UNITS, **registers: str) -> Path:
    """Write a workspace with registers as CSV texts."""
    folder.mkdir(exist_ok=True)
    text = 'plan = "plan.toml"\n' + ('units = "units.csv"\n' if units else "") + settings
    for name, rows in registers.items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    (folder / "plan.toml").write_text(plan(*targets), encoding="utf-8")
    (folder / "units.csv").write_text(units, encoding="utf-8")
    return folder


def dossiers(*rows: str, columns: str = "channel,processed_online") -> str:
    """Dossiers as `unit day cell cell …`, numbered by their place; a dash is an empty cell."""
    parts = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    lines = [f"{place},{','.join(cells)}" for place, cells in enumerate(parts, 1)]
    return "\n".join([f"number,unit,received_on,{columns}", *lines, ""])


def row(store: Store, unit: str, quarter: str = "2024Q2", span: str = "quarter", **more: str) -> pd.Series:
    """The one judged row of a unit and quarter."""
    table = store.judged
    wanted = {"target": "T1"} | more
    found = table[(table["unit"] == unit) & (table["period"] == quarter) & (table["span"] == span)]
    for name, value in wanted.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def said(store: Store, unit: str, quarter: str = "2024Q2", span: str = "quarter", **more: str) -> tuple[object, ...]:
    """Status and reason of a row without data, else its records, missing, denominator and numerator."""
    found = row(store, unit, quarter, span, **more)
    if pd.isna(found["denominator"]):
        return found["status"], found["reason"]
    if found["status"] == "no_case":
        return ("no_case",)
    return tuple(int(found[name]) for name in ("records", "missing", "denominator", "numerator"))


ONLINE = dossiers(
    "A 2024-04-02 online 1",
    "A 2024-05-02 direct 0",
    "A 2024-07-02 online 1",
    "Alpha 2024-06-30 online 1",
    "C 2024-01-15 online -",
    "SXD 2024-05-02 online 1",
    "X1 2024-05-02 online 0",
    "X2 2024-05-02 online 0",
)


def touch(folder: Path, name: str, change: Callable[[str], str]) -> None:
    file = folder / name
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def into(said: list[str]) -> Callable[[Callable[[Language], str]], None]:
    """Note what is told of a measuring, in English."""
    return lambda words: said.append(words(Language("en")))
