"""The desk without a browser: what is picked, the lines that are printed, and the views that follow."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from office import Rows, dossiers, write_office
from workspaces import ONLINE, UNITS, plan

from dtplan_analysis import charts
from dtplan_analysis.charts.chart import live
from dtplan_analysis.charts.live import Live
from dtplan_analysis.desk import Desk
from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import UnitQuarter


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows: Rows = [*dossiers("AA", "2024Q2", 7, 3), *dossiers("BB", "2024Q2", 4, 6), *dossiers("AA", "2024Q1", 5, 5)]
    return write_office(tmp_path_factory.mktemp("desk"), {"dossiers": rows}, targets="CB2 CB1 OP7")


@pytest.fixture
def desk(office: Path) -> Desk:
    return Desk("AA", "2024Q2", "CB2", workspace=office, language="en")


def test_each_view_prints_the_line_that_made_it(desk: Desk, office: Path) -> None:
    assert desk.line == f'report = UnitQuarter.open("AA", "2024Q2", workspace="{office}", language="en")'
    views = {
        "report.overview()": desk.overview(),
        "report.history()": desk.history(),
        'report.definition("CB2")': desk.definition(),
        'report.breakdown("CB2", by="procedure")': desk.breakdown(),
        'report.breakdown("CB2", by=("month", "channel"))': desk.breakdown(by=("month", "channel")),
        'report.records("CB2")': desk.records(),
        'report.what_if("CB2", more=3)': desk.what_if(more=3),
        'report.compare("BB")': desk.compare(),
    }
    for line, view in views.items():
        assert view.line == line
        data = view._repr_mimebundle_()
        assert "<svg" in data["text/html"]
        assert line in data["text/plain"]
        assert "application/vnd.jupyter.widget-view+json" not in data  # there is no kernel
        assert eval(line, {"report": desk.report}).title == view.answer.title


def test_a_pick_moves_all_views_or_nothing(desk: Desk) -> None:
    view = desk.breakdown()
    desk.pick(unit="Vụ Mẫu", target="cb1")
    assert (desk.report.unit, desk.target, view.line) == ("BB", "CB1", 'report.breakdown("CB1", by="procedure")')
    for wrong in ({"unit": "XX"}, {"quarter": "1999Q1"}, {"target": "CB9"}, {"unit": "AA", "target": "CB9"}):
        with pytest.raises(InputError):
            desk.pick(**wrong)
        assert (desk.report.unit, desk.target) == ("BB", "CB1")


def test_a_view_that_cannot_be_shown_says_why(desk: Desk) -> None:
    desk.pick(target="OP7")  # its register is not given
    data = desk.records()._repr_mimebundle_()
    assert "<svg" not in data["text/html"]
    assert "report.records(&#34;OP7&#34;)" in data["text/html"]
    assert "infrastructure" in data["text/plain"]


@pytest.fixture(scope="module")
def twofold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two plans, of which the second asks for less under another name."""
    folder = tmp_path_factory.mktemp("plans")
    first = plan("dossiers_online")
    second = first.replace('id = "p"', 'id = "second"').replace("T1", "S1").replace("60%", "20%")
    named = 'plans = ["one.toml", "two.toml"]\nunits = "units.csv"\n[registers.dossiers]\nsource = "dossiers.csv"\n'
    texts = {"one.toml": first, "two.toml": second, "units.csv": UNITS, "dossiers.csv": ONLINE, "dtplan.toml": named}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_desk_looks_at_one_of_several_plans(twofold: Path) -> None:
    desk = Desk("A", workspace=twofold, language="en", plan="second")
    assert desk.line.endswith('language="en", plan="second")')
    assert eval(desk.line.partition("=")[2], {"UnitQuarter": UnitQuarter}).plan.id == "second"
    view = desk.definition()
    assert (desk.target, view.line) == ("S1", 'report.definition("S1")')
    desk._heard({"plan": "p", "at": "1"})  # its own first target, for it has no S1
    assert (desk.report.plan.id, view.line) == ("p", 'report.definition("T1")')
    assert [one["name"] for one in desk._choices()] == ["plan", "unit", "quarter", "target"]
    with pytest.raises(InputError, match="did you mean 'second'"):
        desk.pick(plan="secnd")
    with pytest.raises(InputError, match="did you mean 'second'"):
        Desk("A", workspace=twofold, plan="secnd")
    with pytest.raises(InputError, match="did you mean 'T1'"):
        desk.pick(target="t11")
    assert (desk.report.plan.id, desk.target) == ("p", "T1")


def test_what_is_clicked_in_a_widget_is_picked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Live] = []

    def within_a_kernel(html: str, **more: Any) -> tuple[dict[str, Any], Live]:
        view = Live()
        view.show(html, **more)
        made.append(view)
        return {}, view

    monkeypatch.setattr("dtplan_analysis.desk.live", within_a_kernel)
    desk._repr_mimebundle_()
    desk.breakdown()._repr_mimebundle_()
    choosing, broken = made
    assert [one["value"] for one in choosing.choices] == ["AA", "2024Q2", "CB2"]
    broken.picked = {"unit": "BB", "target": "CB1", "at": "1"}
    assert [one["value"] for one in choosing.choices] == ["BB", "2024Q2", "CB1"]
    assert broken.line == 'report.breakdown("CB1", by="procedure")'
    assert "Sample Department" in broken.html
    choosing.picked = {"unit": "(total)", "at": "2"}  # a click on the row of the total changes nothing
    assert choosing.choices[0]["value"] == "BB"


def test_only_counts_and_no_address_reach_the_browser(desk: Desk) -> None:
    view = Live()
    chart = desk.records().answer.chart
    view.show(chart.to_html())
    state = view.get_state()
    assert "AA-2024Q2-0007" not in repr(state) + repr(chart.spec)  # the number of a dossier
    assert "http" not in repr(state).replace("http://www.w3.org/2000/svg", "")
    sent: list[Any] = []
    view.send = lambda *given, **named: sent.append((given, named))  # type: ignore[method-assign]
    view._answer(view, "vega", [])
    assert b"vegaEmbed" in sent[0][1]["buffers"][0]


def test_outside_of_a_kernel_there_is_no_widget(desk: Desk) -> None:
    chart = desk.history().answer.chart
    assert live(chart.to_html()) == ({}, None)
    assert isinstance(chart, charts.Chart)


class Kernel:
    """A shell as a notebook's kernel has it: a front end is told of its widgets."""

    kernel = SimpleNamespace(comm_manager=None)


def test_sections_of_a_report_act_where_a_front_end_hears(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = "application/vnd.jupyter.widget-view+json"
    section = desk.report.trends()
    assert widget not in section._repr_mimebundle_()
    monkeypatch.setattr("IPython.get_ipython", Kernel)
    assert {widget, "text/html"} <= section._repr_mimebundle_().keys()
    assert widget in section.parts[0]._repr_mimebundle_()
    assert widget not in desk.report.method()._repr_mimebundle_()  # nothing in it acts
    monkeypatch.setattr(Kernel, "kernel", SimpleNamespace())  # a batch
    assert widget not in desk.report.trends()._repr_mimebundle_()


def test_sections_of_the_report_follow_too(desk: Desk) -> None:
    view = desk.section("position")
    assert view.line == "report.position()"
    assert " data-spec=" in view._repr_mimebundle_()["text/html"]
    desk.pick(unit="BB")
    assert "Sample Department among the units" in view._repr_mimebundle_()["text/html"]
    assert "nothing to show" in desk.section("points")._repr_mimebundle_()["text/plain"]
    with pytest.raises(InputError, match="did you mean 'trends'"):
        desk.section("trend")
