"""How a status, a reason and a measure are worded."""

import re
from fractions import Fraction

import pandas as pd
import pytest
from cards import PLAN, SHARE, card, row
from hypothesis import given
from hypothesis import strategies as st
from office import Counts, judged, soup_of

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.judging import STATUSES
from dtplan_analysis.judging.wording import (
    SIGNS,
    change,
    limit_text,
    measure_text,
    reason_words,
    status_word,
    target_text,
)
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.reports.scorecard import heat_map
from dtplan_analysis.tables import badge

VI, EN = Language("vi"), Language("en")


def without(target: str, reason: str) -> pd.Series:
    return judged({("AA", target, "2024Q2"): reason}).iloc[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_status_has_a_sign_and_a_word_of_its_own(language: str) -> None:
    say = Language(language)
    words = [status_word(status, say) for status in STATUSES]
    assert len({*words}) == len({SIGNS[status] for status in STATUSES}) == len(STATUSES) == len(SIGNS)
    for status, word in zip(STATUSES, words, strict=True):
        shown = soup_of(badge(status, say)).span
        assert shown["class"] == ["status", f"status-{status}"]
        assert shown.text == f"{SIGNS[status]} {word}"
        assert shown.span["aria-hidden"] == "true"


def test_a_figure_without_a_target_has_no_badge() -> None:
    assert (badge("", EN), status_word("", EN)) == ("", "")


REASONS = ["missing_records", "sampling", "no_case_arose", "no_target"]
REASONS += [f"{kind}:{name}" for kind in ("no_register", "not_reported", "outside_register") for name in REGISTERS]
REASONS += [f"no_snapshot:{name}" for name in REGISTERS]
REASONS += [f"missing_column:{one.name}.{column}" for one in REGISTERS.values() for column in one.names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_reads_as_words(language: str) -> None:
    said = [reason_words(reason, Language(language), REGISTERS) for reason in REASONS]
    assert [reason for reason, words in zip(REASONS, said, strict=True) if not words] == []
    assert [words for words in said if re.search(r"[a-z]_[a-z]|[{}:]\w", words)] == []


def test_a_reason_names_the_register_and_the_column_in_the_language() -> None:
    assert "Bồi dưỡng, tập huấn" in reason_words("no_register:training", VI, REGISTERS)
    assert "Ngày hẹn trả" in reason_words("missing_column:dossiers.due_on", VI, REGISTERS)


MEASURES = [
    # row, vi, en
    (row("CB2", 823, 1000), "82,3%", "82.3%"),
    (row("CB2", 3, 5), "60,0%", "60.0%"),
    (row("CB2", 599_996, 1_000_000), "59,9%", "59.9%"),
    (row("OP1", 99_996, 100_000), "99,9%", "99.9%"),
    (row("OP1", 999_999_999, 1_000_000_000), "99,9%", "99.9%"),
    (row("OP1", 7, 7), "100,0%", "100.0%"),
    (row("OP1", 0, 7), "0,0%", "0.0%"),
    (row("OP7", 5, 6), "5/6 điều kiện", "5 of 6 items"),
    (row("CB2", 0, 0), "không phát sinh", "no case arose"),
    (row("OP7", 0, 0), "không phát sinh", "no case arose"),
    (without("CB2", "no_register:dossiers"), "–", "–"),
    (without("OP7", "no_snapshot:infrastructure"), "–", "–"),
]


@pytest.mark.parametrize(("measured", "vi", "en"), MEASURES)
def test_a_measure_never_reads_as_a_threshold_that_it_misses(measured: pd.Series, vi: str, en: str) -> None:
    assert (measure_text(measured, VI), measure_text(measured, EN)) == (vi, en)


@given(
    target=st.sampled_from([target.id for target in PLAN.targets if target.threshold]),
    denominator=st.integers(1, 200_000),
    data=st.data(),
)
def test_a_displayed_figure_is_on_the_side_of_the_threshold_where_the_share_is(
    target: str, denominator: int, data: st.DataObject
) -> None:
    threshold = PLAN.target(target).threshold
    edge = int(threshold * denominator)
    numerator = data.draw(st.integers(max(0, edge - 2), min(denominator, edge + 1)))
    missing = data.draw(st.integers(0, 2))
    measured = row(target, numerator, denominator, missing)
    for name in ("value", "worst", "best", "lower", "upper"):
        text = measure_text(measured, EN) if name == "value" else limit_text(measured, name, EN)
        shown, share = Fraction(SHARE.fullmatch(text)[1]) / 100, measured[name]
        assert (shown >= threshold) == (share >= float(threshold)), (name, text, share)
        assert abs(float(shown) - share) <= 0.001 + 1e-12


JUST_BELOW = [
    # target, numerator of 100,000, missing, status
    ("OP1", 99_996, 0, "not_met"),
    ("OP1", 99_996, 5, "not_met"),
    ("CB2", 59_996, 0, "not_met"),
    ("CB2", 59_996, 50, "inconclusive"),
]


@pytest.mark.parametrize(("target", "numerator", "missing", "status"), JUST_BELOW)
def test_no_cell_prints_a_met_figure_for_a_share_just_below(
    target: str, numerator: int, missing: int, status: str
) -> None:
    table = judged({("AA", target, "2024Q2"): Counts(numerator, 100_000, missing)})
    assert set(table["status"]) == {status}
    threshold = 100 * float(PLAN.target(target).threshold)
    cells = soup_of(card(table).to_html()).tbody.find_all("td")
    heat = heat_map(table, PLAN, quarter="2024Q2", units=[("AA", "A")], language="en")
    cells = [cells[0], cells[-1], soup_of(heat.to_html()).find("td", attrs={"data-status": True})]
    assert [float(SHARE.search(cell.text)[1]) < threshold for cell in cells] == [True] * 3


CHANGES = [
    # numerators of 1,000 before and now, vi, en
    (500, 532, "+3,2", "+3.2"),
    (532, 500, "−3,2", "−3.2"),
    (500, 500, "0,0", "0.0"),
]


@pytest.mark.parametrize(("before", "now", "vi", "en"), CHANGES)
def test_a_change_is_signed(before: int, now: int, vi: str, en: str) -> None:
    old, new = row("CB2", before, 1000), row("CB2", now, 1000)
    assert (change(new, old, VI), change(new, old, EN)) == (vi, en)


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    assert change(row("CB2", 500_001, 1_000_000), row("CB2", 500_000, 1_000_000), EN) == "0.0"
    assert change(row("CB2", 500_000, 1_000_000), row("CB2", 500_001, 1_000_000), EN) == "0.0"


@pytest.mark.parametrize("before", [None, row("CB2", 0, 0), without("CB2", "not_reported:dossiers")])
def test_there_is_no_change_against_nothing(before: pd.Series | None) -> None:
    assert change(row("CB2", 1, 2), before, EN) == "–"


def test_targets_read_as_signs_and_shares() -> None:
    said = {target.id: target_text(target, VI) for target in PLAN.targets}
    assert said == dict.fromkeys(("OP1", "OP2", "OP3", "OP5", "OP6", "CB1", "CB6"), "100%") | {
        "OP4": "tối thiểu 90%",
        "OP7": "tất cả các điều kiện",
        "CB2": "tối thiểu 60%",
        "CB3": "tối thiểu 80%",
        "CB4": "tối thiểu 90%",
        "CB5": "tối thiểu 60%",
    }
