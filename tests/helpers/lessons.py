"""The pages of the documentation as their readers take them: what is to be typed, step by step."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from places import ROOT

MADE = {"_build", "reference"}
PAGES = [
    path
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "data").rglob("*.md")))
    if not MADE & set(path.relative_to(ROOT).parts)
]

_FENCE = re.compile(r"^```(?P<kind>[^\n`]*)\n(?P<text>.*?)^```$", re.M | re.S)
_OPTION = re.compile(r"^:.*\n|^---\n.*?^---\n", re.M | re.S)
_CALL = re.compile(r"(?<!engine )(?:^|(?<=[\s=])|(?<=bin/))dtplan [a-z-].*")
_PARTS = re.compile(r"\s(?:&&|\|\|?|;|>>?|#)\s?")


def fences(page: Path, kind: str) -> list[str]:
    """Return the blocks of a page that are marked as of a kind, such as `python`."""
    found = _FENCE.finditer(page.read_text(encoding="utf-8"))
    return [match["text"] for match in found if match["kind"].split(" ")[0] == kind]


def steps(page: Path) -> list[str]:
    """Return the cells of a lesson that its readers see."""
    cells = fences(page, "{code-cell}")
    return [_OPTION.sub("", cell) for cell in cells if "remove-cell" not in cell]


@dataclass(frozen=True)
class Call:
    """A call of the program as a page writes it."""

    page: Path
    line: str

    @property
    def arguments(self) -> list[str]:
        """Return what stands after the program's name, up to what the shell takes."""
        return shlex.split(self.line)[1:]


def calls() -> Iterator[Call]:
    """Return every call of `dtplan` that a page writes, in a block or in a line, but for those with an ellipsis."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        blocks = "".join(match["text"] for match in _FENCE.finditer(text))
        indented = re.findall(r"^ {4}(.*)", text, re.M)
        for one in (*re.findall(r"`([^`\n]+)`", text), *blocks.splitlines(), *indented):
            if (call := _CALL.search(one)) and "…" not in (line := _PARTS.split(call[0])[0].strip()):
                yield Call(page, line)
