"""The sample as it is made, and its dossiers as they are shipped."""

from pathlib import Path

import pandas as pd
import pytest
from sampled import COMMITTED, quarter, read

from dtplan_analysis.sample import write_sample


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def raw() -> pd.DataFrame:
    """Dossiers, cell by cell as text."""
    return pd.read_csv(COMMITTED / "registers/dossiers.csv", dtype=str)


@pytest.fixture(scope="session")
def dossiers() -> pd.DataFrame:
    """Dossiers of the ministry, each once, without those not accepted."""
    frame = read("dossiers").drop_duplicates("number", keep="last")
    frame = frame[frame["received_on"].notna() & (frame["status"] != "3") & ~frame["unit"].isin(["SXD1", "SXD2"])]
    return frame.assign(quarter=quarter(frame["received_on"]))
