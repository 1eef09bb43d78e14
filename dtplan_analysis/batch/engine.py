"""The warm engine, as papermill knows it: `papermill --engine dtplan …`, or `engine_name="dtplan"`."""

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine
from papermill.exceptions import PapermillException

from dtplan_analysis.process import WARM, Ended, in_fresh_process

NAME, IN_PROCESS = "dtplan", "dtplan-in-process"


class WarmEngine(Engine):  # type: ignore[misc]
    """Runs each notebook in a process forked from a warm parent: as fast as its cells, and no notebook meets another.

    A notebook of another language than Python, and a system without fork, get papermill's own engine and a kernel.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        execution_timeout: float | None = None,
        **options: Any,
    ) -> None:
        """Run a notebook's cells; `execution_timeout` is of the notebook, in seconds. Raises PapermillException."""
        if not WARM or cls.nb_language(nb_man.nb) != "python":
            given = {"log_output": log_output, "execution_timeout": execution_timeout, **options}
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **given)
            return
        mirror = _Mirror(nb_man)
        try:
            metadata = in_fresh_process(_run, (nb_man.nb,), seconds=execution_timeout, hear=mirror.follow)
        except Ended as ended:
            raise PapermillException(f"{ended} (cell {mirror.cell + 1} of {len(nb_man.nb.cells)})") from None
        nb_man.nb.metadata.update(metadata)


class InProcessEngine(Engine):  # type: ignore[misc]
    """Runs a notebook in this process, which is its own already."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:  # noqa: ARG003
        """Run a notebook's cells; `options` are those of the client, such as `on_cell_start`."""
        _execute(nb_man, **{name: value for name, value in options.items() if name.startswith("on_")})


def _execute(manager: Any, **options: Any) -> None:
    from dtplan_analysis.batch.shell import Client

    Client(manager, **options).execute()


class _Mirror:
    """Follows in papermill's manager what another process does with its own."""

    def __init__(self, manager: Any) -> None:
        self._manager, self.cell = manager, 0

    def follow(self, told: tuple[str, int, NotebookNode]) -> None:
        event, self.cell, cell = told
        if event != "cell_start":
            self._manager.nb.cells[self.cell] = cell
        getattr(self._manager, event)(self._manager.nb.cells[self.cell], cell_index=self.cell)


class _Teller:
    """What the client takes for papermill's manager, in the process that runs the cells."""

    def __init__(self, nb: NotebookNode, tell: Callable[[Any], None]) -> None:
        self.nb, self._tell = nb, tell

    def cell_start(self, _: NotebookNode, cell_index: int) -> None:
        self._tell(("cell_start", cell_index, None))

    def cell_exception(self, cell: NotebookNode, cell_index: int, **_: Any) -> None:
        self._tell(("cell_exception", cell_index, cell))

    def cell_complete(self, cell: NotebookNode, cell_index: int) -> None:
        self._tell(("cell_complete", cell_index, cell))

    def autosave_cell(self) -> None:
        """Nothing: the other process saves."""


def _run(tell: Callable[[Any], None], nb: NotebookNode) -> dict[str, Any]:
    _execute(_Teller(nb, tell))
    return dict(nb.metadata)
