"""What is made again, and why; the same bytes wherever it is made; the manifest that says so."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batches import contents, english, made, office
from jsonschema import Draft202012Validator, FormatChecker
from office import dossiers, dtplan, write_csv, write_office

from dtplan_analysis.batch import Outcome, fingerprint, held, machines, plan, run
from dtplan_analysis.batch.manifest import SCHEMA
from dtplan_analysis.batch.output import Seen
from dtplan_analysis.batch.run import Made
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store

LINES = [
    "from dtplan_analysis.reports import UnitQuarter",
    "report = UnitQuarter.open(unit, quarter, workspace=workspace)",
]
OWN = "\n".join([*LINES, "report.summary()"])


def rows(aa: int = 7, bb: int = 4, **changes: object) -> list[dict[str, object]]:
    found = (
        dossiers("PP", "2024Q2", 5, 5) + dossiers("AA", "2024Q2", aa, 10 - aa) + dossiers("BB", "2024Q2", bb, 10 - bb)
    )
    found[-1] |= changes
    return found


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose English reports of 2024Q2 are made; the unit BB has a shortfall, and lists its records."""
    folder = write_office(tmp_path_factory.mktemp("done") / "office", {"dossiers": rows()}, targets="CB2")
    store = open_store(folder)
    assert {one.error for one in made(store, english(store), workers=2).values()} == {""}
    return folder


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "office"))


def of(lines: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Why each report would be made, by its target or its unit."""
    return {line["parameters"].get("target", line["unit"]): line["reasons"] for line in lines}


def reasons(folder: Path, **options: Any) -> dict[str, tuple[str, ...]]:
    """Why each unit's report would be made again."""
    store = open_store(folder)
    planned = plan(store, english(store), Seen(folder / "reports"), **options)
    return {one.report.unit: one.reasons for one in planned if one.reasons}


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def own_notebook(folder: Path, name: str = "unit_quarter") -> None:
    from dtplan_analysis.resources import resource

    content = json.loads((resource("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
    content["cells"][-1]["source"] = "1"
    write(folder / "notebooks" / f"{name}.ipynb", json.dumps(content))


def page(folder: Path, unit: str) -> Path:
    return folder / "reports" / f"part_{unit}_2024Q2_en.html"


AGAIN = [row | {"number": f"{row['number']}-again"} for row in rows()[:10]]
EVERY = ("AA", "BB", "PP", TOTAL)
CHANGES: dict[str, tuple[Callable[[Path], object], dict[str, tuple[str, ...]]]] = {
    "nothing": (lambda _: None, {}),
    "a file's time": (lambda folder: page(folder, "aa").touch(), {}),
    "a page gone": (lambda folder: page(folder, "aa").unlink(), {"AA": ("file",)}),
    "a page changed": (lambda folder: page(folder, "bb").write_text("x"), {"BB": ("file",)}),
    "the journal gone": (
        lambda folder: (folder / "reports" / ".dtplan" / "journal.jsonl").unlink(),
        dict.fromkeys(EVERY, ("new",)),
    ),
    "a unit's figures, which all show": (
        lambda folder: write_csv(folder / "dossiers.csv", rows(aa=8)),
        dict.fromkeys(EVERY, ("figures",)),
    ),
    "a unit's counts, which the whole shows and no other unit": (
        lambda folder: write_csv(folder / "dossiers.csv", rows() + AGAIN),
        {"PP": ("figures",), TOTAL: ("figures",)},
    ),
    "a record that a unit lists": (
        lambda folder: write_csv(folder / "dossiers.csv", rows(number="BB-other")),
        {"BB": ("figures",)},
    ),
    "the unit's notebook": (own_notebook, dict.fromkeys(EVERY[:-1], ("notebook", "figures"))),
    "the ministry's notebook": (
        lambda folder: own_notebook(folder, "ministry_quarter"),
        {TOTAL: ("notebook", "figures")},
    ),
    "a template": (
        lambda folder: write(folder / "templates" / "html" / "style.css", ""),
        dict.fromkeys(EVERY, ("template",)),
    ),
    "the configuration": (
        lambda folder: write(folder / "plan.toml", (folder / "plan.toml").read_text(encoding="utf-8") + "\n# new\n"),
        dict.fromkeys(EVERY, ("configuration",)),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_is_made_again(change: str, copy: Path) -> None:
    mutate, expected = CHANGES[change]
    mutate(copy)
    assert reasons(copy) == expected


@pytest.mark.parametrize(("part", "name"), [("versions", "_versions"), ("library", "_folder")])
def test_other_software_makes_all_again(part: str, name: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, name, lambda *_: "other")
    assert all(part in why for why in reasons(copy).values())
    assert set(reasons(copy)) == set(EVERY)


def test_force_makes_all_again(copy: Path) -> None:
    assert reasons(copy, force=True) == dict.fromkeys(EVERY, ("forced",))


def test_a_run_with_nothing_new_touches_no_report(copy: Path) -> None:
    def times() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in (copy / "reports").glob("*.html")}

    before, store = times(), open_store(copy)
    assert not any(one.made for one in made(store, english(store)).values())
    assert times() == before


def test_a_dry_run_says_in_json_lines_what_would_be_made_and_writes_nothing(copy: Path) -> None:
    page(copy, "aa").unlink()
    before = {file: file.stat().st_mtime_ns for file in (copy / "reports").rglob("*")}
    ran = dtplan("report", "-w", copy, "--quarter", "2024Q2", "--lang", "en", "--dry-run")
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert of(lines) == {"AA": ["file"], "BB": [], "PP": [], TOTAL: [], "CB2": ["new"]}
    assert {file: file.stat().st_mtime_ns for file in (copy / "reports").rglob("*")} == before


def test_explain_says_which_part_changed(copy: Path) -> None:
    write_csv(copy / "dossiers.csv", rows(number="BB-other"))
    ran = dtplan("explain", "-w", copy, "--quarter", "2024Q2", "--lang", "en", "--json")
    assert ran.code == 0, ran.err
    found = of(map(json.loads, ran.out.splitlines()))
    assert found == {"AA": [], "BB": ["figures"], "PP": [], TOTAL: [], "CB2": ["new"]}


# -- The same bytes ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_another_folder_and_a_stock_kernel_make_the_same_bytes(done: Path, tmp_path: Path) -> None:
    folder = write_office(tmp_path / "elsewhere", {"dossiers": rows()}, targets="CB2")
    store = open_store(folder)
    made(store, english(store, "BB"), warm=False)
    made(store, english(store, "AA"))
    pages = {name: content for name, content in contents(folder / "reports").items() if name.startswith("part_")}
    assert pages == {name: content for name, content in contents(done / "reports").items() if name in pages}
    assert len(pages) == 2
    assert str(tmp_path).encode() not in b"".join(contents(folder / "reports").values())


@pytest.mark.slow
def test_a_detour_ends_in_the_same_bytes(copy: Path, done: Path) -> None:
    """A notebook that comes and goes, figures that come and go: what is there in the end is what was asked for."""
    own_notebook(copy)
    write_csv(copy / "dossiers.csv", rows(aa=8))
    store = open_store(copy)
    made(store, english(store), workers=2)
    assert contents(copy / "reports") != contents(done / "reports")
    shutil.rmtree(copy / "notebooks")
    write_csv(copy / "dossiers.csv", rows())
    store = open_store(copy)
    made(store, english(store), workers=2)
    assert contents(copy / "reports") == contents(done / "reports")


def test_formats_that_are_not_asked_for_again_stay_while_they_are_right(tmp_path: Path) -> None:
    folder = office(tmp_path, unit_quarter=[*LINES, "report.scores()"])

    def report(formats: str) -> tuple[set[str], set[str]]:
        """The formats that are there of a report, and those that the manifest has."""
        store = open_store(folder)
        made(store, [replace(one, formats=(formats,)) for one in english(store, "BB")])
        told = json.loads((folder / "reports" / "manifest.json").read_text(encoding="utf-8"))
        (row,) = told["reports"]
        there = {file.name.partition(".")[2] for file in (folder / "reports").glob("part_bb*")}
        assert {file.name for file in (folder / "reports" / "figures").iterdir()} == set(told["figures"]["2024Q2"])
        return there, {name.partition(".")[2] for name in row["files"]}

    assert report("xlsx") == ({"xlsx"}, {"xlsx"})
    assert report("json") == ({"xlsx", "json"}, {"xlsx", "json"})
    assert report("xlsx") == ({"xlsx", "json"}, {"xlsx", "json"})
    write_csv(folder / "dossiers.csv", rows(bb=5))
    assert report("json") == ({"json"}, {"json"})


# -- Failures ----------------------------------------------------------------------------------------------------

BROKEN = 'if unit == "BB":\n    raise ValueError("broken")'


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = office(tmp_path_factory.mktemp("half"), unit_quarter=[BROKEN, "print(unit)"])
    store = open_store(folder)
    made(store, english(store, "AA", "BB"))
    return folder


def test_what_failed_is_tried_again_and_nothing_else(half: Path) -> None:
    assert reasons(half) == {TOTAL: ("new",), "BB": ("failed",), "PP": ("new",)}


def test_a_report_that_fails_keeps_its_earlier_page(tmp_path: Path) -> None:
    folder = office(tmp_path, unit_quarter="print(unit)")
    store = open_store(folder)
    made(store, english(store, "BB"))
    before = page(folder, "bb").read_bytes()
    write(
        folder / "notebooks" / "unit_quarter.ipynb",
        (folder / "notebooks" / "unit_quarter.ipynb").read_text().replace("print(unit)", "1/0"),
    )
    (outcome,) = made(store, english(store, "BB")).values()
    assert outcome.error == "ZeroDivisionError: division by zero (cell 2 of unit_quarter.ipynb)"
    assert page(folder, "bb").read_bytes() == before
    (row,) = json.loads((folder / "reports" / "manifest.json").read_text())["reports"]
    assert (row["outcome"], list(row["files"])) == ("failed", ["part_bb_2024Q2_en.html"])


@pytest.mark.parametrize("folder", ["done", "half"])
def test_a_manifest_keeps_to_its_schema(folder: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    manifest = json.loads((request.getfixturevalue(folder) / "reports" / "manifest.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in check.iter_errors(manifest)] == []
    assert list(check.iter_errors(manifest | {"when": "now"}))
    assert {row["outcome"] for row in manifest["reports"]} == ({"made"} if folder == "done" else {"made", "failed"})


# -- Other machines ----------------------------------------------------------------------------------------------


class Elsewhere(Executor):
    """Machines whose answers are given."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def submit(self, *_: Any, **__: Any) -> "Future[Any]":  # type: ignore[override]
        future: Future[Any] = Future()
        if isinstance(self.answer, Exception):
            future.set_exception(self.answer)
        else:
            future.set_result(self.answer)
        return future


NAMES = b"<html>part_aa_2024Q2_en part_bb_2024Q2_en</html>"
ANSWERS = [
    (ConnectionError("the machine is gone"), "the machine is gone"),
    (RuntimeError("lost"), "RuntimeError: lost"),
    (Made({"html": b"<html>another report's</html>"}, 1.0), "does not carry the report's name"),
    (Made({"html": NAMES}, 1.0, {"state": "other", "figures": "other"}), "shows another state of the data"),
    (Made({"html": NAMES}, 1.0), "shows another state of the data"),
]


@pytest.mark.parametrize(("answer", "fault"), ANSWERS)
def test_what_another_machine_does_wrong_is_a_failed_report(copy: Path, answer: object, fault: str) -> None:
    store, before = open_store(copy), contents(copy / "reports")
    with held(copy / "reports") as output:
        planned = plan(store, english(store, "AA", "BB"), output, force=True)
        outcomes: list[Outcome] = list(run(store, planned, output, executor=Elsewhere(answer)))
    assert len(outcomes) == 2
    assert all(fault in one.error for one in outcomes)
    assert contents(copy / "reports") == before


def test_another_executor_makes_the_same_bytes(copy: Path, done: Path) -> None:
    store = open_store(copy)
    with ThreadPoolExecutor(2) as executor:
        outcomes = made(store, english(store, "AA", "BB"), force=True, executor=executor)
    assert [(one.made, one.error) for one in outcomes.values()] == [(True, "")] * 2
    assert contents(copy / "reports") == contents(done / "reports")


@contextmanager
def cluster() -> Iterator[tuple[Any, Executor]]:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers,
        machines.dask(workers.scheduler_address) as executor,
    ):
        yield workers, executor


@pytest.mark.engines
def test_the_workers_of_dask_make_the_same_bytes(copy: Path, done: Path) -> None:
    store = open_store(copy)
    with cluster() as (_, executor):
        outcomes = made(store, english(store), force=True, executor=executor)
    assert [(one.made, one.error) for one in outcomes.values()] == [(True, "")] * 4
    assert contents(copy / "reports") == contents(done / "reports")


@pytest.mark.engines
def test_a_worker_of_dask_that_is_killed_loses_nothing(copy: Path, done: Path) -> None:
    store = open_store(copy)
    reports = english(store)
    with cluster() as (workers, executor), held(copy / "reports") as output:
        planned = plan(store, reports, output, force=True)
        outcomes = run(store, planned, output, executor=executor)
        first = next(outcomes)
        os.kill(next(iter(workers.workers.values())).pid, signal.SIGKILL)
        ended = [first, *outcomes]
    assert sorted(one.report.name for one in ended) == sorted(one.name for one in reports)
    again = made(store, reports)
    assert [one.error for one in again.values()] == [""] * 4
    assert contents(copy / "reports") == contents(done / "reports")
