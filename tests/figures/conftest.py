"""The sample's store."""

import pytest

from dtplan_analysis.workspace import Store, open_store, sample_workspace


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(sample_workspace())
