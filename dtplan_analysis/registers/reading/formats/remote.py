"""Remote files: object storage and other file systems that fsspec reaches, copied while the register is read."""

import hashlib
from pathlib import Path, PurePosixPath
from typing import Any

from dtplan_analysis.errors import InputError, RegisterError, installing
from dtplan_analysis.registers.reading.files import FORMATS
from dtplan_analysis.registers.reading.formats.address import filled, hidden, without_secrets
from dtplan_analysis.registers.reading.source import Source


def fetch(source: Source, scratch: Path) -> list[tuple[Path, str]]:
    """Copy the files of a remote source into a folder; return each copy and its name in outputs."""
    with _Answering(source):
        system, paths = _paths(source)
        copies = []
        for path in paths:
            scratch.mkdir(parents=True, exist_ok=True)
            copy = scratch / f"{hashlib.sha256(path.encode()).hexdigest()[:16]}{PurePosixPath(path).suffix.lower()}"
            system.get_file(path, str(copy))
            copies.append((copy, f"{source.pattern.partition('://')[0]}://{path.lstrip('/')}"))
        return copies


def checksums(source: Source) -> list[str]:
    """Return what tells that a remote file changed: its checksum, as the storage keeps it."""
    with _Answering(source):
        system, paths = _paths(source)
        return [f"{path}|{system.checksum(path)}" for path in paths]


class _Answering:
    """Turns the errors of a storage into one of ours, without any key."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        source = self._source
        where = f"{source.where}, {without_secrets(source.pattern)}"
        if isinstance(error, ImportError):
            fault = f"the file system cannot be reached: {error}"
            raise RegisterError(fault, where=where, remedy=installing(_package(source))) from None
        if isinstance(error, Exception) and not isinstance(error, InputError):
            fault = hidden(f"{type(error).__name__} {error}", source.pattern, source.storage)[:500]
            raise RegisterError(
                f"the storage does not answer: {fault}", where=where, remedy="correct source or storage in dtplan.toml"
            ) from None


def _package(source: Source) -> str:
    """Return what brings the file system of a source: fsspec itself, or the package that it names."""
    try:
        from fsspec.registry import known_implementations
    except ImportError:
        return "dtplan-analysis[remote]"
    known = known_implementations.get(source.pattern.partition("://")[0], {})
    return str(known.get("class", "dtplan-analysis[remote]")).partition(".")[0]


def _paths(source: Source) -> tuple[Any, list[str]]:
    import fsspec

    where = f"{source.where}, {without_secrets(source.pattern)}"
    options = {key: filled(one, where) if isinstance(one, str) else one for key, one in source.storage.items()}
    system, path = fsspec.core.url_to_fs(filled(source.pattern, where), **options)
    if system.isdir(path):
        found = [one for one in system.find(path) if one.lower().endswith(FORMATS)]
    else:
        found = system.glob(path) if any(sign in path for sign in "*?[") else [path] if system.exists(path) else []
    found = sorted(one for one in found if not PurePosixPath(one).name.startswith((".", "~$")))
    for one in found:
        if not one.lower().endswith(FORMATS):
            raise RegisterError(
                f"{PurePosixPath(one).name} is of no format that is read",
                where=where,
                remedy=f"save it as one of {', '.join(FORMATS)}",
            )
    if not found:
        raise RegisterError("no file is there", where=where, remedy="put the export there, or correct `source`")
    return system, found
