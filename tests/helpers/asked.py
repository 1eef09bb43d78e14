"""An office whose figures are counted by hand, for reports that are asked questions."""

from typing import Any

import pandas as pd
from office import Rows, dossiers


def answered() -> Rows:
    """AA: 6 of 10 in May, two of them without a word on processing; BB: 2 of 4; the pilot PP: 1 of 1."""
    aa = dossiers("AA", "2024Q2", 6, 4)
    aa[0] |= {"processed_online": None}
    aa[1] |= {"processed_online": None, "received_on": "2024-06-03", "due_on": "2024-06-20", "completed_on": None}
    aa[9] |= {"procedure": "9.000202", "status": 2, "completed_on": None, "due_on": "2025-02-01"}
    bb = dossiers("BB", "2024Q2", 2, 2, procedure="9.000202")
    found = [*aa, *bb, *dossiers("PP", "2024Q2", 1), *dossiers("AA", "2024Q1", 3, 1)]
    return [row | {"field": f"Lĩnh vực {n % 3}" if n % 4 else None} for n, row in enumerate(found)]


def cells(frame: pd.DataFrame, *names: str) -> list[list[Any]]:
    return frame[list(names)].astype(object).where(frame[list(names)].notna(), None).values.tolist()
