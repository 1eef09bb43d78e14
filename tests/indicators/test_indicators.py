"""A walk over all indicators: they say all they must, and touch what they say, nothing else."""

import unicodedata
from datetime import date

import pytest
from backends import BACKENDS, rows_of

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.counting.scan import Scan
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.plans import load_plan

VARIANTS = [one for indicator in INDICATORS.values() for one in (indicator, *indicator.variants)]
EACH = pytest.mark.parametrize("indicator", VARIANTS, ids=[f"{one.name} {one.variant}".strip() for one in VARIANTS])
SECOND = CALENDAR.quarter("2024Q2")
DAY, LATER = date(2024, 5, 5), date(2024, 6, 6)

# A record of each register that reaches every indicator of it, in the second quarter of 2024.
REACHED = {
    "documents": {"direction": "internal", "channel": "portal", "also_paper": False, "sent_on": DAY},
    "assignments": {"number": "t", "assigned_on": DAY, "due_on": LATER, "completed_on": LATER, "tracked": True},
    "assignment_updates": {"number": "t", "updated_on": DAY},
    "work_records": {
        "closed_on": DAY,
        **dict.fromkeys(["opened_digitally", "processed_digitally", "closed_digitally"], True),
    },
    "staff": {"staff": "s", "valid_from": date(2024, 1, 1), "official_mailbox": True},
    "mailbox_use": {"staff": "s", "used_on": DAY},
    "training": {"staff": "s", "completed_on": DAY},
    "infrastructure": {"item": "i", "snapshot_on": DAY, "required": True, "met": True},
    "procedures": {"procedure": "p", "level": "full", "valid_from": date(2024, 1, 1)},
    "dossiers": {
        **{"procedure": "p", "received_on": DAY, "due_on": LATER, "completed_on": LATER, "returned_on": LATER},
        **{"status": "returned", "channel": "online", "result_delivery": "online", "user": "u", "supplements": 0},
        **dict.fromkeys(["processed_online", "result_online", "reused", "authenticated"], True),
        "complaint": False,
    },
    "satisfaction": {"answered_on": DAY, "score": "satisfied"},
    "systems": {
        **{"system": "x", "state": "operating", "platform": "lgsp", "level": "central"},
        **dict.fromkeys(["serves_public", "integrated", "sso"], True),
        "valid_from": date(2024, 1, 1),
    },
    "declarations": {"declared_on": DAY, "held_in_national_database": True, "asked_again": False},
}


def reached(indicator):
    """A row of each register of an indicator with every column, and the record counts there as reached."""
    rows = {}
    for register in indicator.registers:
        row = dict.fromkeys(register.names) | {"unit": "A"} | REACHED[register.name]
        rows[register.name] = {key: value for key, value in row.items() if key in register.names}
    own = rows[indicator.register.name]
    for column, values in indicator.among.items():
        if column in own:
            own[column] = values[0]
    if indicator.name == "documents_external_electronic":
        own["channel"] = "interconnection_axis"
    if indicator.events and indicator.events.kinds:
        column, kinds = indicator.events.kinds
        rows[indicator.events.register.name][column] = kinds[0]
    return rows


def counted(indicator, rows):
    frames = {name: BACKENDS["polars"]([row], name) for name, row in rows.items()}
    found = rows_of(count([indicator], frames, [SECOND], as_of=date(2024, 6, 30))[0].to_native())
    return tuple(found[0][name] for name in COUNTS) if found else None


# -- What is said ------------------------------------------------------------------------------------------------


def texts():
    for one in VARIANTS:
        for name in ("label", "definition", "source", "counted", "of"):
            if text := getattr(one, name):
                yield f"{one.name} {one.variant} {name}", text


def test_every_text_stands_in_both_languages():
    for what, text in texts():
        assert text.vi.strip(), what
        assert text.en.strip(), what
        assert unicodedata.is_normalized("NFC", text.vi), what


def test_labels_tell_indicators_apart():
    for language in ("vi", "en"):
        labels = [one.label[language] for one in VARIANTS]
        assert len(set(labels)) == len(labels)


def test_names_are_unique_and_are_the_keys():
    assert all(name == indicator.name for name, indicator in INDICATORS.items())
    for indicator in INDICATORS.values():
        assert len(set(indicator.choices)) == len(indicator.choices)
        assert all(one.name == indicator.name for one in indicator.variants)
        assert [indicator.choose(name).variant for name in indicator.choices] == list(indicator.choices)


def test_plan_names_what_the_library_has():
    for target in load_plan().targets:
        chosen = INDICATORS[target.indicator].choose(target.variant)
        assert chosen.checklist == target.checklist


# -- What is touched ---------------------------------------------------------------------------------------------


@EACH
def test_columns_exist(indicator):
    register = indicator.register
    known = {*register.names, *(derived.name for derived in register.derived)}
    assert known.issuperset(indicator.columns)
    for lookup in indicator.lookups:
        assert set(lookup.register.names).issuperset(lookup.columns)
    for name, values in {**indicator.among, **indicator.exclude}.items():
        column = next((c for one in indicator.registers for c in one.columns if c.name == name), None)
        assert not column or not column.codes or set(column.codes).issuperset(values)
    assert set(JUDGED).isdisjoint(indicator.columns) or "status" in indicator.columns


@EACH
def test_record_that_fulfils_all_is_reached(indicator):
    assert counted(indicator, reached(indicator)) == (1, 0, 0, 1, 1)


@EACH
def test_columns_are_all_that_is_touched(indicator):
    """Every other column may be absent, or hold anything: even what only one more touch would refuse."""
    rows, register = reached(indicator), indicator.register
    sources = {source for name in indicator.columns for source in register.sources(name)} | {"unit"}
    if indicator.judges_steps:  # to tell whether a record still runs, where it can be told
        sources |= set(register.sources("running"))
    lean = rows | {register.name: {k: v for k, v in rows[register.name].items() if k in sources}}
    assert counted(indicator, lean) == (1, 0, 0, 1, 1)
    frames = {name: BACKENDS["pandas"]([row], name) for name, row in rows.items()}
    noise = dict.fromkeys(set(register.names) - sources, 7.5)
    frames[indicator.register.name] = frames[indicator.register.name].assign(**noise)
    found = count([indicator], frames, [SECOND], as_of=date(2024, 6, 30))[0].to_native()
    assert tuple(found[list(COUNTS)].iloc[0]) == (1, 0, 0, 1, 1)


@EACH
def test_every_column_that_is_named_is_touched(indicator):
    """Without it the register is refused, unless an export may lack it, or it only excludes."""
    rows, register = reached(indicator), indicator.register
    for name in {source for column in indicator.columns for source in register.sources(column)}:
        lean = rows | {register.name: {k: v for k, v in rows[register.name].items() if k != name}}
        if register.column(name).optional or name in indicator.spare:
            assert counted(indicator, lean) is not None
        else:
            with pytest.raises(RegisterError, match=f"register {register.name}: column '{name}' is absent"):
                counted(indicator, lean)


@EACH
def test_empty_cell_in_what_is_needed_is_missing(indicator):
    rows, register = reached(indicator), indicator.register
    own, looked_up = (
        rows[indicator.register.name],
        {lookup.column: lookup.register.name for lookup in indicator.lookups},
    )
    for name in indicator.needs:
        if name in ("judged_on", "judged_by_frame"):
            continue  # without an end a record still runs
        if name in looked_up:
            emptied = rows | {looked_up[name]: rows[looked_up[name]] | {name: None}}
        else:
            days = {day: own[day] for day in indicator.placement.columns if own.get(day)}
            emptied = rows | {indicator.register.name: own | dict.fromkeys(register.sources(name)) | days}
        if name in register.names and register.column(name).if_empty is not None:
            assert counted(indicator, emptied) != (1, 0, 1, 0, 0), name
        else:
            assert counted(indicator, emptied) == (1, 0, 1, 0, 0), name


@EACH
def test_value_that_excludes_does(indicator):
    rows = reached(indicator)
    for name, values in indicator.exclude.items():
        for value in values if name in rows[indicator.register.name] else ():
            row = rows[indicator.register.name] | {name: value}
            assert counted(indicator, rows | {indicator.register.name: row}) == (1, 1, 0, 0, 0)


@EACH
def test_unknown_code_is_missing_where_it_is_needed_or_excludes(indicator):
    rows = reached(indicator)
    own = rows[indicator.register.name]
    for name in [name for name in own if indicator.register.column(name).codes]:
        result = counted(indicator, rows | {indicator.register.name: own | {name: "unheard of"}})
        asked = name in (*indicator.needs, *indicator.exclude)
        assert result == ((1, 0, 1, 0, 0) if asked else (1, 0, 0, 1, 1)), name


@EACH
def test_numerator_asks_for_what_is_needed_only(indicator):
    """Its expression is worked out on nothing but the needs, the placement and the events."""
    flags = [indicator.events.flag] if indicator.events else []
    allowed = {*indicator.needs, *indicator.placement.columns, *flags, "period_start", "period_end"}
    frames = {name: BACKENDS["polars"]([row], name) for name, row in reached(indicator).items()}
    placed = Scan([indicator], frames, by=("unit",), as_of=date(2024, 6, 30)).place(SECOND)
    assert placed.select(*sorted(allowed)).select(numerator=indicator.numerator).shape == (1, 1)
