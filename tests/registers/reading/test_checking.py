"""What a source cannot be is refused before anything is read."""

from pathlib import Path
from typing import Any

import pytest
from reading import source

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.registers.reading import Source, check_source


@pytest.mark.parametrize(
    ("more", "fault", "remedy"),
    [
        ({"columns": {"due_one": "x"}}, "no column 'due_one'", "did you mean 'due_on'?"),
        ({"constants": {"zzz": 1}}, "no column 'zzz'", "use one of"),
        ({"codes": {"chanel": {}}}, "no column 'chanel'", "did you mean 'channel'?"),
        ({"codes": {"channel": {"1": "onlin"}}}, "'onlin', which is no value", "write one of direct, online"),
        ({"codes": {"reused": {"1": "yes"}}}, "'yes', which is no value", "true or false"),
        ({"codes": {"received_on": {"1": "2"}}}, "'2', which is no value", "a date, as 2024-06-30"),
        ({"codes": {"user": {"1": "2"}}}, "has no codes", "leave them out"),
        ({"codes": {"unit": {"1": ["VP"]}}}, "no value of unit", "a text"),
        ({"constants": {"channel": "onlin"}}, "'onlin' is no value of channel", "one of"),
        ({"constants": {"reused": "maybe"}}, "'maybe' is no value of reused", "true or false"),
        ({"constants": {"received_on": "2024-01-01"}}, "no value of received_on", "a date"),
        ({"constants": {"supplements": 1.5}}, "1.5 is no value", "a whole number"),
        ({"constants": {"unit": ""}}, "'' is no value", "a text"),
    ],
)
def test_refuses_what_a_register_does_not_have(
    tmp_path: Path, more: dict[str, dict[str, object]], fault: str, remedy: str
) -> None:
    with pytest.raises(ConfigurationError, match=fault) as raised:
        check_source(source(tmp_path, **more), "dtplan.toml")
    assert remedy in raised.value.remedy
    assert raised.value.where.startswith("dtplan.toml, [registers.dossiers.")


def test_a_table_of_a_file_is_refused(tmp_path: Path) -> None:
    more: dict[str, Any] = {"table": "x"}
    with pytest.raises(ConfigurationError, match="a file has no table"):
        check_source(Source(REGISTERS["dossiers"], "in", tmp_path, **more), "dtplan.toml")
