"""Several plans that bind one office: counted once, judged for each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from workspaces import ONLINE, UNITS, plan, row

from dtplan_analysis.batch import matrix
from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.registers.reading import Reader, Source
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.workspace import Store, measuring, open_store, open_workspace


def office(folder: Path, plans: str) -> Path:
    folder.mkdir()
    second = plan("dossiers_online").replace('id = "p"', 'id = "q"').replace("60%", "20%")
    (folder / "one.toml").write_text(plan("dossiers_online"), encoding="utf-8")
    (folder / "two.toml").write_text(second, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "dossiers.csv").write_text(ONLINE, encoding="utf-8")
    text = f'{plans}\nunits = "units.csv"\n[registers.dossiers]\nsource = "dossiers.csv"\n'
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(office(tmp_path_factory.mktemp("plans") / "w", 'plans = ["one.toml", "two.toml"]'))


def test_each_plan_judges_the_same_counts(store: Store) -> None:
    one, two = row(store, "A"), row(store.of("q"), "A")
    assert (one["plan"], one["threshold"], one["status"]) == ("p", "3/5", "met")
    assert (two["plan"], two["threshold"], two["numerator"]) == ("q", "1/5", one["numerator"])
    assert [len(store.of(id).judged) for id in ("p", "q")] == [len(store.judged)] * 2


def test_registers_are_read_and_indicators_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, read, counted = office(tmp_path / "w", 'plans = ["one.toml", "two.toml"]'), list[str](), list[str]()
    stage, count = Reader.stage, measuring.count

    def staged(self: Reader, source: Source) -> None:
        read.append(source.register.name)
        stage(self, source)

    def counts(indicators: Sequence[Proportion], *others: Any, **named: Any) -> Any:
        counted.extend(f"{one.name}/{one.variant}" for one in indicators)
        return count(indicators, *others, **named)

    monkeypatch.setattr(Reader, "stage", staged)
    monkeypatch.setattr(measuring, "count", counts)
    found = open_store(folder)
    assert read == ["dossiers"]
    assert counted == sorted({*counted}) == ["dossiers_online/"]
    assert {row(found.of(id), "A")["plan"] for id in ("p", "q")} == {"p", "q"}


def test_what_one_plan_hides_no_plans_form_tells(tmp_path: Path) -> None:
    folder = office(tmp_path / "w", 'suppress = 5\nplans = ["one.toml", "two.toml"]')
    (folder / "one.toml").write_text(plan("work_records_digital"), encoding="utf-8")
    second = plan("dossiers_authenticated").replace('id = "p"', 'id = "q"')
    (folder / "two.toml").write_text(second, encoding="utf-8")
    # Of A's ten online dossiers one is not authenticated; the form has no small number itself.
    rows = [
        f"{unit}{n},{unit},2024-04-02,2024-06-28,2024-05-02,{'online' if n < 10 else 'direct'},{n >= lacking}"
        for unit, lacking in (("A", 1), ("B", 1), ("C", 5))
        for n in range(20)
    ]
    heads = "number,unit,received_on,due_on,completed_on,channel,authenticated"
    (folder / "dossiers.csv").write_text("\n".join([heads, *rows]), encoding="utf-8")
    found = open_store(folder)
    assert row(found.of("q"), "A")["status"] == "suppressed"
    forms = [found.of(id).one_stop for id in ("p", "q")]
    for form in forms:
        assert form is not None
        assert form[form["unit"] == "A"].select_dtypes("number").isna().all(axis=None)


def test_reports_know_their_plan(store: Store) -> None:
    reports = [one for id in ("p", "q") for one in matrix(store.of(id), ["2024Q2"], languages=["en"], units=["A"])]
    assert [one.name for one in reports] == ["p_a_2024Q2_en", "q_a_2024Q2_en"]
    assert [one.parameters["plan"] for one in reports] == ["p", "q"]
    report = UnitQuarter.open("A", "2024Q2", workspace=store.workspace.folder, plan="q", language="en")
    assert report.threshold("T1") == "at least 20%"


def test_one_plan_has_no_parameter_of_its_own(tmp_path: Path) -> None:
    single = open_store(office(tmp_path / "w", 'plan = "one.toml"'))
    (report,) = matrix(single, ["2024Q2"], languages=["en"], units=["A"])
    assert "plan" not in report.parameters
    assert row(single, "A")["plan"] == "p"


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ('plans = ["one.toml", "one.toml"]', "a text stands twice"),
        ('plan = "one.toml"\nplans = ["two.toml"]', "plan and plans cannot stand together"),
        ("plans = []", "no plan is named"),
        ('plans = ["one.toml", "service-index"]', "there is no plan 'service-index'"),
        ('plans = ["one.toml", "./one.toml"]', "have one id, 'p'"),
    ],
)
def test_plans_that_cannot_be_are_refused(tmp_path: Path, plans: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_workspace(office(tmp_path / "w", plans))


def test_an_unknown_plan_is_refused_with_the_nearest(store: Store) -> None:
    with pytest.raises(InputError, match="the workspace has no plan 'r'"):
        store.of("r")
