"""Making one report: what its cells showed, in one piece, and whether its notebook is asked for a form."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from batches import PARAMETERS, notebook
from nbformat.v4 import new_output

from dtplan_analysis.batch.making import _joined, _takes_form


def said(text: str, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text=text)


SHOWN = new_output("display_data", data={"text/plain": "x"})


@pytest.mark.parametrize(
    ("outputs", "texts"),
    [
        ([said("a"), said("b\n"), said("c")], ["ab\nc"]),
        ([said("a"), SHOWN, said("b")], ["ab", None]),  # where it began
        ([said("a"), said("!", "stderr"), said("b")], ["ab", "!"]),
        ([said("10%\r20%\r100%\ndone\r\n")], ["100%\ndone\n"]),  # what a line ends as
        ([SHOWN], [None]),
        ([], []),
    ],
)
def test_a_stream_is_one_output_however_it_came(outputs: list[Any], texts: list[str | None]) -> None:
    assert [output.get("text") for output in _joined(outputs)] == texts


@pytest.mark.parametrize(
    ("form", "more", "takes"),
    [("official", '\nlayout: str = ""', True), ("official", "", False), ("", "\nlayout = ''", False)],
)
def test_a_notebook_that_knows_no_form_is_asked_for_none(form: str, more: str, takes: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(notebook(PARAMETERS + more), encoding="utf-8")
    report: Any = SimpleNamespace(form=form, notebook=file)
    assert _takes_form(report) is takes
