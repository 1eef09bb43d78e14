"""Trends of a unit's targets, in words and as a picture."""

from typing import Any

import pytest
from pictures import SVG, TARGETS, full, parsed, row, table, texts, trends


def test_a_target_that_began_anew_is_not_compared_with_the_quarter_before() -> None:
    judged = table(row(period="2024Q1", share="961/1000"), row(share="200/1000"))
    assert "; 96.1% in Q1 2024." in trends(judged, quarter="2024Q2").description
    assert "Q1 2024" not in trends(judged, quarter="2024Q2", restarted={"OP1"}).description


@pytest.mark.parametrize(
    ("language", "rows", "words"),
    [
        (
            "en",
            [row(period="2024Q1", share="961/1000"), row(share="972/1000")],
            "OP1 (Internal): 97.2% in Q2 2024, target 100%: not met; 96.1% in Q1 2024.",
        ),
        (
            "vi",
            [row(period="2024Q1", share="961/1000"), row(share="972/1000")],
            "OP1 (Internal): Quý II/2024 là 97,2%, mức chỉ tiêu 100%: chưa đạt; Quý I/2024 là 96,1%.",
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
            "OP1 (Internal): 95.0% in Q2 2024, target 100%: not met; 50.0% in Q4 2023.",
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
    assert {"I/24", "IV/24", "mức chỉ tiêu", "65,0% · đạt · sơ bộ"} <= set(texts(trends(full(), "vi")))


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


def test_a_figure_without_a_target_is_drawn_without_one() -> None:
    judged = table(row(period="2024Q1", share="1/2", status=""), row(share="3/4", status=""))
    chart = trends(judged, targets=[("OP1", "Internal", "")], quarter="2024Q2")
    assert chart.description == "OP1 (Internal): 75.0% in Q2 2024; 50.0% in Q1 2024."
    assert not {"target", "no data"} & set(texts(chart))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no case arose, no quarter with a share: CB2, CB4"),
        ("vi", "không phát sinh, không quý nào có tỷ lệ: CB2, CB4"),
    ],
)
def test_a_target_without_a_share_in_any_quarter_is_named_and_has_no_axis(language: str, words: str) -> None:
    empty = [row(target, share=None, status="no_case") for target in ("CB2", "CB4")]
    chart = trends(table(row(share="85/100"), *empty), language, quarter="2024Q2", targets=TARGETS[:3])
    seen = texts(chart)
    assert words in seen
    assert "CB2  Online" not in seen
    assert "CB2 (Online): " in chart.description
    assert "79%" not in seen

    alone = trends(table(*empty), language, quarter="2024Q2", targets=TARGETS[1:2])
    assert alone.description in texts(alone)
