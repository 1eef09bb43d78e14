"""The proposed table as text, and its difference from the one that is there."""

import tomllib
from datetime import date
from typing import Any

import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.language import Language
from dtplan_analysis.mapping.proposing import Found, Proposal
from dtplan_analysis.mapping.writing import difference, key_of, table, toml

EN = Language("en")


def proposal(**more: Any) -> Proposal:
    return Proposal(REGISTERS["dossiers"], "x.csv", EN, **more)


@pytest.mark.parametrize(
    "value",
    [
        *("", 'a "b" \\c', "đ\n\t\x00", "‮x", True, False, 7, -1.5, date(2024, 5, 6), [], ["a", 1]),
        {"name": "Hẹn trả", "format": "%d", "a b": [True]},
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    line = f"x = {toml(value)}"
    assert "\n" not in line
    assert tomllib.loads(line) == {"x": value}


@pytest.mark.parametrize("key", ["due_on", "a-1", "Mã số", "", "a.b", 'x"y', "đ"])
def test_a_key_comes_back_as_it_was(key: str) -> None:
    assert tomllib.loads(f"{key_of(key)} = 1") == {key: 1}


def test_a_table_has_its_lines_with_reasons_and_what_is_open_as_a_comment() -> None:
    dossiers = REGISTERS["dossiers"]
    text = table(
        proposal(
            columns={"number": Found("Mã hồ sơ", "the name", "A-1")},
            codes={"channel": {"Zalo": Found("online", "alike")}},
            open={"constants": {"reused": Found(True, "no column says it")}},
            absent=[dossiers.column("due_on")],
            unread=["Ghi chú", "ChuHoSo"],
        ),
        EN,
    )
    assert tomllib.loads(text)["registers"]["dossiers"] == {
        **{"source": "x.csv", "columns": {"number": "Mã hồ sơ"}, "codes": {"channel": {"Zalo": "online"}}},
    }
    for line in (
        'number = "Mã hồ sơ"  # the name; e.g. A-1',
        "# [registers.dossiers.constants]",
        "# reused = true  # no column says it",
        "# not read: Ghi chú",
        "# not read: ChuHoSo, which holds personal data",
    ):
        assert line in text.splitlines()
    assert "Due (due_on)" in text


HERE = {"source": "x.csv", "columns": {"number": "Mã"}, "constants": {"reused": True}}


@pytest.mark.parametrize(
    ("found", "here", "gained"),
    [
        ({"columns": {"number": Found("Mã", "")}}, HERE, []),
        ({"columns": {"number": Found("Mã hồ sơ", "")}}, HERE, ['+number = "Mã hồ sơ"']),  # it names what is not there
        ({"columns": {"number": Found("Mã hồ sơ", "")}, "unread": ["Mã"]}, HERE, []),  # its own choice stays
        ({"columns": {"reused": Found("x", "")}, "unread": ["Mã"]}, HERE, []),  # it is a constant
        ({"options": {"dates": Found("day-first", "")}, "unread": ["Mã"]}, HERE, ['+dates = "day-first"']),
        (
            {"codes": {"channel": {"a": Found("online", ""), "b": Found("postal", "")}}, "unread": ["Mã"]},
            *(HERE | {"codes": {"channel": {"a": "direct"}}}, ['+b = "postal"']),
        ),
    ],
)
def test_only_what_a_table_lacks_is_proposed(found: dict[str, Any], here: dict[str, Any], gained: list[str]) -> None:
    lines = difference(proposal(**found), here).splitlines()[2:]
    assert [line for line in lines if line.startswith("+")] == gained
