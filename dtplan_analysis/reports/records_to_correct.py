"""The records to correct: those behind each shortfall of a unit, capped and without personal data."""

from datetime import date
from typing import Any

import pandas as pd

from dtplan_analysis.catalogue.definition import happened
from dtplan_analysis.counting.records import naming
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Language, Text
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table

_UNWANTED = ("also_paper", "asked_again", "complaint")
"""Flags that stand in the way when they are set; of all others, it is the ones not set that are worth a line."""

_DERIVED = {
    "judged_on": Text("Ngày kết thúc, hoặc ngày chốt số liệu", "End, or as-of day"),
    "judged_by_frame": Text(
        "Ngày kết thúc, yêu cầu bổ sung, hoặc ngày cuối kỳ", "End, request, or the period's last day"
    ),
    "connected": Text("Kết nối qua LGSP hoặc NDXP", "Connected through LGSP or NDXP"),
    "replaced": Text("Đã được văn bản khác thay thế", "Replaced by another document"),
    "result_at_distance": Text("Trả kết quả điện tử hoặc qua bưu chính", "Result online or by post"),
}

_CONDITION = Text("Điều kiện của chỉ tiêu này", "What this indicator asks")
"""What a column is called that a declaration derives for itself."""


def records_to_correct(subject: Subject) -> Section | None:
    """Return, for each target that is short or undecided, the first records behind it; None where none stand behind."""
    say, told = subject.say, subject.now[subject.now["status"] != "no_data"]
    if len(told) and not (told["counted_from"] == "records").any():
        return None
    parts = [_table(subject, target, subject.measured[target].indicator) for target in subject.correctable]
    if hidden := subject.now.loc[subject.now["status"] == "suppressed", "target"].tolist():
        parts.append(say("Of what is not shown, no records are listed: {targets}.", targets=subject.labels(hidden)))
    return Section(say("Records to correct"), parts or [say("There is no record to correct.")], folded=True)


def _table(subject: Subject, target: str, indicator: Proportion) -> Part:
    say, language = subject.say, subject.language
    found = subject.lacking(target)
    label = subject.label(target)
    if found.records is None:
        n = say.number(found.number)
        return say("{target}: people concerned: {n}; their codes are not shown.", target=label, n=n)
    register = indicator.register
    keys, day = naming(indicator, found.records.columns), indicator.placement.columns[0]
    heads = [*(register.column(name).meaning[language] for name in keys), register.column(day).meaning[language]]
    rows = [
        [
            *("" if pd.isna(record[name]) else str(record[name]) for name in keys),
            value_of(record[day], day, indicator, say),
            cells_of(record, indicator, say),
        ]
        for record in rows_in(found.records)
    ]
    note = ""
    if found.number > len(rows):
        note = say("The latest {shown} of {n} records.", shown=len(rows), n=say.number(found.number))
    return Table(
        say("{target}: records to correct", target=label), [*heads, say("What the record says")], rows, note=note
    )


def cells_of(record: dict[Any, Any], indicator: Proportion, say: Language) -> str:
    """Return what a record holds that stands in the way: empty cells first, then the rest."""
    empty, filled = [], []
    for name in indicator.needs:
        label, value = column_label(name, indicator, say.code), record[name]
        if pd.isna(value):
            empty.append(say("{column}: empty", column=label))
        elif name not in indicator.among and _tells(name, value):
            filled.append(f"{label}: {value_of(value, name, indicator, say)}")
    return "; ".join(empty + filled)


def _tells(name: str, value: Any) -> bool:
    """Return whether a cell can be what stands in the way: a flag the wrong way round, a count, a code or a day."""
    if isinstance(value, bool):
        return value == (name in _UNWANTED)
    return not (isinstance(value, int) and value == 0)


def column_label(name: str, indicator: Proportion, language: str) -> str:
    """Return what a column that an indicator looks at means, be it exported, derived or looked up."""
    if name in _DERIVED:
        return _DERIVED[name][language]
    if indicator.events and name == indicator.events.flag:
        return happened(indicator.events)[language]
    if name.startswith(f"{indicator.name}__"):
        return _CONDITION[language]
    column = _column(name, indicator)
    return column.meaning[language] if column else name


def within(meaning: str) -> str:
    """Return a column's meaning as it stands within a sentence; what begins with an acronym stays.

    >>> within("Mã TTHC"), within("ID of a procedure")
    ('mã TTHC', 'ID of a procedure')
    """
    return meaning if meaning[1:2].isupper() else meaning[:1].lower() + meaning[1:]


def _column(name: str, indicator: Proportion) -> Column | None:
    registers = (one for one in indicator.registers if name in one.names)
    return next((register.column(name) for register in registers), None)


def value_of(value: Any, name: str, indicator: Proportion, say: Language) -> str:
    """Return a cell of a column in words."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, date):
        return say.date(value)
    if isinstance(value, int | float):
        return say.number(value)
    column = _column(name, indicator)
    return column.words_of(str(value), say.code) if column else str(value)
