"""What to start from: a workspace for a plan, with notebooks and templates to change, or a shipped example."""

import csv
import json
import re
import shutil
from pathlib import Path

from dtplan_analysis.errors import InputError, check_name, nearest
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import DECISION_320, find_plan_file, load_plan
from dtplan_analysis.resources import resource
from dtplan_analysis.settings import CONFIGURATION

_ON_COUNTS = {"service-index-766": ("examples/service-index", "2026Q2")}
"""The plans whose sample is counts and no registers: its folder in the data, and a quarter to report."""

_MADE = (".dtplan", ".ipynb_checkpoints", "__pycache__", "checks", "reports")
_IGNORED = shutil.ignore_patterns(*_MADE, "README.md")


def start(folder: Path, plan: str = "") -> str:
    """Write a workspace for a plan into a folder, and return a quarter that it has data of.

    `plan` is the name of a shipped plan, or the path of a plan file, which is copied; empty: Decision 320. Raises
    PlanError for one that cannot be used.
    """
    check_name(folder)
    file = find_plan_file(plan) if plan else DECISION_320
    loaded = load_plan(file)
    source, quarter = _ON_COUNTS.get(plan, ("sample", "2024Q2"))
    shutil.copytree(resource("data") / source, folder, dirs_exist_ok=True, ignore=_IGNORED)
    shutil.copytree(resource("notebooks"), folder / "notebooks", ignore=_IGNORED)
    shutil.copytree(resource("templates") / "html", folder / "templates" / "html", ignore=_IGNORED)
    if plan and plan not in _ON_COUNTS and file != DECISION_320:
        own = plan.endswith(".toml")
        if own:
            shutil.copyfile(file, folder / file.name)
        text = (folder / CONFIGURATION).read_text(encoding="utf-8")
        line = f'plan = "{file.name if own else plan}"\n'
        text = re.sub(r"^# plan = .*\n", lambda _: line, text, count=1, flags=re.MULTILINE)
        (folder / CONFIGURATION).write_text(text, encoding="utf-8")
        if loaded.levels:
            _give_levels(folder / "units.csv", loaded.levels[0].id)
    return quarter


def examples() -> list[str]:
    """Return the names of the shipped examples.

    >>> "first-export" in examples()
    True
    """
    return sorted(folder.name for folder in (resource("data") / "examples").iterdir() if folder.is_dir())


def copy_example(name: str, folder: Path) -> None:
    """Write a shipped example into a folder; raises InputError, with the nearest name, for one that there is not."""
    if name not in examples():
        raise InputError(f"there is no example {name!r}", where="--example", remedy=nearest(name, examples()))
    source = resource("data") / "examples" / name
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_MADE))


def set_language(folder: Path, language: str) -> None:
    """Let a new workspace speak a language first: in the terminal, and where a report or a cell names none."""
    file = folder / CONFIGURATION
    first = [language, *(code for code in LANGUAGES if code != language)]
    line = f"languages = {json.dumps(first)}\n"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^(?=\w+ *= |\[)", lambda _: line, text, count=1), encoding="utf-8")


def _give_levels(file: Path, level: str) -> None:
    """Give all units of a list one level: the sample's are of none that a plan knows."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0], *({"level"} - rows[0].keys())], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "level": level} for row in rows)
