"""What all tests share: a message without a translation is a fault; what is known to be open is said as such."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dtplan_analysis.language import Language

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no fault

OPEN = Path(__file__).with_name("open.txt")
"""Tests that are known to fail, a line each: work that is not done yet. A line goes with the fault that it names."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell the failures that are known from new ones."""
    known = set(OPEN.read_text(encoding="utf-8").splitlines()) if OPEN.exists() else set()
    for item in items:
        if item.nodeid in known:
            item.add_marker(pytest.mark.xfail(reason="known to be open", strict=False))


@pytest.fixture(autouse=True, scope="session")
def _every_message_is_translated() -> Iterator[None]:
    before, Language.strict = Language.strict, True
    yield
    Language.strict = before
