"""When records begin: the first day of each unit in a register."""

from datetime import date

import pandas as pd
import pyarrow.parquet as pq

from dtplan_analysis.workspace.store import Store


def first_days(store: Store, name: str) -> dict[str, date]:
    """Return the first day with a usable record of each unit in a register, by the date that decides the quarter.

    Slips that the register's own first day leaves out are none. Empty where the register was not given.
    """
    reading = store.readings.get(name)
    if reading is None or not reading.first:
        return {}
    file, day = store.place / "registers" / f"{name}.parquet", store.workspace.catalogue.registers[name].date
    if not {"unit", day} <= {*pq.read_schema(file).names}:
        return {}
    rows = pd.read_parquet(file, columns=["unit", day])
    rows[day] = pd.to_datetime(rows[day])
    sane = rows[rows[day] >= pd.Timestamp(reading.first)]
    return {str(unit): first.date() for unit, first in sane.groupby("unit")[day].min().items()}
