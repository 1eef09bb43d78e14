"""The present state of a workspace, or the one that a process is pinned to."""

from pathlib import Path

import pytest
from workspaces import said, touch

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.workspace import is_measured, open_store
from dtplan_analysis.workspace.opening import PINNED, pinned


def test_a_state_stays_while_it_is_in_use(small: Path) -> None:
    states = small / ".dtplan" / "states"
    first = open_store(small)
    touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))
    second = open_store(small)
    assert {one.name for one in states.iterdir()} == {first.fingerprint, second.fingerprint}
    assert (said(first, "A"), said(second, "A")) == ((3, 0, 3, 2), (3, 0, 3, 3))
    assert len(first.listed(first.measured[0].indicator, first.quarter("2024Q2"))) == 3
    touch(small, "dossiers.csv", lambda text: text.replace("online,1", "direct,0"))
    del first, second
    third = open_store(small)
    assert [one.name for one in states.iterdir()] == [third.fingerprint]


def test_equal_data_have_one_state(small: Path) -> None:
    before = open_store(small)
    (small / "dossiers.csv").touch()
    after = open_store(small)
    assert after.fingerprint == before.fingerprint
    assert is_measured(after.workspace)


def test_a_process_opens_the_state_that_it_is_pinned_to(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(small)
    assert pinned() is None
    touch(small, "dossiers.csv", lambda text: text.replace("direct,0", "online,1"))
    monkeypatch.setenv(PINNED, store.pin)
    assert open_store(small) is pinned()
    assert open_store(small).fingerprint == store.fingerprint
    monkeypatch.setenv(PINNED, f"gone@{store.workspace.folder}")
    with pytest.raises(ConfigurationError, match="while the batch ran"):
        open_store(small)
