"""Formats whose readers may be led astray: a file is taken apart in a process of its own, within bounds."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dtplan_analysis.errors import InputError, RegisterError
from dtplan_analysis.process import Ended, in_fresh_process

_MEMORY = 3 << 30
"""So many bytes a file may take,"""
_SECONDS, _SECONDS_A_MEGABYTE = 30, 20
"""and so many seconds: an honest file takes a hundredth."""


def within_bounds(work: Callable[..., Any], file: Path, where: str, *arguments: object) -> Any:
    """Return what `work(file, where, *arguments)` returns; raises its InputError, and RegisterError past the bounds."""
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * (file.stat().st_size >> 20)
    try:
        result, fault = in_fresh_process(_bounded, (work, file, where, *arguments), seconds=seconds)
    except Ended as ended:
        raise RegisterError(
            f"cannot be opened in {_MEMORY >> 30} GB of memory and {seconds} seconds: {ended}",
            where=where,
            remedy="the file is damaged or made to do harm: save it again in an office program, or export it as CSV",
        ) from None
    if fault:
        raise RegisterError(fault[0], where=fault[1], remedy=fault[2])
    return result


def _bounded(_: Callable[[Any], None], work: Callable[..., Any], *arguments: object) -> tuple[Any, tuple[str, ...]]:
    _bound_memory()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # what a reader says as it dies
    try:
        return work(*arguments), ()
    except InputError as error:
        return None, (error.fault, error.where, error.remedy)


def _bound_memory() -> None:
    """Let this process take so much memory more than it has."""
    try:
        import resource

        has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):  # Windows; macOS, which minds no such bound
        return
    given = (one for one in resource.getrlimit(resource.RLIMIT_AS) if one != resource.RLIM_INFINITY)
    least = min([has + _MEMORY, *given])
    resource.setrlimit(resource.RLIMIT_AS, (least, least))
