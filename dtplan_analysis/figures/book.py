"""Figures for people, as sheets of a workbook: a cover, notes, and one table a sheet, whatever the file's format.

After the UK Government Analysis Function, Releasing statistics in spreadsheets (2021): each sheet has its title in A1,
a line about its table, and the table; no cell of it is empty or merged, and signs in brackets stand for what is not
there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from dtplan_analysis.figures.column import KINDS, Column
from dtplan_analysis.figures.content import Figures, Row, Value, value_of
from dtplan_analysis.figures.dictionary import dictionary
from dtplan_analysis.figures.sheet import Cell, Line, Share, Sheet
from dtplan_analysis.judging.wording import measure_text, reason_words, status_word
from dtplan_analysis.language import Language, Text
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.spreadsheet import clean, sheet_name

NO_DATA, NOT_APPLICABLE, CONFIDENTIAL = "[x]", "[z]", "[c]"
"""What stands where there is no figure."""

_UNIT = Column("", "text", Text("Đơn vị", "Unit"), Text("Tên đơn vị", "Name of the unit"))
_FIGURE = Column("", "text", Text("Chỉ số", "Figure"), Text("Tên chỉ số", "Name of the figure"))
_SUMMED = ("threshold", "value", "status", "numerator", "denominator", "missing", "shortfall")


def book(figures: Figures) -> list[Sheet]:
    """Return the sheets of a workbook: cover, notes, the targets at a glance, all figures, dictionary and codes."""
    say = Language(figures.language)
    tables = [_notes(figures, say), *_glance(figures, say), *_points(figures, say), _all(figures, say)]
    tables += [_dictionary(say), _codes(say)]
    taken = {say("Cover").casefold()}
    named = [_tidy(replace(sheet, name=sheet_name(sheet.name, taken))) for sheet in tables]
    return [_cover(figures, named, say), *named]


def digits(share: float, threshold: float | None) -> int:
    """Return to how many digits a percentage is shown: one, or more where it would read as a threshold not reached.

    >>> digits(0.6, 0.6), digits(0.5996, 0.6), digits(0.99996, None)
    (1, 2, 3)
    """
    goals = [goal for goal in (threshold, 1.0) if goal is not None and share < goal]
    return next((n for n in range(1, 9) if all(round(share, n + 2) < goal for goal in goals)), 9)


def _cover(figures: Figures, tables: Sequence[Sheet], say: Language) -> Sheet:
    as_of, version = figures.metadata("as_of"), figures.metadata("version")
    known = (
        (say("Unit"), figures.metadata("unit")),
        (say("Period"), say.quarter(figures.metadata("quarter"))),
        (say("Plan"), figures.metadata("plan")),
        (say("Data as of"), say.date(date.fromisoformat(as_of)) if as_of else ""),
        (say("Source"), say("registers of the units, judged against the plan")),
        (say("Made with"), f"dtplan-analysis {version}" if version else ""),
        (say("Fingerprint of the data"), figures.metadata("input_hash")),
    )
    lines = [Line(f"{term}: {value}") for term, value in known if value]
    if figures.about.get("synthetic"):
        lines.insert(0, Line(say("Synthetic data")))
    links = [Line(f"{sheet.name}: {sheet.title}", sheet=sheet.name) for sheet in tables]
    title = figures.metadata("title") or say("Judged figures")
    return _tidy(Sheet("cover", say("Cover"), title, [*lines, Line(say("Contents"), heading=True), *links]))


def _notes(figures: Figures, say: Language) -> Sheet:
    columns = dictionary()
    rows = [
        (NO_DATA, say("There are no data: nothing was reported, or the register was not given.")),
        (NOT_APPLICABLE, say("Does not apply: no case arose, or the figure has nothing of the kind.")),
        (CONFIDENTIAL, say("Not published: the count is small, or a small count could be computed from it.")),
        (columns["status"].title[say.code],
         say("A target is met if it is reached even when every record with missing cells fails, and not met if it is "
             "not reached even when all of them pass; else it cannot be decided yet.")),
        (columns["value"].title[say.code],
         say("Shares are compared unrounded; a register holds every case, so its status is whole-number arithmetic.")),
        (columns["interval"].title[say.code],
         say("Intervals at 95%: Wilson's score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953); of a survey "
             "with weights, strata or clusters, that of its design (Korn and Graubard 1998). For a register it "
             "speaks of the process, to compare units and quarters; for the survey it decides.")),
        (say("All units"),
         say("The figure of all units is the sum of their cases, not the mean of their percentages.")),
        (say("Definitions"),
         say("What is marked proposed is proposed by this toolkit; what has no mark claims nothing.")),
    ]  # fmt: skip
    declared = dict.fromkeys(filter(None, map(figures.indicator, figures.rows)))
    rows += [
        (one.label[say.code], f"{one.definition[say.code]} {say('Definition: {source}', source=one.source[say.code])}")
        for one in declared
    ]
    return _sheet(
        "notes", say("Notes"), say("How to read the figures"), (say("Sign or word"), say("What it means")), rows, say
    )


def _glance(figures: Figures, say: Language) -> Iterator[Sheet]:
    """Yield the targets of the latest quarter: of one unit with what was counted, of several units by target."""
    latest = max((str(row.get("period") or "") for row in figures.rows), default="")
    here = [row for row in figures.rows if row.get("target") and str(row.get("period") or "") == latest]
    now = {(row.get("unit"), row["target"]): row for row in here if row.get("span") != TO_DATE}
    when = say.quarter(latest)
    if len({unit for unit, _ in now}) == 1:
        to_date = {row["target"]: row for row in here if row.get("span") == TO_DATE}
        title = say("Targets in {quarter}", quarter=when)
        yield _sheet("targets", say("Targets"), title, *_scores([*now.values()], to_date, figures, say), say)
    elif now:
        title = say("Shares of units and targets, {quarter}", quarter=when)
        yield _sheet("shares", say("Shares"), title, *_matrix(now, "value", figures, say), say)
        title = say("Status of units and targets, {quarter}", quarter=when)
        yield _sheet("statuses", say("Statuses"), title, *_matrix(now, "status", figures, say), say)


def _scores(
    now: Sequence[Row], to_date: Mapping[str, Row], figures: Figures, say: Language
) -> tuple[list[str], list[list[Cell]]]:
    """Return heads and rows of one unit's targets: what was counted in the quarter, and the year to date."""
    columns, code = dictionary(), say.code
    heads = [columns["target"].title[code], _FIGURE.title[code], *(columns[name].title[code] for name in _SUMMED)]
    rows = []
    for row in now:
        cells = [_cell(row, columns[name], figures, say) for name in _SUMMED]
        year = [_cell(to_date.get(row["target"], {}), columns[name], figures, say) for name in ("value", "status")]
        rows.append([str(row["target"]), figures.figure_name(row, code), *cells, *year])
    return [*heads, say("Year to date"), say("Year to date: status")], rows


def _matrix(
    now: Mapping[tuple[Any, Any], Row], name: str, figures: Figures, say: Language
) -> tuple[list[str], list[list[Cell]]]:
    """Return heads and rows of a column of the judged table, by unit and target."""
    units, column = dict.fromkeys(unit for unit, _ in now), dictionary()[name]
    targets: dict[str, Row] = {}
    for (_, target), row in now.items():
        targets.setdefault(target, row)
    short = {id_: text[say.code] for id_, text in figures.targets.items()}
    heads = [f"{id_} {short.get(id_) or figures.figure_name(row, say.code)}" for id_, row in targets.items()]
    rows = []
    for unit in units:
        cells = [_at_a_glance(now.get((unit, target), {}), column, figures, say) for target in targets]
        rows.append([figures.unit_name(str(unit or ""), say), str(unit or NOT_APPLICABLE), *cells])
    return [_UNIT.title[say.code], dictionary()["unit"].title[say.code], *heads], rows


def _at_a_glance(row: Row, column: Column, figures: Figures, say: Language) -> Cell:
    """Return a share or a status of a row; a checklist has no share, but items met of items required."""
    if column.name == "value" and row.get("method") == "checklist" and row.get("numerator") is not None:
        return measure_text(row, say)
    return _cell(row, column, figures, say)


def _points(figures: Figures, say: Language) -> Iterator[Sheet]:
    """Yield what the groups of a frame and the whole bring each unit, where there is a frame."""
    columns = dictionary()
    shown = [columns[name].title[say.code] for name in ("points", "points_least", "points_most")]
    heads = [_UNIT.title[say.code], columns["unit"].title[say.code], say("Group"), *shown]
    heads += [say("Points that can be had"), say("Not certain")]
    rows: list[list[Cell]] = []
    for row in figures.points:
        group = f"{row['group']}. {row['title'][say.code]}" if row["group"] else say("All groups")
        cells = [_cell(row, columns[name], figures, say) for name in ("points", "points_least", "points_most")]
        unsure = ", ".join(row["open"]) or NOT_APPLICABLE
        unit = [figures.unit_name(str(row["unit"]), say), str(row["unit"])]
        rows.append([*unit, group, *cells, float(Fraction(row["of"])), unsure])
    if rows:
        yield _sheet("points", say("Points"), say("Points by group"), heads, rows, say)


def _all(figures: Figures, say: Language) -> Sheet:
    columns = dictionary().values()
    heads = [column.title[say.code] for column in (_UNIT, _FIGURE, *columns)]
    rows = [
        [
            figures.unit_name(str(row.get("unit") or ""), say) or NOT_APPLICABLE,
            figures.figure_name(row, say.code) or NOT_APPLICABLE,
            *(_cell(row, column, figures, say) for column in columns),
        ]
        for row in figures.rows
    ]
    return _sheet("figures", say("Figures"), say("All figures"), heads, rows, say)


def _dictionary(say: Language) -> Sheet:
    heads = (say("Head"), say("Name in CSV and JSON"), say("What it holds"), say("Kind"))
    rows = [
        (
            column.title[say.code],
            column.name or NOT_APPLICABLE,
            column.meaning[say.code],
            KINDS[column.kind][say.code],
        )
        for column in (_UNIT, _FIGURE, *dictionary().values())
    ]
    return _sheet("dictionary", say("Dictionary"), say("Data dictionary"), heads, rows, say)


def _codes(say: Language) -> Sheet:
    heads = (say("Head"), say("Name in CSV and JSON"), say("Code in CSV and JSON"), say("What it means"))
    rows = [
        (column.title[say.code], column.name, code, text[say.code])
        for column in dictionary().values()
        for code, text in column.codes.items()
    ]
    return _sheet("codes", say("Codes"), say("Codes of the columns"), heads, rows, say)


def _sheet(
    key: str, name: str, title: str, heads: Iterable[str], rows: Sequence[Sequence[Cell]], say: Language
) -> Sheet:
    """Return a sheet with its table; one without a row says so instead."""
    if not rows:
        return Sheet(key, name, title, [Line(say("There are no figures."))])
    about = say(
        "This sheet has one table. Signs in square brackets are explained in the sheet “{notes}”.", notes=say("Notes")
    )
    return Sheet(key, name, title, [Line(about)], list(heads), rows)


def _cell(row: Row, column: Column, figures: Figures, say: Language) -> Cell:
    """Return what people read in a cell: words for codes, and a sign where there is nothing."""
    value: Value = value_of(row, column)
    if value is None:
        signs = {"no_data": NO_DATA, "suppressed": CONFIDENTIAL} if column.is_figure else {}
        return signs.get(str(row.get("status")), NOT_APPLICABLE)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, float) and column.kind != "number":
        threshold = value_of(row, dictionary()["threshold"])
        return Share(value, digits(value, threshold if isinstance(threshold, float) else None))
    if column.name == "status":
        return status_word(str(value), say) or str(value)
    if column.name == "reason":
        return reason_words(str(value), say, figures.catalogue.registers) or str(value)
    if column.name == "period":
        return say.quarter(str(value))
    return column.codes[value][say.code] if isinstance(value, str) and value in column.codes else value


def _tidy(sheet: Sheet) -> Sheet:
    """Return a sheet whose texts a cell can hold, and whose heads are all different."""
    taken: dict[str, int] = {}
    heads = []
    for head in sheet.heads:
        plain = " ".join(clean(head).split())[:200] or "-"
        taken[plain.casefold()] = n = taken.get(plain.casefold(), 0) + 1
        heads.append(plain if n == 1 else f"{plain} ({n})")
    lines = [line._replace(text=_held(line.text)) for line in sheet.lines]
    rows = [[_held(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
    return replace(sheet, title=_held(sheet.title), lines=lines, heads=heads, rows=rows)


def _held(text: str) -> str:
    held = clean(text).replace("\t", " ")
    return held if held.strip() else "-"
