"""The committed sample, read by plain pandas, and the bands that its shares lie in."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from dtplan_analysis.catalogue import REGISTERS as ALL
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.resources import resource

QUARTERS = ["2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4"]
COMMITTED = resource("data") / "sample"
PARAMETERS = tomllib.loads((resource("data") / "parameters.toml").read_text("utf-8"))
WORKSPACE = tomllib.loads((resource("data") / "workspace.toml").read_text("utf-8"))
DATE_TIME = "%d/%m/%Y %H:%M:%S"

REGISTERS = {name: register for name, register in ALL.items() if name not in ("petitions", "values")}
"""Those that the sample has: petitions and published values are no matter of Decision 320."""

ABSENT = {
    "procedures": {
        *("eligible_full", "fee", "online_payment", "yields_document"),
        *("announced_on", "effective_on", "published_on"),
    },
    "dossiers": {
        *("supplement_asked_on", "fee_due", "paid_online", "digitised", "digitised_reused", "from_citizen_store"),
        *("synchronised", "electronic_result"),
    },
    "satisfaction": {"cluster"},
}
"""Columns that Decision 320 does not ask for, and the sample's exports do not have."""


def columns(name: str) -> list[Column]:
    """The columns of a register that the sample has."""
    return [column for column in REGISTERS[name].columns if column.name not in ABSENT.get(name, set())]


def read(name: str, folder: Path = COMMITTED) -> pd.DataFrame:
    """A register as it was exported, but with our names of columns, dates as dates and units by their code."""
    settings = WORKSPACE["registers"][name]
    path = folder / settings["source"]
    frame = pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_parquet(path)
    frame = frame.rename(columns={theirs: ours for ours, theirs in settings.get("columns", {}).items()})
    for column in columns(name):
        if column.type == "date":
            form = DATE_TIME if name == "dossiers" else None
            frame[column.name] = pd.to_datetime(frame[column.name], format=form, errors="coerce")
    if "unit" in frame:
        frame["unit"] = frame["unit"].map(spellings()).fillna("(unknown)")
    return frame


def spellings() -> dict[str, str]:
    units = pd.read_csv(COMMITTED / "units.csv", dtype=str, keep_default_na=False)
    return {
        spelling: code
        for code, vi, aliases in zip(units["code"], units["name_vi"], units["aliases"], strict=True)
        for spelling in (code, vi, *aliases.split("|"))
    }


def quarter(days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    return days.dt.to_period("Q").astype(str)


def yes(flags: "pd.Series[str]") -> "pd.Series[bool]":
    """Flags as they stand in CSV (1, 0) or Parquet (true, false)."""
    return flags.astype(str).isin(["1", "True"])


def wide(low: float, high: float, n: "pd.Series[int]") -> "tuple[pd.Series[float], pd.Series[float]]":
    """A band with room for chance in n records: 3.3 standard errors, for some 150 shares at once."""
    return tuple(share + side * 3.3 * np.sqrt(share * (1 - share) / n) for share, side in ((low, -1), (high, 1)))


def assert_within(passed: "pd.Series[bool]", by: list["pd.Series[str]"], low: float, high: float) -> None:
    groups = passed.groupby(by)
    share, n = groups.mean(), groups.size()
    least, most = wide(low, high, n)
    outside = share[(share < least) | (share > most)]
    assert outside.empty, outside.to_string()
    assert n.min() >= 2
