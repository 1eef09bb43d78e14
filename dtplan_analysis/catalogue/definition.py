"""A definition in words, put together from what an indicator's tests ask and when its records count."""

from collections.abc import Iterator, Mapping, Sequence

from dtplan_analysis.catalogue.predicate import Predicate, Test
from dtplan_analysis.counting import Events, Placement
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.registers.columns import Column, Value

_PARTS = {
    "numerator": Text("đạt khi {0}", "reached where {0}"),
    "among": Text("chỉ tính khi {0}", "counted only where {0}"),
    "exclude": Text("không tính khi {0}", "left out where {0}"),
    "sum_of": Text("cộng các số của “{0}” thay cho đếm bản ghi", "the numbers of “{0}” are summed instead of records"),
    "distinct": Text("mỗi “{0}” tính một lần", "each “{0}” counts once"),
}
_PLACES = {
    "flow": Text("xếp kỳ theo “{0}”", "placed in a period by “{0}”"),
    "stock": Text(
        "tính các bản ghi còn hiệu lực vào ngày cuối kỳ (từ “{0}” đến “{1}”)",
        "of what is in force on the period's last day (“{0}” to “{1}”)",
    ),
    "open": Text(
        "tính các bản ghi đang mở vào bất kỳ lúc nào trong kỳ (từ “{0}” đến “{1}”)",
        "of what is open at any time in the period (“{0}” to “{1}”)",
    ),
    "snapshot": Text("theo lần ghi nhận cuối trong kỳ (“{0}”)", "as last seen in the period (“{0}”)"),
}
_IS = Text("“{0}” là {1}", "“{0}” is {1}")
_FLAG = {True: Text("có", "yes"), False: Text("không", "no")}
_HAPPENED = {True: Text("{0}", "{0}"), False: Text("không đúng là {0}", "it is not so that {0}")}
_OR = Text(" hoặc ", " or ")
_AND = Text(" và ", " and ")


def definition_of(
    predicates: Mapping[str, Predicate],
    columns: Mapping[str, Column],
    placement: Placement,
    *,
    happened: str = "",
    sum_of: str = "",
    distinct: str = "",
) -> Text:
    """Return the definition; `happened` names the column that events of another register make."""

    def parts(language: str) -> Iterator[str]:
        for key, one in predicates.items():
            yield _PARTS[key][language].format(asked(one, columns, language, happened=happened))
        for key, name in (("sum_of", sum_of), ("distinct", distinct)):
            if name:
                yield _PARTS[key][language].format(columns[name].meaning[language])
        days = (columns[name].meaning[language] for name in placement.columns)
        yield _PLACES[placement.kind][language].format(*days)

    return Text(*(_sentence([*parts(language)]) for language in LANGUAGES))


def asked(predicate: Predicate, columns: Mapping[str, Column], language: str, *, happened: str = "") -> str:
    """Return what a predicate asks of a record, in words."""
    lists = (_AND[language].join(_words(test, columns, happened, language) for test in tests)
             for tests in predicate.lists)  # fmt: skip
    return _OR[language].join(lists)


def happened(events: Events) -> Text:
    """Return what the flag of events means: that there is such a record in the other register."""
    title, told = events.register.title, dict.fromkeys(LANGUAGES, "")
    if events.kinds:
        column = events.register.column(events.kinds[0])
        for language in LANGUAGES:
            spoken = ", ".join(column.words_of(str(value), language) for value in events.kinds[1])
            told[language] = f" ({column.meaning[language]}: {spoken})"
    vi, en = ("trong kỳ", "in the period") if events.window == "period" else ("trong năm", "in the year")
    return Text(
        f"có bản ghi {vi} trong “{title.vi}”{told['vi']}", f"there is a record {en} in “{title.en}”{told['en']}"
    )


def _sentence(parts: Sequence[str]) -> str:
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _words(test: Test, columns: Mapping[str, Column], happened: str, language: str) -> str:
    column = columns[test.columns[0]]
    if test.values is None:
        return test.said[language].format(*(f"“{columns[name].meaning[language]}”" for name in test.columns))
    if column.name == happened:
        return _HAPPENED[bool(test.values[0])][language].format(column.meaning[language])
    spoken = _OR[language].join(_value(column, value, language) for value in test.values)
    return _IS[language].format(column.meaning[language], spoken)


def _value(column: Column, value: Value, language: str) -> str:
    return _FLAG[value][language] if isinstance(value, bool) else column.words_of(str(value), language)
