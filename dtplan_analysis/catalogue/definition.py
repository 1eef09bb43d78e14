"""A definition in words, put together from what an indicator's tests ask and by which day its records count."""

from collections.abc import Mapping
from typing import Any

from dtplan_analysis.catalogue.predicate import Predicate, Test
from dtplan_analysis.counting import Events
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.registers.columns import Column


def sentence(predicates: Mapping[str, Predicate], columns: Mapping[str, Column], day: str, language: str) -> str:
    """Return the definition in a language; `day` is the column by which records count."""
    say = {"vi": ("Đạt khi: {}", "trong số: {}", "không tính: {}", "theo: {}"),
           "en": ("Reached where: {}", "among: {}", "left out: {}", "by: {}")}[language]  # fmt: skip
    parts = [
        form.format(_tests(predicates[key], columns, language))
        for key, form in zip(("numerator", "among", "exclude"), say, strict=False)
        if key in predicates
    ]
    return "; ".join([*parts, say[3].format(columns[day].meaning[language])]) + "."


def happened(events: Events) -> Text:
    """Return what the flag of events means: that there is such a record in the other register."""
    title, told = events.register.title, dict.fromkeys(LANGUAGES, "")
    if events.kinds:
        column = events.register.column(events.kinds[0])
        for language in LANGUAGES:
            spoken = ", ".join(_spoken(column, value, language) for value in events.kinds[1])
            told[language] = f" ({column.meaning[language]}: {spoken})"
    vi, en = ("trong kỳ", "in the period") if events.window == "period" else ("trong năm", "in the year")
    return Text(
        f"có bản ghi {vi} trong “{title.vi}”{told['vi']}", f"there is a record {en} in “{title.en}”{told['en']}"
    )


def _tests(predicate: Predicate, columns: Mapping[str, Column], language: str) -> str:
    either = {"vi": " hoặc ", "en": " or "}[language]
    return either.join(", ".join(_words(test, columns, language) for test in tests) for tests in predicate.lists)


def _words(test: Test, columns: Mapping[str, Column], language: str) -> str:
    names = [columns[name].meaning[language] for name in test.columns]
    if test.values is None or test.values == (True,):
        return test.said[language].format(*names)
    spoken = [_spoken(columns[test.columns[0]], value, language) for value in test.values]
    return f"{names[0]}: {', '.join(spoken)}"


def _spoken(column: Column, value: Any, language: str) -> str:
    """Return a value as people say it: the word that was declared with it, not the code."""
    if isinstance(value, bool):
        return {"vi": ("không", "có"), "en": ("no", "yes")}[language][value]
    words = column.words.get(str(value), ())
    return words[0] if words and language == "vi" else str(value).replace("_", " ")
