"""The sample's survey is judged by its weights: whoever moves one moves CB4, of the unit and of all."""

import csv
import re
import shutil
from pathlib import Path

from office import plan_of

from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store

SAMPLE = resource("data") / "sample"


def survey(folder: Path) -> Path:
    """The shipped sample, with its survey alone."""
    (folder / "registers").mkdir(parents=True)
    for name in ("units.csv", "registers/satisfaction.csv", "registers/satisfaction_served.csv"):
        shutil.copy(SAMPLE / name, folder / name)
    text = (SAMPLE / "dtplan.toml").read_text(encoding="utf-8")
    head, tables = text.partition("\n[")[0], re.findall(r"(?m)^\[registers\.satisfaction\w*\]\n(?:.+\n)+", text)
    (folder / "dtplan.toml").write_text('plan = "plan.toml"\n' + "\n".join([head, *tables]), encoding="utf-8")
    (folder / "plan.toml").write_text(plan_of(["CB4"]), encoding="utf-8")
    return folder


def shares(folder: Path) -> dict[str, float]:
    """The weighted share of each unit, and of all."""
    judged = open_store(folder).judged
    here = judged[(judged["period"] == "2024Q2") & (judged["span"] == "quarter") & (judged["target"] == "CB4")]
    assert set(here.loc[here["denominator"] > 0, "method"]) == {"survey"}
    return dict(zip(here["unit"], here["value"], strict=True))


def test_a_weight_that_moves_moves_the_share_of_its_unit_and_of_all(tmp_path: Path) -> None:
    folder = survey(tmp_path / "w")
    before, file = shares(folder), folder / "registers" / "satisfaction.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    low = [
        row
        for row in rows
        if row["unit"] == "QHKT" and "2024-04" <= row["answered_on"] < "2024-07" and row["score"] < "4"
    ]
    assert low
    for row in low:
        row["weight"] = str(3 * float(row["weight"]))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    after = shares(folder)
    assert after["QHKT"] < before["QHKT"] - 0.01
    assert after[TOTAL] < before[TOTAL]
    assert {unit for unit in before if before[unit] == before[unit] and before[unit] != after[unit]} == {"QHKT", TOTAL}
