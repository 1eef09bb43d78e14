"""JSON lines: one object a line, whose keys are the columns."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.base import EmptyExportError, Export, digest_of
from dtplan_analysis.registers.reading.formats.header import refuse_wide
from dtplan_analysis.registers.reading.formats.oddities import refuse_sparse
from dtplan_analysis.registers.reading.source import Source

_LONGEST = 1 << 24
"""A line may not be longer than this, in bytes."""

_NONE, _TWICE = "no JSON object", "one key with two values"
"""Why a line is rejected."""


class JsonLinesExport(Export):
    """A file of JSON lines; a line that is no object is rejected. Raises RegisterError where it cannot be read."""

    def __init__(self, file: Path, label: str, source: Source) -> None:
        super().__init__(file, label, source)
        try:
            self.digest = digest_of(file)
            keys: dict[str, None] = {}
            rows = 0
            for rows, (_, found) in enumerate(self._objects(), 1):  # noqa: B007
                if isinstance(found, dict):
                    keys |= dict.fromkeys(found)
                refuse_wide(len(keys), self.where)
        except OSError as error:
            raise self.unreadable(error) from None
        if len(keys) * rows > file.stat().st_size:  # each of its cells takes a byte at least, or is not there
            refuse_sparse(len(keys), rows, self.where)
        if not keys:
            raise EmptyExportError("is empty", where=self.where, remedy="export it again, one object a line")
        self.names = self._keys = tuple(keys)
        self.detected |= {"format": "JSON lines", "encoding": "UTF-8"}
        self._name_repeated()

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the cells of each line that is not blank, in the order of the columns."""
        for number, (line, found) in enumerate(self._objects(), 1):
            if isinstance(found, str):
                self.broken[number] = found
                found = {}
            yield line, _Cells(found, self._keys)

    def _objects(self) -> Iterator[tuple[int, dict[str, Any] | str]]:
        with self.file.open("rb") as stream:
            line = 0
            while text := stream.readline(_LONGEST):
                line += 1
                if len(text) == _LONGEST:
                    raise RegisterError(
                        f"a line is longer than {_LONGEST >> 20} MB",
                        where=f"{self.where}, line {line}",
                        remedy="the file is damaged or no JSON lines: export it again",
                    )
                if text.strip():
                    yield line, self._object(text, line)

    def _object(self, text: bytes, line: int) -> dict[str, Any] | str:
        """Return the object of a line, or why it is none that can be taken."""
        try:
            found = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_object_of)
        except UnicodeDecodeError:
            raise RegisterError(
                "is not UTF-8 text", where=f"{self.where}, line {line}", remedy="export it again in UTF-8"
            ) from None
        except _TwoValuesError:
            return _TWICE
        except (ValueError, RecursionError):
            return _NONE
        return {_whole(key): _whole(cell) for key, cell in found.items()} if isinstance(found, dict) else _NONE


class _TwoValuesError(Exception):
    """Of one key two values stand in an object: nothing tells which one is meant."""


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != cell for key, cell in pairs):
        raise _TwoValuesError
    return found


class _Cells(Sequence[object]):
    """The cells of an object, looked up as they are asked for: of many columns an object has few."""

    def __init__(self, found: dict[str, Any], names: Sequence[str]) -> None:
        self._found, self._names = found, names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, place: Any) -> Any:
        cell = self._found.get(self._names[place])
        return json.dumps(cell) if isinstance(cell, (dict, list)) else cell


def _whole(value: Any) -> Any:
    """Return text without halves of letters, which JSON can write and Unicode does not have."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value
