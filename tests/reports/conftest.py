"""The offices that reports are made of."""

from pathlib import Path

import pytest
from office import (
    HOSTILE,
    Rows,
    dossiers,
    measured_office,
    rows,
)
from reported import HOSTILE_COLUMNS


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return measured_office(tmp_path_factory)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a unit for each hostile text, which stands wherever a text can stand."""
    units: Rows = [{"code": "AA", "name_vi": "Cục", "name_en": "Agency"}]
    given: dict[str, Rows] = {name: [] for name in (*HOSTILE_COLUMNS, "dossiers")}
    for place, text in enumerate(HOSTILE):
        units.append({"code": text, "name_vi": text, "name_en": text, "aliases": f"H{place}"})
        for name, columns in HOSTILE_COLUMNS.items():
            theirs = [row for row in rows()[name] if row["unit"] == "BB"]
            hostile = [row | dict.fromkeys((*columns, "unit"), text) for row in theirs]
            # A key that most rows share identifies none: each has a number of its own.
            given[name] += [
                row | ({"number": f"{text} {n}"} if "number" in row else {}) for n, row in enumerate(hostile)
            ]
        given["dossiers"] += dossiers(text, "2024Q2", 0, 1, number=text, procedure=text, user=text)
    return measured_office(tmp_path_factory, "hostile", registers=given, units=units, targets="OP1 OP7 CB2")
