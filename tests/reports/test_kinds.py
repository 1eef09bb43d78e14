"""The kinds of reports have each a notebook, and know it again."""

import json

import pytest

from dtplan_analysis.reports.kinds import KINDS, UNIT, WHOLE, Kind, has_official_form, kind_by, kind_of
from dtplan_analysis.resources import resource


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_its_notebook_with_the_parameter_that_it_is_of(kind: Kind) -> None:
    notebook = json.loads((resource("notebooks") / kind.notebook).read_text("utf-8"))
    (given,) = ("".join(one["source"]) for one in notebook["cells"] if "parameters" in one["metadata"].get("tags", []))
    assert not kind.of or f"{kind.of}:" in given
    assert kind_by(kind.notebook) is kind


def test_the_official_form_is_that_of_a_quarters_reports() -> None:
    assert [kind.name for kind in KINDS if has_official_form(kind.name)] == [UNIT.name, WHOLE.name]
    assert (kind_of(whole=False), kind_of(whole=True)) == (UNIT, WHOLE)
    assert not has_official_form("gallery")
    assert kind_by("own.ipynb") is None
