"""More than one machine: the notebooks run where a Dask scheduler says, and this process writes their files."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from dtplan_analysis.errors import InputError, installing


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """Return an executor over the workers of a Dask scheduler, such as `tcp://10.0.0.1:8786`.

    The workers have this library, and see the workspace under the same path. Raises InputError where the scheduler
    does not answer, or where Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("Dask is not installed", where="--dask", remedy=installing("dtplan-analysis[dask]")) from None
    try:
        client: Any = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"no scheduler answers: {error}", where=f"--dask {address}", remedy="start it first") from None
    with client:
        yield client.get_executor(pure=False, retries=0)
