"""The bytes of text files: one pass that finds what they are, and a copy of them in UTF-8."""

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
    found, digest, quotes, line, open_line = Bytes(), hashlib.sha256(), 0, 1, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            if not found.fault:
                pending = len(decoder.getstate()[0])
                try:
                    found.letters = not decoder.decode(chunk, not chunk).isascii() or found.letters
                except UnicodeDecodeError as error:
                    at = max(0, error.start - pending)
                    found.fault = line + chunk[:at].count(b"\n"), error.object
            if not chunk:
                break
            digest.update(chunk)
            quotes, line = quotes + chunk.count(b'"'), line + chunk.count(b"\n")
            found.old_letters = found.old_letters or bool(b"\xc2" in chunk and SUSPECT_UTF8.search(chunk))
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            open_line = open_line + len(chunk) if last < 0 else len(chunk) - last - 1
            if check_lines and open_line > LONGEST:
                raise RegisterError(
                    f"a line is longer than {LONGEST >> 20} MB",
                    where=f"{where}, line {line}",
                    remedy="the file is damaged or no text: export it again",
                )
    found.digest, found.odd_quotes = digest.hexdigest(), quotes % 2 == 1
    return found


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
