"""What all tests share: a message without a translation is a fault."""

from collections.abc import Iterator

import pytest

from dtplan_analysis.language import Language


@pytest.fixture(autouse=True, scope="session")
def _every_message_is_translated() -> Iterator[None]:
    before, Language.strict = Language.strict, True
    yield
    Language.strict = before
