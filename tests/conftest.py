"""What all tests share: a message without a translation is a fault."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from dtplan_analysis.language import Language

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no fault


@pytest.fixture(autouse=True, scope="session")
def _every_message_is_translated() -> Iterator[None]:
    before, Language.strict = Language.strict, True
    yield
    Language.strict = before
