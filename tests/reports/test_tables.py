"""Tables for people: what is escaped, what is rounded and how, and what a reader without colours or eyes is told."""

import json
import math
import re
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from office import Counts, judged, soup_of

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.judging import JUDGED, STATUSES, judged_json
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
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports.scorecard import heat_map, scorecard
from dtplan_analysis.tables import Table, badge

PLAN = load_plan()
VI, EN = Language("vi"), Language("en")
SHARE = re.compile(r"(\d+(?:\.\d+)?)%")


def row(target: str, numerator: int, denominator: int, missing: int = 0, running: int = 0) -> pd.Series:
    """The judged row of one unit with these counts."""
    return judged({("AA", target, "2024Q2"): Counts(numerator, denominator, missing, running)}).iloc[0]


def without(target: str, reason: str) -> pd.Series:
    return judged({("AA", target, "2024Q2"): reason}).iloc[0]


def card(table: pd.DataFrame, language: str = "en", previous: str | None = "2024Q1") -> Table:
    return scorecard(
        table,
        PLAN,
        unit="AA",
        quarter="2024Q2",
        previous=previous,
        a_year_before="2023Q2",
        language=language,
        registers=REGISTERS,
    )


# -- Table -------------------------------------------------------------------------------------------------------

HOSTILE = ["<script>alert(1)</script>", '<td onclick="x">', '" onmouseover="x', "</table>", "&lt;b&gt;", "{0}", "=1+1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_of_a_table_is_shown_as_it_is(text: str) -> None:
    table = Table(text, (text, text), [(text, text)], numbers=(1,), kind="heat", note=text)
    soup = soup_of(table.to_html())
    cells = [soup.caption, *soup.find_all(["th", "td"]), soup.find("p", "note")]
    assert [cell.text for cell in cells] == [text] * 6
    allowed = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert {tag.name for tag in soup.find_all(True)} == allowed
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert text in table.to_text()


def test_markup_of_the_library_is_not_escaped_twice() -> None:
    table = Table("A", (Markup("<abbr>U</abbr>"), "B"), [(Markup("<b>x</b>"), Markup("<td data-status='met'>1</td>"))])
    soup = soup_of(table.to_html())
    assert soup.th.abbr.text == "U"
    assert soup.tbody.th.b.text == "x"
    assert [cell.get("data-status") for cell in soup.find_all("td")] == ["met"]


def test_a_table_has_caption_scopes_and_a_named_region_that_scrolls() -> None:
    soup = soup_of(Table("Staff", ("Unit", "n"), [("A", "1"), ("B", "2")], numbers=(1,)).to_html())
    assert [head["scope"] for head in soup.thead.find_all("th")] == ["col", "col"]
    assert [head["scope"] for head in soup.tbody.find_all("th")] == ["row", "row"]
    assert [cell["class"] for cell in soup.find_all("td")] == [["num"], ["num"]]
    region = soup.div
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert soup.find(id=region["aria-labelledby"]).text == "Staff"


def test_tables_of_a_page_have_names_of_their_own() -> None:
    one, same, other = (Table(caption, ("A",), []).to_html() for caption in ("x", "x", "y"))
    assert one == same
    assert soup_of(one).caption["id"] != soup_of(other).caption["id"]


def test_a_table_offers_html_text_and_data() -> None:
    bundle = Table("Staff", ("Unit", "n"), [("A & B", Markup("<b>1</b>"))], data={"x/y": [1]})._repr_mimebundle_()
    assert bundle["text/plain"] == "Staff\nUnit | n\nA & B | 1"
    assert bundle["x/y"] == [1]
    assert bundle["text/html"].startswith("<div")


# -- Words -------------------------------------------------------------------------------------------------------


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


# -- Figures -----------------------------------------------------------------------------------------------------

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


@settings(deadline=None, max_examples=60)
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


def test_the_scorecard_shows_the_bounds_that_missing_records_leave() -> None:
    table = judged({("AA", "CB2", "2024Q2"): Counts(50, 90, 10)})
    figure = soup_of(card(table).to_html()).tbody.td.text
    assert [float(share) for share in SHARE.findall(figure)] == [55.6, 45.3, 65.4, 50.0, 60.0]


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
    assert said == dict.fromkeys(("OP1", "OP2", "OP3", "OP5", "OP6", "CB1", "CB6"), "= 100%") | {
        "OP4": "≥ 90%",
        "OP7": "mọi điều kiện",
        "CB2": "≥ 60%",
        "CB3": "≥ 80%",
        "CB4": "≥ 90%",
        "CB5": "≥ 60%",
    }


# -- Scorecard ---------------------------------------------------------------------------------------------------

ALL_KINDS = {
    ("AA", "OP1", "2024Q2"): Counts(9, 10),
    ("AA", "OP2", "2024Q2"): Counts(0, 0),
    ("AA", "OP3", "2024Q2"): "no_register:assignments",
    ("AA", "OP7", "2024Q2"): Counts(3, 4),
    ("AA", "CB2", "2024Q1"): Counts(5, 10),
    ("AA", "CB2", "2023Q2"): Counts(4, 10),
    ("AA", "CB2", "2024Q2"): Counts(7, 10, 1, running=2),
    ("AA", "CB4", "2024Q2"): Counts(17, 20),
    ("BB", "CB3", "2024Q2"): Counts(8, 10),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scorecard_lists_the_units_targets_in_official_order(language: str) -> None:
    table = card(judged(ALL_KINDS), language)
    rows = soup_of(table.to_html()).tbody.find_all("tr")
    assert [line.strong.text for line in rows] == ["OP1", "OP2", "OP3", "OP7", "CB2", "CB4"]
    assert {len(line.find_all(["th", "td"])) for line in rows} == {len(table.heads)}
    classes = [line.find("span", "status")["class"][1] for line in rows]
    assert classes == [f"status-{s}" for s in ("not_met", "no_case", "no_data", "not_met", "met", "inconclusive")]
    text = table.to_text()
    assert not re.search(r"None|nan|<NA>|[{}]|[a-z]_[a-z]", text)


def test_the_scorecard_says_how_many_are_short_and_what_changed() -> None:
    rows = soup_of(card(judged(ALL_KINDS)).to_html()).tbody.find_all("tr")
    cells = {line.strong.text: [cell.text for cell in line.find_all("td")] for line in rows}
    assert [cells[target][3] for target in cells] == ["1", "–", "–", "1", "0", "1"]
    assert cells["CB2"][4:6] == ["+20.0", "+30.0"]
    assert cells["OP1"][4:6] == ["–", "–"]
    assert Language("en")("provisional") in cells["CB2"][0]
    assert Language("en")("provisional") not in cells["OP1"][0]


def test_a_checklist_shows_no_percentage() -> None:
    table = judged({("AA", "OP7", "2024Q2"): Counts(3, 4, 1)})
    assert "%" not in soup_of(card(table).to_html()).tbody.text
    heat = heat_map(table, PLAN, quarter="2024Q2", units=[("AA", "A")], language="vi")
    assert "%" not in soup_of(heat.to_html()).tbody.text
    assert "3/4" in soup_of(heat.to_html()).tbody.text


def test_the_scorecard_carries_its_judged_rows() -> None:
    table = judged(ALL_KINDS)
    (data,) = card(table).data.values()
    assert {row["unit"] for row in data} == {"AA"}
    assert {row["period"] for row in data} == {"2024Q2"}
    assert {row["span"] for row in data} == {"quarter", "year_to_date"}


# -- Units and targets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_says_each_status_in_a_word_that_is_not_seen(language: str) -> None:
    say, table = Language(language), judged(ALL_KINDS | {("(total)", "CB2", "2024Q2"): Counts(7, 10)})
    units = [("AA", "<i>A</i>"), ("BB", "B")]
    soup = soup_of(heat_map(table, PLAN, quarter="2024Q2", units=units, language=language).to_html())
    rows = soup.tbody.find_all("tr")
    assert [line.th.text for line in rows] == ["<i>A</i>", "B", say("All units")]
    assert {len(line.find_all("td")) for line in rows} == {len(PLAN.targets)}
    statuses = [cell["data-status"] for cell in rows[0].find_all("td", attrs={"data-status": True})]
    assert statuses == ["not_met", "no_case", "no_data", "not_met", "met", "inconclusive"]
    for cell in soup.find_all("td", attrs={"data-status": True}):
        assert cell.find("span", "visually-hidden").text == status_word(cell["data-status"], say)
    assert [head.abbr.text for head in soup.thead.find_all("th")[1:]] == [target.id for target in PLAN.targets]
    key = soup.find("p", "note").text
    assert all(f"{SIGNS[status]} {status_word(status, say)}" in key for status in statuses)


# -- Data --------------------------------------------------------------------------------------------------------


def test_judged_rows_as_json_keep_every_digit_and_have_no_nan() -> None:
    table = judged(ALL_KINDS | {("AA", "CB5", "2024Q2"): Counts(1, 3)})
    found = json.loads(json.dumps(judged_json(table), allow_nan=False))
    assert all(tuple(one) == JUDGED for one in found)
    third = next(one for one in found if one["target"] == "CB5")
    assert third["value"] == 1 / 3
    assert (third["threshold"], third["shortfall"], third["numerator"]) == ("3/5", 1, 1)
    assert (third["period_start"], third["period_end"], third["as_of"]) == ("2024-04-01", "2024-06-30", "2024-12-31")
    assert (third["provisional"], third["baseline"]) == (False, False)
    nothing = next(one for one in found if one["target"] == "OP3")
    assert {nothing[name] for name in ("value", "numerator", "denominator", "shortfall", "lower")} == {None}
    idle = next(one for one in found if one["target"] == "OP2")
    assert (idle["value"], idle["denominator"]) == (None, 0)
    assert not any(isinstance(value, float) and math.isnan(value) for one in found for value in one.values())
