"""The parameters that a notebook takes, read from its tagged cell without running it."""

import ast
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtplan_analysis.errors import InputError, nearest

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Parameter:
    """A name that a notebook takes, with its type; `default` is as written."""

    name: str
    type: type
    default: Any

    def read(self, text: str) -> Any:
        """Return a text of a table as a value of the parameter's type; text stays as it is, `007` too.

        >>> Parameter("unit", str, "").read("007"), Parameter("n", int, 1).read("007")
        ('007', 7)
        """
        try:
            value = _FLAGS[text.strip().lower()] if self.type is bool else self.type(text)
            if self.type is float and not math.isfinite(value):
                raise ValueError
        except (ValueError, KeyError):
            raise InputError(
                f"{text!r} is no {self.type.__name__}", where=self.name, remedy=f"write {self._example}"
            ) from None
        return value

    def check(self, value: Any, where: str) -> None:
        """Raise InputError where a value is of another type; a whole number is also a number, a flag is neither."""
        fits = isinstance(value, (int, float) if self.type is float else self.type)
        if not fits or (isinstance(value, bool) and self.type is not bool):
            raise InputError(
                f"{value!r} is no {self.type.__name__}", where=f"{where}, {self.name}", remedy=f"write {self._example}"
            )

    @property
    def _example(self) -> str:
        return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}[self.type]


def parameters(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name; raises InputError for a file that is none, or has none tagged."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = ["".join(cell["source"]) for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(f"cannot be read as a notebook: {error}", where=str(notebook)) from None
    if len(tagged) != 1:
        raise InputError(
            f"{len(tagged)} cells are tagged `parameters`", where=str(notebook), remedy="tag the one that sets them"
        )
    try:
        lines = ast.parse(tagged[0]).body
    except (SyntaxError, ValueError) as error:
        raise InputError(f"the cell of parameters cannot be read: {error}", where=str(notebook)) from None
    found = (_parameter(line, notebook) for line in lines)
    return {one.name: one for one in found if one}


def _parameter(line: ast.stmt, notebook: Path) -> Parameter | None:
    """Return what `name: type = value` or `name = value` declares; the annotation decides over the value."""
    if isinstance(line, ast.AnnAssign):
        target: ast.expr = line.target
        annotation = ast.unparse(line.annotation)
    elif isinstance(line, ast.Assign) and len(line.targets) == 1:
        target, annotation = line.targets[0], ""
    else:
        return None
    if not isinstance(target, ast.Name) or line.value is None:
        return None
    try:
        default = ast.literal_eval(line.value)
    except (ValueError, TypeError):
        raise InputError(
            f"{target.id} has no plain value", where=str(notebook), remedy="write a number or text"
        ) from None
    type_ = _TYPES.get(annotation or type(default).__name__)
    if type_ is None:
        raise InputError(
            f"{target.id} is of the type {annotation or type(default).__name__}",
            where=str(notebook),
            remedy=f"a parameter is one of {', '.join(_TYPES)}",
        )
    return Parameter(target.id, type_, default)


def check(given: Mapping[str, Any], known: Mapping[str, Parameter], notebook: Path) -> None:
    """Raise InputError where a value has a name that is none of the notebook's `known` parameters, or another type."""
    for name, value in given.items():
        if name not in known:
            raise InputError(
                f"the notebook takes no parameter {name!r}",
                where=notebook.name,
                remedy=nearest(name, known),
            )
        known[name].check(value, notebook.name)
