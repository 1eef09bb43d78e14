"""What does a target ask, what is counted for it, and how does the figure come about?"""

from dataclasses import dataclass

import pandas as pd

from dtplan_analysis.charts import Chart
from dtplan_analysis.charts.intervals import BAR, DOT, GOAL, Scale, Strip, strips
from dtplan_analysis.charts.labels import number
from dtplan_analysis.charts.style import plain
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import measure_text, status_word
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.reports.answers.answer import Answer
from dtplan_analysis.reports.answers.figures import Figures, Row
from dtplan_analysis.reports.records_to_correct import column_label
from dtplan_analysis.tables import Table


@dataclass(frozen=True)
class _Fact:
    what: str
    said: str


def definition(figures: Figures, target: Names = None, *, unit: str | None = None, period: str | None = None) -> Answer:
    """Return what a target asks and counts, in words, with its figure taken apart; without a target, all in short."""
    if isinstance(target, str):
        return _of_one(figures, figures.one(target, unit, period))
    return _of_all(figures, figures.select(target, unit, period))


def _of_one(figures: Figures, row: Row) -> Answer:
    say, indicator = figures.say, figures.indicator(row)
    facts = [_Fact(say("Asks for"), figures.asks(row)), *(_declared(figures, indicator) if indicator else ())]
    facts = [one for one in facts if one.said]
    title = say("What {target} counts", target=figures.label(row))
    table = Table(title, (say("What"), say("Definition")), [(one.what, one.said) for one in facts])
    frame = pd.DataFrame([vars(one) for one in facts])
    return Answer(title, frame, table, _steps(figures, row))


def _declared(figures: Figures, indicator: Proportion) -> list[_Fact]:
    say, language = figures.say, figures.language
    register, day = indicator.register, indicator.placement.columns[0]
    needs = (column_label(name, indicator, language) for name in indicator.needs)
    among, left_out = (
        "; ".join(_values(name, values, figures, indicator) for name, values in parts.items())
        for parts in (indicator.among, indicator.exclude)
    )
    return [
        _Fact(say("Definition"), indicator.definition[language]),
        _Fact(say("The denominator holds"), indicator.of[language] if indicator.of else ""),
        _Fact(say("Register"), register.title[language]),
        _Fact(say("Date that decides the period"), column_label(day, indicator, language)),
        _Fact(say("Counted among"), among),
        _Fact(say("Left out"), left_out),
        _Fact(say("Missing where one of these is empty"), "; ".join(needs)),
        _Fact(say("Source"), indicator.source[language]),
        _Fact(say("Function"), f"dtplan_analysis.catalogue.INDICATORS[{indicator.name!r}]"),
    ]


def _values(name: str, values: tuple[str | bool, ...], figures: Figures, indicator: Proportion) -> str:
    say = figures.say
    known = {column.name: column for register in indicator.registers for column in register.columns}
    words = (
        (say("yes") if value else say("no"))
        if isinstance(value, bool)
        else known[name].words_of(value, figures.language)
        if name in known
        else value
        for value in values
    )
    return f"{column_label(name, indicator, figures.language)}: {', '.join(words)}"


def _steps(figures: Figures, row: Row) -> Chart:
    """Return how a row's figure comes about, as bars: all records, those left out, missing, counted, as required."""
    say = figures.say
    share = f"{measure_text(row, say)} {status_word(row['status'], say)}".strip()
    title = say("How the figure comes about: {unit}, {quarter}: {share}", unit=figures.name(row[figures.by]),
                quarter=figures.when(row), share=share)  # fmt: skip
    names = {
        "records": say("Records"),
        "excluded": say("Left out"),
        "missing": say("With missing cells"),
        "denominator": say("Counted (denominator)"),
        "numerator": say("As defined (numerator)"),
    }
    counts = {name: number(row.get(name)) for name in names}
    known = {name: count for name, count in counts.items() if count is not None}
    drawn = [Strip(plain(names[name]), "", say.number(count), bars=(count,)) for name, count in known.items()]
    most = max([1.0, *known.values()])
    return strips(title, drawn, Scale(0, most * 1.02, ",.0f"), {f"{BAR}0": say("records")} if known else {}, say)


def _of_all(figures: Figures, rows: list[Row]) -> Answer:
    say, language = figures.say, figures.language
    title = say("What is measured")
    found = [(row, figures.indicator(row)) for row in rows]
    body = [
        (
            figures.label(row),
            figures.asks(row),
            one.definition[language] if one else "",
            one.register.title[language] if one else "",
        )
        for row, one in found
    ]
    heads = (say("Target"), say("Asks for"), say("Definition"), say("Register"))
    names = ("target", "indicator", "variant", "threshold")
    frame = pd.DataFrame([{name: row.get(name) for name in names} for row in rows])
    frame = frame.assign(asks=[row[1] for row in body], definition=[row[2] for row in body])
    drawn = [_share(figures, row) for row in rows]
    marks = {DOT: say("share"), GOAL: say("target")}
    return Answer(title, frame, Table(title, heads, body), strips(title, drawn, Scale(), marks, say))


def _share(figures: Figures, row: Row) -> Strip:
    say, dot = figures.say, number(row["value"])
    name, state = plain(figures.label(row)), measure_text(row, say)
    if dot is None:
        return Strip(name, "", state)
    return Strip(
        name, "", state, status_word(row["status"], say), dot=dot, goal=threshold_of(row), pick=figures.pick(row)
    )
