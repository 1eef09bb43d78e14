"""How objects of the library show themselves."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.oinspect import getdoc

from dtplan_analysis.catalogue import INDICATORS, REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.plans import SHIPPED, load_plan

PLANS = {name: load_plan(file) for name, file in SHIPPED.items()}
OBJECTS: list[Any] = [
    *PLANS.values(),
    *(target for plan in PLANS.values() for target in plan.targets),
    *INDICATORS.values(),
    *REGISTERS.values(),
]


def test_every_object_has_a_short_line_a_card_and_markdown() -> None:
    for one in OBJECTS:
        assert repr(one).startswith(f"<{type(one).__name__} ")
        assert len(repr(one)) < 200
        assert "\n" not in repr(one)
        soup = BeautifulSoup(one._repr_html_(), "html.parser")
        name = getattr(one, "id", "") or one.name
        assert soup.strong.text.startswith(name)
        assert html.escape(name) in one._repr_html_()
        assert one._repr_markdown_().startswith("**")
        assert [hidden for hidden in dir(one) if hidden.startswith("_")] == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (INDICATORS["dossiers_online"], ["of all dossiers received", "processed_online", 'target="60%")']),
        (REGISTERS["dossiers"], ["received_on* | date", "[registers.dossiers]"]),
        (PLANS["decision-320-2024"].target("CB2"), ["≥ 60%", 'report.definition("CB2")']),
        (PLANS["decision-320-2024"], ["Measured since: 2024-04-01", "CB2 | "]),
    ],
)
def test_help_is_of_the_object_and_not_of_its_class(one: Any, said: list[str]) -> None:
    text = getdoc(one)
    assert [part for part in said if part not in text] == []
    assert type(one).__doc__.splitlines()[0] not in text


def test_what_a_face_shows_stays_text() -> None:
    face = Face("<b>", [("a|b", "<script>")], ["h"], [["<img>"]], "x = 1 < 2")
    assert "<b>" not in face.to_html()
    assert "<script>" not in face.to_html()
    assert "\\<script\\>" in face.to_markdown()
    assert Face("a\x1b[2J\u202e", [("", "x" * 500)]).line().startswith("a\\x1b[2J\\u202e · xxx")
    assert len(Face("a", [("", "x" * 500)]).line()) == 160


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [(lambda: _raise(InputError("no unit 'X'", where="units", remedy="write one")), False), (lambda: 1 / 0, True)],
)
def test_a_fault_of_the_input_is_told_without_the_library(
    wrong: Callable[[], None], shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell.instance()
    shell.user_ns["wrong"] = wrong
    try:
        shell.run_cell("wrong()")
    finally:
        InteractiveShell.clear_instance()
    said = "".join(capsys.readouterr())
    assert ("Traceback" in said) == shown
    assert ("no unit 'X'" in said) == (not shown)
    assert ("test_faces.py" in said) == shown


def test_the_class_itself_keeps_its_documentation() -> None:
    assert "declared once" in (type(INDICATORS["dossiers_online"]).__doc__ or "")
    assert issubclass(type(OBJECTS[0]), Shown)
