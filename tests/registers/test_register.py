"""Registers: what one knows of its columns; and a walk over all of them, which say all they must."""

import unicodedata
from dataclasses import replace

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, day, text
from dtplan_analysis.registers.register import AFTER_HOUR, Derived, Process, before, due_on, out_of_order

CONTRACT = {
    "documents": "number unit direction sent_on channel also_paper secrecy state replaces",
    "assignments": "number unit issuer assigned_on due_on completed_on tracked secrecy",
    "assignment_updates": "number updated_on",
    "work_records": "number unit opened_on closed_on opened_digitally processed_digitally closed_digitally secrecy",
    "staff": "staff unit kind valid_from valid_to long_leave official_mailbox",
    "mailbox_use": "staff used_on",
    "training": "staff completed_on kind course",
    "infrastructure": "unit item snapshot_on required met evidence",
    "procedures": "procedure name field field_name level valid_from valid_to unit eligible_full fee online_payment "
    "yields_document announced_on effective_on published_on",
    "dossiers": "number unit procedure field applicant filed_on received_on due_on completed_on returned_on status "
    "channel processed_online result_online result_delivery reused authenticated authenticated_system user supplements "
    "supplement_asked_on "
    "complaint fee_due "
    "paid_online digitised digitised_reused from_citizen_store synchronised electronic_result",
    "satisfaction": "unit answered_on score dossier weight stratum cluster",
    "satisfaction_served": "unit period served",
    "systems": "system name unit serves_public state integrated platform sso level valid_from valid_to",
    "declarations": "dossier unit declared_on field held_in_national_database asked_again",
    "plan_tasks": "task task_number title unit lead due_on progress state deliverable updated_on",
    "budget": "unit year source outsourcing planned disbursed as_of",
    "workforce": "unit snapshot_on it_posts it_staff security_staff hired left incentive",
    "initiatives": "initiative unit kind channel title state started_on finished_on result",
    "inspections": "unit period criterion score max_score finding recommendation inspected_on",
    "petitions": "number unit received_on answered_on published_on due_on refused",
    "values": "target unit period value source as_of",
}

NO_COLUMN = nw.lit(None)
CASES = Register(
    "cases",
    Text("Vụ việc", "Cases"),
    (UNIT, day("opened_on", "Mở", "Opened", required=True), day("closed_on", "Đóng", "Closed"), text("state", "", "")),
    date="opened_on",
    derived=(Derived("end", ("closed_on", "state"), lambda _: NO_COLUMN, beside=("noted_on",)),),
    process=Process("state", "open", {("closed",): ("closed_on",)}),
)


def test_what_decides_the_period_happened_unless_the_register_says_so_of_another() -> None:
    assert [column.name for column in CASES.columns if column.happened] == ["opened_on"]
    closed = day("closed_on", "Đóng", "Closed", happened=True)
    said = replace(CASES, columns=(UNIT, day("opened_on", "Mở", "Opened", required=True), closed))
    assert [column.name for column in said.columns if column.happened] == ["closed_on"]


@pytest.mark.parametrize(
    ("name", "sources", "beside"),
    [("state", ("state",), ()), ("end", ("closed_on", "state"), ("noted_on",)), ("nothing", (), ())],
)
def test_a_column_is_exported_or_derived(name: str, sources: tuple[str, ...], beside: tuple[str, ...]) -> None:
    assert (CASES.sources(name), CASES.beside(name)) == (sources, beside)


@pytest.mark.parametrize(
    ("names", "dated"),
    [
        (["unit"], ["opened_on"]),
        (["opened_on"], []),
        (["unit", "state"], ["opened_on", "closed_on"]),
        (["state", "closed_on"], ["opened_on"]),
    ],
)
def test_days_tell_since_when_a_record_is_what_it_is(names: list[str], dated: list[str]) -> None:
    assert CASES.dated_by(names) == dated


def test_a_register_is_a_table_of_the_workspace_and_knows_its_columns() -> None:
    assert CASES.table == "registers.cases"
    assert CASES.column("unit") is UNIT
    with pytest.raises(KeyError, match="units"):
        CASES.column("units")


@pytest.mark.parametrize(
    ("due", "late", "expected"),
    [
        ("2024-05-10", False, "2024-05-10"),
        ("2024-05-10", True, "2024-05-09"),  # ended on the day, after its hour
        ("2024-05-10", None, "2024-05-10"),
        ("2024-05-01", False, None),  # before it was received
        ("9999-12-31", False, "9999-12-31"),  # a due day stays, however far; the checks say it
        (None, False, None),
    ],
)
def test_a_due_day_is_none_where_it_cannot_be(due: str | None, late: bool | None, expected: str | None) -> None:
    cells = {"due_on": [due and pd.Timestamp(due)], "received_on": [pd.Timestamp("2024-05-02")], AFTER_HOUR: [late]}
    types = {"due_on": pl.Datetime("us"), "received_on": pl.Datetime("us"), AFTER_HOUR: pl.Boolean}
    derived = due_on("received_on")
    found = nw.from_native(pl.DataFrame(cells, schema=types)).select(derived.expression(pd.Timestamp("2024-06-30")))
    assert found.item() == (expected and pd.Timestamp(expected))
    assert (derived.sources, derived.beside) == (("due_on", "received_on"), (AFTER_HOUR,))


def test_days_out_of_order_are_a_rule_of_their_names() -> None:
    rule = out_of_order("closed_on", "opened_on", "Đóng trước khi mở", "closed before it was opened")
    assert (rule.column, rule.rule) == ("closed_on", "closed_on_before_opened_on")
    assert rule.sql == "closed_on < opened_on"
    frame = nw.from_native(pl.DataFrame({"opened_on": [2, 2, 2], "closed_on": [1, 2, None]}))
    assert frame.select(before("closed_on", "opened_on"))["closed_on"].to_list() == [True, False, None]


# A walk over all


def test_registers_are_the_contracts():
    assert {name: " ".join(register.names) for name, register in REGISTERS.items()} == CONTRACT


@pytest.mark.parametrize("register", REGISTERS.values(), ids=list(REGISTERS))
def test_register_names_only_columns_that_it_has(register):
    names = set(register.names)
    assert len(names) == len(register.names)
    assert names.issuperset(register.key)
    assert not register.date or register.column(register.date).required
    assert not any(column.optional for column in register.columns if column.name in register.key)
    for column in register.columns:
        assert bool(column.codes) == (column.type == "code")
        assert set(column.official.values()) <= set(column.codes)
        assert not (column.required and column.optional)
    for derived in register.derived:
        assert names.issuperset(derived.sources)
    for rule in register.consistency:
        assert rule.column in names


def test_every_text_stands_in_both_languages() -> None:
    for register in REGISTERS.values():
        texts = [register.title, *(column.meaning for column in register.columns)]
        for one in (*texts, *(rule.message for rule in register.consistency)):
            assert one.vi.strip(), register.name
            assert one.en.strip(), register.name
            assert unicodedata.is_normalized("NFC", one.vi), register.name
