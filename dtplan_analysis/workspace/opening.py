"""The opening of a workspace's store: the present state, or the one that a process is pinned to."""

import os
from functools import cache
from pathlib import Path

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.workspace.configuration import open_workspace
from dtplan_analysis.workspace.measuring import Tell, measure
from dtplan_analysis.workspace.state import configuration, current, hold, last, place_of
from dtplan_analysis.workspace.store import Store

PINNED = "DTPLAN_STATE"
"""The variable that names the state, and its workspace, that a process works with; without it, the present one."""

_ATTEMPTS = 5
"""Another process may measure anew between the look at a state and its opening."""


def open_store(folder: Path | str = ".", tell: Tell = lambda _: None) -> Store:
    """Open a workspace with its counts, measured anew where anything changed since; raises InputError.

    In a report of a batch it is the state that the batch works with, whatever has become of the exports meanwhile.
    """
    if (store := pinned()) and store.workspace.folder == Path(folder).resolve():
        return store
    workspace = open_workspace(folder)
    for _ in range(_ATTEMPTS):
        state = current(workspace)
        if not state:
            measure(workspace, tell)
            state = last(workspace.store).get("state", "")
        if held := hold(place_of(workspace.store, state)):
            return Store(workspace, state, held)
    raise ConfigurationError(
        "the counts are gone as soon as they are written",
        where=str(workspace.store),
        remedy="see which other program measures or clears this folder",
    )


def pinned() -> Store | None:
    """Return the store of the state that this process is to work with, None where it may work with any.

    Raises ConfigurationError where that state is gone, or the workspace's own files are no longer those of it.
    """
    state, _, folder = os.environ.get(PINNED, "").partition("@")
    return _pinned(state, folder) if folder else None


@cache
def _pinned(state: str, folder: str) -> Store:
    workspace = open_workspace(folder)
    held = hold(place_of(workspace.store, state))
    store = Store(workspace, state, held)
    if not held or configuration(workspace) != store.configuration:
        raise ConfigurationError(
            "was changed or measured by other software while the batch ran", where=folder, remedy="run it again"
        )
    return store
