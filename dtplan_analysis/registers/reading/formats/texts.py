"""Cells as text: those of Arrow without wrappings, those of Python, and those in an encoding of old."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.legacy import LEGACY, NAMES, SUSPECT_RE2, VNI_RE2, is_tcvn3, legacy_of


def plain(column: pa.Array) -> pa.Array:
    """Return a column without dictionaries and extensions, its text as strings."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.string()) if any(kind(column.type) for kind in _TEXTS) else column


_TEXTS = (
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
)


def has_signs(column: pa.Array) -> bool:
    """Return whether text has a sign between ASCII and the letter À, such as a space that does not break."""
    return bool((bytes_of(column) == 0xC2).any())


def bytes_of(column: pa.Array) -> np.ndarray:
    """Return the bytes of a column of text, those of other rows that share its memory apart."""
    _, offsets, data = column.buffers()
    if data is None:
        return np.empty(0, np.uint8)
    first, last = np.frombuffer(offsets, np.int32)[[column.offset, column.offset + len(column)]]
    return np.frombuffer(data, np.uint8)[first:last]


def first_suspect(column: pa.Array, *, vni: bool) -> tuple[int, str, str] | None:
    """Return the place, text and encoding of the first cell that looks like TCVN3, or VNI where that is looked for."""
    if has_signs(column):
        for row, text in _found(column, SUSPECT_RE2):
            if is_tcvn3(text):
                return row, text, "tcvn3"
    if vni:
        for row, text in _found(column, VNI_RE2):
            if legacy_of(text) == "vni":
                return row, text, "vni"
    return None


def _found(column: pa.Array, pattern: str) -> Iterator[tuple[int, str]]:
    found = pyarrow.compute.match_substring_regex(column, pattern).fill_null(False)
    for row in np.flatnonzero(found.to_numpy(zero_copy_only=False)):
        yield int(row), column[int(row)].as_py()


def old_letters(text: str, where: str, encoding: str) -> RegisterError:
    """Return the error of a cell that is written in an old encoding."""
    example = f": {text[:40]!r} would be {LEGACY[encoding](text)[:40]!r}" if text else ""
    return RegisterError(
        f"the text looks like {NAMES[encoding]}{example}",
        where=where,
        remedy=f'if so, write encoding = "{encoding}" in the register\'s table of dtplan.toml; else correct the cell',
    )


def text_of(value: object) -> str | None:
    """Return a cell of Python as text: days as ISO, whole numbers without a point, nothing as nothing.

    >>> [text_of(value) for value in (3.0, 2.5, True, datetime(2024, 5, 6, 7), date(2024, 5, 6), None, "x")]
    ['3', '2.5', 'true', '2024-05-06T07:00:00', '2024-05-06', None, 'x']
    """
    match value:
        case str() | None:
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


def text_of_number(value: object) -> str | None:
    """Return a number as text without a decimal sign, which nobody can take for a thousand.

    >>> text_of_number(1.234), text_of_number(Decimal("2.000")), text_of_number("1,5")
    ('1234e-3', '2', '1,5')
    """
    if isinstance(value, float | Decimal) and math.isfinite(value):
        if not value % 1:
            return str(int(value))
        sign, digits, exponent = Decimal(str(value)).as_tuple()
        return f"{'-' if sign else ''}{''.join(map(str, digits))}e{exponent}"
    return text_of(value)
