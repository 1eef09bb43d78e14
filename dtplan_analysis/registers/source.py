"""Where a register comes from: its files, and how their columns and codes are named."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
from pyarrow import ArrowInvalid

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import Register, Value

Duplicates = Literal["keep-last", "keep-first", "refuse"]

_CHUNK = 1 << 22


@dataclass(frozen=True)
class Source:
    """The files of a register and how to read them, as the workspace file has it."""

    register: Register
    pattern: str
    base: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    """Ours = theirs."""
    constants: Mapping[str, Value | date] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """For a column: theirs = ours."""
    timezone: str = "Asia/Ho_Chi_Minh"
    duplicates: Duplicates = "keep-last"

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"register {self.register.name}"

    def files(self) -> list[Path]:
        """Return the files, in the order of their names; raises RegisterError where there is none."""
        path = self.base / self.pattern
        if path.is_dir():
            found = [file for file in path.rglob("*") if file.suffix.lower() in _FORMATS]
        elif path.is_file():
            found = [path]
        else:
            try:
                found = [file for file in self.base.glob(self.pattern) if file.is_file()]
            except (ValueError, NotImplementedError):  # an absolute pattern
                anchor = Path(path.anchor)
                found = [file for file in anchor.glob(str(path.relative_to(anchor))) if file.is_file()]
        found = [file for file in found if not file.name.startswith(("~$", "."))]
        if not found:
            raise RegisterError(
                f"no file matches {self.pattern!r}",
                where=self.where,
                remedy=f"put the export there, or mend `source` (looked in {self.base})",
            )
        for file in found:
            if file.suffix.lower() not in _FORMATS:
                raise RegisterError(
                    f"{file.name} is neither CSV nor Parquet",
                    where=self.where,
                    remedy=f"save it as one of {', '.join(_FORMATS)}",
                )
        return sorted(found)

    def theirs(self, name: str) -> str:
        """Return the export's name of one of our columns."""
        return self.columns.get(name, name)


_FORMATS = (".csv", ".txt", ".tsv", ".parquet")


@dataclass(frozen=True)
class Header:
    """The columns of one file, and for text the sign between them."""

    names: tuple[str, ...]
    delimiter: str = ""

    def nearest(self, name: str) -> str:
        """Return a remark on the column most like the one wanted, or on those that there are."""
        near = get_close_matches(name, self.names, 1, 0.6)
        return f"the nearest is {near[0]!r}" if near else f"the columns are {', '.join(self.names[:30])}"


def read_header(file: Path, where: str) -> Header:
    """Return the columns of a CSV or Parquet file; raises RegisterError where it cannot be read or is empty."""
    try:
        if file.suffix.lower() == ".parquet":
            return Header(tuple(pq.read_schema(file).names))
        text = first_record(file)
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"is not UTF-8 text (byte {error.start})", where=f"{where}, {file.name}", remedy="save it as CSV in UTF-8"
        ) from None
    except (OSError, ArrowInvalid, csv.Error) as error:
        raise RegisterError(
            f"cannot be read: {error}", where=f"{where}, {file.name}", remedy="export it again"
        ) from None
    delimiter = max(",;\t|", key=text.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=delimiter), [])]
    if not any(names):
        raise RegisterError("is empty", where=f"{where}, {file.name}", remedy="export it again, with a header line")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise RegisterError(
            f"has the column {twice!r} twice", where=f"{where}, {file.name}", remedy="rename one of the two"
        )
    return Header(tuple(name or f"(column {place})" for place, name in enumerate(names, 1)), delimiter)


def first_record(file: Path) -> str:
    """Return the header record of a text file, which may span lines inside of quotes."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        text = lines.readline(1 << 20)
        while text.count('"') % 2 and len(text) < 1 << 20 and (more := lines.readline(1 << 20)):
            text += more
    return text


def checked_digest(file: Path, where: str) -> str:
    """Return the SHA-256 of a file, whose text must be UTF-8 to the last byte; raises RegisterError else."""
    digest = hashlib.sha256()
    decode = codecs.getincrementaldecoder("utf-8")().decode if file.suffix.lower() != ".parquet" else None
    read = 0
    with file.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            digest.update(chunk)
            try:
                if decode:
                    decode(chunk)
            except UnicodeDecodeError as error:
                line = 1 + _newlines(file, read + error.start)
                raise RegisterError(
                    "is not UTF-8 text", where=f"{where}, {file.name}, line {line}", remedy="save it as CSV in UTF-8"
                ) from None
            read += len(chunk)
    return digest.hexdigest()


def _newlines(file: Path, until: int) -> int:
    count, left = 0, until
    with file.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            count, left = count + chunk.count(b"\n"), left - len(chunk)
    return count


def record_lines(file: Path, delimiter: str) -> Iterator[int]:
    """Yield the line on which each record of a text file starts, after the header: a record may span lines."""
    csv.field_size_limit(1 << 30)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        start = 1
        for place, record in enumerate(reader):
            if place and record:
                yield start
            start = reader.line_num + 1
