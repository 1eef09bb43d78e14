"""Tables for people: judged rows and registers as accessible HTML, in one language, with every cell escaped."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from dtplan_analysis import document
from dtplan_analysis.judging import JUDGED, status_word
from dtplan_analysis.language import Language
from dtplan_analysis.plans import Plan, Target
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.units import TOTAL

SIGNS = {"met": "✓", "not_met": "✗", "inconclusive": "?", "no_case": "–", "no_data": "∅", "suppressed": "■"}
"""The mark of each status: it says the same as the word, and never stands for it by colour alone."""

_VIETNAMESE_CELL = re.compile(
    r"<(t[dh])\b([^>]*)>(?=[^<]*[ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ])", re.IGNORECASE
)
_JUDGED_TYPE = "application/vnd.dtplan.judged+json"


@dataclass(frozen=True, eq=False)
class Html:
    """A piece of a report in words; `data` are other representations that go with it."""

    markup: Markup
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_document(self) -> list[document.Block]:
        """Return the piece as blocks; markup that has no such form, as its words."""
        try:
            return document.blocks(self.markup)
        except ValueError:
            return [document.paragraph(self.markup.striptags())]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/html": str(self.markup), "text/plain": self.markup.striptags()}
        return {**shown, document.DOCUMENT: self.to_document(), **self.data}


@dataclass(frozen=True, eq=False)
class Table:
    """A table with caption and heads; the first column names the row, `numbers` are the columns set as figures.

    Cells are text, escaped when shown, or markup of this module.

    >>> table = Table("Staff & posts", ("Unit", "Staff"), [("<b>A</b>", "12")], numbers=(1,))
    >>> "&lt;b&gt;A&lt;/b&gt;" in table.to_html(), "Staff &amp; posts" in table.to_html()
    (True, True)
    """

    caption: str
    heads: Sequence[str | Markup]
    rows: Sequence[Sequence[str | Markup]]
    numbers: Sequence[int] = ()
    kind: str = ""
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_html(self) -> str:
        """Return the table in a region that scrolls by itself, with caption and scopes."""
        name = "table-" + hashlib.sha256(f"{self.caption}{self.heads}".encode()).hexdigest()[:10]
        head = Markup("").join(
            Markup('<th scope="col"{}>{}</th>').format(self._class(place), text)
            for place, text in enumerate(self.heads)
        )
        body = Markup("\n").join(Markup("<tr>{}</tr>").format(self._row(row)) for row in self.rows)
        note = Markup('<p class="note">{}</p>').format(self.note) if self.note else ""
        return str(
            Markup(
                '<div class="table-scroll" role="region" aria-labelledby="{0}" tabindex="0">'
                '<table{1}><caption id="{0}">{2}</caption>\n'
                "<thead><tr>{3}</tr></thead>\n<tbody>\n{4}\n</tbody></table></div>{5}"
            ).format(name, Markup(' class="{}"').format(self.kind) if self.kind else "", self.caption, head, body, note)
        )

    def _row(self, row: Sequence[str | Markup]) -> Markup:
        cells = [Markup('<th scope="row">{}</th>').format(row[0])]
        for place, cell in enumerate(row[1:], 1):
            whole = isinstance(cell, Markup) and cell.startswith("<td")
            cells.append(Markup(cell) if whole else Markup("<td{}>{}</td>").format(self._class(place), cell))
        return Markup("").join(cells)

    def _class(self, place: int) -> Markup:
        return Markup(' class="num"') if place in self.numbers else Markup("")

    def to_text(self) -> str:
        """Return the table as plain text."""
        lines = [self.caption, " | ".join(Markup(head).striptags() for head in self.heads)]
        lines += [
            " | ".join(Markup(escape(cell).replace("<br>", " ")).striptags() for cell in row) for row in self.rows
        ]
        return "\n".join(lines)

    def to_document(self) -> list[document.Block]:
        """Return the table as one block."""
        said = self.caption, self.heads, self.rows
        return [document.table(*said, numbers=self.numbers, kind=self.kind, note=self.note)]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return {**shown, document.DOCUMENT: self.to_document(), **self.data}


def in_two_languages(page: str) -> str:
    """Return an English page on which the cells with Vietnamese words, as registers have them, say so (WCAG 3.1.2).

    >>> in_two_languages("<td>Hồ sơ</td><td>Dossier</td>")
    '<td lang="vi">Hồ sơ</td><td>Dossier</td>'
    """
    return _VIETNAMESE_CELL.sub(r'<\1\2 lang="vi">', str(page))


def badge(status: str, say: Language) -> Markup:
    """Return a status as sign and word."""
    if status not in SIGNS:
        return Markup("")
    return Markup('<span class="status status-{0}"><span aria-hidden="true">{1}</span> {2}</span>').format(
        status, SIGNS[status], status_word(status, say)
    )


def reason_words(reason: str, say: Language) -> str:
    """Return why a figure is as it is, in words.

    >>> reason_words("no_register:training", Language("en"))
    'the register “Training classes” was not given'
    """
    kind, _, what = reason.partition(":")
    what = _named(what, say.code)
    words = {
        "missing_records": say("records with missing cells decide"),
        "sampling": say("the sample is too small to tell"),
        "no_case_arose": say("no case arose"),
        "no_register": say("the register {what} was not given", what=what),
        "missing_column": say("the export has no column {what}", what=what),
        "not_reported": say("the unit has no row in the register {what}", what=what),
        "no_snapshot": say("no snapshot of {what} was taken in the quarter", what=what),
        "outside_register": say("the register {what} does not cover the quarter", what=what),
        "no_target": say("no target is set"),
    }
    return words.get(kind, "")


def _named(what: str, language: str) -> str:
    """Return a register, or a column of one, as people name it."""
    name, _, column = what.partition(".")
    if name not in REGISTERS:
        return what
    title = REGISTERS[name].title[language]
    return f"“{title}: {REGISTERS[name].column(column).meaning[language]}”" if column else f"“{title}”"


def measure_text(row: pd.Series | Mapping[Any, Any], say: Language) -> str:
    """Return the figure of a judged row: a share, items of items for a checklist, or why there is none."""
    if row["status"] == "no_case":
        return say("no case arose")
    if pd.isna(row["denominator"]):
        return "–"
    if row["method"] == "checklist":
        return say(
            "{met} of {required} items", met=say.number(row["numerator"]), required=say.number(row["denominator"])
        )
    return say.percent(row["value"], threshold=_share(row["threshold"]))


def limit_text(row: pd.Series | Mapping[Any, Any], name: str, say: Language) -> str:
    """Return a bound of a judged row's share; one short of the threshold never reads as the threshold."""
    return say.percent(row[name], threshold=_share(row["threshold"]))


def _share(threshold: object) -> float | None:
    return float(Fraction(str(threshold))) if isinstance(threshold, str) and threshold else None


def target_text(target: Target, say: Language) -> str:
    """Return a target's threshold in words, such as `≥ 60%`; a checklist has none."""
    if target.threshold is None:
        return say("every item")
    sign = "=" if target.comparison == "=" else "≥"
    share = float(target.threshold)
    return f"{sign} {say.percent(share, digits=0 if (target.threshold * 100).denominator == 1 else 1)}"


def scorecard(
    judged: pd.DataFrame,
    plan: Plan,
    *,
    unit: str,
    quarter: str,
    previous: str | None,
    a_year_before: str | None,
    language: str,
    denominators: Mapping[str, str] | None = None,
    restarted: Collection[str] = (),
    caption: str | None = None,
) -> Table:
    """Return the score table of a unit: each target in the quarter, its shortfall, its change, the year to date.

    `denominators` says, by target, what the denominator holds where that is a choice. What has `restarted`, as a
    figure that adds up over the year does in its first quarter, has no quarter before.
    """
    say = Language(language)
    rows = own_rows(judged, unit).to_dict("records")
    found = {(row["target"], row["period"], row["span"]): row for row in rows}
    body = []
    for target in plan.targets:
        row = found.get((target.id, quarter, "quarter"))
        if row is None:
            continue
        to_date = found.get((target.id, quarter, "year_to_date"))
        body.append(
            (
                Markup('<strong>{}</strong> {}<br><small class="note">{}</small>').format(
                    target.id, target.short[language], target_text(target, say)
                ),
                _figure(row, say),
                badge(row["status"], say),
                _counted(row, (denominators or {}).get(target.id, ""), say),
                _shortfall(row, say),
                change(row, None if target.id in restarted else found.get((target.id, previous, "quarter")), say),
                change(row, found.get((target.id, a_year_before, "quarter")), say),
                _to_date(to_date, say),
            )
        )
    heads = (
        say("Target"),
        say("In the quarter"),
        say("Status"),
        say("Counted"),
        say("Still short"),
        say("On quarter before"),
        say("On year before"),
        say("Year to date"),
    )
    shown = judged[(judged["unit"] == unit) & (judged["period"] == quarter)]
    return Table(
        caption or say("Targets in {quarter}", quarter=say.quarter(quarter)),
        heads,
        body,
        numbers=(1, 3, 4, 5, 6),
        note=say(
            "Counted: numerator of denominator. A share is rounded for display only, never up to the threshold. "
            "Changes are in percentage points. In square brackets: the Wilson interval at 95 %, of the process "
            "for registers, of the sample for a survey. In round ones: where the share lies if all records with "
            "missing cells fail, or pass."
        ),
        data={_JUDGED_TYPE: judged_json(shown)},
    )


def _figure(row: Mapping[Any, Any], say: Language) -> Markup:
    figure = escape(measure_text(row, say))
    if not pd.isna(row["lower"]):
        limits = say("[{lower} – {upper}]", lower=limit_text(row, "lower", say), upper=limit_text(row, "upper", say))
        figure += Markup('<br><small class="note">{}</small>').format(limits)
    if not pd.isna(row["worst"]) and row["missing"]:
        bounds = say("({worst} – {best})", worst=limit_text(row, "worst", say), best=limit_text(row, "best", say))
        figure += Markup('<br><small class="note">{}</small>').format(bounds)
    if row["provisional"] and not pd.isna(row["denominator"]):
        figure += Markup('<br><span class="provisional">{}</span>').format(say("provisional"))
    return Markup(figure)


def _counted(row: Mapping[Any, Any], of: str, say: Language) -> Markup:
    """Return the counts, what the denominator holds and the records with missing cells, or the reason for no figure."""
    if pd.isna(row["denominator"]):
        return Markup('<td><small class="note">{}</small></td>').format(counted_text(row, say))
    counted, _, missing = counted_text(row, say).partition(", ")
    lines = [Markup('<br><small class="note words">{}</small>').format(line) for line in (of, missing) if line]
    return escape(counted) + Markup("").join(lines)


def counted_text(row: pd.Series | Mapping[Any, Any], say: Language) -> str:
    """Return numerator and denominator of a row, or the reason why there are none."""
    if pd.isna(row["denominator"]):
        return reason_words(row["reason"], say)
    text = say("{n} of {d}", n=say.number(row["numerator"]), d=say.number(row["denominator"]))
    if row["missing"]:
        text += say(", {missing} missing", missing=say.number(row["missing"]))
    return text


def _shortfall(row: Mapping[Any, Any], say: Language) -> str:
    return "–" if pd.isna(row["shortfall"]) or row["status"] == "no_case" else say.number(int(row["shortfall"]))


def change(row: pd.Series | Mapping[Any, Any], before: pd.Series | Mapping[Any, Any] | None, say: Language) -> str:
    """Return the change of a share against another quarter, as a signed number of percentage points."""
    if before is None or pd.isna(row["value"]) or pd.isna(before["value"]):
        return "–"
    moved = 100 * (row["value"] - before["value"])
    size = say.number(abs(moved), 1)
    return size if size == say.number(0, 1) else f"{'+' if moved > 0 else '−'}{size}"


def _to_date(row: Mapping[Any, Any] | None, say: Language) -> Markup:
    if row is None:
        return Markup("–")
    figure = measure_text(row, say) if row["status"] not in ("no_case", "no_data") else ""
    return Markup("{} {}").format(figure, badge(row["status"], say))


def heat_map(
    judged: pd.DataFrame, plan: Plan, *, quarter: str, units: Sequence[tuple[str, str]], language: str
) -> Table:
    """Return units × targets of a quarter: each cell has a sign, a figure and, for a screen reader, the word."""
    say = Language(language)
    here = judged[(judged["period"] == quarter) & (judged["span"] == "quarter") & (judged["target"] != "")]
    needed = ["unit", "target", "status", "method", "value", "numerator", "denominator", "threshold"]
    cells = {(row["unit"], row["target"]): row for row in here[needed].to_dict("records")}
    signs = {
        status: Markup(
            '<td data-status="{}"><span aria-hidden="true">{}</span> <span class="visually-hidden">{}</span> '
        ).format(status, sign, status_word(status, say))
        for status, sign in {**SIGNS, "": ""}.items()
    }
    body = []
    for code, label in [*units, (TOTAL, say("All units"))]:
        line: list[str | Markup] = [label]
        for target in plan.targets:
            row = cells.get((code, target.id))
            if row is None:
                line.append(Markup("<td></td>"))
                continue
            shown = row["status"] not in ("no_case", "no_data")
            figure = measure_text(row, say) if shown and row["method"] != "checklist" else ""
            if row["method"] == "checklist" and shown:
                figure = f"{say.number(row['numerator'])}/{say.number(row['denominator'])}"
            line.append(signs[row["status"]] + figure + Markup("</td>"))
        body.append(line)
    key = " · ".join(f"{SIGNS[status]} {status_word(status, say)}" for status in SIGNS if status != "suppressed")
    heads: list[str | Markup] = [say("Unit")]
    heads += [Markup('<abbr title="{}">{}</abbr>').format(t.short[language], t.id) for t in plan.targets]
    return Table(
        say("Units and targets in {quarter}", quarter=say.quarter(quarter)), heads, body, kind="heat", note=key
    )


def own_rows(judged: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the rows of one unit that are judged against a target."""
    return judged[(judged["unit"] == unit) & (judged["target"] != "")]


def judged_json(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Return judged rows as plain values, with the keys of the judged table; empty is null, never NaN."""
    names = [name for name in JUDGED if name in judged]
    return [{name: _plain(row[name]) for name in names} for row in judged[names].to_dict("records")]


def _plain(value: Any) -> Any:
    """Return a cell as JSON has it; numbers keep every digit."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
