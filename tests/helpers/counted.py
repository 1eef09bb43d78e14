"""Small registers, and what is counted of them."""

from datetime import date

import pandas as pd
from backends import rows_of

AS_OF = date(2024, 12, 31)


SYSTEM = pd.DataFrame({"system": ["a"], "unit": ["A"], "serves_public": [True], "state": ["operating"]}).assign(
    integrated=True, platform="lgsp", valid_from=pd.Timestamp("2024-01-01")
)


def dossiers(*days, **columns):
    """Dossiers received on some days, online throughout unless said otherwise."""
    rows = {"unit": "A", "channel": "online", "processed_online": True, "status": "processed"} | columns
    return pd.DataFrame({"received_on": pd.to_datetime(list(days))}).assign(**rows)


def periods(counts, *names):
    """What was counted per period: numerator and denominator, or the counts that are named."""
    return {
        (row["period"], row["span"]): tuple(row[name] for name in names or ("numerator", "denominator"))
        for row in rows_of(counts)
    }
