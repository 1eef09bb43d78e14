"""A judged table is asked as a report is."""

import pandas as pd
import pytest
from asked import answered, cells

from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.reports import JudgedTable


def test_a_judged_table_of_a_frame_is_asked_alike() -> None:
    rows = answered()
    frame = pd.DataFrame(rows)[["unit", "procedure", "channel", "processed_online"]]
    frame = frame.assign(received_on=pd.to_datetime([str(row["received_on"]) for row in rows]), status="processed")
    judged = dossiers_online(frame, by=("unit", "procedure"), target="60%", period=["2024Q2"])
    table = JudgedTable(judged)
    found = table.breakdown("dossiers_online", by="unit", unit="BB").frame
    assert cells(found, "unit", "denominator") == [["BB", 4]]
    with pytest.raises(InputError, match="is not by 'channel'"):
        table.breakdown("dossiers_online", by="channel", unit="BB")
    with pytest.raises(InputError, match="counts alone"):
        table.records("dossiers_online", unit="BB")
    with pytest.raises(InputError, match="name one unit"):
        table.breakdown("dossiers_online", by="procedure")
    assert "dossiers" in repr(table)
