"""The wheel in an empty environment elsewhere: what the documentation has one do needs nothing of a checkout."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lessons import fences, steps
from nbformat.v4 import new_code_cell, new_notebook
from places import ROOT

pytestmark = pytest.mark.slow

README = ROOT / "README.md"
LESSONS = ["tutorials/first-export", "tutorials/operator", "tutorials/analyst", "tutorials/researcher",
           "how-to/own-indicator"]  # fmt: skip
"""The lessons in English; those in Vietnamese call the same, and the documentation runs them all."""
MINORS = (11, 12, 13)


def interpreter(minor: int) -> str | None:
    """Return a Python of a version that stands on the path, or that pyenv holds."""
    held = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python3.{minor}"), *map(str, sorted(held.glob(f"3.{minor}.*/bin/python3")))]
    return next((one for one in found if one and _works(one, minor)), None)


def _works(python: str, minor: int) -> bool:
    code = f"import sys, venv; sys.exit(sys.version_info[:2] != (3, {minor}))"
    return subprocess.run([python, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode == 0


class Installed:
    """An environment with the wheel and what it needs, and a home of its own."""

    def __init__(self, python: str, wheel: Path, folder: Path) -> None:
        self.python, self.programs, self.home = python, folder / "environment" / "bin", folder / "home"
        self.home.mkdir()
        subprocess.run([python, "-m", "venv", self.programs.parent], check=True)
        self.run("python", "-m", "pip", "install", "--quiet", "--no-compile", wheel, cwd=folder)

    @property
    def is_own(self) -> bool:
        """Whether its Python is that of the tests."""
        return _works(self.python, sys.version_info.minor)

    def run(self, *command: object, cwd: Path) -> str:
        """What a command prints; the test fails with all of its words if the command does."""
        kept = {name: os.environ[name] for name in os.environ if not name.startswith(("PYTHON", "VIRTUAL", "JUPYTER"))}
        own = {"PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.home), "NO_COLOR": "1"}
        done = subprocess.run(
            [*map(str, command)], cwd=cwd, env=kept | own, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def type(self, cells: list[str], folder: Path) -> nbformat.NotebookNode:
        """Run cells in a notebook, as they stand."""
        book = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(book, folder / "lesson.ipynb")
        self.run("jupyter", "execute", "--inplace", "lesson.ipynb", cwd=folder)
        return nbformat.read(folder / "lesson.ipynb", as_version=4)


@pytest.fixture(scope="module", params=MINORS, ids="3.{}".format)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    pytest.importorskip("build", reason="build is not installed")
    if (python := interpreter(request.param)) is None:
        pytest.skip(f"there is no Python 3.{request.param}")
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    yield Installed(python, wheel, folder)
    shutil.rmtree(folder)  # more than a gigabyte


def test_the_wheel_needs_nothing_of_a_checkout(installed: Installed, tmp_path: Path) -> None:
    said = installed.run("python", "-c", "import dtplan_analysis; print(dtplan_analysis.__file__)", cwd=tmp_path)
    assert Path(said.strip()).is_relative_to(installed.programs.parent)
    assert "no broken" in installed.run("python", "-m", "pip", "check", cwd=tmp_path).lower()


def test_the_examples_of_the_readme_run(installed: Installed, tmp_path: Path) -> None:
    analyst, researcher = fences(README, "python")
    assert "UnitQuarter.open(" in analyst
    done = installed.type([analyst, researcher], tmp_path)
    assert ["<svg" in cell.outputs[-1].data["text/html"] for cell in done.cells] == [True, False]

    installed.run("dtplan", "init", "my-workspace", "--language", "en", cwd=tmp_path)
    assert "rows read =" in installed.run("dtplan", "check", "-w", "my-workspace", cwd=tmp_path)
    asked = () if installed.is_own else ("--unit", "GD")  # all units on one Python alone: they take a minute
    made = ("report", "-w", "my-workspace", "--quarter", "2024Q2", "--lang", "vi,en", *asked)
    installed.run("dtplan", *made, cwd=tmp_path)
    pages = list((tmp_path / "my-workspace" / "reports").glob("*_2024Q2_*.html"))
    assert len(pages) > (40 if installed.is_own else 1)
    assert "0 of " in installed.run("dtplan", "explain", *made[1:], cwd=tmp_path)

    explore = ("execute", "--inplace", "my-workspace/notebooks/explore.ipynb")
    installed.run("jupyter", *explore, cwd=tmp_path)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_as_it_is_written(installed: Installed, tmp_path: Path, lesson: str) -> None:
    if not installed.is_own:
        pytest.skip("lessons are followed on the Python of the tests alone: they take minutes")
    done = installed.type(steps(ROOT / "docs" / f"{lesson}.md"), tmp_path)
    assert len(done.cells) >= 3
    said = [output.get("text", "") for cell in done.cells for output in cell.outputs]
    assert [text for text in said if "Traceback" in text] == []
