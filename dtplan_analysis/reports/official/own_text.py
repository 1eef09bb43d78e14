"""The office's own words in an official report: a Markdown file, whose sections go into the report's parts."""

import re
from pathlib import Path

from dtplan_analysis import document
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.markdown import markdown_html

PARTS = ("I", "II", "III", "IV")
"""The parts of an official report, by their numbers."""

_PART = re.compile(r"(IV|I{1,3})\b\.?(?!\w)")
_REMEDY = "begin each part with a heading: ## I, ## II, ## III or ## IV; inside of one, use ### for headings"


def own_text(file: Path | None, name: str = "") -> dict[str, list[document.Block]]:
    """Return the blocks of a file by the part that they belong to, `I` to `IV`; none without a file.

    HTML in it comes out as text. Raises ConfigurationError with line and remedy, where `name` names the file, for text
    above the first heading, for a heading that is no part's, and for what cannot be set.
    """
    found: dict[str, list[document.Block]] = {part: [] for part in PARTS}
    if file is None:
        return found
    where, part = name or file.name, ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        blocks = document.blocks(markdown_html(text, pictures=False))
    except UnicodeDecodeError:
        raise ConfigurationError("is not UTF-8 text", where=where, remedy="save the file as UTF-8") from None
    except ValueError:
        place = _line(where, text, "![")
        raise ConfigurationError("holds a picture", where=place, remedy="leave it out: a part is words") from None
    for block in blocks:
        words = document.words(block)
        if block["type"] == "heading" and block["level"] < 3:
            if not (match := _PART.match(words)):
                raise ConfigurationError(f"unknown heading {words!r}", where=_line(where, text, words), remedy=_REMEDY)
            part = match[1]
        elif not part:
            raise ConfigurationError("text stands above the first part", where=_line(where, text, ""), remedy=_REMEDY)
        else:
            found[part].append(block | {"level": 4} if block["type"] == "heading" else block)
    return found


def _line(where: str, text: str, words: str) -> str:
    """Return the place of the first line that holds these words, or anything."""
    number = next((n for n, line in enumerate(text.splitlines(), 1) if line.strip() and words in line), 0)
    return f"{where}, line {number}" if number else where
