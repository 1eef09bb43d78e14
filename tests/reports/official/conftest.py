"""Drafts of one office, made once."""

from pathlib import Path

import pypdf
import pytest
from drafts import KINDS, OFFICIALLY, draft
from office import write_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_office(tmp_path_factory.mktemp("office"), settings=OFFICIALLY)


@pytest.fixture(scope="module", params=KINDS, ids=lambda one: "-".join(one))
def drawn(request: pytest.FixtureRequest, office: Path) -> tuple[str, str, pypdf.PdfReader]:
    unit, language = request.param
    return unit, language, draft(office, unit, language)
