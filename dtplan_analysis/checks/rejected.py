"""The rows that count nowhere, as files that an office finds beside its other checks."""

import shutil
from pathlib import Path

from dtplan_analysis.errors import OutputError
from dtplan_analysis.workspace import Store

REJECTED = "rejected"


def write_rejected(store: Store, folder: Path) -> Path | None:
    """Copy the lists of rejected rows and of rows that are no records into `folder`/rejected, and return that.

    One file for each register that has any; what an earlier call listed and is no more is removed. None where no
    register has such rows. Raises OutputError.
    """
    place = folder / REJECTED
    rows = {name: bool(reading.rejected) for name, reading in store.readings.items()}
    rows |= {f"{name}-not-records": bool(reading.not_records) for name, reading in store.readings.items()}
    try:
        if any(rows.values()):
            place.mkdir(parents=True, exist_ok=True)
        for name, some in rows.items():
            if some:
                shutil.copyfile(store.place / REJECTED / f"{name}.csv", place / f"{name}.csv")
            else:
                (place / f"{name}.csv").unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", where=str(place), remedy="name a folder with --output"
        ) from None
    return place if any(rows.values()) else None
