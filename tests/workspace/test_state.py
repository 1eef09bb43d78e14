"""What a store notices has changed."""

import ast
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from workspaces import ONLINE, dossiers, into, said, touch, workspace

import dtplan_analysis
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading import opening
from dtplan_analysis.registers.reading.opening import Digests
from dtplan_analysis.units import Units
from dtplan_analysis.workspace import is_measured, measure, open_store, open_workspace
from dtplan_analysis.workspace.state import modules_behind, register_mark

PACKAGE = Path(dtplan_analysis.__file__).parent
BEHIND = modules_behind("dtplan_analysis.workspace.measuring")


CHANGES: list[tuple[str, Callable[[str], str]]] = [
    ("dtplan.toml", lambda text: text + "\n# a remark"),
    ("plan.toml", lambda text: text.replace("60%", "61%")),
    ("units.csv", lambda text: text.replace("Alpha", "Aleph")),
    ("dossiers.csv", lambda text: text.replace("direct,0", "online,1")),
    ("dossiers.csv", lambda text: text.replace("online,0", "online,1")),  # of the same size
    (".dtplan/seen.json", lambda _: "[]"),
    (".dtplan/seen.json", lambda text: text[:50]),
    ("STATE/counts.parquet", lambda _: "broken"),
    ("STATE/readings.json", lambda text: text.replace("8", "9")),
    ("STATE/state.json", lambda _: "[]"),
    ("STATE/state.json", lambda text: text[:50]),
    ("STATE/state.json", lambda text: text.replace("2024", "2025")),
    ("STATE/registers/dossiers.parquet", lambda _: ""),
]


def test_notices_whatever_changed(small: Path) -> None:
    """One change after the other; after each it is measured again."""
    for name, change in CHANGES:
        file = name.replace("STATE", open_store(small).place.relative_to(small).as_posix())
        if file.endswith(".parquet"):
            (small / file).write_bytes(change("").encode())
        else:
            touch(small, file, change)
        assert not is_measured(open_workspace(small)), name
        store = open_store(small)
        assert is_measured(store.workspace), name
        assert not store.judged.empty


@pytest.mark.parametrize(
    "change",
    [{"exempt": ("dossiers",)}, {"valid_to": date(2024, 5, 1)}, {"successors": (("B", Fraction(1)),)}, {"level": "x"}],
    ids=str,
)
def test_all_that_a_unit_is_decides_whether_rows_are_read_anew(small: Path, change: dict[str, Any]) -> None:
    workspace = open_workspace(small)
    assert workspace.units
    first, *others = workspace.units
    moved = replace(workspace, units=Units((replace(first, **change), *others)))
    source = workspace.sources["dossiers"]
    mark = register_mark(workspace, source, "", Digests({}))
    assert mark == register_mark(open_workspace(small), source, "", Digests({}))
    assert mark != register_mark(moved, source, "", Digests({}))


def test_notices_new_and_lost_files(small: Path) -> None:
    touch(small, "dtplan.toml", lambda text: text.replace("dossiers.csv", "dossiers*.csv"))
    assert said(open_store(small), "A") == (3, 0, 3, 2)
    (small / "dossiers-2.csv").write_text(dossiers("A 2024-05-05 direct 0").replace("1,A", "99,A"), encoding="utf-8")
    assert said(open_store(small), "A") == (4, 0, 4, 2)
    shutil.rmtree(open_store(small).place / "registers")
    assert not is_measured(open_workspace(small))
    (small / "dossiers-2.csv").unlink()
    (small / "dossiers.csv").unlink()
    assert not is_measured(open_workspace(small))
    with pytest.raises(RegisterError, match="no file matches"):
        open_store(small)


def test_does_nothing_twice(small: Path) -> None:
    said_so: list[str] = []
    open_store(small, into(said_so))
    assert said_so == []
    measure(open_workspace(small), into(said_so))
    assert said_so == []
    measure(open_workspace(small), into(said_so), anew=True)
    assert said_so == ["reading dossiers (1 of 1)", "sorting dossiers", "counting dossiers"]


def test_a_copy_is_not_measured_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exports are read once, to see that they are the same; then their sizes and times tell."""
    copy = shutil.copytree(small, small.with_name("copy"), copy_function=shutil.copyfile)
    said_so: list[str] = []
    assert open_store(copy, into(said_so)).fingerprint == open_store(small).fingerprint
    monkeypatch.setattr(opening, "digest_of", lambda _: pytest.fail("is read again"))
    open_store(copy, into(said_so))
    assert said_so == []


def test_of_a_copy_only_what_changed_is_read(tmp_path: Path) -> None:
    registers = {"dossiers": ONLINE, "training": "staff,completed_on,kind\n1,2024-05-05,awareness\n"}
    first = workspace(tmp_path / "w", ["dossiers_online"], **registers)
    open_store(first)
    copy = shutil.copytree(first, tmp_path / "copy")
    touch(copy, "training.csv", lambda text: text.replace("1,2024", "2,2024"))
    said_so: list[str] = []
    open_store(copy, into(said_so))
    assert [one for one in said_so if one.startswith("reading")] == ["reading training (1 of 1)"]


@pytest.mark.parametrize("folder", ["registers", "counting", "indicators", "catalogue", "judging", "workspace"])
def test_software_is_all_that_measuring_imports(folder: str) -> None:
    for_people = ("judging/wording.py", "judging/points.py", "judging/levels.py")
    of_the_workspace = ("workspace/beginning.py", "workspace/breaking.py", "workspace/starting.py")
    beside = {PACKAGE / name for name in (*for_people, *of_the_workspace)}
    assert set((PACKAGE / folder).rglob("*.py")) - beside <= set(BEHIND)


def test_software_has_what_stands_alone_and_nothing_that_only_shows() -> None:
    alone = ("units/__init__", "periods/__init__", "language", "errors")
    assert {PACKAGE / f"{name}.py" for name in alone} <= set(BEHIND)
    assert not {"charts", "reports", "exports", "batch", "cli.py"} & {
        file.relative_to(PACKAGE).parts[0] for file in BEHIND
    }


def test_every_import_is_seen() -> None:
    """As Python's own parser sees them, in functions too."""
    for file in BEHIND:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("dtplan_analysis."):
                place = PACKAGE.parent.joinpath(*str(node.module).split("."))
                assert {place / "__init__.py", place.with_suffix(".py")} & set(BEHIND), (file, node.module)
