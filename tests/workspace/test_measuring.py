"""What a workspace measures, and what its registers are too poor for."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from office import rows, write_office
from workspaces import ONLINE, dossiers, row, said, workspace

from dtplan_analysis.catalogue import INDICATORS, REGISTERS
from dtplan_analysis.counting import count
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.registers import Column, Register
from dtplan_analysis.registers.reading import Reading, sql
from dtplan_analysis.units import Units
from dtplan_analysis.workspace import open_store
from dtplan_analysis.workspace.grid import Grid


def test_who_came_to_two_units_is_one_person_of_the_organisation(tmp_path: Path) -> None:
    text = dossiers(
        "A 2024-04-02 online 1 u1",
        "C 2024-04-02 online 0 u1",
        "C 2024-04-02 online 1 u2",
        "A 2024-07-02 online 1 u2",
        "SXD 2024-04-02 online 1 u3",
        columns="channel,authenticated,user",
    )
    store = open_store(workspace(tmp_path / "w", ["dossiers_authenticated/users"], dossiers=text))
    assert said(store, "A") == (1, 0, 1, 1)
    assert said(store, "C") == (2, 0, 2, 1)
    assert said(store, "(total)") == (2, 0, 2, 1)
    assert said(store, "(total)", "2024Q3", "year_to_date") == (2, 0, 2, 1)
    assert said(store, "(total)", "2024Q3") == (1, 0, 1, 1)


def test_todays_state_is_never_read_back(tmp_path: Path) -> None:
    store = open_store(
        workspace(
            tmp_path / "w",
            ["systems_integrated", "dossiers_fully_online", "infrastructure_conditions"],
            "as_of = 2024-09-30\n",
            dossiers=dossiers(
                *[f"A 2024-0{month}-11 online 1 1 online 1 P1" for month in (2, 5, 8)],
                columns="channel,processed_online,result_online,result_delivery,reused,procedure",
            ),
            systems="system,unit,serves_public,state,integrated,platform,valid_from\n1,A,1,operating,1,lgsp,2024-07-05\n",
            procedures="procedure,level,valid_from\nP1,4,2024-07-05\n",
            infrastructure="unit,item,snapshot_on,required,met\nA,x,2024-05-05,1,1\nA,y,2024-05-05,1,0\nA,y,2024-05-06,1,1\n",
        )
    )
    quarters = ["2024Q1", "2024Q2", "2024Q3"]
    none = ("no_data", "outside_register:systems")
    assert [said(store, "A", q, target="T1") for q in quarters] == [none, none, (1, 0, 1, 1)]
    none = ("no_data", "outside_register:procedures")
    assert [said(store, "A", q, target="T2") for q in quarters] == [none, none, (1, 0, 1, 1)]
    none = ("no_data", "no_snapshot:infrastructure")
    assert [said(store, "A", q, target="T3") for q in quarters] == [none, (1, 0, 1, 1), none]
    assert said(store, "C", "2024Q2", target="T3") == ("no_data", "not_reported:infrastructure")


def test_says_which_register_or_column_is_lacking(tmp_path: Path) -> None:
    settings = "as_of = 2024-06-30\n"
    folder = workspace(
        tmp_path / "w", ["dossiers_online", "staff_trained", "dossiers_on_time"], settings, dossiers=ONLINE
    )
    text = (folder / "dtplan.toml").read_text(encoding="utf-8")
    (folder / "dtplan.toml").write_text(text + '[registers.dossiers.columns]\ndue_on = "chanel"\n', encoding="utf-8")
    store = open_store(folder)
    assert said(store, "(total)") == (5, 0, 5, 2)
    assert said(store, "A", target="T2") == ("no_data", "no_register:staff")
    assert said(store, "(total)", target="T2") == ("no_data", "no_register:staff")
    assert said(store, "A", target="T3") == ("no_data", "missing_column:dossiers.due_on")
    assert said(store, "B", target="T3") == ("no_case",)
    assert said(store, "(total)", target="T3") == ("no_data", "missing_column:dossiers.due_on")
    assert store.readings["dossiers"].absent.count("due_on") == 1
    assert store.readings["dossiers"].nearest["due_on"] == "channel"


# Each indicator on frames that lack one column: it is said to be absent, or is none that the counts need.

VALUES: dict[str, Any] = {"date": pd.Timestamp("2024-05-06"), "flag": True, "whole": 1, "number": 1.0, "text": "x"}


ENDS = ("valid_to", "completed_on", "returned_on")


def frame(register: Register, without: str = "") -> pd.DataFrame:
    def value(column: Column) -> Any:
        return pd.NaT if column.name in ENDS else column.codes[0] if column.codes else VALUES[column.type]

    cells = {column.name: [value(column)] for column in register.columns if column.name != without}
    return pd.DataFrame(cells).astype({name: "datetime64[us]" for name in ENDS if name in cells})


def variants() -> Iterator[Proportion]:
    for indicator in INDICATORS.values():
        yield from (indicator, *indicator.variants)


def touched(indicator: Proportion, name: str) -> set[str]:
    """The columns of a register that an indicator has to do with."""
    of_events = [indicator.events.key, indicator.events.date] if indicator.events else []
    kinds = indicator.events.kinds[:1] if indicator.events and indicator.events.kinds else ()
    others = {*of_events, *kinds, *(column for lookup in indicator.lookups for column in lookup.columns)}
    own = {source for column in indicator.columns for source in REGISTERS[name].sources(column)}
    return own if name == indicator.register.name else {str(column) for column in others}


@pytest.mark.parametrize("indicator", list(variants()), ids=lambda one: f"{one.name}/{one.variant}")
def test_an_absent_column_is_said_or_is_none_that_is_needed(indicator: Proportion) -> None:
    period = CALENDAR.quarter("2024Q2")
    whole = {register.name: frame(register) for register in indicator.registers}

    def missing(frames: dict[str, pd.DataFrame]) -> int:
        counts = count([indicator], frames, [period], as_of=date(2024, 6, 30))[0].to_native()
        return int(counts["missing"].sum())

    least = missing(whole)
    for name in whole:
        for column in REGISTERS[name].columns:
            if column.required or not touched(indicator, name) & {column.name}:
                continue  # without it the register is refused, or nothing changes
            readings = {one: Reading(one, absent=[column.name] if one == name else []) for one in whole}
            absent = Grid(readings, Units(()), [period], date(2024, 6, 30)).absent(indicator)
            if absent:
                assert absent == f"missing_column:{name}.{column.name}"
            else:
                assert missing(whole | {name: frame(REGISTERS[name], column.name)}) <= least


ANSWERS = "unit,answered_on,score\n" + "".join(
    f"{unit},2024-0{month}-11,{score}\n" for unit in "AC" for month in (2, 5) for score in (5, 5, 4, 1)
)


@pytest.mark.parametrize(
    ("served", "known"),
    [
        pytest.param("A,2024Q1,8\nA,2024Q2,4\nC,2024Q2,5\n", {"A": True, "C": True, "(total)": True}, id="known"),
        pytest.param("A,2024Q2,4\n", {"A": True, "C": False, "(total)": False}, id="of one unit only"),
        pytest.param("A,2024Q2,-4\nC,2024Q2,2\n", {"A": False, "C": False, "(total)": False}, id="impossible"),
        pytest.param("A,Quý II,4\nC,2024-Q2,2\nC,,\n", {"A": False, "C": False, "(total)": False}, id="no quarter"),
        pytest.param("Alpha,2024Q2,4\nC,2024Q2,5\n", {"A": True, "C": True, "(total)": True}, id="under an alias"),
    ],
)
def test_a_survey_is_corrected_for_how_many_were_served(tmp_path: Path, served: str, known: dict[str, bool]) -> None:
    folder = workspace(
        tmp_path / "w",
        ["applicants_satisfied"],
        satisfaction=ANSWERS,
        satisfaction_served="unit,period,served\n" + served,
    )
    file = folder / "dtplan.toml"
    drawn = '[registers.satisfaction]\nsurvey = "sample"\n'
    file.write_text(file.read_text().replace("[registers.satisfaction]\n", drawn))
    store = open_store(folder)
    methods = {unit: row(store, unit)["method"] == "wilson_finite_population" for unit in "AC"}
    assert methods == {unit: known[unit] for unit in "AC"}
    total = row(store, "(total)")
    assert (total["reason"] != "unequal_response", pd.notna(total["response"])) == (known["(total)"],) * 2
    if known["A"]:
        assert row(store, "A")[["lower", "upper"]].to_list() == pytest.approx([0.75, 0.75])  # all four of four asked
    to_date = row(store, "A", span="year_to_date")["method"] == "wilson_finite_population"
    assert to_date == (served.count("A,2024Q1") == 1)


def test_registers_without_units_leave_a_total_without_data(tmp_path: Path) -> None:
    store = open_store(
        workspace(tmp_path / "w", ["staff_trained"], units="", training="staff,completed_on\n1,2024-05-01\n")
    )
    assert said(store, "(total)", variant="any_class") == ("no_data", "no_register:staff")


def test_what_nobody_can_read_is_missing_and_no_reason_to_count(tmp_path: Path) -> None:
    """A day with a letter in it is no open dossier, and `Đã trả hết` no status that counts."""
    rows = dossiers(
        "A 2024-04-02 2024-05-02 - accepted",
        "A 2024-04-02 2024-05-02 18/O6/2024 returned",
        "A 2024-04-02 2024-05-02 2024-04-20 Đã_trả_hết",
        "A 2024-04-02 2024-05-02 2024-04-20 -",
        "A 2024-04-02 2024-05-02 31/04/2024 -",
        columns="due_on,completed_on,status",
    )
    store = open_store(workspace(tmp_path / "w", ["dossiers_on_time", "dossiers_on_time/completed"], dossiers=rows))
    assert [row(store, "A")[name] for name in ("records", "missing", "denominator", "numerator")] == [5, 3, 2, 2]
    ended = row(store, "A", target="T2")
    assert [ended[name] for name in ("records", "missing", "denominator", "numerator")] == [4, 3, 1, 1]
    assert "completed_on__unread" in pd.read_parquet(store.place / "registers" / "dossiers.parquet")


@pytest.mark.parametrize("names", ["dossiers satisfaction", pytest.param("", marks=pytest.mark.slow)])
def test_large_registers_are_counted_as_small_ones_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    given = {name: content for name, content in rows().items() if name in (names.split() or rows())}
    small = write_office(tmp_path / "small", given, targets="CB2 CB4" if names else "")
    large = shutil.copytree(small, tmp_path / "large")
    before = open_store(small)
    monkeypatch.setattr(sql, "AT_HAND", 0)
    after = open_store(large)
    for file in before.place.glob("*.parquet"):
        pd.testing.assert_frame_equal(pd.read_parquet(file), pd.read_parquet(after.place / file.name), obj=file.name)


def test_a_quarter_that_has_only_completions_is_there(tmp_path: Path) -> None:
    rows = "number,unit,received_on,due_on,completed_on\n1,A,2024-05-06,2024-07-10,2024-06-30\n"
    rows += "2,A,2024-05-07,2024-07-10,2024-07-09\n3,A,2024-05-08,2024-07-10,2024-07-12\n"
    folder = workspace(tmp_path / "w", ["dossiers_on_time"], dossiers=rows)
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text().replace('"dossiers_on_time"', '"dossiers_on_time"\nvariant = "completed"', 1))
    store = open_store(folder)
    assert [one.label for one in store.quarters] == ["2024Q2", "2024Q3"]
    judged = store.judged[(store.judged["unit"] == "A") & (store.judged["variant"] == "completed")]
    third = judged[(judged["period"] == "2024Q3") & (judged["span"] == "quarter")].iloc[0]
    assert (third["denominator"], third["numerator"]) == (2, 1)
