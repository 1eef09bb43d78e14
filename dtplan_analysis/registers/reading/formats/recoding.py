"""The bytes of text files: one pass that finds what they are, and a copy of them in UTF-8."""

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.legacy import SUSPECT_UTF8

CHUNK = 1 << 22
LONGEST = 1 << 24
"""A line and a record of a text file may not be longer than this, in bytes."""


@dataclass
class Bytes:
    """What a pass over all bytes of a file finds."""

    digest: str = ""
    odd_quotes: bool = False
    fault: tuple[int, bytes] | None = None
    """The line of the first byte that is not UTF-8, and what stands around it,"""
    letters: bool = False
    """and whether letters of UTF-8 stand before it."""
    old_letters: bool = False


def pass_over(file: Path, where: str, *, check_lines: bool = True) -> Bytes:
    """Return what a pass over all bytes finds; raises RegisterError where a line is longer than may be."""
    found, digest, quotes, done, open_line = Bytes(), hashlib.sha256(), 0, 0, 0
    begun = b""
    """The bytes of a letter that the next chunk goes on with."""
    with file.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            if not found.fault:
                text = begun + chunk
                begun = _begun(text) if chunk else b""
                try:
                    _check_utf8(text[: len(text) - len(begun)])
                    found.letters = found.letters or not text.isascii()
                except UnicodeDecodeError as error:
                    found.fault = _line_at(file, done + len(chunk) - len(text) + error.start), text
            if not chunk:
                break
            digest.update(chunk)
            done += len(chunk)
            quotes += chunk.count(b'"') if b'"' in chunk else 0  # which is seen ten times as fast as counted
            found.old_letters = found.old_letters or bool(b"\xc2" in chunk and SUSPECT_UTF8.search(chunk))
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            open_line = open_line + len(chunk) if last < 0 else len(chunk) - last - 1
            if check_lines and open_line > LONGEST:
                raise RegisterError(
                    f"a line is longer than {LONGEST >> 20} MB",
                    where=f"{where}, line {_line_at(file, done)}",
                    remedy="the file is damaged or no text: export it again",
                )
    found.digest, found.odd_quotes = digest.hexdigest(), quotes % 2 == 1
    return found


def _line_at(file: Path, offset: int) -> int:
    """Return the line on which a byte of a file stands."""
    with file.open("rb") as stream:
        return 1 + sum(stream.read(min(CHUNK, offset - at)).count(b"\n") for at in range(0, offset, CHUNK))


def _begun(text: bytes) -> bytes:
    """Return the bytes at the end of a text that are the beginning of a letter, and lack the rest of it.

    >>> [_begun("mậ".encode()[:length]) for length in (1, 2, 3, 4)]
    [b'', b'\\xe1', b'\\xe1\\xba', b'']
    """
    for n, byte in enumerate(reversed(text[-3:]), 1):
        if byte >= 0xC0:
            return text[-n:] if n < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else b""
        if byte < 0x80:
            break
    return b""


def _check_utf8(text: bytes) -> None:
    """Raise UnicodeDecodeError where bytes are not UTF-8; Arrow sees that in a fifth of the time of decoding them."""
    ends = np.array([0, len(text)], np.int32)
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, *map(pa.py_buffer, (ends, text))]).validate(full=True)
    except pa.ArrowInvalid:
        text.decode()


def recode(
    file: Path,
    copy: Path,
    encoding: str,
    where: str,
    *,
    spelt: Callable[[str], str] | None = None,
    lenient: bool = False,
) -> tuple[int, int]:
    """Write a copy in UTF-8; return how many bytes the encoding lacks, and the line of the first.

    `spelt` makes Unicode of text in an old encoding. Raises RegisterError with the line, unless it is `lenient`.
    """
    decoder, line = codecs.getincrementaldecoder(encoding)("replace" if lenient else "strict"), 1
    lacking, first = 0, 0
    with file.open("rb") as stream, copy.open("w", encoding="utf-8", newline="") as written:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, not chunk)
            except UnicodeError as error:
                start = getattr(error, "start", 0)
                at = line + chunk[:start].decode(encoding, "replace").count("\n")
                raise RegisterError(
                    f"is not {encoding} text", where=f"{where}, line {at}", remedy="export it again in UTF-8"
                ) from None
            if lenient and (n := text.count("\ufffd")):
                lacking, first = lacking + n, first or line + text[: text.index("\ufffd")].count("\n")
            if spelt:  # a line at a time: one that has letters of Unicode stays as it is
                text = "".join(map(spelt, text.splitlines(keepends=True)))
            written.write(text.removeprefix("\ufeff") if line == 1 else text)
            line += text.count("\n")
            if not chunk:
                break
    return lacking, first
