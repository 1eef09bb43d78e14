"""The reports that are asked questions."""

from pathlib import Path

import pytest
from asked import answered
from office import measured_office, opened

from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.units import TOTAL


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return measured_office(tmp_path_factory, "answers", registers={"dossiers": answered()}, targets="CB2")


@pytest.fixture(scope="session")
def aa(office: Path) -> UnitQuarter:
    return opened(office, "AA")


@pytest.fixture(scope="session")
def whole(office: Path) -> MinistryQuarter:
    return opened(office, TOTAL)  # type: ignore[return-value]
