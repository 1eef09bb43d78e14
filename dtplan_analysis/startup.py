"""A quick start: what a library works out on being imported, and nothing here asks for, waits until it is asked for."""

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

ALIKE = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""One order of sets, the same in every run, and no library's thread in the parent of forks: heeded at a start alone."""

_BEFORE = "DTPLAN_BEFORE"
"""The variable by which a program that begins anew knows what stood in its environment."""

_GRAMMAR = "rfc3987_syntax"
"""jsonschema, and so altair and nbformat, import it; to build its grammar takes longer than to import pandas."""


def begin_alike() -> None:
    """Begin this program anew, in the same process, with the variables of ALIKE, where it has not been begun so."""
    if sys.platform == "linux" and _BEFORE not in os.environ:
        before = json.dumps({name: os.environ.get(name) for name in ALIKE})
        with suppress(OSError):
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **ALIKE, _BEFORE: before})


def is_alike() -> bool:
    """Return whether this program was begun with the variables of ALIKE."""
    return _BEFORE in os.environ and all(os.environ.get(name) == value for name, value in ALIKE.items())


def surroundings() -> dict[str, str]:
    """Return the environment that this program was given, for a program of others."""
    found = {name: value for name, value in os.environ.items() if name != _BEFORE}
    for name, value in json.loads(os.environ.get(_BEFORE, "{}")).items():
        found.pop(name, None)
        found |= {} if value is None else {name: value}
    return found


@contextmanager
def importing() -> Iterator[None]:
    """Import a great deal in less time: what is imported is no garbage, to look for it takes a sixth of a start."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def postpone_grammar() -> None:
    """Let the grammar by which jsonschema checks international addresses be built at the first address."""
    if _GRAMMAR not in sys.modules and find_spec(_GRAMMAR):
        later = ModuleType(_GRAMMAR)
        later.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
        sys.modules[_GRAMMAR] = later


def _is_valid_syntax(term: str, text: str) -> bool:
    if sys.modules[_GRAMMAR].__spec__ is None:
        del sys.modules[_GRAMMAR]
    return bool(import_module(_GRAMMAR).is_valid_syntax(term, text))
