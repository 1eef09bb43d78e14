"""Real records of a foreign office, measured by configuration alone and compared with plain pandas.

`DTPLAN_DUTCH_PERMITS` names a folder with the table `cases.csv` that the example's README describes.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dtplan_analysis.resources import resource
from dtplan_analysis.workspace import Store, open_store

FOLDER = os.environ.get("DTPLAN_DUTCH_PERMITS", "")

UNITS = {"General": "General", "Customer contact": "CC", "Experts": "Experts"}


@pytest.fixture(scope="module")
def table() -> Path:
    if not FOLDER:
        pytest.skip("DTPLAN_DUTCH_PERMITS names no folder with cases.csv")
    return Path(FOLDER) / "cases.csv"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, table: Path) -> Store:
    folder = tmp_path_factory.mktemp("office") / "dutch-permits"
    shutil.copytree(resource("data") / "examples" / "dutch-permits", folder)
    (folder / "exports").mkdir(exist_ok=True)
    shutil.copy(table, folder / "exports" / "cases.csv")
    return open_store(folder)


def local_days(text: pd.Series) -> pd.Series:
    """The local date as the text itself has it: each moment is written with the municipality's own offset."""
    return pd.to_datetime(text.str[:10], format="%Y-%m-%d")


@pytest.fixture(scope="module")
def cases(table: Path) -> pd.DataFrame:
    raw = pd.read_csv(table, dtype=str)
    frame = pd.DataFrame({"unit": raw["department"].map(UNITS)})
    moments = pd.to_datetime(raw["startdate"], utc=True, format="ISO8601").dt.tz_convert("Europe/Amsterdam")
    frame["received"] = moments.dt.tz_localize(None).dt.normalize()
    assert frame["received"].equals(local_days(raw["startdate"]))
    frame["utc_day"] = moments.dt.tz_convert("UTC").dt.tz_localize(None).dt.normalize()
    frame["due"], frame["ended"] = local_days(raw["deadline"]), local_days(raw["enddate"])
    frame["quarter"] = frame["received"].dt.to_period("Q").astype(str)
    frame["online"] = raw["channel"] == "Internet"
    return frame


def test_every_row_is_accounted_for(store: Store, cases: pd.DataFrame) -> None:
    reading = store.readings["dossiers"]
    assert (reading.rows, len(cases), reading.adds_up) == (1434, 1434, True)
    assert (reading.usable, reading.rejected, reading.unknown_units) == (1434, {}, {})
    assert reading.unmapped == {}
    assert (reading.first, reading.last) == (str(cases["received"].min().date()), str(cases["received"].max().date()))
    judged = store.judged[(store.judged["target"] == "P1") & (store.judged["unit"] == "(total)")]
    assert judged[judged["span"] == "quarter"]["records"].sum() == 1434


def expected(cases: pd.DataFrame, as_of: pd.Timestamp) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Denominator and numerator by target, unit and quarter, of plain frames."""
    until = cases["ended"].fillna(as_of)
    known = cases["due"].notna() & (cases["due"] >= cases["received"]) & (until >= cases["received"])
    shares = {"P1": (cases["online"].astype(int), cases), "P2": ((until <= cases["due"]).astype(int), cases[known])}
    found = {}
    for target, (reached, counted) in shares.items():
        for unit, rows in [("(total)", counted), *counted.groupby("unit")]:
            for quarter, here in rows.groupby("quarter"):
                found[target, str(unit), str(quarter)] = (len(here), int(reached[here.index].sum()))
    return found


def test_shares_are_those_of_plain_frames(store: Store, cases: pd.DataFrame) -> None:
    wanted = expected(cases, pd.Timestamp(store.as_of))
    table = store.judged
    table = table[(table["span"] == "quarter") & (table["target"] != "")]
    found = {
        (row.target, row.unit, row.period): (int(row.denominator), int(row.numerator))
        for row in table.itertuples()
        if pd.notna(row.denominator) and row.denominator > 0
    }
    assert found == wanted
    assert len({unit for _, unit, _ in found}) == 4
    assert len({quarter for *_, quarter in found}) == 6


def test_the_as_of_date_is_the_last_day_on_which_anything_happened(store: Store, cases: pd.DataFrame) -> None:
    assert store.as_of == max(cases["received"].max(), cases["ended"].max()).date()
    last = store.judged[(store.judged["period"] == store.quarters[-1].label) & (store.judged["target"] == "P1")]
    assert last["provisional"].all()


def test_the_local_day_decides_the_quarter(store: Store, cases: pd.DataFrame) -> None:
    """Some moments lie on another day in UTC; each is counted on its local one."""
    rows = store.register("dossiers")
    assert rows is not None
    received = pd.to_datetime(rows.sort_values("row_record")["received_on"].astype(object)).reset_index(drop=True)
    assert received.astype("datetime64[us]").equals(cases["received"].astype("datetime64[us]"))
    elsewhere = cases[cases["utc_day"] != cases["received"]]
    assert len(elsewhere) > 50
    late = pd.Series(rows.sort_values("row_record")["received_on"].to_list())[elsewhere.index]
    assert (pd.to_datetime(late) != elsewhere["utc_day"]).all()


def test_a_moment_before_midnight_at_a_quarters_end(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(resource("data") / "examples" / "dutch-permits", folder)
    (folder / "exports").mkdir(exist_ok=True)
    moments = {  # written in UTC, as another export would have them: local time is an hour or two ahead
        "2011-03-31T21:59:59Z": "2011Q1",
        "2011-03-31T22:00:00Z": "2011Q2",
        "2011-12-31T22:59:59Z": "2011Q4",
        "2011-12-31T23:00:00Z": "2012Q1",
        "2011-06-30T23:59:59.999+02:00": "2011Q2",
        "2011-07-01T00:00:00+02:00": "2011Q3",
    }
    lines = [f"{moment},General,{place},Desk,," for place, moment in enumerate(moments)]
    text = "\n".join(["startdate,department,case_id,channel,deadline,enddate", *lines])
    (folder / "exports" / "cases.csv").write_text(text, encoding="utf-8")
    settings = folder / "dtplan.toml"  # so few rows behind a long gap would not set the as-of date themselves
    settings.write_text("as_of = 2012-01-01\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    store = open_store(folder)
    rows = store.register("dossiers")
    assert rows is not None
    days = rows.sort_values("row_record")["received_on"].to_list()
    assert [store.workspace.quarters.containing(day).label for day in days] == list(moments.values())
    assert store.as_of == date(2012, 1, 1)
    counted = store.judged[(store.judged["target"] == "P1") & (store.judged["unit"] == "(total)")]
    counted = counted[(counted["span"] == "quarter") & (counted["records"] > 0)]
    assert dict(zip(counted["period"], counted["records"], strict=True)) == {
        "2011Q1": 1, "2011Q2": 2, "2011Q3": 1, "2011Q4": 1, "2012Q1": 1,
    }  # fmt: skip
