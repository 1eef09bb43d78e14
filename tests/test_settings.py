"""A table of a TOML file: what is read of it, and every fault with its place and remedy."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from dtplan_analysis.errors import ConfigurationError, PlanError
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.settings import Settings, read_toml

WRITTEN = Settings(
    tomllib.loads(
        """
        sheet = " Quý II "
        delimiter = "\t"
        one = "a"
        several = ["a", "b"]
        day = 2024-06-30
        memory = "1.5 GB"
        zone = "UTC"
        [registers.staff]
        [[rows]]
        number = 1
        [[rows]]
        number = 2
        """
    ),
    "own.toml",
)


def test_what_is_written_is_read_as_it_is() -> None:
    assert (WRITTEN.text("sheet"), WRITTEN.choice("delimiter", ("", "\t"))) == (" Quý II ", "\t")
    assert (WRITTEN.texts("one"), WRITTEN.names("several"), WRITTEN.texts("absent")) == (("a",), ("a", "b"), ())
    assert (WRITTEN.day("day"), WRITTEN.size("memory", ""), WRITTEN.zone("zone", "")) == (
        date(2024, 6, 30),
        "1.5 GB",
        "UTC",
    )
    assert WRITTEN.inner("registers").inner("staff").where == "own.toml, registers.staff"
    assert [row.where for row in WRITTEN.each("rows", "number")] == ["own.toml, rows[1]", "own.toml, rows[2]"]
    assert (WRITTEN.choice("absent", ("x", "y")), WRITTEN.flag("absent"), WRITTEN.inner("absent").content) == (
        "x",
        False,
        {},
    )


@pytest.mark.parametrize("table", [Settings, PlanTable])
@pytest.mark.parametrize(
    ("written", "read", "fault", "remedy"),
    [
        ("nme = 1", lambda t: t.allow("name"), "nme: unknown key 'nme'", "did you mean 'name'?"),
        ("", lambda t: t.text("a"), "a: the key 'a' is missing", 'write a = "…"'),
        ("a = 1", lambda t: t.text("a"), "a: 1 is not a text", "in quotes"),
        ("a = ' '", lambda t: t.text("a", ""), "a: the text is empty", "leave the key out"),
        ("a = 'x/y'", lambda t: t.name("a"), "a: 'x/y' cannot serve as a name", "letters"),
        ("a = ['x', 'x']", lambda t: t.texts("a"), "a: a text stands twice", "leave the repeated one out"),
        ("a = ['x', 1]", lambda t: t.texts("a"), "is not a list of texts", "second"),
        ("a = 'z'", lambda t: t.choice("a", ("", "x")), "a: 'z' is not possible here", "use one of: x"),
        ("a = ['x']", lambda t: t.choice("a", ("x",)), "is not possible here", "use one of: x"),
        ("a = 'yes'", lambda t: t.flag("a"), "neither true nor false", "without quotes"),
        ("a = true", lambda t: t.whole("a"), "not a whole number", "without quotes"),
        ("a = 2024-06-30T00:00:00", lambda t: t.day("a"), "is not a day", "without quotes"),
        ("a = 'much'", lambda t: t.size("a", "1GB"), "'much' is not a size", "4GB"),
        ("a = 'posixrules'", lambda t: t.zone("a", "UTC"), "is no time zone", "Asia/Ho_Chi_Minh"),
        ("a = 1", lambda t: t.inner("a"), "a: 1 is not a table", "write [a]"),
        ("a = { b = 1 }", lambda t: t.table("a", of=str), "a.b: 1 is not a text", "for each key"),
        ("a = { n = 1 }", lambda t: t.rows("a"), "is no list of tables", "write a = ["),
        ("a = [{ n = 1 }, { n = 1 }]", lambda t: t.each("a", "n"), "a[1].n: '1' stands twice", "its own n"),
    ],
)
def test_a_fault_is_of_the_files_kind_and_names_place_and_remedy(table, written, read, fault, remedy) -> None:
    with pytest.raises(PlanError if table is PlanTable else ConfigurationError) as told:
        read(table(tomllib.loads(written), "own.toml"))
    assert f"own.toml, {fault}" in str(told.value) or fault in told.value.fault
    assert remedy in told.value.remedy


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a = " + b"[" * 5000 + b"]" * 5000, "too deep"),
        (b"a = " + b"9" * 5000, "thousands of digits"),
        (b"a" + b".b" * 5000 + b" = 1", "more than 64 parts"),
        (b"a = 1\n" * 2_000_000, "million bytes"),
        (b"a = 2024-02-31", "date"),
        (b"a = '\xff'", "utf-8"),
        (b"a = 'x\0'", "line 1"),
    ],
    ids=["deep", "digits", "parts", "huge", "day", "bytes", "NUL"],
)
def test_a_file_that_cannot_be_read_is_a_fault_of_its_value(content: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(ValueError, match=fault):
        read_toml(tmp_path / "a.toml")


def test_letters_are_composed_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("\ufeffa = 'e\u0302'", encoding="utf-8")
    assert [read_toml(tmp_path / "a.toml", composed=one)["a"] for one in (False, True)] == ["e\u0302", "\u00ea"]
