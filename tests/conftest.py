"""What all tests share: a message without a translation is a fault."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from dtplan_analysis.language import Language

STEADY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}  # a busy machine is no fault
settings.register_profile("few", max_examples=5, **STEADY)
settings.register_profile("many", max_examples=100, **STEADY)
settings.load_profile("few")

gc.disable()  # while thousands of tests are found, nothing becomes garbage


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not among the tests themselves."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _every_message_is_translated() -> Iterator[None]:
    before, Language.strict = Language.strict, True
    yield
    Language.strict = before
