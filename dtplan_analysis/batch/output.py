"""The folder that a batch writes to: its lock, its journal, and files that are whole or not there."""

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from dtplan_analysis.errors import OutputError, check_name

_NUMBER = re.compile(r"^[0-9]+\.")
_HIDDEN, _JOURNAL, _LOCK, _WORK = ".dtplan", "journal.jsonl", "lock", "work"


@dataclass(frozen=True)
class Entry:
    """What the journal knows of a report: of what it was made, and what was made."""

    name: str
    about: dict[str, Any]
    """Notebook, unit, quarter, language and parameters."""
    fingerprint: dict[str, str] = field(default_factory=dict)
    store: str = ""
    """The state of the workspace's store: as long as it is the same, no figure needs to be looked at again."""
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file, by its name."""
    seconds: float = 0.0
    error: str = ""
    """Why the last attempt failed; the files, where there are some, are those of an earlier one."""
    linked: str = ""
    """The hash of the links that its page has to others of the folder."""
    stamps: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Size and time of each file: as long as they are the same, its content needs not be read again."""

    @property
    def by_ending(self) -> dict[str, str]:
        """The names of the files by their endings; a draft beside an edited one has a number before its own."""
        endings = {name: name.removeprefix(f"{self.name}.") for name in self.files}
        return {_NUMBER.sub("", ending): name for name, ending in endings.items()}


class Seen:
    """A folder of reports, as its journal knows it, looked at without holding it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / _HIDDEN / _WORK
        self.entries = _read(folder / _HIDDEN / _JOURNAL)
        """The reports, by their names."""

    def earlier(self, store: str) -> list[Entry]:
        """Return the reports that show figures of another state of the store than this one."""
        return [entry for entry in self.entries.values() if not entry.error and entry.store != store]

    def holds(self, entry: Entry) -> bool:
        """Return whether the files of an entry are there as they were written."""
        return all(self.has(name, entry) for name in entry.files)

    def has(self, name: str, entry: Entry) -> bool:
        """Return whether a file of an entry is there as it was written."""
        file = self.folder / name
        try:
            return _stamp(file) == tuple(entry.stamps.get(name, ())) or _sha256(file.read_bytes()) == entry.files[name]
        except OSError:
            return False


class Output(Seen):
    """The folder of a batch, held by this process alone."""

    def __init__(self, folder: Path, stream: BinaryIO) -> None:
        super().__init__(folder)
        self._stream = stream

    def write(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Write files, each in one piece; returns the SHA-256 of each. Raises OutputError."""
        with _clear(self.folder):
            for name, content in files.items():
                write_whole(self._place(name), content, self.work)
        return {name: _sha256(content) for name, content in files.items()}

    def remove(self, names: Iterable[str]) -> None:
        """Take files away; raises OutputError."""
        with _clear(self.folder):
            for name in names:
                self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        """Return where a file stands, in this folder and not where a link in it leads."""
        file = self.folder / name
        if file.parent != self.folder:
            _refuse_link(file.parent)
        return file

    def fail(self, name: str, about: dict[str, Any], error: str) -> None:
        """Note down that a report could not be made; what is there of it is of an earlier time."""
        before = self.entries.get(name) or Entry(name, about)
        kept = {file: sha256 for file, sha256 in before.files.items() if (self.folder / file).is_file()}
        self.record(replace(before, fingerprint={}, store="", files=kept, error=error))

    def record(self, entry: Entry) -> None:
        """Add an entry to the journal, for good; raises OutputError."""
        with _clear(self.folder):
            self._add([replace(entry, stamps={name: _stamp(self.folder / name) for name in entry.files})])

    def confirm(self, names: Iterable[str], store: str) -> None:
        """Note down that reports are right for another state of the store too, so that it is not asked again."""
        with _clear(self.folder):
            found = (self.entries[name] for name in names)
            self._add([replace(entry, store=store) for entry in found if entry.store != store])

    def _add(self, entries: list[Entry]) -> None:
        lines = b"".join(map(_line, entries))
        while lines:  # a disk that is nearly full takes a part
            lines = lines[self._stream.write(lines) :]
        os.fsync(self._stream.fileno())
        self.entries |= {entry.name: entry for entry in entries}


@contextmanager
def held(folder: str | Path) -> Iterator[Output]:
    """Hold an output folder for this process; what a killed batch left behind is cleared away.

    Raises OutputError where another batch holds it, or where it cannot be written.
    """
    folder = Path(folder)
    check_name(folder)
    hidden = folder / _HIDDEN
    for place in (hidden, hidden / _LOCK, hidden / _WORK):
        _refuse_link(place)
    with _clear(folder):
        hidden.mkdir(parents=True, exist_ok=True)
        lock = (hidden / _LOCK).open("a+")
    work, journal = hidden / _WORK, hidden / _JOURNAL
    with lock:
        _lock(lock, folder)
        try:
            with _clear(folder):
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir(exist_ok=True)
                write_whole(journal, b"".join(map(_line, _read(journal).values())), work)  # one line a report, ended
                stream = journal.open("ab", buffering=0)
            with stream:
                yield Output(folder, stream)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _refuse_link(place: Path) -> None:
    if place.is_symlink():
        raise OutputError(
            "is a link: what is written there would stand outside the folder of reports",
            where=str(place),
            remedy="take the link away, or name another folder with --output",
        )


def write_whole(file: Path, content: bytes, aside: Path | None = None) -> None:
    """Write a file, in a folder `aside` or beside its place, then put it there: a reader never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = (aside or file.parent) / f".{secrets.token_hex(8)}.part"
    with fresh.open("xb") as stream:  # with the rights that the system gives to a new file
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            fresh.replace(file)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _read(journal: Path) -> dict[str, Entry]:
    """Return the last entry of each report; a line that was cut off by a crash is as good as not written."""
    found = {}
    lines = journal.read_bytes() if journal.exists() else b""
    for line in lines.split(b"\n"):
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[entry.name] = entry
    return found


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"


def _lock(lock: TextIO, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two batches at once do the same work, and write the same bytes
        return
    try:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise OutputError(
                f"cannot be locked: {error.strerror}",
                where=str(folder),
                remedy="name a folder on a disk of this machine with --output: not every network drive has locks",
            ) from error
        lock.seek(0)
        raise OutputError(
            f"another batch is writing here (process {lock.read().strip() or 'unknown'})",
            where=str(folder),
            remedy="wait until it is done, or name another folder with --output",
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


@contextmanager
def _clear(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into a clear error."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=str(folder),
            remedy="make room, and run again: what is done stays done"
            if full
            else "name a folder that you may write to",
        ) from error


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _sha256(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()
