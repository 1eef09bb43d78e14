"""Registers that every engine counts, and what they must agree on."""

from datetime import date

from backends import BACKENDS, rows_of
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from reference import RULES, UNREAD
from reference import count as counted_plainly

from dtplan_analysis.catalogue import INDICATORS, REGISTERS
from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.periods import CALENDAR

AS_OF = date(2024, 8, 15)


QUARTERS = CALENDAR.between(date(2023, 11, 1), AS_OF)


PERIODS = [*QUARTERS, *(CALENDAR.year_to_date(quarter) for quarter in QUARTERS)]


DAYS = [
    *(date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 1), date(2024, 5, 20)),
    *(date(2024, 6, 30), date(2024, 7, 1), AS_OF, date(2024, 8, 20), date(2024, 9, 30), date(2024, 10, 1)),
]


KEYS = {"number", "replaces", "staff", "procedure", "user"}


REGISTERS_COUNTED = sorted({register for register, _, _ in RULES.values()})


def cells(column):
    """Values of a column: now and then nothing, what nobody can read, or a code that is none."""
    values = {
        "date": st.sampled_from(DAYS),
        "flag": st.sampled_from([True, True, False]),
        "whole": st.integers(0, 2),
        "number": st.just(1.0),
        "code": st.sampled_from([*column.codes, "unheard of"]),
    }.get(column.type)
    if column.name == "unit":
        values = st.sampled_from(["A", "B"])
    elif values is None:
        values = st.sampled_from(["a", "b", "c"] if column.name in KEYS else ["text"])
    lost = [st.just(UNREAD)] if column.type != "code" and not column.required else []
    return st.one_of(*[values] * 9, st.none(), *lost)


def registers(name, least, most):
    """A register and those that its indicators read beside it, as lists of dicts."""
    read = {register.name for one in variants() if one.register.name == name for register in one.registers}
    rows = {
        register: st.fixed_dictionaries({column.name: cells(column) for column in REGISTERS[register].columns})
        for register in sorted(read)
    }
    return st.fixed_dictionaries(
        {register: st.lists(row, min_size=least, max_size=most) for register, row in rows.items()}
    )


def variants():
    return [one for indicator in INDICATORS.values() for one in (indicator, *indicator.variants)]


def as_counts(table):
    return {(row["unit"], row["period"], row["span"]): tuple(row[name] for name in COUNTS) for row in rows_of(table)}


def agree(name, rows, backend, periods):
    indicators = [one for one in variants() if one.register.name == name]
    frames = {register: BACKENDS[backend](held, register) for register, held in rows.items()}
    tables = count(indicators, frames, periods, as_of=AS_OF)
    for indicator, table in zip(indicators, tables, strict=True):
        expected = counted_plainly((indicator.name, indicator.variant), rows, periods, AS_OF)
        assert as_counts(table.to_native()) == expected, f"{indicator.name} {indicator.variant} on {backend}"


quick = settings(
    deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
