"""Registers that a plan file declares or extends."""

import pytest
from declared import REGISTER, catalogue

from dtplan_analysis.errors import PlanError


def test_words_of_codes_are_known() -> None:
    assert catalogue(REGISTER).registers["incidents"].column("kind").words["outage"] == ("gián đoạn", "outage", "sự cố")


def test_unit_is_added() -> None:
    assert catalogue(REGISTER).registers["incidents"].names[0] == "unit"


def test_extended_register_is_that_of_every_indicator() -> None:
    more = '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "urgent", type = "flag" } ]\n'
    found = catalogue(more + '[[indicators]]\nname = "x"\nregister = "dossiers"\nnumerator = { urgent = true }\n'
                      'date = "received_on"')  # fmt: skip
    own = found.registers["dossiers"]
    assert own.column("urgent").type == "flag"
    assert all(one.register is own for one in found.indicators.values() if one.register.name == "dossiers")
    assert found.indicators["dossiers_online"].register is own


def test_a_register_may_be_extended_above_its_own_declaration() -> None:
    more = '[[registers]]\nextends = "incidents"\ncolumns = [ { name = "urgent", type = "flag" } ]\n'
    assert catalogue(more + REGISTER).registers["incidents"].column("urgent").type == "flag"


def test_the_unit_of_a_register_is_a_text() -> None:
    with pytest.raises(PlanError, match="the column unit is of type date"):
        catalogue(REGISTER.replace("columns = [", 'columns = [ { name = "unit", type = "date" },', 1))
