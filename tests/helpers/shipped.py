"""A small workspace for any plan: rows by chance, always the same, in each register that its targets are counted in."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from office import once

from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.catalogue.declared import with_declared
from dtplan_analysis.plans import find_plan, vocabulary_of
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.register import Register
from dtplan_analysis.workspace import open_store

UNITS = (
    ("TTHC", "Trung tâm Phục vụ hành chính công", "Public Service Centre"),
    ("HTKT", "Cục Hạ tầng kỹ thuật", "Agency for Technical Infrastructure"),
    ("PTDT", "Cục Phát triển đô thị", "Urban Development Agency"),
    ("XA", "Xã Mẫu", "Model Commune"),
    ("PHUONG", "Phường Mẫu", "Model Ward"),
)
FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
ROWS, PROCEDURES = 150, 30


def shipped_workspace(factory: pytest.TempPathFactory, plan: str) -> Path:
    """Return a workspace for a shipped plan that was measured once for all test processes; nobody may change it."""
    return once(factory, f"shipped-{plan}", lambda folder: open_store(write_workspace(folder, plan)))


_USUAL = {"secrecy": "none", "status": "returned", "state": "operating", "kind": "official", "score": "satisfied"} | {
    "level": "full", "platform": "lgsp", "issuer": "government",
}  # fmt: skip
"""Codes that most rows have."""

_OPEN = ("valid_to", "supplement_asked_on", "published_on")
_RARE = ("complaint", "asked_again", "refused", "long_leave", "also_paper")


def write_workspace(folder: Path, plan: str, *, synthetic: bool = True) -> Path:
    """Write a workspace for a shipped plan."""
    folder.mkdir(parents=True, exist_ok=True)
    loaded, chance = find_plan(plan), random.Random(plan)
    catalogue = with_declared(LIBRARY, vocabulary_of(loaded, Path()))
    registers: dict[str, Register] = {}
    for target in loaded.counted:
        one = catalogue.indicator(target.indicator)
        for variant in (one, *one.variants):
            registers |= {register.name: register for register in variant.registers}
    levels = [level.id for level in loaded.levels]
    units = [[*unit, levels[min(place // 3, len(levels) - 1)] if levels else ""] for place, unit in enumerate(UNITS)]
    _write(folder / "units.csv", ["code", "name_vi", "name_en", "level"], units)
    settings = f'plan = "{plan}"\nunits = "units.csv"\nas_of = {LAST}\nsynthetic = {str(synthetic).lower()}\n'
    for name, register in registers.items():
        rows = [_row(register, place, chance) for place in range(PROCEDURES if name == "procedures" else ROWS)]
        names = [column.name for column in register.columns]
        _write(folder / f"{name}.csv", names, [[row[column] for column in names] for row in rows])
        settings += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
    (folder / "dtplan.toml").write_text(settings, encoding="utf-8")
    return folder


def _row(register: Register, place: int, chance: random.Random) -> dict[str, str]:
    unit = UNITS[place % len(UNITS)][0]
    begun = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days - 30))
    return {column.name: _cell(column, register, place, unit, begun, chance) for column in register.columns}


def _cell(column: Column, register: Register, place: int, unit: str, begun: date, chance: random.Random) -> str:
    name = column.name
    if name == "unit":
        return unit
    if name == "valid_from":
        return FIRST.isoformat()
    if column.type == "date":
        return "" if name in _OPEN else (begun + timedelta(days=_later(name, register, chance))).isoformat()
    if name in ("procedure", "dossier", "number", "staff", "assignment", "system"):
        own = name in register.key  # what other registers name stands in one row
        return f"{name}-{place if own else chance.randrange(PROCEDURES)}"
    if column.type == "text":
        return f"{name}-{place % 3}" if column.required else ""
    if column.type == "flag":
        return "" if chance.random() < 0.01 else str(chance.random() < (0.05 if name in _RARE else 0.85)).lower()
    if column.type == "code":
        usual = _USUAL.get(name, "online" if "online" in column.codes else column.codes[-1])
        return usual if usual in column.codes and chance.random() < 0.85 else chance.choice(column.codes)
    if name == "supplements":
        return "0"
    return str(chance.randint(column.least or 0, column.most or 30))


def _later(name: str, register: Register, chance: random.Random) -> int:
    """Return how many days after the day that places a record another one of its days lies."""
    if name == register.date:
        return 0
    if name.startswith(("opened", "filed", "assigned", "sent")):
        return -chance.randrange(1, 4)
    return chance.randrange(3, 12) if name.startswith("due") else chance.randrange(1, 9)


def _write(file: Path, heads: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heads)
        writer.writerows(rows)
