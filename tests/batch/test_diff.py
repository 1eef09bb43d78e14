"""What moved between two runs: rows that are not what they were, how far they moved, and what else is different."""

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from office import HOSTILE, Counts, dtplan, judged, soup_of, words_of

from dtplan_analysis.batch.diff import MOST, difference
from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.judging import judged_json
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.units import TOTAL

CELLS = {
    ("AA", "CB2", "2024Q2"): Counts(65, 100),
    ("BB", "CB2", "2024Q2"): Counts(62, 100, missing=3),
    (TOTAL, "CB2", "2024Q2"): Counts(127, 200, missing=3),
    ("AA", "OP7", "2024Q2"): Counts(3, 4),
    ("AA", "CB5", "2024Q2"): "no_register:systems",
}

MANIFEST: dict[str, Any] = {
    "plan": "decision-320-2024",
    "as_of": "2024-12-31",
    "synthetic": True,
    "software": {"python": "3.11", "duckdb": "2.0.0"},
    "inputs": {"dossiers": {"dossiers.csv": "a" * 64}, "staff": {"staff.csv": "b" * 64}},
}

NAMES = {"AA": {"vi": "Cục Thử nghiệm", "en": "Test Agency"}, "BB": {"vi": "Vụ <b>Mẫu</b>", "en": "Sample, <b>bold"}}
Rows = list[dict[str, Any]]


@cache
def _judged() -> Rows:
    return judged_json(judged(CELLS))


def rows() -> Rows:
    return copy.deepcopy(_judged())


def run(folder: Path, content: Rows, **changes: Any) -> Path:
    """Write what `dtplan report` leaves of its figures."""
    (folder / "figures").mkdir(parents=True)
    quarters = sorted({row["period"] for row in content})
    for quarter in quarters:
        there = [row for row in content if row["period"] == quarter]
        (folder / "figures" / f"{quarter}.json").write_text(
            json.dumps({"judged": there, "units": NAMES}), encoding="utf-8"
        )
    manifest = {**MANIFEST, "figures": dict.fromkeys(quarters, ""), **changes}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def only(content: Rows, unit: str, target: str, span: str = "quarter") -> dict[str, Any]:
    (row,) = [r for r in content if (r["unit"], r["target"], r["span"]) == (unit, target, span)]
    return row


def lower(unit: str, n: int, status: str) -> Callable[[Rows], None]:
    def change(content: Rows) -> None:
        row = only(content, unit, "CB2")
        row["numerator"] -= n
        row |= {"value": row["numerator"] / row["denominator"], "status": status}

    return change


def set_(unit: str, target: str, **values: Any) -> Callable[[Rows], None]:
    return lambda content: only(content, unit, target).update(values)


def drop(unit: str, target: str) -> Callable[[Rows], None]:
    return lambda content: content.remove(only(content, unit, target))


CASES: dict[str, tuple[list[Callable[[Rows], None]], list[tuple[str, str, str, str]]]] = {
    # name: what is changed in the second run; unit, target, kind and change in points, in this order
    "nothing": ([], []),
    "a share": ([lower("AA", 2, "met")], [("AA", "CB2", "figure", "−2,0")]),
    "a status": ([lower("AA", 20, "not_met")], [("AA", "CB2", "status", "−20,0")]),
    "the largest first": (
        [lower("AA", 2, "met"), lower(TOTAL, 10, "inconclusive"), lower("BB", 9, "not_met")],
        [("BB", "CB2", "status", "−9,0"), (TOTAL, "CB2", "status", "−5,0"), ("AA", "CB2", "figure", "−2,0")],
    ),
    "counts beside a share": ([set_("BB", "CB2", missing=4)], [("BB", "CB2", "count", "0,0")]),
    "a checklist": ([set_("AA", "OP7", numerator=4, status="met")], [("AA", "OP7", "status", "")]),
    "data that came": (
        [set_("AA", "CB5", status="met", numerator=1, denominator=1, missing=0, value=1.0)],
        [("AA", "CB5", "status", "")],
    ),
    "a row that went, after what moved": (
        [drop("AA", "CB2"), lower("BB", 1, "not_met")],
        [("BB", "CB2", "status", "−1,0"), ("AA", "CB2", "removed", "")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_moved_is_told_with_its_size_the_largest_first(name: str, tmp_path: Path) -> None:
    changes, expected = CASES[name]
    before, after = rows(), rows()
    for change in changes:
        change(after)
    found = difference(run(tmp_path / "a", before), run(tmp_path / "b", after))
    told = [(m.row["unit"], m.row["target"], m.kind, found.cells(m, Language("vi"))[-1]) for m in found.moves]
    assert told == expected
    assert found.causes == []
    assert sum(found.kinds.values()) == len(expected)
    back = difference(tmp_path / "b", tmp_path / "a")
    mirrored = {"removed": "added"}
    assert sorted(m.kind for m in back.moves) == sorted(mirrored.get(kind, kind) for *_, kind, _ in expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it_in_one_language_and_escapes_every_name(language: str, tmp_path: Path) -> None:
    before, after = rows(), rows()
    lower("AA", 20, "not_met")(after)
    for place, text in enumerate(HOSTILE):
        before.append({**only(before, "BB", "CB2"), "unit": text, "value": place / 100})
    page = difference(run(tmp_path / "a", before), run(tmp_path / "b", after)).to_html(language)
    soup = soup_of(page)
    assert soup.html["lang"] == language
    assert (soup.find_all("script"), soup.find_all("img")) == ([], [])
    shown = {text.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]") for text in HOSTILE}
    named = {f"{NAMES['AA'][language]} (AA)"}
    assert {row.find_all("td")[0].text for row in soup.tbody.find_all("tr")} == named | shown
    assert ("chưa đạt" in words_of(page), "not met" in words_of(page)) == (
        (True, False) if language == "vi" else (False, True)
    )
    assert page == difference(tmp_path / "a", tmp_path / "b").to_html(language)


def test_a_long_page_says_how_many_rows_it_leaves_out(tmp_path: Path) -> None:
    row = only(rows(), "BB", "CB2")
    many = [{**row, "unit": f"U{place}"} for place in range(MOST + 5)]
    found = difference(run(tmp_path / "a", rows()), run(tmp_path / "b", rows() + many))
    soup = soup_of(found.to_html("en"))
    assert len(soup.tbody.find_all("tr")) == 20
    assert len(soup.select("tbody tr")) == MOST
    assert [one.summary.text for one in soup("details")] == [f"Other figures: {MOST - 20}"]
    assert "The first 1,000 of 1,005 rows are shown." in soup.text


# -- The command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    after = rows()
    for change in (lower("AA", 20, "not_met"), drop("AA", "OP7"), lower("BB", 1, "not_met")):
        change(after)
    return run(tmp_path / "a", rows()), run(tmp_path / "b", after, as_of="2025-01-31")


def test_the_command_ends_with_0_where_nothing_moved_and_with_1_where_something_did(runs: tuple[Path, Path]) -> None:
    before, after = runs
    same = dtplan("diff", before, before, "--lang", "en")
    assert (same.code, same.out.strip(), same.err) == (0, "No figure moved.", "")
    moved = dtplan("diff", before, after, "--lang", "en")
    assert (moved.code, moved.err) == (1, "")
    assert "Figures that moved: 3 (2 with another status; 1 gone)." in moved.out
    assert "−20.0" in moved.out
    assert "Data as of: 31 December 2024 → 31 January 2025." in moved.out
    assert "more" not in moved.out


def test_the_terminal_shows_the_first_rows_and_says_how_many_more_there_are(runs: tuple[Path, Path]) -> None:
    ran = dtplan("diff", *runs, "--rows", "1", "--lang", "en")
    assert "−20.0" in ran.out
    assert "−1.0" not in ran.out
    assert "… and 2 more" in ran.out


def test_json_has_every_row_with_what_it_was_and_is(runs: tuple[Path, Path]) -> None:
    ran = dtplan("diff", *runs, "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    first, _, last = told["moves"]
    assert (first["unit"], first["target"], first["quarter"], first["span"]) == ("AA", "CB2", "2024Q2", "quarter")
    assert (first["before"]["numerator"], first["after"]["numerator"]) == (65, 45)
    assert first["change"] == pytest.approx(-0.2)
    assert (last["kind"], last["after"]) == ("removed", None)
    assert [cause["what"] for cause in told["causes"]] == ["as_of"]


def test_a_page_is_written_where_it_is_wanted(runs: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "moved.html"
    ran = dtplan("diff", *runs, "--to", "html", "-o", file, "--lang", "en")
    assert ran.code == 1
    assert ran.out.strip() == str(file)
    assert "What moved between two runs" in file.read_text(encoding="utf-8")


WRONG = [
    # arguments after the two folders, what the message has
    (("--to", "html"), "name the file"),
    (("-o", "x.pdf"), "'pdf'"),
    (("-o", "x.html", "--lang", "fr"), "'fr'"),
    (("-o", "no/such/folder/x.html"), "cannot be written"),
    (("--rows", "0"), "equal to 1"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_use_ends_with_2(
    runs: tuple[Path, Path], arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = dtplan("diff", *runs, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


BROKEN = {
    "no folder": lambda _: None,
    "an empty folder": lambda folder: folder.mkdir(),
    "figures that are gone": lambda folder: (run(folder, rows()) / "figures" / "2024Q2.json").unlink(),
    "no JSON": lambda folder: (run(folder, rows()) / "manifest.json").write_text("<html>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_folder_of_reports_ends_with_2(runs: tuple[Path, Path], name: str, tmp_path: Path) -> None:
    BROKEN[name](tmp_path / "c")
    ran = dtplan("diff", runs[0], tmp_path / "c")
    assert ran.code == 2
    assert "is no folder of reports" in ran.err


GROUPS = [
    # what moved, how it is told
    ([lower("AA", 2, "met"), lower("BB", 3, "met"), set_("AA", "OP7", numerator=4)], ["CB2 of BB.", "CB2, OP7 of AA."]),
    ([lower("AA", 3, "met"), lower("BB", 3, "met")], ["CB2 of AA, BB."]),
    ([], []),
]


@pytest.mark.parametrize(("changes", "expected"), GROUPS)
def test_units_with_the_same_targets_are_told_together(
    changes: list[Callable[[Rows], None]], expected: list[str], tmp_path: Path
) -> None:
    after = rows()
    for change in changes:
        change(after)
    assert difference(run(tmp_path / "a", rows()), run(tmp_path / "b", after)).lines(Language("en")) == expected


def test_a_page_names_targets_and_units_before_their_codes(tmp_path: Path) -> None:
    after = rows()
    lower("AA", 20, "not_met")(after)
    lower("BB", 20, "not_met")(after)
    soup = soup_of(difference(run(tmp_path / "a", rows()), run(tmp_path / "b", after)).to_html("en"))
    name = f"{INDICATORS['dossiers_online'].label.en} (CB2)"
    assert f"{name} of Test Agency (AA); Sample, <b>bold (BB)." in soup.text
    assert "Test Agency (AA)" in [cell.text for cell in soup.tbody.find_all("td")]
    assert name in [cell.text for cell in soup.tbody.find_all("td")]


def test_a_new_quarter_is_a_line(tmp_path: Path) -> None:
    new = [row | {"period": "2024Q3"} for row in rows()]
    found = difference(run(tmp_path / "a", rows()), run(tmp_path / "b", rows() + new))
    assert found.lines(Language("vi")) == [f"Kỳ mới: Quý III/2024 ({len(new)} số liệu)."]
    assert found.heads(Language("vi"))[0] == "Kỳ báo cáo"  # which may be of any length
    assert found.single == []
    assert [cause.what for cause in found.causes] == ["quarters"]
    assert len(found.as_json()["moves"]) == len(new)
    assert "No figure moved" in found.to_html("en")


def test_what_is_suppressed_is_a_line_however_much_of_it_moved(tmp_path: Path) -> None:
    before, after = rows(), rows()
    hidden = [row for row in after if row["target"] == "CB2" and row["unit"] != TOTAL]
    for row in hidden:
        row |= {"status": "suppressed", "value": None, "numerator": None, "denominator": None}
    found = difference(run(tmp_path / "a", before), run(tmp_path / "b", after))
    units = ", ".join(dict.fromkeys(row["unit"] for row in hidden))
    line = f"Moved, of small groups, and therefore not published: {len(hidden)} ({units})."
    assert (found.single, found.lines(Language("en"))) == ([], [line])
    assert found.summary(Language("en")) == "No figure that is published moved."
    assert len(found.as_json()["moves"]) == len(hidden)
    assert f"{len(hidden)} (Test Agency (AA); " in found.to_html("en")
    ran = dtplan("diff", str(tmp_path / "a"), str(tmp_path / "b"), "--lang", "en")
    assert (ran.code, ran.out.count("published")) == (1, 2)
    back = difference(tmp_path / "b", tmp_path / "a")  # what is published again is told
    assert (len(back.single), back.hidden) == (len(hidden), [])
