"""Typst with the project's fonts alone: what it sets is the same on every machine."""

from pathlib import Path
from typing import Any

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


def drawn(svg: str) -> bytes:
    """Return a drawing as a PNG picture, whose letters are those of the project's fonts."""
    return typeset(_PICTURE, sys_inputs={"svg": svg}, format="png", ppi=_DENSITY)
