"""The states of a workspace's store: what each depends on, whether it still holds, and that none in use goes.

A state is a folder that is written once, under the hash of all that it holds: equal data have one state.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from stat import S_IMODE
from typing import IO, Any

import dtplan_analysis
from dtplan_analysis.errors import ConfigurationError, InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.opening import Digests, marks
from dtplan_analysis.workspace.configuration import Workspace

_IMPORT = re.compile(r"^\s*(?:from|import)\s+(dtplan_analysis[.\w]*)(?:\s+import\s+([\w, ]+|\([^)]*\)))?", re.MULTILINE)

STATES, STATE, SEEN = "states", "state.json", "seen.json"
"""The folder of states, what each says of itself, and which was the last, with what it was measured of."""

BEGUN = "begun.parquet"
"""The first day with records of each unit in each register."""

COUNTS, BY = "counts.parquet", {"unit": "by_unit.parquet", "period": "by_period.parquet"}
"""The counts by unit; the judged table in the order of a column, so that a part of it is read without the rest."""

WITHIN = "within.parquet"
"""The judged rows that the row of a unit above holds, too."""

PARTS = (
    *("registers", "rejected", "counted.parquet", COUNTS, "judged.parquet", WITHIN, *BY.values(), "one_stop.parquet"),
    *("figures.parquet", "reconciled.parquet", BEGUN, "readings.json"),
)
"""What a state is made of, beside what it says."""

LISTS = "lists"
"""A folder of a state with records behind shortfalls, each file made when it is first asked for."""

_LETTERS = 16
_KEPT = 3 * 24 * 3600
"""Where there are no locks, a state that is no longer the last stays for so many seconds."""


def fingerprint(workspace: Workspace, digests: Digests) -> str:
    """Return a hash of what is measured: the software, the workspace's files, the exports."""
    digest = hashlib.sha256(configuration(workspace).encode())
    for name, source in workspace.sources.items():
        digest.update("".join(f"{name}|{mark}\n" for mark in marks(source, digests)).encode())
    return digest.hexdigest()


def configuration(workspace: Workspace) -> str:
    """Return a hash of the software and of the workspace's own files."""
    parts = [counting_software(), *(_sha256(file) for file in workspace.files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def register_mark(workspace: Workspace, source: Source, key: str, digests: Digests) -> str:
    """Return a hash of what the rows of a register come from; none where nobody can tell whether they changed."""
    if source.is_database or source.register.sums:  # which figures are taken, plan and periods say, too
        return ""
    names = (one.name for one in fields(source) if one.name not in ("register", "base"))  # a folder may be moved
    settings = [f"{name}={getattr(source, name)!r}" for name in names]
    units = [f"{vars(unit)!r}" for unit in workspace.units or ()]
    made_of = (counting_software(), key, *settings, *units, *marks(source, digests))
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


@cache
def counting_software() -> str:
    """Return a hash of all modules that reading and counting use: what is counted differently is counted anew."""
    digest = hashlib.sha256(dtplan_analysis.__version__.encode())
    for file in modules_behind(f"{dtplan_analysis.__name__}.workspace.measuring"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def modules_behind(module: str) -> list[Path]:
    """Return the files of a module of this library and of all that it imports of it, wherever it does, in order."""
    above = Path(dtplan_analysis.__file__).parents[1]
    found: dict[str, Path] = {}
    waiting = {module}
    while waiting:
        name = waiting.pop()
        place = above.joinpath(*name.split("."))
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if name not in found and file.exists() and place.parent != above:  # the library itself is a list of names
            found[name] = file
            waiting.add(name.rpartition(".")[0])
            for source, names in _IMPORT.findall(file.read_text(encoding="utf-8")):
                waiting |= {source, *(f"{source}.{one}" for one in re.findall(r"\w+", names))}
    return [found[name] for name in sorted(found)]


def current(workspace: Workspace) -> str:
    """Return the state that holds the counts of the workspace as it is now, whole; empty where none does.

    Exports that were copied, moved or written again with the same content are read once, to see that it is the same.
    """
    try:
        seen = last(workspace.store)
        digests = Digests(seen.get("exports", {}))
        if not seen or seen["fingerprint"] != fingerprint(workspace, digests):
            return ""
    except InputError:
        return ""
    if seen["exports"] != digests.found:
        with suppress(ConfigurationError), alone(workspace.store, wait=False):  # else they are read once more next time
            if last(workspace.store) == seen:
                told = {"fingerprint": seen["fingerprint"], "marks": seen["marks"], "exports": digests.found}
                _see(workspace.store, str(seen["state"]), told)
    return str(seen["state"])


def is_measured(workspace: Workspace) -> bool:
    """Return whether the store holds the counts of the workspace as it is now, whole."""
    return bool(current(workspace))


def last(store: Path) -> dict[str, Any]:
    """Return what the state that was measured last says, its name and what it was measured of.

    Empty where there is none, or where it is not as it was written.
    """
    try:
        seen = json.loads((store / SEEN).read_text(encoding="utf-8"))
        state = _whole(place_of(store, seen["state"]), seen["stamps"])
        return state | seen | {"exports": dict(seen["exports"])} if state else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _whole(place: Path, stamps: Mapping[str, list[int]]) -> dict[str, Any]:
    """Return what a state says, empty where it is not as it was written; a file with its old stamp is not read."""
    try:
        text = (place / STATE).read_bytes()
        state: dict[str, Any] = json.loads(text)
        found, told = _files(place), state["files"]
        same = (_stamp(file) == stamps.get(name) or _sha256(file) == told[name] for name, file in found.items())
        return state if place.name == _name(text) and found.keys() == told.keys() and all(same) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def place_of(store: Path, state: str) -> Path:
    """Return the folder of a state."""
    return store / STATES / state


def write_state(fresh: Path, state: dict[str, Any]) -> None:
    """Write what a state says, with the hash of each file that it is made of."""
    write_json(fresh / STATE, state | {"files": {name: _sha256(file) for name, file in _files(fresh).items()}})


def place(fresh: Path, store: Path, seen: dict[str, Any]) -> None:
    """Put a new state beside the others, under a name that is the hash of all that it holds, and let it be the last.

    One that is there, and whole, stays with all that was asked of it; others go as soon as nobody works with them.
    """
    for file in [*(fresh / "registers").glob("*"), *(fresh / "rejected").glob("*")]:
        with suppress(OSError):  # some file systems have no rights
            file.chmod(0o600)  # rows of people, though without their names
    there = place_of(store, _name((fresh / STATE).read_bytes()))
    there.parent.mkdir(exist_ok=True)
    if not _whole(there, {}):
        for beside in fresh.iterdir():  # of the engine and of copies
            if beside.name not in (*PARTS, STATE):
                shutil.rmtree(beside)
        damaged = fresh.with_name(f"{fresh.name}-damaged")
        if there.exists():
            there.replace(damaged)
        with suppress(OSError):
            fresh.chmod(S_IMODE(store.stat().st_mode))  # no longer for its owner alone
        fresh.replace(there)
        shutil.rmtree(damaged, ignore_errors=True)
    _see(store, there.name, seen)
    for other in there.parent.iterdir():
        if other != there:
            _drop(other)


def _see(store: Path, state: str, seen: dict[str, Any]) -> None:
    """Let a state be the last, and say what it was measured of."""
    stamps = {name: _stamp(file) for name, file in _files(place_of(store, state)).items()}
    write_json(store / f"{SEEN}.new", seen | {"state": state, "stamps": stamps})
    (store / f"{SEEN}.new").replace(store / SEEN)


def hold(state: Path) -> IO[bytes] | None:
    """Open a state, which stays for as long as it is open; None where it is gone."""
    try:
        stream = (state / STATE).open("rb")
    except FileNotFoundError:
        return None
    with suppress(ImportError, OSError):  # without locks, a state stays for some days
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_SH)
    return stream if os.fstat(stream.fileno()).st_nlink else None


def _drop(state: Path) -> None:
    """Remove a state that nobody has open."""
    with suppress(FileNotFoundError):
        try:
            with (state / STATE).open("r+b") as stream:
                _lock(stream.fileno(), wait=False)
                (state / STATE).unlink()
        except BlockingIOError:
            return
        except FileNotFoundError:
            raise
        except OSError:  # no locks here
            if time.time() - state.stat().st_mtime < _KEPT:
                return
    shutil.rmtree(state, ignore_errors=True)


def _files(state: Path) -> dict[str, Path]:
    """Return the files of a state, by their names in it."""
    places = [state / name for name in PARTS]
    files = [file for place in places for file in (sorted(place.iterdir()) if place.is_dir() else [place])]
    return {file.relative_to(state).as_posix(): file for file in files}


def _name(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:_LETTERS]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


@contextmanager
def alone(store: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the store for this process, once another is done with it; raises ConfigurationError if it can't be held."""
    try:
        store.mkdir(exist_ok=True)
        with (store / "lock").open("w") as lock:
            _lock(lock.fileno(), wait=wait)
            for left in store.glob("measuring-*"):  # of a run that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError as error:
        raise ConfigurationError(
            f"the store cannot be written: {error}",
            where=str(store),
            remedy="make room, or copy the workspace to a folder that you may write to",
        ) from error


def _lock(file: int, *, wait: bool = True) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two at once do the same work; and a file that is open cannot be removed
        return
    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def secret(store: Path) -> str:
    """Return the key of the pseudonyms made on reading; it stays in the workspace and is in no output."""
    file = store / "key"
    key = file.read_text(encoding="ascii", errors="replace") if file.exists() else ""
    if not re.fullmatch("[0-9a-f]{64}", key):  # lost, or damaged
        key, fresh = secrets.token_hex(32), store / "key.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(key)
        fresh.replace(file)
    return key


def write_json(file: Path, value: object) -> None:
    """Write plain values as JSON."""
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
