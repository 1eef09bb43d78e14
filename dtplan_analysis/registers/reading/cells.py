"""The SQL of cells: from the text or type of an export to the types of a register's columns."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dtplan_analysis.registers.columns import NOT_APPLICABLE, Column, Value
from dtplan_analysis.registers.reading.conventions import (
    CLOCK,
    DECIMALS,
    SHORT_DAY,
    SPELT_DAY,
    THOUSANDS,
    UNBROKEN,
    WRITTEN_DAY,
    YEAR_FIRST,
)
from dtplan_analysis.registers.reading.formats.letters import neat
from dtplan_analysis.registers.reading.origin import Origin
from dtplan_analysis.registers.reading.source import DAY_FIRST, MONTH_FIRST, Source

TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "flag": "BOOLEAN",
    "whole": "BIGINT",
    "number": "DOUBLE",
}
"""The engine's type of each type of column."""

_WHOLE = {"DOUBLE": 10**15, "FLOAT": 2**24}
"""Below what number a type of the engine surely holds every whole one."""

_FIGURES = r"\d{1,18}"
"""The usual whole number, which fits its type."""

TRUE = ("true", "t", "1", "yes", "y", "x", "✓", "✔", "√", "☑", "có", "đúng", "đã", "đã có", "đạt")
FALSE = ("false", "f", "0", "no", "n", "☐", "không", "sai", "chưa", "không có", "chưa có", "không đạt", "chưa đạt")
"""The words of flags."""


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a value as SQL text."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "'" + text.replace("'", "''") + "'"


def raw(column: Column) -> str:
    """Return the name of a column's text as it was exported, as SQL."""
    return quoted("raw_" + column.name)


def has_raw(column: Column) -> bool:
    """Return whether a cell may say something that its typed value does not."""
    return column.type != "code"


def matches(text: str, pattern: str) -> str:
    """Return the SQL of whether a whole text is of a pattern."""
    return f"regexp_full_match({text}, {literal(pattern)})"


def says_missing(text: str, origin: Origin) -> str:
    """Return the SQL of whether a text is a word for what nobody knows; empty where the workspace names none."""
    words = ", ".join(literal(word.lower()) for word in origin.missing)
    return f"(lower({text}) IN ({words}))" if words else ""


def fault_of(column: Column, text: str, value: str, origin: Origin) -> str:
    """Return the cases of a column's fault: it is empty, be it in so many words, or nothing that can be read."""
    empty, unreadable = (literal(f"{column.name}: {what}") for what in ("empty", "unreadable"))
    tests = " OR ".join(filter(None, (f"{text} IS NULL", says_missing(text, origin))))
    return f"WHEN {value} IS NULL THEN CASE WHEN {tests} THEN {empty} ELSE {unreadable} END"


def as_text(cell: str, type_: str) -> str:
    """Return a cell as text; null where it is empty."""
    if type_.startswith("DECIMAL"):
        return f"CASE WHEN {cell} = trunc({cell}) THEN {cell}::DECIMAL(38, 0)::VARCHAR ELSE {cell}::VARCHAR END"
    if whole := _WHOLE.get(type_):
        # A whole number that had to share its column with empty cells: 2.0 is the code 2. Beyond what the type holds
        # whole, two numbers may have become one, and the text has the power that a damaged key is known by.
        text = f"CASE WHEN abs({cell}) < {whole} THEN '{{:.0f}}' ELSE '{{:.16e}}' END"
        return f"CASE WHEN {cell} = trunc({cell}) THEN format({text}, {cell}::DOUBLE) ELSE {cell}::VARCHAR END"
    return f"nullif({cell}::VARCHAR, '')"


def hashed(text: str) -> str:
    """Return the pseudonym of a text: the first 72 bits of a hash keyed with the engine's variable `secret`.

    Among a hundred million people two share one with a chance of one in a million, and twelve letters are what the
    engine groups by without looking them up.
    """
    return f"CASE WHEN {text} IS NOT NULL THEN to_base64(unhex(left(sha256(getvariable('secret') || {text}), 18))) END"


def typed(text: str, cell: str, type_: str, column: Column, source: Source, way: str = "") -> str:
    """Return the typed value of a cell, given its text and itself; null where it holds nothing of the type.

    `way` is how the column's days or numbers are written; without it, what can be read in two ways is null.
    """
    mapped = _mapped(text, source.codes.get(column.name, {}))
    origin = source.origin(column.name)
    match column.type:
        case "date":
            day = _day(mapped, cell, type_, source.timezone, way)
            return _formed(mapped, origin, day) if origin.format and type_ == "VARCHAR" else day
        case "flag":
            lowered, true, false = f"lower({mapped})", _one_of(TRUE), _one_of(FALSE)
            plain = f"WHEN {mapped} IN ('true', '1') THEN true WHEN {mapped} IN ('false', '0') THEN false"  # the usual
            return f"CASE {plain} WHEN {lowered} IN {true} THEN true WHEN {lowered} IN {false} THEN false END"
        case "whole":
            value = _whole(_number(mapped, type_, way), origin.scale)
            if type_ != "VARCHAR" or origin.scale != 1:
                return value
            return f"CASE WHEN {matches(mapped, _FIGURES)} THEN try_cast({mapped} AS BIGINT) ELSE {value} END"
        case "number":
            figures = f"regexp_replace({mapped}, ' ?%$', '')" if type_ == "VARCHAR" else mapped
            value = f"(try_cast({_number(figures, type_, way)} AS DOUBLE) * {origin.scale})"
            if type_ == "VARCHAR":
                value = f"({value} / CASE WHEN ends_with({mapped}, '%') THEN 100 ELSE 1 END)"
            return f"CASE WHEN isfinite({value}) THEN {value} END"
        case "code":
            return _coded(mapped, column)
        case _:
            return mapped


def _mapped(text: str, codes: Mapping[str, Value | date]) -> str:
    if not codes:
        return text
    cases = " ".join(
        f"WHEN {text} {f'= {literal(spelt)}' if spelt else 'IS NULL'} THEN {literal(ours)}"
        for spelt, ours in _spellings(codes).items()
        if ours not in ("", NOT_APPLICABLE)
    )
    return f"CASE {cases} ELSE {text} END" if cases else text


def _coded(text: str, column: Column) -> str:
    """Codes by our name in any case, or by their official number; any other value stays as it is, unmapped."""
    official = " ".join(
        f"WHEN {literal(spelt)} THEN {literal(ours)}" for spelt, ours in _spellings(column.official).items()
    )
    named = f"CASE WHEN lower({text}) IN {_one_of(column.codes)} THEN lower({text}) ELSE {text} END"
    return f"CASE {text} {official} ELSE {named} END" if official else named


def _spellings(codes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the codes, and those that are whole numbers as spreadsheets and frames spell them too: 2 as 2.0."""
    spelt = {neat(theirs): ours for theirs, ours in codes.items()}
    return spelt | {f"{theirs}.0": ours for theirs, ours in spelt.items() if theirs.isdecimal()} | spelt


def _one_of(words: tuple[str, ...]) -> str:
    decimal = [f"{word}.0" for word in words if word.isdecimal()]
    return f"({', '.join(map(literal, (*words, *decimal)))})"


def _number(text: str, type_: str, way: str) -> str:
    """Return the text of a number with a point as its decimal sign and nothing between the thousands."""
    if type_ != "VARCHAR":  # nobody wrote it
        return text
    plain = f"regexp_full_match({text}, '[+-]?\\d+([eE][+-]?\\d+)?')"
    comma, point = (f"regexp_full_match({text}, {literal(alone)})" for alone in DECIMALS.alone)
    both = f"regexp_full_match({text}, {literal(DECIMALS.both)})"
    by_comma, by_point = f"replace(replace({text}, '.', ''), ',', '.')", f"replace({text}, ',', '')"
    read = {
        ",": f"WHEN {comma} OR {both} THEN {by_comma}",
        ".": f"WHEN {point} OR {both} THEN {by_point}",
        THOUSANDS: f"WHEN {both} THEN replace({by_point}, '.', '')",
        "": "",
    }[way]
    return f"CASE WHEN {plain} THEN {text} {read} END"


def _whole(number: str, scale: int | float) -> str:
    """Whole numbers: 1.5 is no count, and is not rounded."""
    value = f"try_cast({number} AS DECIMAL(38, 6))"
    if scale != 1:
        value = f"try_cast({value}::DECIMAL(24, 6) * {Decimal(str(scale)):f}::DECIMAL(14, 6) AS DECIMAL(38, 6))"
    return f"CASE WHEN {value} = floor({value}) THEN try_cast({value} AS BIGINT) END"


def clock(text: str) -> str:
    """Return the SQL of the second of the day that a text ends with; null where it has no time, or that of midnight."""
    hour, minute, second, half = (f"regexp_extract({text}, {literal(CLOCK)}, {n})" for n in range(1, 5))
    hours, minutes, seconds = (f"coalesce(try_cast({part} AS INTEGER), 0)" for part in (hour, minute, second))
    later = f"CASE WHEN upper({half}) IN ('PM', 'CH') AND {hours} < 12 THEN 43200 ELSE 0 END"
    timed = f"contains({text}, ':') AND regexp_matches({text}, {literal(CLOCK)})"
    told = f"nullif({hours} * 3600 + {minutes} * 60 + {seconds} + {later}, 0)"
    usual = f"CASE WHEN {text} LIKE '% __:__:__' THEN epoch(try_cast(right({text}, 8) AS TIME)) END"  # read in no time
    return f"CASE WHEN {usual} IS NOT NULL THEN nullif({usual}, 0) WHEN {timed} THEN {told} END"


def _spelt(text: str) -> str:
    """The day of “ngày 05 tháng 4 năm 2024”."""
    parts = (f"regexp_extract({text}, {literal(SPELT_DAY)}, {n})" for n in (1, 2, 3))
    return f"try_strptime(concat_ws('/', {', '.join(parts)}), '%d/%m/%Y')::DATE"


def expanded(text: str, origin: Origin) -> str:
    """Return the SQL of a text, with the years of its days in four digits where the workspace says how."""
    if origin.pivot is None or origin.format:
        return text
    days, year, rest = (f"regexp_extract({text}, {literal(SHORT_DAY)}, {n})" for n in (1, 2, 3))
    century = f"CASE WHEN {year}::INTEGER < {origin.pivot} THEN '20' ELSE '19' END"
    return f"CASE WHEN {matches(text, SHORT_DAY)} THEN {days} || {century} || {year} || {rest} ELSE {text} END"


def _formed(text: str, origin: Origin, day: str) -> str:
    """The day of a text in the form that the workspace names, or else as any other."""
    formed = f"try_strptime({text}, {literal(origin.format)})::DATE"
    if origin.pivot is not None and "%y" in origin.format:
        year = f"year({formed})"
        turn = f"CASE WHEN {year} % 100 < {origin.pivot} THEN 2000 ELSE 1900 END + {year} % 100 - {year}"
        formed = f"({formed} + to_years(({turn})::INTEGER))::DATE"
    return f"coalesce({formed}, {day})"


def _day(text: str, cell: str, type_: str, timezone: str, way: str) -> str:
    """The local day of a cell: the year first or last, yyyymmdd, an Excel serial, a timestamp; any with a time."""
    zone = literal(timezone)
    if type_ == "DATE":
        return cell
    if type_ in ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"):
        return f"timezone({zone}, {cell})::DATE"
    if type_.startswith("TIMESTAMP"):
        return f"{cell}::DATE"
    clock = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
    iso, pointed = r"\d{4}-\d{2}-\d{2}", f"replace({text}, ',', '.')"
    midnight = f"replace({pointed}, '24:00', '00:00')"  # at the end of its day
    figures = f"split_part({text}, ' ', 1)"
    day_first, month_first, year_first = (
        f"try_strptime({figures}, [{', '.join(literal(form.replace('/', sign)) for sign in '/-.')}])::DATE"
        for form in ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d")
    )
    written = {
        DAY_FIRST: day_first,
        MONTH_FIRST: month_first,
    }.get(way, f"CASE WHEN {day_first} = {month_first} THEN {day_first} END")
    return (
        f"coalesce({_plain_day(text, way)}, CASE WHEN regexp_full_match({text}, {literal(WRITTEN_DAY)}) THEN {written} "
        f"WHEN {matches(text, SPELT_DAY)} THEN {_spelt(text)} "
        f"WHEN regexp_full_match({text}, '{iso}([T ]{clock})?') THEN try_cast({midnight} AS TIMESTAMP)::DATE "
        f"WHEN regexp_full_match({text}, '{iso}[T ]{clock}(Z|[+-]\\d{{2}}(:?\\d{{2}})?)') "
        f"THEN timezone({zone}, try_cast({pointed} AS TIMESTAMPTZ))::DATE "
        f"WHEN {matches(text, YEAR_FIRST)} THEN {year_first} "
        f"WHEN {matches(text, UNBROKEN)} THEN try_strptime(left({text}, 8), '%Y%m%d')::DATE "
        f"WHEN regexp_full_match({text}, '\\d{{5}}([.,]\\d+)?') "
        f"THEN DATE '1899-12-30' + regexp_extract({text}, '^\\d+')::INTEGER END)"
    )


def _plain_day(text: str, way: str) -> str:
    """The day of a text in the most usual forms, in half of the time that telling all forms apart takes."""
    form = {DAY_FIRST: "%d/%m/%Y", MONTH_FIRST: "%m/%d/%Y"}.get(way)
    if not form:  # an attempt that fails takes ten times as long
        return "NULL::DATE"
    short, long = (f"try_strptime({text}, {literal(form + time)})::DATE" for time in ("", " %H:%M:%S"))
    one_space = f"NOT contains({text}, '  ')"
    return f"CASE strlen({text}) WHEN 10 THEN {short} WHEN 19 THEN CASE WHEN {one_space} THEN {long} END END"
