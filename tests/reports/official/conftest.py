"""Drafts of one office, made once."""

from pathlib import Path

import pypdf
import pytest
from drafts import KINDS, OFFICIALLY, draft
from office import measured_office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return measured_office(tmp_path_factory, "official", settings=OFFICIALLY)


@pytest.fixture(scope="module", params=KINDS, ids=lambda one: "-".join(one))
def drawn(request: pytest.FixtureRequest, office: Path) -> tuple[str, str, pypdf.PdfReader]:
    unit, language = request.param
    return unit, language, draft(office, unit, language)
