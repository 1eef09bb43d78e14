"""The standard streams: letters that a terminal lacks, faults of the system, and data that may not steer it."""

import codecs
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO, cast

from rich.console import Console
from rich.segment import Segment

from dtplan_analysis.errors import OutputError, shown

SYSTEM_FAULT = 74
"""The exit code of a system that refuses what was asked of it: a full disk, a device that fails (`EX_IOERR`)."""

_COMMAND = re.compile(r"(?:^|\n)\s*:(?=:)|#(?=#\w*\[)")
"""What continuous integration takes for an order, in any program's output."""

_SIGNS = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "✓": "v",
        "✗": "x",
        "∅": "/",
        "■": "#",
        "≥": ">=",
        "≤": "<=",
        "≠": "<>",
        "≈": "~",
        "×": "x",
        "→": "->",
    }
    | {"–": "-", "—": "-", "−": "-", "…": ".", "·": "|", "“": '"', "”": '"', "’": "'"}
)
"""What stands for a sign that a terminal lacks: no two statuses may look alike, and no threshold lose its sense."""


class UnwritableError(Exception):
    """A standard stream or a log that can't be written to, other than one that its reader closed."""


class _Stream:
    """A stream: one that its reader closed ends the program quietly, any other fault is told once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return int(self._try(self._stream.write, text))

    def flush(self) -> None:
        self._try(self._stream.flush)

    def _try(self, act: Any, *arguments: object) -> Any:
        try:
            return act(*arguments)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())  # so that nothing is left to be written
            if isinstance(error, BrokenPipeError):
                raise SystemExit(0) from None
            raise UnwritableError(f"{self._stream.name}: cannot be written: {error.strerror}") from None


def prepare() -> None:
    """Let the standard streams of this process take any letter, and tell their faults; one that is closed takes all."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # else the next file that is opened would be taken for it
            number = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)
            stream = os.fdopen(number, mode, encoding="utf-8")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            codecs.register_error(f"dtplan-{stream.encoding}", partial(_substitute, stream.encoding))
            stream.reconfigure(errors=f"dtplan-{stream.encoding}")
            setattr(sys, name, _Stream(stream))


def _substitute(encoding: str, error: UnicodeError) -> tuple[str, int]:
    """Return what stands for a letter that an encoding lacks: its parts, else its base, else a question mark."""
    assert isinstance(error, UnicodeEncodeError)
    letter = error.object[error.start]
    parts = unicodedata.normalize("NFD", letter.translate(_SIGNS))
    base, marks = parts[0], parts[1:]
    composed = (unicodedata.normalize("NFC", base + mark) + "".join(m for m in marks if m != mark) for mark in marks)
    for one in (*composed, parts, base):
        try:
            one.encode(encoding)
        except UnicodeEncodeError:
            continue
        return one, error.start + 1
    return "?", error.start + 1


class _Console(Console):
    """A console whose texts come from data: none of them steers the terminal, or the system that keeps its log."""

    copy: Console | None = None
    """Where all that is printed is written too."""
    terse = False
    """Whether only results and errors are printed."""

    def render(self, *arguments: Any, **options: Any) -> Iterable[Segment]:
        for segment in super().render(*arguments, **options):
            text = _COMMAND.sub(r"\g<0> ", shown(segment.text))
            yield segment if segment.control else segment._replace(text=text)

    def print(self, *arguments: Any, **options: Any) -> None:
        super().print(*arguments, **options)
        if self.copy:
            self.copy.print(*arguments, **options)

    def remark(self, text: str, **options: Any) -> None:
        to = self.copy if self.terse else self
        if to:
            to.print(text, soft_wrap=True, **options)


# Never narrower than the tables: a figure that is cut off is a wrong figure. Names may hold brackets and colons.
_WIDTH = max(150, shutil.get_terminal_size().columns)
out = _Console(width=_WIDTH, markup=False, emoji=False, highlight=False)
err = _Console(stderr=True, markup=False, emoji=False, highlight=False)


def write(text: str) -> None:
    """Write a result as it is, for other programs, and to where all that is printed is written too."""
    sys.stdout.write(text)
    if out.copy:
        out.copy.file.write(text)


def remark(text: str) -> None:
    """Print what is no result: what was done, and where it is; a log has it even where few words are wanted."""
    out.remark(text)


def warn(text: str) -> None:
    """Print beside the results what a user should look at; a log has it even where few words are wanted."""
    err.remark(text, style="yellow")


def be_terse(terse: bool) -> None:
    """Let only results and errors be printed, or remarks and progress too."""
    out.terse = err.terse = terse


def log_to(file: Path | None, what: str = "") -> None:
    """Let all that is printed be added to a file too, after the time and what begins; raises OutputError."""
    copy = None
    if file:
        try:
            stream = file.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", where=str(file), remedy="name another") from None
        copy = _Console(
            file=cast("TextIO", _Stream(stream)),
            width=_WIDTH,
            markup=False,
            emoji=False,
            highlight=False,
            no_color=True,
        )
        if what:
            copy.print(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {what}")
    out.copy = err.copy = copy
