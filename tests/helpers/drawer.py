"""One drawing process for all batches of a test process: each that starts its own costs more than its charts."""

import atexit
import os
from contextlib import AbstractContextManager
from functools import cache
from unittest import mock

from dtplan_analysis.charts.drawing import SERVER, drawing_server


def drawing() -> AbstractContextManager[object]:
    """Let what is made here be drawn by it."""
    return mock.patch.dict(os.environ, {SERVER: _address()})


@cache
def _address() -> str:
    server = drawing_server()
    address = server.__enter__()
    os.environ.pop(SERVER, None)  # only those find it that are told
    atexit.register(server.__exit__, None, None, None)
    return address
