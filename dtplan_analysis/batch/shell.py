"""A notebook's cells, run in this process by the shell of a stock Python kernel: same displays, streams and errors.

What a kernel does over five sockets and two more threads is done here by calls: a report costs what its cells cost.
"""

import asyncio
import builtins
import getpass
import io
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import IO, Any

import numpy as np
from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config

from dtplan_analysis.errors import InputError

MOST_OUTPUT = 64_000_000
"""How many characters a notebook may show: a page that no one can open is no report."""

_STREAMS = {"stdout": 1, "stderr": 2}

Message = dict[str, Any]


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's own client, over a shell in this process instead of a kernel behind sockets.

    Which outputs a cell gets, what an error ends and what a tag allows is decided where a stock kernel's is.
    """

    def execute(self, **_: Any) -> Any:
        """Run all cells, and return the notebook."""
        self.reset_execution_trackers()
        with shell() as self.kc:
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = IPythonKernel.language_info
        return self.nb

    async def _async_poll_kernel_alive(self) -> None:
        await asyncio.Event().wait()

    async def _async_poll_output_msg(self, _: str, cell: Any, cell_index: int) -> None:
        for message in self.kc.messages:
            self.process_message(message, cell, cell_index)

    async def _async_poll_for_reply(self, _: str, __: Any, ___: Any, outputs: Any, alive: Any) -> Message:
        await outputs
        alive.cancel()
        return {"content": self.kc.reply}


class Shell:
    """What the client takes for a kernel: `execute` runs a cell and leaves its messages and its reply."""

    def __init__(self, interactive: ZMQInteractiveShell, recorder: "_Recorder") -> None:
        self._shell: Any = interactive
        self._recorder = recorder
        self.messages: list[Message] = []
        self.reply: Message = {}
        self._filters: Any = warnings.filters[:]

    async def execute(self, source: str, *, store_history: bool = True, **_: Any) -> str:
        """Run a cell, awaiting what it awaits; raises DeadKernelError where the one before has asked to leave."""
        if self._shell.exit_now:
            raise DeadKernelError("Kernel died")
        with self._own_warnings():
            await self._run(source, store_history)
        return "cell"

    @contextmanager
    def _own_warnings(self) -> Iterator[None]:
        """Let the notebook's filters of warnings hold for its cells, and not for the client."""
        clients, warnings.filters = warnings.filters, self._filters
        try:
            yield
        finally:
            self._filters, warnings.filters = warnings.filters, clients

    async def _run(self, source: str, store_history: bool) -> None:
        self.messages = self._recorder.messages = []
        transformed, failed = source, None
        try:
            transformed = self._shell.transform_cell(source)
        except Exception:
            failed = sys.exc_info()
        given = {"transformed_cell": transformed, "preprocessing_exc_tuple": failed}
        if self._shell.should_run_async(source, **given):
            try:
                result = await self._shell.run_cell_async(source, store_history=store_history, **given)
            finally:
                self._shell.events.trigger("post_execute")
            self._shell.events.trigger("post_run_cell", result)
        else:
            result = self._shell.run_cell(source, store_history=store_history)
        self._recorder.collect()
        shown = getattr(self._shell, "_last_traceback_during_displayhook", False)
        self.reply = {"status": "ok", "execution_count": self._shell.execution_count - 1}
        if not result.success or shown:
            error = result.error_before_exec or result.error_in_exec
            told = {"ename": type(error).__name__, "evalue": str(error), "traceback": self._shell._last_traceback or []}
            self.reply |= told | {"status": "error"}
        count = {"execution_count": self.reply["execution_count"], "code": source}
        self.messages.append(_message("execute_input", count))


class _Recorder(Session):
    """Takes the messages that displays and errors send over a kernel's sockets."""

    def __init__(self) -> None:
        super().__init__(key=b"")
        self.messages: list[Message] = []
        self._size = 0
        self._behind: list[tuple[str, IO[bytes]]] = []

    def msg(self, msg_type: str, content: Message | None = None, *_: Any, **__: Any) -> Message:
        return _message(msg_type, content or {})

    def send(self, _: Any, message: Message | str, content: Message | None = None, *__: Any, **___: Any) -> None:  # type: ignore[override]
        self.collect()
        self.take(message if isinstance(message, dict) else _message(message, content or {}))

    def watch(self, name: str, file: IO[bytes]) -> None:
        """Take what programs and libraries write to a stream behind Python's back."""
        self._behind.append((name, file))

    def collect(self) -> None:
        for name, file in self._behind:
            if text := file.read(MOST_OUTPUT + 1).decode(errors="replace"):
                self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Add to a stream, in one piece with what was just written to it."""
        last = self.messages[-1] if self.messages else None
        if last and last["msg_type"] == "stream" and last["content"]["name"] == name:
            self._measure(text)
            last["content"]["text"] += text
        else:
            self.take(_message("stream", {"name": name, "text": text}))

    def take(self, message: Message) -> None:
        content = message["content"]
        for text in (content.get("text"), *content.get("data", {}).values()):
            self._measure(text)
        self.messages.append(message)

    def _measure(self, text: object) -> None:
        self._size += len(text) if isinstance(text, str) else 0
        if self._size > MOST_OUTPUT:
            self._size = 0  # so that the error can be shown
            raise InputError(
                f"the notebook shows more than {MOST_OUTPUT // 1_000_000} million characters",
                remedy="print less, or write it to a file",
            )


class _Stream(io.TextIOBase):
    """Standard output or error, as a notebook's cells see it."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: _Recorder) -> None:
        self.name, self._recorder = name, recorder

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._recorder.write(self.name, text)
        return len(text)

    def fileno(self) -> int:
        return _STREAMS[self.name]

    def writable(self) -> bool:
        return True


@contextmanager
def shell() -> Iterator[Shell]:
    """Turn this process into a notebook's kernel. Its streams and its `__main__` are the notebook's from here on."""
    with tempfile.TemporaryDirectory(prefix="ipython-") as folder:
        random.seed(0)  # chance begins anew, and alike, in every notebook
        np.random.seed(0)
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        config = Config({"HistoryManager": {"enabled": False}})
        interactive: Any = ZMQInteractiveShell.instance(
            config=config, ipython_dir=folder, compiler_class=XCachingCompiler
        )
        interactive.kernel = SimpleNamespace(eventloop=None)
        recorder = _Recorder()
        for publisher in (interactive.displayhook, interactive.display_pub):
            publisher.session = recorder
        interactive.displayhook.topic = b"execute_result"
        builtins.input, getpass.getpass = _refused("raw_input"), _refused("getpass")
        if "" not in sys.path:
            sys.path.insert(0, "")
        for name, number in _STREAMS.items():
            recorder.watch(name, _caught(number, folder))
            setattr(sys, name, _Stream(name, recorder))
        yield Shell(interactive, recorder)


def _caught(number: int, folder: str) -> IO[bytes]:
    """Let a stream's descriptor lead to a file, and return the file for reading: no thread, and never a full pipe."""
    with open(os.path.join(folder, str(number)), "ab", buffering=0) as file:  # noqa: PTH118, PTH123
        os.dup2(file.fileno(), number)
        return open(file.name, "rb", buffering=0)  # noqa: PTH123


def _refused(name: str) -> Callable[..., str]:
    def refuse(*_: object, **__: object) -> str:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return refuse


def _message(kind: str, content: Message) -> Message:
    return {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}, "metadata": {}, "content": content}
