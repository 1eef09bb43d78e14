"""A column of the data dictionary: what it holds, whether it is a figure, and as plain values."""

import pytest

from dtplan_analysis.figures.column import KINDS, Column, Kind, plain
from dtplan_analysis.language import Text


def column(name: str, kind: Kind, **codes: Text) -> Column:
    return Column(name, kind, Text("Tên", "Name"), Text("Nghĩa", "Meaning"), codes)


@pytest.mark.parametrize(
    ("name", "kind", "is_figure"),
    [
        ("numerator", "whole", True),
        ("value", "share", True),
        ("effective", "number", True),
        ("threshold", "share", False),  # it is set, not counted
        ("confidence", "share", False),
        ("status", "code", False),
        ("provisional", "flag", False),
        ("as_of", "day", False),
    ],
)
def test_figures_are_what_was_counted(name: str, kind: Kind, is_figure: bool) -> None:
    assert column(name, kind).is_figure is is_figure


def test_a_column_is_plain_values_in_both_languages() -> None:
    assert column("status", "code", met=Text("đạt", "met")).as_json() == {
        "kind": "code",
        "title": {"vi": "Tên", "en": "Name"},
        "meaning": {"vi": "Nghĩa", "en": "Meaning"},
        "unit": plain(KINDS["code"]),
        "codes": {"met": {"vi": "đạt", "en": "met"}},
    }
    assert "codes" not in column("value", "share").as_json()


def test_it_shows_how_to_ask_for_it() -> None:
    shown = column("status", "code", met=Text("đạt", "met"))._repr_html_()
    for part in ("status", "Meaning", "met", "đạt", "table.frame["):
        assert part in shown
