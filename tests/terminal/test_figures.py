"""Figures as the command line shows them: by unit and target, and of one unit."""

import json
from pathlib import Path

import workspaces
from office import dossiers, dtplan, write_office

from dtplan_analysis.units import TOTAL, UNKNOWN

LEVELS = """id = "p"
title = { vi = "K", en = "P" }
[[levels]]
id = "city"
name = { vi = "cấp tỉnh", en = "province" }
[[levels]]
id = "ward"
name = { vi = "cấp xã", en = "commune" }
[[targets]]
id = "T1"
indicator = "dossiers_online"
by_level = { city = "100%", ward = "50%" }
text = { vi = "a", en = "a" }
short = { vi = "a", en = "a" }
"""


def test_show_counts_by_level_the_units_that_meet_theirs(tmp_path: Path) -> None:
    units = "code,name_vi,name_en,parent,level\nA,A,A,,city\nB,B,B,A,ward\nC,C,C,A,ward\nD,D,D,,\n"
    rows = workspaces.dossiers(
        "A 2024-05-02 online 1", "B 2024-05-02 online 1", "C 2024-05-02 direct 0", "D 2024-05-02 online 1"
    )
    folder = workspaces.workspace(tmp_path / "w", ["dossiers_online"], units=units, dossiers=rows)
    (folder / "plan.toml").write_text(LEVELS, encoding="utf-8")
    shown = dtplan("show", "2024Q2", "-w", folder, "--lang", "en").out
    rows_ = [" ".join(line.split()) for line in shown.splitlines()]
    assert {"A 100% ✓", "province: met / with cases 1 / 1", "commune: met / with cases 1 / 2", "(total) 75%"} <= set(
        rows_
    )
    found = json.loads(dtplan("show", "2024Q2", "-w", folder, "--level", "ward", "--json").out)
    assert {one["unit"] for one in found} == {"B", "C"}
    assert "did you mean 'ward'" in dtplan("show", "2024Q2", "-w", folder, "--level", "wards").err


def test_show_counts_no_unit_whose_row_another_unit_of_its_level_holds(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(LEVELS, encoding="utf-8")
    units = "code,name_vi,name_en,parent,level\nA,A,A,,city\nB,B,B,A,ward\nC,C,C,B,ward\n"
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    given = "unit,period,target,numerator,denominator\nA,2024Q2,T1,10,10\nB,2024Q2,T1,8,8\nC,2024Q2,T1,1,3\n"
    (tmp_path / "given.csv").write_text(given, encoding="utf-8")
    settings = 'plan = "plan.toml"\nunits = "units.csv"\n[counts.given]\nsource = "given.csv"\nincludes_below = true\n'
    (tmp_path / "dtplan.toml").write_text(settings, encoding="utf-8")
    shown = dtplan("show", "2024Q2", "-w", tmp_path, "--lang", "en").out
    assert "commune: met / with cases 1 / 1" in {" ".join(line.split()) for line in shown.splitlines()}


def test_show_never_rounds_a_figure_up_to_its_threshold(tmp_path: Path) -> None:
    given = {"dossiers": dossiers("AA", "2024Q2", 1199, 801) + dossiers("BB", "2024Q2", 1200, 800)}
    out = dtplan("show", "2024Q2", "-w", write_office(tmp_path, given, targets="CB2")).out
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.split()}
    assert (lines["AA"], lines["BB"]) == (["59%", "✗"], ["60%", "✓"])


def test_show_has_a_row_of_the_units_that_are_not_listed(tmp_path: Path) -> None:
    given = {"dossiers": dossiers("AA", "2024Q2", 3, 1) + dossiers("ZZ", "2024Q2", 1, 1)}
    out = dtplan("show", "2024Q2", "-w", write_office(tmp_path, given, targets="CB2")).out
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.split()}
    assert (lines["AA"][0], lines[UNKNOWN][0], lines[TOTAL][0]) == ("75%", "50%", "67%")
