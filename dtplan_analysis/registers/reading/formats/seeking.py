"""Finding a few records of a text again by the ends of its lines, without taking all of it apart."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

_CHUNK = 1 << 22
_LINE, _RETURN, _QUOTE = b'\n\r"'


class OddTextError(Exception):
    """A text whose records do not end where its lines do, outside of quotes: only a reader of cells can tell."""


def pieces(file: Path, offset: int, sign: str, wanted: np.ndarray) -> Iterator[tuple[int, int, str]]:
    """Yield of some records, by number from 1 in ascending order, the number, lines before it and text.

    Records are counted from a place in the file on, blank lines apart. Raises OddTextError where a quote stands inside
    of a cell without one around it, or a line ends in another sign than `\\n`: what was yielded before is right.
    """
    before, lines, rest = 0, 0, b""
    with file.open("rb") as stream:
        stream.seek(offset)
        while len(wanted):
            chunk = stream.read(_CHUNK)
            data = rest + chunk
            if not chunk and data:
                data += b"\n"
            signs = np.frombuffer(data, np.uint8)
            breaks = np.flatnonzero(signs == _LINE)
            ends = _outside(data, signs, breaks, sign)
            starts = np.concatenate([[0], ends + 1])
            _refuse_odd(data, signs, int(starts[-1]), sign)
            lengths = ends - starts[:-1]
            filled = (lengths > 1) | ((lengths == 1) & (signs[starts[:-1]] != _RETURN))
            numbers = before + np.cumsum(filled)
            here = wanted[: np.searchsorted(wanted, numbers[-1] if len(numbers) else before, "right")]
            places = np.searchsorted(numbers, here)
            above = lines + np.searchsorted(breaks, starts[places])
            for number, line, place in zip(here.tolist(), above.tolist(), places.tolist(), strict=True):
                yield number, line, data[int(starts[place]) : int(ends[place]) + 1].decode("utf-8")
            wanted = wanted[len(here) :]
            before = int(numbers[-1]) if len(numbers) else before
            lines += int(np.searchsorted(breaks, starts[-1]))
            rest = data[int(starts[-1]) :]
            if not chunk:
                if rest.strip(b"\n"):  # a quote is open
                    raise OddTextError
                return


def _outside(data: bytes, signs: np.ndarray, breaks: np.ndarray, sign: str) -> np.ndarray:
    """Return the ends of lines that stand outside of quotes."""
    if b'"' not in data:
        return breaks
    if not sign.isascii():
        raise OddTextError
    before = np.searchsorted(np.flatnonzero(signs == _QUOTE), breaks)
    return np.compress(before % 2 == 0, breaks)


def _refuse_odd(data: bytes, signs: np.ndarray, end: int, sign: str) -> None:
    if b"\r" in data:
        returns = np.flatnonzero(signs[:end] == _RETURN)
        if (signs[returns + 1] != _LINE).any():
            raise OddTextError
    if b'"' in data:
        quotes = np.flatnonzero(signs[:end] == _QUOTE)
        beside = [ord(sign), _LINE, _RETURN, _QUOTE]
        opening, closing = quotes[0::2], quotes[1::2]
        opening = opening[opening > 0]
        if not (np.isin(signs[opening - 1], beside).all() and np.isin(signs[closing + 1], beside).all()):
            raise OddTextError
