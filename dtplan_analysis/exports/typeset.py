"""Typst with the project's fonts alone: what it sets is the same on every machine."""

from functools import cache
from pathlib import Path
from typing import Any

from dtplan_analysis.charts.drawing import letter_widths
from dtplan_analysis.resources import resource

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_DENSITY = 192
"""Points of a picture on each inch: twice those of a screen."""


def typeset(source: Path | bytes, **options: Any) -> bytes:
    """Return what Typst makes of a source, with its `options`; raises typst.TypstError."""
    import typst  # here: its threads must not be in a parent of forks

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(resource("templates") / "fonts")])
    made: bytes = typst.compile(source, font_paths=fonts, ignore_system_fonts=True, **options)
    return made


@cache
def letters_of(font: str) -> dict[str, float]:
    """Return how far each letter of one of the project's fonts advances, in ems; what parts a word takes no place."""
    return letter_widths(resource("templates") / "fonts" / f"{font}.ttf") | {"\u200b": 0.0}


def drawn(svg: str) -> bytes:
    """Return a drawing as a PNG picture, whose letters are those of the project's fonts."""
    return typeset(_PICTURE, sys_inputs={"svg": svg}, format="png", ppi=_DENSITY)
