"""Modules: the one order of their imports, without circles, their length, and their tests."""

import ast
import importlib
import importlib.util
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from packages import PACKAGE
from places import ROOT

# Modules

MODULES = sorted(
    ".".join((path.parent if path.name == "__init__.py" else path.with_suffix("")).relative_to(ROOT).parts)
    for path in PACKAGE.rglob("*.py")
    if path.parent != PACKAGE or path.name != "__init__.py"
)


ORDER = (
    *(
        "errors",
        "startup",
        "resources",
        "scratch",
        "forking",
        "process",
        "faces",
        "periods",
        "language",
        "bilingual",
        "settings",
        "spreadsheet",
        "markdown",
        "direction",
    ),
    *("plans", "units"),
    *("registers", "counting", "statistics", "judging", "indicators", "catalogue", "questions", "workspace"),
    *("mapping", "charts", "document", "tables", "checks", "figures", "sample", "reports", "desk", "exports", "batch"),
    *("streams", "terminal", "cli", "__main__"),
)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__doc__, "a module says what it is for"


def source_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports_of(source: str) -> set[str]:
    """The modules of this package that a module's text imports, in functions too, but for types only.

    `from dtplan_analysis.a import b` names module `a.b` where there is one, else module `a`.
    """
    names, waiting = set(), [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else str(node.module) for name in below}
    return {name for name in names if name.partition(".")[0] == "dtplan_analysis"}


def top(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def against_order(module: str, imported: set[str]) -> list[str]:
    """The imports of a module that stand after it in the order; the package itself holds nothing but names."""
    reach = ORDER.index(top(module))
    return sorted(name for name in imported if top(name) and ORDER.index(top(name)) > reach)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from dtplan_analysis.cli import main", ["dtplan_analysis.cli"]),
        ("import dtplan_analysis.exports.html", ["dtplan_analysis.exports.html"]),
        ("try:\n    import os\nexcept ImportError:\n    from dtplan_analysis import cli", ["dtplan_analysis.cli"]),
        ("class A:\n    from dtplan_analysis.cli import main", ["dtplan_analysis.cli"]),
        ("def f():\n    from dtplan_analysis.cli import main", ["dtplan_analysis.cli"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dtplan_analysis.cli import main", []),
        ("from dtplan_analysis.language import Text", []),
        ("import pandas", []),
    ],
)
def test_order_of_imports_is_seen(source: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "MODULES", [*MODULES, "dtplan_analysis.cli"])
    assert against_order("dtplan_analysis.judging", imports_of(source)) == expected


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_from_those_before_it(module: str) -> None:
    assert against_order(module, imports_of(source_of(module).read_text(encoding="utf-8"))) == []


def test_modules_do_not_import_in_a_circle() -> None:
    graph = {module: imports_of(source_of(module).read_text(encoding="utf-8")) for module in MODULES}
    packages = {module for module in MODULES if source_of(module).name == "__init__.py"}
    names_only = packages | {"dtplan_analysis"}  # a package's own list of names comes after its modules
    TopologicalSorter({module: imported - names_only for module, imported in graph.items()}).prepare()


LONG, SHORT = 300, 15


def test_a_module_holds_one_idea() -> None:
    """A package's face may be short, the command line is one list of commands."""
    lines = {path.relative_to(PACKAGE): len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert [str(path) for path, n in lines.items() if n > LONG] == ["cli.py"]
    assert [str(path) for path, n in lines.items() if n < SHORT and not path.name.startswith("__")] == []


# Tests

TESTS = ROOT / "tests"
OF_THE_PROJECT = {"test_imports.py", "test_installed.py", "test_packaging.py"}


def named(path: Path) -> str:
    """What a test module is called that tests this module."""
    return path.relative_to(PACKAGE).with_name(f"test_{path.stem}.py").as_posix()


def has_logic(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


def test_each_module_has_its_tests_and_each_test_its_module() -> None:
    """Folders of tests are those of the package; what tests many modules at once stands in a folder of another name."""
    modules = [path for path in PACKAGE.rglob("*.py") if not path.name.startswith("__")]
    faces = [path.parent / path.parent.name for path in PACKAGE.rglob("__init__.py")]
    tests = {path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    known = {named(path) for path in (*modules, *faces)} | OF_THE_PROJECT
    missing = {named(path) for path in modules if has_logic(path)} - tests
    stray = {test for test in tests - known if (PACKAGE / test).parent.is_dir()}
    assert (missing, stray) == (set(), set())
