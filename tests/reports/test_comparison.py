"""How units compare, as the page of all units says it."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from office import Counts, FakeStore, soup_of
from reported import ALIKE, OFFICE, ministry, said

from dtplan_analysis.language import Text
from dtplan_analysis.plans.points import Points
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.comparison import _in_points
from dtplan_analysis.units import TOTAL, UNKNOWN, Unit, Units

ONE_BELOW = [*ALIKE[:7], (60, 200)]


@pytest.mark.parametrize(("language", "name"), [("en", "Office U7 (30.0%)"), ("vi", "Đơn vị U7 (30,0%)")])
def test_who_differs_is_named_with_its_share(language: str, name: str) -> None:
    section = ministry({"CB2": {"2024Q2": ONE_BELOW}, "CB3": {"2024Q2": ALIKE}}, language=language).differences()
    html = section.to_html()
    assert name in " ".join(said(html))
    assert "CB3" not in " ".join(said(html))
    assert html.count("<svg") == 1


def test_where_nobody_differs_there_is_no_picture_and_one_sentence() -> None:
    html = ministry({"CB2": {"2024Q2": ALIKE}, "CB5": {"2024Q2": [(1, 1)] * 8}}).differences().to_html()
    assert "<svg" not in html
    assert len(said(html)) == 2
    assert "Too few units or cases to compare: Systems interconnected (CB5)." in said(html)


def test_why_the_shares_moved() -> None:
    then = [(90, 100), (10, 100)]
    report = ministry(
        {
            "CB2": {"2024Q1": then, "2024Q2": [(2700, 3000), (10, 100)]},
            "CB3": {"2024Q1": then, "2024Q2": [(99, 100), (45, 100)]},
            "CB1": {"2024Q1": then, "2024Q2": [(91, 100), (10, 100)]},
        }
    )
    html = report.changes().to_html()
    text = " ".join(said(html))
    assert "Changed by more than chance: Dossiers online (CB2); Dossiers fully online (CB3)." in text
    assert "Moved more by the mix of units than by what they do: Dossiers online (CB2)." in text
    lines = {
        line.th.text[-4:-1]: [cell.text for cell in line.find_all("td")] for line in soup_of(html).tbody.find_all("tr")
    }
    assert lines["CB3"][:3] == ["+22.0", "+22.0", "0.0"]
    assert lines["CB3"][4] == "Office U1\u00a0+17.5; Office U0\u00a0+4.5"


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        (("2024Q2",), "There is no quarter before to compare with."),
        (("2023Q4", "2024Q1"), "Not taken apart (begins anew each year): Training in digital skills (OP6)."),
    ],
)
def test_changes_without_a_quarter_to_compare_with(quarters: tuple[str, ...], expected: str) -> None:
    shares = {id_: dict.fromkeys(quarters, ALIKE) for id_ in ("CB2", "OP6")}
    assert expected in said(ministry(shares, quarter=quarters[-1]).changes().to_html())


def test_the_order_shows_how_far_it_depends_on_a_choice() -> None:
    clear = [(20 * n, 200) for n in range(1, 9)]
    html = ministry({"CB2": {"2024Q2": clear}, "CB3": {"2024Q2": clear}}).order().to_html()
    text = " ".join(said(html))
    assert "First as counted, with equal weights: Office U7." in text
    assert "The order is made of: Dossiers online (CB2); Dossiers fully online (CB3)." in text
    assert "Among the first 1 in at least 95 of 100 draws: Office U7." in text
    assert "Among the last 1 in at least 95 of 100 draws: Office U0." in text
    first = soup_of(html).tbody.tr
    assert [cell.text for cell in first.find_all(["th", "td"])][0::2] == ["Office U7", "1"]
    opposed = ministry({"CB2": {"2024Q2": clear}, "CB3": {"2024Q2": clear[::-1]}}).order().to_html()
    assert "No unit is among the first or the last 1 in 95 of 100 draws." in said(opposed)


def test_a_frame_orders_by_its_points_on_the_way_to_all_of_them() -> None:
    items = {"A": Points(Fraction(6), full_at=Fraction(1, 2)), "C": None}
    items["B"] = Points(Fraction(2), steps=((Fraction(1, 2), Fraction(1)), (Fraction(4, 5), Fraction(2))))
    rows = pd.DataFrame({"target": ["A", "B", "C"], "threshold": [None, None, "3/5"]})
    plan = SimpleNamespace(target=lambda id: SimpleNamespace(points=items[id]))
    subject: Any = SimpleNamespace(store=SimpleNamespace(adding_up=rows), plan=plan)
    ordered, weights = _in_points(subject, ["A", "B"])
    assert weights == {"A": 6, "B": 2}
    assert ordered["threshold"].tolist() == ["1/2", "4/5", "3/5"]
    assert _in_points(subject, ["C"])[1] is None


def test_an_order_needs_targets_that_most_units_have() -> None:
    report = ministry({"CB2": {"2024Q2": [*ALIKE[:3], *[(0, 0)] * 5]}})
    assert "too few targets" in report.order().to_html()


def test_units_outside_of_the_total_and_unknown_ones_are_not_compared() -> None:
    report = ministry({"CB2": {"2024Q2": ONE_BELOW}})
    units = Units((*OFFICE.listed[:7], Unit("U7", Text("Sở", "Pilot"), scope="pilot")))
    cells = dict(report.store.cells) | {(UNKNOWN, "CB2", "2024Q2"): Counts(1, 50)}  # type: ignore[attr-defined]
    other = MinistryQuarter(FakeStore(cells, units=units), TOTAL, report.quarter, "en")  # type: ignore[arg-type]
    assert "Pilot" not in other.differences().to_html()
    assert "No unit differs" in other.differences().to_html() or "In no target" in other.differences().to_html()
