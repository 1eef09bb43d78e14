"""What the store of a workspace depends on, and whether it still holds: fingerprint, key and state file."""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import dtplan_analysis
from dtplan_analysis.errors import ConfigurationError, InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.opening import marks
from dtplan_analysis.workspace.configuration import Workspace

_IMPORT = re.compile(r"^\s*(?:from|import)\s+(dtplan_analysis[.\w]*)(?:\s+import\s+([\w, ]+|\([^)]*\)))?", re.MULTILINE)

STATE = "state.json"
PARTS = (
    *("registers", "rejected", "counted.parquet", "counts.parquet", "judged.parquet", "one_stop.parquet"),
    "readings.json",
)
"""What a store is made of, beside its state."""

LISTS = "lists"
"""A folder of the store with records behind shortfalls, each file made when it is first asked for."""


def fingerprint(workspace: Workspace) -> str:
    """Return a hash of what the store depends on: the software, the workspace's files, the exports' sizes and times."""
    digest = hashlib.sha256(_software().encode())
    for file in workspace.files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for name, source in workspace.sources.items():
        digest.update("".join(f"{name}|{mark}\n" for mark in marks(source)).encode())
    return digest.hexdigest()


def register_mark(workspace: Workspace, source: Source, key: str) -> str:
    """Return a hash of what the rows of a register come from; none where nobody can tell whether they changed."""
    if source.is_database:
        return ""
    settings = [f"{one.name}={getattr(source, one.name)!r}" for one in fields(source) if one.name != "register"]
    units = [f"{unit!r}" for unit in workspace.units or ()]
    made_of = (_software(), key, *settings, *units, *marks(source))
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


@cache
def _software() -> str:
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


def is_measured(workspace: Workspace) -> bool:
    """Return whether the store holds the counts of the workspace as it is now, whole."""
    try:
        return bool(read_state(workspace.store).get("fingerprint") == fingerprint(workspace))
    except InputError:
        return False


def read_state(store: Path) -> dict[str, Any]:
    """Return the state of a store, empty where the store is not what its state says."""
    try:
        state = json.loads((store / STATE).read_text(encoding="utf-8"))
        return dict(state) if state["files"] == _contents(store) else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def write_state(fresh: Path, state: dict[str, Any]) -> None:
    """Write the state of a store, with what the store is made of."""
    write_json(fresh / STATE, state | {"files": _contents(fresh)})


def place(fresh: Path, store: Path) -> None:
    """Put a new store where the old one is; a store that is half of each has no state, and is measured anew."""
    for file in [*(fresh / "registers").glob("*"), *(fresh / "rejected").glob("*")]:
        with suppress(OSError):  # some file systems have no rights
            file.chmod(0o600)  # rows of people, though without their names
    (store / STATE).unlink(missing_ok=True)
    shutil.rmtree(store / LISTS, ignore_errors=True)
    for name in (*PARTS, STATE):
        old = fresh / f"{name}.old"
        if (store / name).exists():
            (store / name).replace(old)
        (fresh / name).replace(store / name)


def _contents(store: Path) -> dict[str, str]:
    """Return the size of each file of a store, and the hash of the small ones that everything is read from."""
    found = {}
    for name in PARTS:
        files = sorted((store / name).iterdir()) if (store / name).is_dir() else [store / name]
        for file in files:
            small = file.name if file.parent == store else ""
            what = hashlib.sha256(file.read_bytes()).hexdigest() if small else file.stat().st_size
            found[file.relative_to(store).as_posix()] = str(what)
    return found


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Hold the store for this process, once another is done with it; raises ConfigurationError if it can't be made."""
    try:
        store.mkdir(exist_ok=True)
        with (store / "lock").open("w") as lock:
            _lock(lock.fileno())
            for left in store.glob("measuring-*"):  # of a run that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError as error:
        raise ConfigurationError(
            f"the store cannot be written: {error}",
            where=str(store),
            remedy="make room, or copy the workspace to a folder that you may write to",
        ) from error


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two at once would do the same work, one after the other takes its place
        return
    fcntl.flock(file, fcntl.LOCK_EX)


def secret(store: Path) -> str:
    """Return the key of the pseudonyms made on reading; it stays in the workspace and is in no output."""
    file = store / "key"
    key = file.read_text(encoding="ascii") if file.exists() else ""
    if not key:
        key, fresh = secrets.token_hex(32), store / "key.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(key)
        fresh.replace(file)
    return key


def write_json(file: Path, value: object) -> None:
    """Write plain values as JSON."""
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
