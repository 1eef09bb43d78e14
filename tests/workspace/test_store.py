"""Measuring a workspace: every unit and quarter accounted for, a store that is whole, or none."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from workspaces import ONLINE, contents, row, said, touch, workspace

from dtplan_analysis.errors import ConfigurationError, PeriodError, RegisterError
from dtplan_analysis.language import Language
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.workspace import Store, is_measured, measure, measuring, open_store, open_workspace


def test_counts_and_judges_by_whole_numbers(online: Store) -> None:
    found = row(online, "A")
    assert (found["value"], found["threshold"], found["status"], found["shortfall"]) == (2 / 3, "3/5", "met", 0)
    counts = online.counts
    assert len(counts) == len(online.judged)
    assert (counts["records"] == counts["excluded"] + counts["missing"] + counts["denominator"]).all()


def test_gives_registers_out_by_unit(online: Store) -> None:
    assert len(online.register("dossiers")) == 8
    own = online.register("dossiers", unit="A")
    assert own is not None
    assert set(own["unit"]) == {"A"}
    assert len(own) == 4
    assert online.register("staff") is None
    with pytest.raises(RegisterError, match="there is no register 'dossier'") as raised:
        online.register("dossier")
    assert raised.value.remedy == "did you mean 'dossiers'?"
    assert online.inputs == {"dossiers": online.readings["dossiers"].files}


def test_memory_is_bounded_as_the_workspace_says(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], 'memory = "512MB"\n', dossiers=ONLINE)
    opened = open_workspace(folder)
    assert opened.memory == "512MB"
    with connect(tmp_path, opened.memory) as engine:
        assert engine.sql("SELECT current_setting('memory_limit')").fetchall() == [("488.2 MiB",)]
    for wrong in ("much", "-1GB", "512", "0GB"):
        text = (folder / "dtplan.toml").read_text(encoding="utf-8")
        (folder / "dtplan.toml").write_text(re.sub('memory = ".*"', f'memory = "{wrong}"', text), encoding="utf-8")
        with pytest.raises(ConfigurationError, match="is not a size"):
            open_workspace(folder)


def test_a_run_that_fails_leaves_the_old_store(small: Path) -> None:
    before = contents(small / ".dtplan")
    touch(small, "dossiers.csv", lambda text: text.replace("received_on", "received"))
    with pytest.raises(RegisterError):
        measure(open_workspace(small))
    assert contents(small / ".dtplan") == before
    touch(small, "dossiers.csv", lambda text: text.replace("received", "received_on"))
    touch(small, "dtplan.toml", lambda text: "quarters = [[2031-01-01, 2031-03-31]]\n" + text)
    with pytest.raises(PeriodError, match="no quarter lies between") as raised:
        measure(open_workspace(small))
    assert raised.value.where == "dtplan.toml"
    assert contents(small / ".dtplan") == before


@pytest.mark.parametrize("moves", range(2))
def test_a_run_that_is_cut_off_vouches_for_nothing(small: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Wherever the placing of a state stops, it is not the one that holds what is there now."""
    touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))
    left, move = [moves], Path.replace

    def stopping(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        measure(open_workspace(small))
    monkeypatch.undo()
    assert not is_measured(open_workspace(small))
    assert said(open_store(small), "A") == (3, 0, 3, 3)
    assert not list((small / ".dtplan").glob("measuring-*"))


def test_what_changes_while_it_is_read_is_read_again(small: Path) -> None:
    def change(words: Callable[[Language], str]) -> None:
        if words(Language("en")) == "counting dossiers":
            touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))

    measure(open_workspace(small), change, anew=True)
    assert not is_measured(open_workspace(small))


def test_writes_nothing_outside_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    before = contents(tmp_path)
    open_store(folder)
    new = set(contents(tmp_path)) - set(before)
    assert {name.split("/")[1] for name in new} == {".dtplan"}
    state = f"states/{open_store(folder).fingerprint}"
    assert {name.split("/", 2)[2] for name in new} == {
        f"{state}/begun.parquet",
        f"{state}/by_period.parquet",
        f"{state}/by_unit.parquet",
        f"{state}/counted.parquet",
        f"{state}/counts.parquet",
        f"{state}/figures.parquet",
        f"{state}/judged.parquet",
        f"{state}/one_stop.parquet",
        f"{state}/readings.json",
        f"{state}/reconciled.parquet",
        f"{state}/registers/dossiers.parquet",
        f"{state}/rejected/dossiers.csv",
        f"{state}/state.json",
        f"{state}/within.parquet",
        "key",
        "lock",
        "seen.json",
    }
    assert contents(tmp_path).items() >= before.items()


def test_the_key_stays_and_is_in_no_output(small: Path) -> None:
    store = small / ".dtplan"
    key = (store / "key").read_bytes()
    assert len(key) == 64
    assert (store / "key").stat().st_mode & 0o077 == 0
    measure(open_workspace(small))
    assert (store / "key").read_bytes() == key
    assert not [name for name, content in contents(store).items() if key in content and name != "key"]
    for damage in (b"", key[:9], b"\xff" * 64):  # a machine that was switched off
        (store / "key").write_bytes(damage)
        measure(open_workspace(small))
        assert len((store / "key").read_text("ascii")) == 64


def test_copies_of_rows_are_for_their_owner_alone_where_a_file_system_has_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: set[int] = set()

    def seen(fresh: Path, *given: Any) -> Any:
        modes.add(fresh.stat().st_mode & 0o777)
        return put(fresh, *given)

    with monkeypatch.context() as patched:
        put = measuring.place
        patched.setattr(measuring, "place", seen)
        place = open_store(workspace(tmp_path / "a", ["dossiers_online"], dossiers=ONLINE)).place
    assert modes == {0o700}  # while rows are read, which are written with the usual rights
    assert place.stat().st_mode == place.parent.parent.stat().st_mode
    copies = [*(place / "registers").iterdir(), *(place / "rejected").iterdir()]
    assert {file.stat().st_mode & 0o777 for file in copies} == {0o600}

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refused)
    assert not open_store(workspace(tmp_path / "b", ["dossiers_online"], dossiers=ONLINE)).judged.empty


def test_outputs_do_not_depend_on_the_machine_or_the_day(tmp_path: Path) -> None:
    stores = [open_store(workspace(tmp_path / name, ["dossiers_online"], dossiers=ONLINE)) for name in ("a", "b")]
    one, other = (contents(store.place) for store in stores)
    for name in ("counts.parquet", "readings.json", "rejected/dossiers.csv", "registers/dossiers.parquet"):
        assert one[name] == other[name]
    assert stores[0].judged.equals(stores[1].judged)
    assert stores[0].fingerprint == stores[1].fingerprint
    assert str(tmp_path) not in one["state.json"].decode()


def test_refuses_a_workspace_that_cannot_be_written(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    (folder / ".dtplan").write_text("in the way", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be written") as raised:
        open_store(folder)
    assert raised.value.remedy


def test_many_broken_lines_are_read_in_no_time(tmp_path: Path) -> None:
    rows = [f"{n},A,2024-05-06,online,1" if n % 2 else f"{n},A" for n in range(60_000)]
    text = "\n".join(["number,unit,received_on,channel,processed_online", *rows])
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=text)
    reading = open_store(folder).readings["dossiers"]
    assert reading.rejected == {"line: missing columns": 30_000}
    last = (open_store(folder).place / "rejected" / "dossiers.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last == "dossiers.csv,,60000,line,,missing columns,"


@pytest.mark.parametrize("name", ["it's [2024] *?", "Bộ Xây dựng", "a b;--", "%d{x}$HOME", "-n"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert said(open_store(workspace(tmp_path / name, ["dossiers_online"], dossiers=ONLINE)), "A") == (3, 0, 3, 2)


# A year from April to March, of which each quarter has one online record more of ten than the one before.
FISCAL = [(day, n) for n, day in enumerate(("2023-05", "2023-08", "2023-11", "2024-02", "2024-05", "2025-02"), 1)]
FISCAL_ROWS = ["number,unit,received_on,channel,processed_online"] + [
    f"{month}/{n},A,{month}-{n + 1:02},{'online' if n < share else 'direct'},true"
    for month, share in FISCAL
    for n in range(10)
]
PAIRS = (
    "[[2023-04-01,2023-06-30],[2023-07-01,2023-09-30],[2023-10-01,2023-12-31],[2024-01-01,2024-03-31],"
    "[2024-04-01,2024-06-30]]"
)
FISCAL_CASES = [
    # quarters, the period of Apr–Jun 2024 and the one a year earlier, the year to date at the end of March 2024
    ('{ year_begins = "04-01" }', "FY2024Q1", "FY2023Q1", ("FY2023Q4", date(2023, 4, 1), 40, 10)),
    ('{ year_begins = "04-01", length = 12 }', "FY2024", "FY2023", ("FY2023", date(2023, 4, 1), 40, 10)),
    (PAIRS, "2024Q2", "2023Q2", ("2024Q1", date(2024, 1, 1), 10, 4)),
]


@pytest.mark.parametrize(("quarters", "label", "before", "to_date"), FISCAL_CASES, ids=["fiscal", "yearly", "pairs"])
def test_year_of_an_office_need_not_be_the_calendars(tmp_path, quarters, label, before, to_date):
    text = "\n".join(FISCAL_ROWS) + "\n"
    head = f"as_of = 2025-04-15\nquarters = {quarters}\n"
    store = open_store(workspace(tmp_path / "w", ["dossiers_online"], head, dossiers=text))
    rule = store.workspace.quarters
    assert rule.a_year_before(store.quarter(label)).label == before
    rows = store.judged[(store.judged["unit"] == "A") & (store.judged["span"] == "year_to_date")]
    row = rows.set_index("period").loc[to_date[0]]
    assert (row["period_start"], row["denominator"], row["numerator"]) == to_date[1:]
    shares = store.judged[(store.judged["unit"] == "A") & (store.judged["span"] != "year_to_date")]
    shares = shares.set_index("period")["value"]
    if "length" not in quarters:
        assert shares[label] - shares[before] == pytest.approx(0.4)
