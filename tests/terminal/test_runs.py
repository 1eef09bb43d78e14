"""What would be made and what moved, as the command line says it."""

from types import SimpleNamespace

import pytest

from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.language import Language
from dtplan_analysis.terminal.runs import print_difference, print_reasons

EN = Language("en")


def planned(name: str, *reasons: str) -> SimpleNamespace:
    return SimpleNamespace(report=SimpleNamespace(name=name, quarter="2024Q2"), reasons=reasons)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_reports_with_one_reason_share_a_row_and_many_are_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    print_reasons([planned("aa", "new"), planned("bb", "new"), planned("cc")], EN)  # type: ignore[list-item]
    text = said(capsys)
    assert "aa, bb" in text
    assert "cc" not in text
    assert "2 of 3 reports would be made" in text
    print_reasons([planned(f"r{n}", "new") for n in range(5)], EN, ["AA CB2"])  # type: ignore[misc]
    text = said(capsys)
    assert "5 reports of Q2 2024" in text
    assert "moved: AA CB2" in text


def test_where_all_is_up_to_date_there_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_reasons([planned("aa")], EN)  # type: ignore[list-item]
    assert said(capsys) == "0 of 1 reports would be made; the others are up to date."


def test_of_what_moved_the_first_rows_are_shown_and_the_rest_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = SimpleNamespace(
        single=[("AA", "+2"), ("BB", "−1"), ("[red]CC", "0")],
        heads=lambda _: ["Unit", "Change"],
        cells=lambda move, _: move,
        summary=lambda _: "3 figures moved",
        lines=lambda _: ["2 are suppressed"],
        causes=[SimpleNamespace(words=lambda *_: "another export")],
        catalogue=LIBRARY,
    )
    print_difference(found, 2, EN)  # type: ignore[arg-type]
    text = said(capsys)
    assert all(one in text for one in ("AA", "−1", "2 are suppressed", "… and 1 more", "another export"))
    assert "CC" not in text
    print_difference(found, 3, EN)  # type: ignore[arg-type]
    assert "[red]CC" in said(capsys), "no unit's code is markup"
