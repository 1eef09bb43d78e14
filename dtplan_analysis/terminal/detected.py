"""How the files of a register were read, as the command line says it: what nobody said and was found out."""

import re
from collections.abc import Iterator

from dtplan_analysis.language import Language
from dtplan_analysis.registers.reading import Reading

_DOUBTFUL = (
    *("passed over", "empty files passed over", "sheets passed over", "hidden sheets passed over"),
    *("hidden rows", "hidden columns", "days off not sure in"),
)
_SHEET = re.compile(r", sheet (?='.*'$)")
_PLACE = re.compile(r"(row|line|column) (.+)")


def detected_words(reading: Reading, say: Language) -> Iterator[str]:
    """Say how the files were read, once for those that were read alike, and which of their rows are no records."""
    alike: dict[str, list[str]] = {}
    for name, found in reading.detected.items():
        how = ", ".join(_found(key, what, say) for key, what in found.items() if key != "sheet")
        alike.setdefault(how, []).append(name)
    for how, names in alike.items():
        named = say("{n} files or sheets", n=say.number(len(names))) if len(names) > 1 else _named(names[0], say)
        yield f"{named}: {how}"
    if reading.not_records:
        kinds = ", ".join(f"{_kind(kind, say)} ({say.number(n)})" for kind, n in reading.not_records.items())
        yield say("rows that are no records, beside the rows read: {kinds}", kinds=kinds)


def doubtful_words(reading: Reading, say: Language) -> Iterator[str]:
    """Say what was passed over or hidden and may have been wanted, and which days off are not sure."""
    for name, found in reading.detected.items():
        for key in [key for key in found if key in _DOUBTFUL]:
            yield f"{_named(name, say)}: {_found(key, found[key], say)}"


def _named(name: str, say: Language) -> str:
    """Name a file, a sheet of it, or a calendar."""
    if name.startswith("holidays "):
        return say("calendar {name}", name=name.removeprefix("holidays "))
    return _SHEET.sub(lambda _: f", {say('sheet')} ", name)


def _found(key: str, what: str, say: Language) -> str:
    """Say one thing that was found out."""
    if place := _PLACE.fullmatch(what):
        kind, n = place.groups()
        what = {"row": say("row {n}", n=n), "line": say("line {n}", n=n), "column": say("column {n}", n=n)}[kind]
    what = {"tab": say("tab"), "space": say("space"), "query": say("a query"), "database": say("a database")}.get(
        what, what
    )
    columns = {"columns": what}
    told = {
        "format": what,
        "reader": say("read by {reader}", reader=what),
        "driver": say("read by {reader}", reader=what),
        "encoding": say("encoding {name}", name=what),
        "delimiter": say("delimiter {sign}", sign=what),
        "header": say("header in {place}", place=what),
        "transposed": say("transposed: each record in a column"),
        "hidden rows": say("hidden rows, read like the others: {n}", n=what),
        "hidden columns": say("hidden columns, read like the others: {columns}", **columns),
        "sheets passed over": say("sheets passed over: {names}", names=what),
        "hidden sheets passed over": say("hidden sheets passed over: {names}", names=what),
        "empty files passed over": say("empty files passed over: {names}", names=what),
        "passed over": say("passed over: {names}", names=what),
        "bytes without a letter": say("bytes without a letter: {n}", n=what),
        "first of them": say("the first of them in {place}", place=what),
        "days off not sure in": say("days off not sure in {years}", years=what),
        "day-first": say("the day first in {columns}", **columns),
        "month-first": say("the month first in {columns}", **columns),
        "thousands": say("points and commas between thousands in {columns}", **columns),
    }
    if key.startswith("decimal "):
        return say("decimal sign {sign} in {columns}", sign=key.removeprefix("decimal "), **columns)
    if key.startswith("format "):
        return say("days as {form} in {columns}", form=key.removeprefix("format "), **columns)
    return told.get(key) or f"{key} {what}"


def _kind(kind: str, say: Language) -> str:
    """Name a kind of rows that are no records."""
    return {
        "title": say("title", context="row"),
        "total": say("total", context="row"),
        "group": say("group", context="row"),
        "header": say("header", context="row"),
        "numbering": say("numbering", context="row"),
        "signature": say("signature", context="row"),
        "note": say("note", context="row"),
        "skipped": say("skipped", context="row"),
    }.get(kind, kind)
