"""When dossiers come in, how many, and under which numbers."""

from pathlib import Path

import pandas as pd
import pytest
from sampled import QUARTERS, REGISTERS, quarter, read

from dtplan_analysis.sample import write_sample


@pytest.mark.parametrize("rows", [1, 40, 1_234])
def test_rows_is_the_number_of_dossiers_in_all(tmp_path: Path, rows: int) -> None:
    told: list[str] = []
    write_sample(tmp_path, rows=rows, progress=told.append)
    assert len(pd.read_csv(tmp_path / "registers/dossiers.csv")) == rows
    assert len(told) == len(REGISTERS)
    assert f"registers/dossiers: {rows:,}" in told
    if rows > 1_000:
        assert set(quarter(read("dossiers", tmp_path)["received_on"].dropna())) == set(QUARTERS)


def test_numbers_follow_the_official_pattern(raw: pd.DataFrame) -> None:
    pattern = r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.[0-9A-Z]{2,3}){0,4})-\d{6}-\d{4,6}"
    assert raw["MaHoSo"].str.fullmatch(pattern).all()
    answered = set(read("satisfaction")["dossier"])
    assert len(answered - set(raw["MaHoSo"])) < 0.01 * len(answered)  # but for numbers with a defect
