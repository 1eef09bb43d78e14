"""Typst with the project's fonts alone: what it sets is the same on every machine."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dtplan_analysis.charts.drawing import letter_widths
from dtplan_analysis.document import Run
from dtplan_analysis.resources import resource

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_DENSITY = 192
"""Points of a picture on each inch: twice those of a screen."""

_BREAKS = re.compile("[ \u200b]")


def typeset(source: Path | bytes, **options: Any) -> bytes:
    """Return what Typst makes of a source, with its `options`; raises typst.TypstError."""
    import typst  # here: its threads must not be in a parent of forks

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(resource("templates") / "fonts")])
    made: bytes = typst.compile(source, font_paths=fonts, ignore_system_fonts=True, **options)
    return made


@cache
def letters_of(font: str) -> dict[str, float]:
    """Return how far each letter of one of the project's fonts advances, in ems; what parts a word takes no place."""
    return letter_widths(resource("templates") / "fonts" / f"{font}.ttf") | {"\u200b": 0.0, "\u2060": 0.0}


def extent(runs: Iterable[Run], widths: Mapping[str, float]) -> tuple[float, float]:
    """Return how long the longest word and the longest line of some words are, in ems."""
    word, most, line = 0.0, 0.0, 0.0
    for run in runs:
        scale = 0.9 if run.get("small") else 1.05  # bold letters are wider
        for n, part in enumerate(run["text"].split("\n")):
            words = [sum(widths.get(letter, 0.7) for letter in one) * scale for one in _BREAKS.split(part)]
            line = (0 if n else line) + sum(words) + 0.28 * (len(words) - 1)
            word, most = max(word, *words), max(most, line)
    return word, most


def drawn(svg: str) -> bytes:
    """Return a drawing as a PNG picture, whose letters are those of the project's fonts."""
    return typeset(_PICTURE, sys_inputs={"svg": svg}, format="png", ppi=_DENSITY)
