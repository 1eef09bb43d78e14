"""What a sheet hides: cells that do not hold what they show, and rows and columns that nobody sees."""

from dataclasses import dataclass, field

from dtplan_analysis.errors import RegisterError

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed."""

_CELLS = 40_000_000
"""A sheet may not span more cells than this: its reader keeps them all."""


@dataclass
class Oddities:
    """The cells of a sheet, as row and column from 0, that do not hold what they show."""

    unworked: set[tuple[int, int]] = field(default_factory=set)
    """Formulas without a value."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Values such as `#REF!`."""
    hidden: set[int] = field(default_factory=set)
    """Rows that are filtered out or hidden,"""
    hidden_columns: set[int] = field(default_factory=set)
    """and columns."""
    since_1904: bool = False
    """Days are counted from 1904 on, where they are plain numbers."""


def locked(where: str) -> RegisterError:
    """Return the error of a workbook that only a password opens."""
    return RegisterError(
        "is protected by a password", where=where, remedy="open it and save it without a password, or as CSV"
    )


def refuse_sparse(width: int, height: int, where: str, room: int = _CELLS) -> None:
    """Raise RegisterError for a table of more cells than there is room for."""
    if width * height > room:
        raise RegisterError(
            f"spans {width:,} columns and {height:,} rows",
            where=where,
            remedy="look for a stray cell far below or to the right, or save the sheet as CSV",
        )
