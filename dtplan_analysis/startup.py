"""A quick start: what a library works out on being imported, and nothing here asks for, waits until it is asked for."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_GRAMMAR = "rfc3987_syntax"
"""jsonschema, and so altair and nbformat, import it; to build its grammar takes longer than to import pandas."""


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
