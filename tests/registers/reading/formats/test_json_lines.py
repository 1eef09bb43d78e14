"""JSON lines: keys of all lines as columns, values by their type, lines that are no objects rejected."""

import json
from datetime import date
from pathlib import Path

import pytest
from reading import read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import json_lines

GOOD = {"number": "HS1", "unit": "VP", "received_on": "2024-05-06"}


def lines(*values: object) -> str:
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values) + "\n"


def test_reads_values_by_their_type(tmp_path: Path) -> None:
    text = lines(
        {**GOOD, "supplements": 2, "reused": True, "channel": 2, "field": "e\u0302\u0301"},
        "",
        {"received_on": "2024-05-06T17:00:00Z", "unit": "VP", "number": 7, "supplements": 2.5, "procedure": 1.004},
        {**GOOD, "number": "HS3", "field": {"a": ["đất"]}, "supplements": None, "ChuHoSo": "Nguyễn Văn Kín"},
    )
    found = read(tmp_path, {"x.jsonl": text})
    assert found.column("number") == ["HS1", "7", "HS3"]
    assert found.column("received_on") == [date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 6)]
    assert found.column("supplements") == [2, None, None]
    assert found.column("reused") == [True, None, None]
    assert found.column("channel") == ["online", None, None]
    assert found.column("procedure") == [None, "1.004", None]
    assert found.column("field")[:2] == ["ế", None]
    assert found.reading.unreadable == {"supplements": 1}
    assert found.reading.detected == {"in/x.jsonl": {"format": "JSON lines", "encoding": "UTF-8"}}
    assert b"K\xc3\xadn" not in b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*.*"))


def test_rejects_lines_that_are_no_objects(tmp_path: Path) -> None:
    text = "\ufeff" + lines(GOOD, "[1]", '{"number": ', "", "7", {**GOOD, "number": ""}, '{"number": "\\ud800"}')
    found = read(tmp_path, {"x.ndjson": text})
    assert found.reading.usable == 1
    assert found.aside == [
        ["in/x.ndjson", "2", "line", "", "no JSON object"],
        ["in/x.ndjson", "3", "line", "", "no JSON object"],
        ["in/x.ndjson", "5", "line", "", "no JSON object"],
        ["in/x.ndjson", "6", "number", "", "empty"],
        ["in/x.ndjson", "7", "unit", "", "empty"],
    ]


def test_a_line_with_two_values_of_one_key_is_rejected(tmp_path: Path) -> None:
    twice = '{"number": "HS2", "unit": "VP", "received_on": "2024-05-06", "received_on": "%s"}'
    found = read(tmp_path, {"x.jsonl": lines(GOOD, twice % "2024-08-06", twice % "2024-05-06")})
    assert found.column("number") == ["HS1", "HS2"]
    assert found.aside == [["in/x.jsonl", "2", "line", "", "one key with two values"]]


@pytest.mark.parametrize(
    ("content", "fault", "where"),
    [
        (b"", "is empty", ""),
        (b"[1]\n7\n", "is empty", ""),
        (b'{"unit": 1, "unit ": 2}', "column 'unit ?' 2 times", ""),
        (b'{"a": 1}\n{"a": "\xff"}', "is not UTF-8 text", ", line 2"),
        (b'{"a": 1}\n' + b" " * 5000, "a line is longer", ", line 2"),
        (b'{"a": 1}', "'number' is absent", ""),
    ],
)
def test_refuses_faults_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, fault: str, where: str
) -> None:
    monkeypatch.setattr(json_lines, "_LONGEST", 4096)
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, {"x.jsonl": content})
    assert raised.value.where == f"register dossiers, in/x.jsonl{where}"
    assert raised.value.remedy
