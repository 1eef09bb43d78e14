"""Charts: what they say, what they draw, and that hostile or empty input does no harm."""

import math
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
from places import ROOT

from dtplan_analysis import charts
from dtplan_analysis.charts.chart import CHART
from dtplan_analysis.charts.layers import inline
from dtplan_analysis.charts.style import MARKS, cut, text_width, wrapped
from dtplan_analysis.language import LANGUAGES, Language

SVG = "{http://www.w3.org/2000/svg}"
TARGETS = [("OP1", "Internal", "1"), ("CB2", "Online", "60%"), ("CB4", "Satisfied", "9/10"), ("OP7", "Checklist", None)]
UNITS = {"A": "Unit A", "B": "Unit B", "C": "Unit C"}
BUDGET = pd.DataFrame({"source": ["Regular", "Other"], "planned": [2_000_000_000, None], "disbursed": [500_000_000, 0]})
HOSTILE = '<script>alert(1)</script> & "id="x"" ]]> \x00\u202e\u2028 {unit} =1+1'


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "strict", True)


def row(
    target: str = "OP1", unit: str = "A", period: str = "2024Q2", share: str | None = "19/20", **more: Any
) -> dict[str, Any]:
    """One judged row; a share of None is a row without a percentage (its status must then be given)."""
    numerator, denominator = (int(n) for n in (share or "0/0").split("/"))
    value = numerator / denominator if denominator else math.nan
    judged = {
        "target": target,
        "variant": None,
        "unit": unit,
        "period": period,
        "span": "quarter",
        "period_start": date(int(period[:4]), 3 * int(period[5]) - 2, 1),
        "provisional": False,
        "baseline": False,
        "missing": 0,
        "denominator": denominator,
        "numerator": numerator,
        "value": value,
        "worst": value,
        "best": value,
        "lower": max(0.0, value - 0.05),
        "upper": min(1.0, value + 0.05),
        "interval": "process",
        "status": "not_met",
        "confidence": 0.95,
    }
    return judged | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def full(label: str = "A") -> pd.DataFrame:
    """Every status, gaps, provisional and baseline quarters, a survey and a checklist."""
    rows = []
    for n, period in enumerate(("2024Q1", "2024Q2", "2024Q3", "2024Q4")):
        rows += [
            row("OP1", label, period, f"{90 + n}/100", missing=n, worst=0.85, best=0.97, baseline=n == 0),
            row("OP1", "B", period, "100/100", status="met"),
            row("OP1", "(total)", period, "195/200"),
            row("CB2", label, period, f"{50 + 5 * n}/100", provisional=n == 3, status="met" if n > 1 else "not_met"),
            row("CB2", "B", period, None, status="no_case"),
            row("CB2", "C", period, "12/40", status="suppressed"),
            row("CB4", label, period, "45/50", status="inconclusive", interval="sampling"),
            row("OP7", label, period, "3/5"),
        ]
    rows[22] |= row("CB4", label, "2024Q3", None, status="no_data")
    return table(*rows)


def trends(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    return charts.trends(judged, **{"unit": "A", "targets": TARGETS, "quarter": "2024Q4", "language": language, **more})


def position(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"unit": "A", "targets": TARGETS, "quarter": "2024Q4", "units": UNITS, "language": language}
    return charts.position(judged, **{**given, **more})


def heatmap(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"quarter": "2024Q4", "units": list(UNITS.items()), "targets": TARGETS, "language": language}
    return charts.heatmap(judged, **{**given, **more})


def movers(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"targets": TARGETS, "quarter": "2024Q4", "previous": "2024Q3", "units": UNITS, "language": language}
    return charts.movers(judged, **{**given, **more})


def funding(budget: pd.DataFrame, language: str = "en") -> charts.Chart:
    return charts.funding(budget, language=language)


DRAWN: list[tuple[Callable[..., charts.Chart], pd.DataFrame]] = [
    (trends, full()),
    (position, full()),
    (heatmap, full()),
    (movers, full()),
    (funding, BUDGET),
]
NAMES = ["trends", "position", "heatmap", "movers", "funding"]


def parsed(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.to_svg())


def texts(chart: charts.Chart) -> list[str]:
    """What a reader sees, without the title and the description."""
    return ["".join(element.itertext()) for element in parsed(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("draw", "judged"), DRAWN, ids=NAMES)
def test_svg_is_named_sized_and_equal_each_time(
    draw: Callable[..., charts.Chart], judged: pd.DataFrame, language: str
) -> None:
    chart = draw(judged, language)
    svg = chart.to_svg()
    root = ElementTree.fromstring(svg)
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert [named[name] for name in root.attrib["aria-labelledby"].split()] == [chart.title, chart.description]
    assert 300 <= float(root.attrib["width"]) <= 1000
    assert "Liberation Sans" in root.attrib["font-family"]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "null" not in texts(chart)
    assert "NaN" not in svg
    assert "undefined" not in svg
    assert svg == draw(judged, language).to_svg()


def test_bytes_do_not_depend_on_the_process() -> None:
    code = (
        f"import sys; sys.path[:0] = {[str(ROOT / 'tests' / name) for name in ('charts', 'helpers')]!r}\n"
        "from test_charts import full, heatmap, trends\n"
        "print(heatmap(full()).to_svg() if FIRST else '', end=''); print(trends(full()).to_svg(), end='')"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code.replace("FIRST", str(first))], capture_output=True, check=True
        ).stdout
        for first in (False, True)
    ]
    assert outputs[0]
    assert outputs[1].endswith(outputs[0])


def test_bundle_has_picture_and_words_only() -> None:
    chart = funding(BUDGET)
    own = {CHART: {"title": chart.title, "spec": chart.packed}}
    assert chart._repr_mimebundle_() == {"image/svg+xml": chart.to_svg(), "text/plain": chart.description} | own


def test_ids_of_clip_paths_differ_between_charts_and_stay_equal_for_one() -> None:
    def clipped(label: str) -> charts.Chart:
        points = alt.Chart(inline([{"x": 1}])).mark_point(clip=True).encode(x=alt.X("x:Q"))
        return charts.Chart((points,), label, "", "en")

    def ids(svg: str) -> set[str]:
        return {element.attrib["id"] for element in ElementTree.fromstring(svg).iter() if "id" in element.attrib}

    one, again, other = clipped("one").to_svg(), clipped("one").to_svg(), clipped("other").to_svg()
    assert one == again
    assert len(ids(one)) == 3  # title, description and the clip path
    assert ids(one).isdisjoint(ids(other))
    references = [v for e in ElementTree.fromstring(one).iter() for k, v in e.attrib.items() if k == "clip-path"]
    assert references
    assert all(reference[5:-1] in ids(one) for reference in references)


@pytest.mark.parametrize("draw", [trends, position, heatmap, movers])
def test_hostile_labels_are_text_and_nothing_else(draw: Callable[..., charts.Chart]) -> None:
    given: dict[str, Any] = {"targets": [(HOSTILE, HOSTILE, "1")]}
    judged = full(HOSTILE).assign(target=HOSTILE)
    if draw in (trends, position):
        given["unit"] = HOSTILE
    if draw is not trends:
        given["units"] = [(HOSTILE, HOSTILE)] if draw is heatmap else {HOSTILE: HOSTILE, "B": "=cmd|x"}
    chart = draw(judged, **given)
    root = parsed(chart)
    assert not list(root.iter(f"{SVG}script"))
    assert not {name for element in root.iter() for name in element.attrib if name.startswith("on")}
    assert any("<script>" in text for text in texts(chart))
    assert not any(sign in text for sign in "\x00\u202e" for text in texts(chart))


EMPTY = pd.DataFrame()
NOTHING = [
    (trends, EMPTY, {}),
    (trends, full(), {"unit": "nobody"}),
    (trends, full(), {"targets": []}),
    (trends, full(), {"targets": [("OP7", "Checklist", None)]}),
    (trends, full(), {"quarter": "2020Q1"}),
    (position, EMPTY, {}),
    (position, full(), {"units": {}}),
    (position, full(), {"quarter": "2020Q1"}),
    (position, table(row("OP1", "A", "2024Q4", None, status="no_case")), {}),
    (heatmap, EMPTY, {}),
    (heatmap, full(), {"units": []}),
    (heatmap, full(), {"targets": []}),
    (movers, EMPTY, {}),
    (movers, full(), {"previous": "2020Q1"}),
    (movers, full(), {"least": 1000}),
    (funding, EMPTY, {}),
    (funding, BUDGET.assign(planned=None, disbursed=math.nan), {}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("draw", "judged", "given"), NOTHING)
def test_nothing_to_draw_is_said_in_words(
    draw: Callable[..., charts.Chart], judged: pd.DataFrame, given: dict[str, Any], language: str
) -> None:
    chart = draw(judged, language, **given)
    start = {"en": "There is nothing to draw", "vi": "Không có gì để vẽ"}[language]
    assert chart.description.startswith(start)
    assert any(text.startswith(start) for text in texts(chart))


def test_a_target_that_began_anew_is_not_compared_with_the_quarter_before() -> None:
    judged = table(row(period="2024Q1", share="961/1000"), row(share="200/1000"))
    assert "percentage points" in trends(judged, quarter="2024Q2").description
    assert "percentage points" not in trends(judged, quarter="2024Q2", restarted={"OP1"}).description


@pytest.mark.parametrize(
    ("language", "rows", "words"),
    [
        (
            "en",
            [row(period="2024Q1", share="961/1000"), row(share="972/1000")],
            "OP1 (Internal): 97.2% in Q2 2024, target 100%: not met; +1.1 percentage points since Q1 2024.",
        ),
        (
            "vi",
            [row(period="2024Q1", share="961/1000"), row(share="972/1000")],
            "OP1 (Internal): Quý II/2024 là 97,2%, mục tiêu 100%: chưa đạt; +1,1 điểm phần trăm so với Quý I/2024.",
        ),
        # just under the target: never printed as met
        ("en", [row(share="99999/100000")], "OP1 (Internal): 99.9% in Q2 2024, target 100%: not met."),
        ("en", [row(share=None, status="no_case")], "OP1 (Internal): no case arose in Q2 2024."),
        ("en", [row(share=None, status="suppressed")], "OP1 (Internal): suppressed in Q2 2024."),
        # a suppressed row never shows the figure it carries
        ("en", [row(share="1/3", status="suppressed")], "OP1 (Internal): suppressed in Q2 2024."),
        ("en", [row(period="2024Q1")], "OP1 (Internal): no data in Q2 2024."),
        (
            "en",
            [row(status="met", share="20/20", provisional=True)],
            "OP1 (Internal): 100.0% in Q2 2024, target 100%: met (provisional).",
        ),
        (
            "en",
            [row(missing=5, worst=0.76, best=0.96, status="inconclusive")],
            "OP1 (Internal): 95.0% in Q2 2024, target 100%: inconclusive; "
            "between 76.0% and 96.0%, depending on missing data.",
        ),
        # the last quarter with a figure, not the quarter before
        (
            "en",
            [row(period="2023Q4", share="10/20"), row(period="2024Q1", share=None, status="no_data"), row()],
            "OP1 (Internal): 95.0% in Q2 2024, target 100%: not met; +45.0 percentage points since Q4 2023.",
        ),
        # of several variants the first in the table; year to date and later quarters play no part
        (
            "en",
            [row(variant="own"), row(variant="beside", share="1/2"), row(span="year_to_date"), row(period="2024Q3")],
            "OP1 (Internal): 95.0% in Q2 2024, target 100%: not met.",
        ),
    ],
)
def test_trend_in_words(language: str, rows: list[dict[str, Any]], words: str) -> None:
    assert trends(table(*rows), language, quarter="2024Q2", targets=TARGETS[:1]).description == words


def test_trends_show_each_target_but_checklists_with_status_in_words() -> None:
    seen = texts(trends(full()))
    assert [text for text in seen if text.startswith(("OP", "CB"))] == [
        "OP1  Internal",
        "CB2  Online",
        "CB4  Satisfied",
    ]
    assert "65.0% · met · provisional" in seen
    assert {"60%", "90%", "100%", "Q1 24", "Q4 24", "bounds for missing data", "sampling interval, 95%"} <= set(seen)
    assert {"I/24", "IV/24", "mục tiêu", "65,0% · đạt · tạm tính"} <= set(texts(trends(full(), "vi")))


def test_trend_leaves_a_gap() -> None:
    def lines(*shares: str | None) -> int:
        rows = [
            row(period=f"2024Q{n}", share=share, **({} if share else {"status": "no_case"}))
            for n, share in enumerate(shares, 1)
        ]
        chart = trends(table(*rows), targets=TARGETS[:1])
        paths = [e for e in parsed(chart).iter(f"{SVG}path") if e.get("stroke-width") == "2" and not e.get("transform")]
        return sum(path.attrib["d"].count("M") for path in paths)

    assert lines("10/20", "11/20", "12/20", "13/20") == 1
    assert lines("10/20", None, "12/20", "13/20") == 2


def test_position_counts_units_without_cases_and_those_that_meet() -> None:
    chart = position(full(), targets=[("CB2", "Online", "3/5")])
    assert chart.description == (
        "Unit A. CB2 (Online): 65.0% in Q4 2024, target 60%: met; "
        "met by 1 of 1 units, which range from 65.0% to 65.0%; 1 unit: no case arose; 1 unit: suppressed."
    )
    assert {"Unit A", "another unit", "met by 1 of 1 units", "target 60%", "65.0% · met"} <= set(texts(chart))


def test_position_counts_the_dots_that_find_no_room() -> None:
    units = {f"U{n}": f"Unit {n}" for n in range(20)}
    judged = table(*(row("OP1", code, "2024Q4", "20/20", status="met") for code in units))
    seen = texts(position(judged, unit="U0", units=units, targets=TARGETS[:1]))
    assert "+14" in seen  # 19 others, of which 5 are drawn


def test_position_of_the_whole_ministry() -> None:
    assert position(full(), unit="(total)").title == "all units together among the units, Q4 2024"


def test_heatmap_keeps_the_order_and_says_every_status() -> None:
    chart = heatmap(full(), units=[("C", "Unit C"), ("A", "Unit A"), ("B", "Unit B")])
    seen = texts(chart)
    assert [text for text in seen if text.startswith("Unit")] == ["Unit C", "Unit A", "Unit B"]
    assert {"93.0%", "65.0%", "3/5", "met", "not met", "no case arose", "no data", "suppressed"} <= set(seen)
    assert "60.0%" not in seen  # the checklist's 3 of 5
    assert "CB2 (Online) – met: 1, no case arose: 1, suppressed: 1." in chart.description


def test_every_status_has_a_sign_of_its_own() -> None:
    assert len({mark.sign for mark in MARKS.values()}) == len(MARKS) == 6


def test_movers_rank_by_size_and_leave_out_small_units() -> None:
    judged = table(
        *(row("CB2", unit, "2024Q3", share) for unit, share in (("A", "50/100"), ("B", "80/100"), ("C", "0/9"))),
        *(row("CB2", unit, "2024Q4", share) for unit, share in (("A", "60/100"), ("B", "55/100"), ("C", "9/9"))),
    )
    chart = movers(judged)
    assert chart.description == (
        "Who moved most, Q3 2024 to Q4 2024. "
        "Unit A, CB2 (Online): from 50.0% to 60.0% (+10.0 percentage points), not met. "
        "Unit B, CB2 (Online): from 80.0% to 55.0% (−25.0 percentage points), not met. "
        "1 comparison with fewer than 10 cases is left out."
    )
    assert "Unit B" in texts(movers(judged, most=1))
    assert "Unit A" not in texts(movers(judged, most=1))


def test_funding_in_words() -> None:
    assert funding(BUDGET).description == (
        "Regular: planned VND 2,000.0 million, disbursed VND 500.0 million (25.0%). "
        "Other: planned VND 0.0 million, disbursed VND 0.0 million. "
        "All sources: planned VND 2,000.0 million, disbursed VND 500.0 million (25.0%)."
    )
    assert "đã giải ngân 500,0 triệu đồng (25,0%)" in texts(funding(BUDGET, "vi"))


@pytest.mark.parametrize(
    ("text", "width", "lines", "expected"),
    [
        ("văn bản nội bộ", 50, 3, "văn bản\nnội bộ"),
        ("one", 100, 2, "one"),
        ("", 50, 2, ""),
        ("infrastructure", 60, 3, "infrastruct-\nure"),
        ("a b c d e f g h", 26, 2, "a b c\nd e…"),
    ],
)
def test_wrapped(text: str, width: float, lines: int, expected: str) -> None:
    assert wrapped(text, width, 11, lines) == expected


def test_cut_labels_fit() -> None:
    label = "Cục Giám định nhà nước về chất lượng công trình xây dựng"
    assert cut(label, 1000) == label
    assert cut(label, 100).endswith("…")
    assert text_width(cut(label, 100)) <= 100
