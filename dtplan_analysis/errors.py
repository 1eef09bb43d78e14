"""What can go wrong with a user's input: every error says where, what, and what to do."""

import re
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def closest(name: str, known: Iterable[str], least: float = 0.6) -> str:
    """Return the known name most like a misspelt one, whatever its case (likeness in 0–1, by difflib), or nothing.

    >>> closest("dossiers_onlin", ["dossiers_online", "staff"]), closest("cb22", ["CB2"]), closest("x", ["staff"])
    ('dossiers_online', 'CB2', '')
    """
    folded = {one.casefold(): one for one in reversed(list(known))}  # of two that differ in case alone, the first
    return folded.get(next(iter(get_close_matches(name.casefold(), folded, 1, least)), ""), "")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the advice that names the known name nearest to a misspelt one, else all of them.

    >>> nearest("unitz", ["plan", "units"]), nearest("x", ["plan", "units"])
    ("did you mean 'units'?", 'use one of: plan, units')
    """
    names = list(known)
    near = closest(name, names)
    return f"did you mean {near!r}?" if near else f"use one of: {', '.join(names)}"


def installing(package: str) -> str:
    """Return the remedy where an optional package is absent: the line to type; of one of ours, by its extra.

    >>> installing("dtplan-analysis[dask]")
    "type: python -m pip install 'dtplan-analysis[dask]'"
    """
    return f"type: python -m pip install '{package}'"


_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_PASSWORD = re.compile(r"(?i)\b(pwd|passwd|password)(\s*=\s*)(?!\$\{)[^\s;&'\"]+")
_LONGEST = 2000


def shown(text: str) -> str:
    """Return a text with its control signs, and those that turn the order of letters around, spelt out.

    >>> shown("a\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return _STEERING.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def _said(text: str) -> str:
    """Return a part of a message as it may be printed: on one line, of a length that is read, without a password."""
    line = _PASSWORD.sub(r"\1\2***", shown(text).replace("\n", "\\n"))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def check_name(path: object) -> None:
    """Raise InputError for a path with bytes that are no text to the system, which no engine opens."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise InputError(
            f"the name holds bytes that are no {sys.getfilesystemencoding()} text",
            where=str(path),
            remedy="give the file or folder another one",
        ) from None


class InputError(Exception):
    """A fault of the user's input, with its place and its remedy; the command line shows it without a traceback."""

    def __init__(self, fault: str, *, where: str = "", remedy: str = "") -> None:
        self.fault, self.where, self.remedy = fault, where, remedy
        place = f"{_said(where)}: " if where else ""
        advice = f"\n  → {shown(remedy)[:_LONGEST]}" if remedy else ""
        super().__init__(f"{place}{_said(fault)}{advice}")

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows in place of a traceback: what is wrong is the input, not the library."""
        return str(self).splitlines()


class PlanError(InputError):
    """A plan file that cannot be used."""


class ConfigurationError(InputError):
    """A workspace file (`dtplan.toml`) that cannot be used."""


class RegisterError(InputError):
    """A register that cannot be read or counted as a whole."""


class PeriodError(InputError):
    """A quarter that does not exist or cannot be read."""


class UnitError(InputError):
    """A unit that does not exist, or a list of units that cannot be used."""


class OutputError(InputError):
    """A folder that cannot be written to."""


def spelt(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a function that people call refuse a misspelt keyword as InputError, with the nearest one that it has.

    >>> spelt(lambda target, unit="": None)("CB2", unitt="A")
    Traceback (most recent call last):
    dtplan_analysis.errors.InputError: <lambda>: there is no keyword 'unitt'
      → did you mean 'unit'?
    """
    known = [name for name in signature(function).parameters if name not in ("self", "cls")]
    where = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]

    @wraps(function)
    def called(*given: _P.args, **named: _P.kwargs) -> _R:
        for name in named:
            if name not in known:
                raise InputError(f"there is no keyword {name!r}", where=where, remedy=nearest(name, known))
        return function(*given, **named)

    return called
