"""The one list of what a report shows: its hash holds all of it, and no section reads past it."""

import ast
from pathlib import Path

import pytest
from office import opened

from dtplan_analysis import reports
from dtplan_analysis.reports.shown import REPORTED
from dtplan_analysis.workspace import sample_workspace

FOLDER = Path(reports.__file__).parent
MODULES = sorted(path for path in FOLDER.rglob("*.py") if path.parent != FOLDER / "answers")
"""All but the answers, which only an office's own notebook asks: its reports depend on all that was read."""


def test_no_section_reads_a_register_that_the_hash_does_not_hold() -> None:
    subject = opened(sample_workspace(), "HDXD")
    for name in REPORTED:
        subject.register(name)
    with pytest.raises(LookupError, match="'dossiers'"):
        subject.register("dossiers")


def test_registers_are_read_through_the_subject_alone() -> None:
    read = {
        (path.name, node.func.attr)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "store"
    }  # fmt: skip
    assert {one for one in read if one[1] in ("register", "records", "listed", "lacking")} == {
        ("subject.py", "register"),
        ("subject.py", "lacking"),
    }
