"""What is said of the shipped sample, held to figures that were counted apart."""

import csv
import json
from pathlib import Path

import pytest
from office import dtplan, soup_of, words_of

from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.position import position
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import sample_workspace


def whole(quarter: str, language: str = "en") -> MinistryQuarter:
    return MinistryQuarter.open(quarter, workspace=sample_workspace(), language=language)


@pytest.mark.parametrize(
    ("target", "of_the_office", "with_pilots"),
    [("CB2", (1, 7), (2, 9)), ("CB5", (5, 10), (6, 12)), ("CB6", (2, 7), (3, 9))],
)
def test_pilots_are_in_no_count_of_units_that_meet_a_target(
    target: str, of_the_office: tuple[int, int], with_pilots: tuple[int, int]
) -> None:
    report = whole("2024Q2")
    every = report.now_of_all
    every = every[(every["target"] == target) & ~every["unit"].isin([TOTAL, UNKNOWN]) & (every["denominator"] > 0)]
    assert (sum(every["status"] == "met"), len(every)) == with_pilots
    name = report.label(target).replace(f" ({target})", "")
    (said,) = (one for one in position(report).description.split(". ") if one.startswith(f"{target} (") or name in one)
    assert f"met by {of_the_office[0]} of {of_the_office[1]} units" in said


@pytest.mark.parametrize(
    ("language", "changed", "nothing"),
    [
        (
            "en",
            "Changed by more than chance: Identified and authenticated (CB1).",
            "Of the shares of new records, none changed by more than chance.",
        ),
        (
            "vi",
            "Thay đổi lớn hơn dao động ngẫu nhiên",
            "Trong các tỷ lệ tính trên bản ghi mới của quý, không tỷ lệ nào thay đổi lớn hơn dao động ngẫu nhiên.",
        ),
    ],
)
def test_the_jump_of_the_third_quarter_is_named_and_no_other_change(language: str, changed: str, nothing: str) -> None:
    """Authentication through the national account came to most systems: CB1 rose by 14.1 points, which is no chance."""
    report = whole("2024Q3", language)
    answer = report.since("2024Q2")
    assert answer is not None
    jump = answer[(answer["unit"] == TOTAL) & (answer["target"] == "CB1")].iloc[0]
    assert (round(100 * jump["change"], 1), jump["lower"] > 0.05) == (14.1, True)
    said = [part for part in report.changes().parts if isinstance(part, str)]
    assert said[0].startswith(changed)
    assert "CB1" in said[0]
    assert said[0].count("(") == 1
    for quarter in ("2024Q1", "2024Q2", "2024Q4"):
        assert nothing in whole(quarter, language).changes().parts


def more_online(file: Path) -> None:
    """Restate the first 40 dossiers of June 2024 that came by hand: they came, and were dealt with, online."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    day, channel, online = map(head.index, ("NgayTiepNhan", "KenhThucHien", "XuLyTrucTuyen"))
    for row in [row for row in rows if "/06/2024" in row[day] and row[channel] == "1"][:40]:
        row[channel], row[online] = "2", "true"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])


@pytest.mark.slow
def test_a_run_of_one_unit_after_a_restatement_marks_what_shows_the_figures_of_before(tmp_path: Path) -> None:
    """CB2 of VLXD was 50.8%, is 54.2%; of all, 53.4% and 54.6%: the index has the new ones and says whose are old."""
    folder, command = tmp_path / "office", ("report", "-q", "2024Q2", "--lang", "en", "-w")
    assert dtplan("init", folder).code == 0
    assert dtplan(*command, folder, "--unit", "VLXD", "--unit", "(total)").code == 0
    more_online(folder / "registers" / "dossiers.csv")
    assert dtplan(*command, folder, "--unit", "HDXD").code == 0
    pages = {
        name: (folder / "reports" / f"{file}_2024Q2_en.html").read_text(encoding="utf-8")
        for name, file in {
            "VLXD": "decision-320-2024_vlxd", "(total)": "decision-320-2024_all-units", "index": "index",
        }.items()
    }  # fmt: skip
    rows = [row.text for row in soup_of(pages["index"])("tr") if "%" in row.text]
    shown = {
        "VLXD": words_of(pages["VLXD"]),
        "(total)": words_of(pages["(total)"]),
        "VLXD in the index": next(row for row in rows if "Department of Building Materials" in row),
        "all in the index": next(row for row in rows if "All units" in row),
    }
    shares = ("50.8%", "54.2%", "53.4%", "54.6%")
    assert {name: [share for share in shares if share in text] for name, text in shown.items()} == {
        "VLXD": ["50.8%"],
        "(total)": ["50.8%", "53.4%"],
        "VLXD in the index": ["54.2%"],
        "all in the index": ["54.6%"],
    }
    marked = [row.text for row in soup_of(pages["index"])("tr") if "figures of an earlier state" in row.text]
    assert len(marked) == 2
    told = json.loads((folder / "reports" / "manifest.json").read_text(encoding="utf-8"))["reports"]
    assert {one["unit"]: one["outcome"] for one in told} == {"(total)": "earlier", "HDXD": "made", "VLXD": "earlier"}
