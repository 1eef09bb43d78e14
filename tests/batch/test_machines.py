"""More than one machine: a scheduler that does not answer, and Dask that is not installed."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from dtplan_analysis.batch.machines import dask
from dtplan_analysis.errors import InputError


def test_dask_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="Dask is not installed") as refused, dask("tcp://x"):
        pass
    assert refused.value.remedy.endswith("python -m pip install 'dtplan-analysis[dask]'")


@pytest.mark.parametrize("error", [OSError("timed out"), ValueError("no address")])
def test_a_scheduler_that_does_not_answer_is_said(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def client(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"no scheduler answers: {error}") as refused, dask("tcp://x:1"):
        pass
    assert (refused.value.where, refused.value.remedy) == ("--dask tcp://x:1", "start it first")


@pytest.mark.engines
def test_where_nobody_listens_no_scheduler_answers() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no scheduler answers"), dask("tcp://127.0.0.1:1"):
        pass


def test_a_report_is_tried_once_and_the_scheduler_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    class Client:
        def __init__(self, address: str, timeout: int) -> None:
            seen.append((address, timeout))

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None:
            seen.append("left")

        def get_executor(self, **how: object) -> str:
            seen.append(how)
            return "executor"

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))  # type: ignore[arg-type]
    with dask("tcp://x:1") as executor:
        assert executor == "executor"
    assert seen == [("tcp://x:1", 10), {"pure": False, "retries": 0}, "left"]
