"""What papermill finds under the name of the engine."""

import pytest

from dtplan_analysis.batch.engine import WarmEngine
from dtplan_analysis.batch.plugin import plugin


def test_it_stands_for_the_engine() -> None:
    assert plugin.execute_managed_notebook == WarmEngine.execute_managed_notebook
    with pytest.raises(AttributeError):
        _ = plugin.nothing_of_the_kind
