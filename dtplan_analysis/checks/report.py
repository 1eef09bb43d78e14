"""The report of the checks: a page to read, a workbook to correct and send back, and plain values for programs."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.checks.completeness import NOT_REPORTED, Completeness, complete
from dtplan_analysis.checks.findings import ERROR, LISTED, Findings, find
from dtplan_analysis.checks.pages import STATE, check_name
from dtplan_analysis.checks.remedies import rule_words
from dtplan_analysis.checks.sheets import Sheet, write_workbook
from dtplan_analysis.direction import directed
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Language
from dtplan_analysis.registers import Register
from dtplan_analysis.resources import resource
from dtplan_analysis.tables import Table, in_two_languages
from dtplan_analysis.workspace import Store

FORMATS = ("html", "xlsx")
_SHOWN = 50
"""So many findings of a register stand in the page; the workbook has them all."""

_PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{state}
<title>{title}</title>
<style>
{style}
</style>
</head>
<body data-kind="checks"{marked}>
<header class="band">
<div class="inner">
<p class="plan">{of}</p>
<h1>{title}</h1>
</div>
{synthetic}
</header>
<div class="ways inner"><div id="links"></div></div>
<div class="page">
<main id="main">
{body}
</main>
</div>
</body>
</html>
""")
_SYNTHETIC = Markup('<div class="synthetic"><p class="inner"><strong>{}</strong></p></div>')


class Report(Shown):
    """What the checks of a workspace find, and the ways to give it on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._registers = store.workspace.catalogue.registers
        self.findings: Findings = find(store)
        self.completeness: Completeness = complete(store)

    def of(self, register: str) -> dict[str, Any]:
        """Return what was found in a register as plain values: `found`, `findings`, `reported` and `gaps`."""
        tables = {
            "found": self.findings.found,
            "findings": self.findings.table,
            "reported": self.completeness.table,
            "gaps": self.completeness.gaps,
        }
        own = {name: table[table["register"] == register] for name, table in tables.items()}
        return {name: _plain(table.drop(columns="register")) for name, table in own.items()}

    def write(self, folder: Path, formats: Sequence[str], languages: Sequence[str]) -> list[Path]:
        """Write the report in each format and language into a folder; returns the files."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for language in languages:
            for format_ in formats:
                file = (folder / check_name(language)).with_suffix(f".{format_}")
                if format_ == "html":
                    file.write_text(self._page(self._say(language)), encoding="utf-8")
                else:
                    self._write_workbook(file, self._say(language))
                written.append(file)
        return written

    def _say(self, language: str) -> Language:
        return Language(self.store.workspace.tongue(language))

    def _face(self) -> Face:
        say = self._say(self.store.workspace.languages[0])
        table = self._summary(say)
        facts = [("", sentence) for sentence in self._about(say)]
        rows = [[str(cell) for cell in row] for row in table.rows]
        heads = [str(head) for head in table.heads]
        return Face(say("Checks of the registers"), facts, heads, rows, 'report.of("dossiers")["findings"]')

    # -- Parts -------------------------------------------------------------------------------------------------------

    def _about(self, say: Language) -> list[str]:
        n = say.number(self.findings.errors)
        kept = say.number(int(self.findings.found["n"].sum()) - self.findings.errors)
        words = [
            say("Data as of {day}.", day=say.date(self.store.as_of)),
            self.store.set_by(say),
            say("Errors: {n}. The row was rejected and counts nowhere.", n=n),
            say("Warnings: {n}. The row counts, but its cell is not to be trusted.", n=kept),
        ]
        return [say("Synthetic data"), *words] if self.store.workspace.synthetic else words

    def _summary(self, say: Language) -> Table:
        heads = (
            say("Register"),
            say("Column"),
            say("What is wrong"),
            say("Severity"),
            say("Findings", context="faults"),
        )
        rows = [
            [
                self._registers[one["register"]].title[say.code],
                _label(self._registers[one["register"]], one["column"], say),
                rule_words(self._registers[one["register"]], one["rule"], say),
                _severity(one["severity"], say),
                say.number(one["n"]),
            ]
            for one in _rows(self.findings.found)
        ]
        return Table(say("What the rules found"), heads, rows, numbers=(4,))

    def _listed(self, register: str, say: Language) -> Iterator[tuple[str, ...]]:
        """Yield a register's findings as text: file, row, column, value, what is wrong, severity, remedy."""
        own = self.findings.table[self.findings.table["register"] == register]
        for one in _rows(own):
            yield (
                f"{one['file']} [{one['sheet']}]" if one["sheet"] else one["file"],
                "" if pd.isna(one["row"]) else str(int(one["row"])),
                _label(self._registers[register], one["column"], say),
                one["value"],
                rule_words(self._registers[register], one["rule"], say),
                _severity(one["severity"], say),
                one[f"remedy_{say.code}"],
            )

    def _heads(self, say: Language) -> tuple[str, ...]:
        where = say("File"), say("Row"), say("Column"), say("Value")
        return (*where, say("What is wrong"), say("Severity"), say("What to do"))

    def _gaps(self, say: Language) -> Table:
        silent = self.completeness.table[self.completeness.table["status"] == NOT_REPORTED]
        rows = [
            [
                self._unit(one["unit"], say),
                self._registers[one["register"]].title[say.code],
                say.quarter(one["quarter"]),
                "–",
            ]
            for one in _rows(silent)
        ]
        rows += [
            [
                self._unit(one["unit"], say),
                self._registers[one["register"]].title[say.code],
                f"{say.date(one['first'])} – {say.date(one['last'])}",
                say.number(one["expected"]),
            ]
            for one in _rows(self.completeness.gaps)
        ]
        heads = (say("Unit"), say("Register"), say("Time without records"), say("Records to be expected"))
        return Table(say("Where there are no records though there always were"), heads, rows, numbers=(3,))

    def _unit(self, code: str, say: Language) -> str:
        return self.store.units[code].name[say.code] if code in self.store.units else say("All units")

    # -- Page --------------------------------------------------------------------------------------------------------

    def _page(self, say: Language) -> str:
        synthetic = self.store.workspace.synthetic
        parts = [Markup("<p>{}</p>").format(words) for words in self._about(say)[synthetic:]]
        parts.append(self._section(say("Overview"), [self._summary(say)], say))
        parts.append(self._section(say("Completeness"), [self._gaps(say)], say))
        parts.append(self._section(say("Records by unit and quarter"), [*self._matrices(say)], say, folded=True))
        for register in dict.fromkeys(self.findings.table["register"]):
            rows = list(self._listed(register, say))
            note = say("The first {shown} of {n}; the workbook has them all.", shown=_SHOWN, n=say.number(len(rows)))
            title = self._registers[register].title[say.code]
            table = Table(title, self._heads(say), rows[:_SHOWN], note=note if len(rows) > _SHOWN else "")
            parts.append(self._section(title, [table], say, folded=True))
        style = Markup((resource("templates") / "html" / "style.css").read_text(encoding="utf-8"))
        body = Markup("\n").join(parts)
        body = Markup(in_two_languages(body)) if say.code == "en" else body
        page = _PAGE.format(
            language=say.code, state=Markup(STATE).format(self.store.fingerprint), title=say("Checks of the registers"),
            of=self.store.workspace.plan.organisation[say.code], style=style, body=body,
            marked=Markup(' class="is-synthetic"') if synthetic else "",
            synthetic=_SYNTHETIC.format(say("Synthetic data")) if synthetic else "",
        )  # fmt: skip
        return directed(page)

    @staticmethod
    def _section(title: str, tables: Sequence[Table], say: Language, *, folded: bool = False) -> Markup:
        none = Markup("<p>{}</p>").format(say("Nothing was found."))
        head = Markup("<h2>{}</h2>").format(title)
        body = Markup("\n").join(Markup(table.to_html()) if table.rows else none for table in tables)
        form = '<details class="section"><summary>{}</summary>\n{}</details>' if folded else "{}\n{}"
        return Markup(form).format(head, body)

    def _matrices(self, say: Language) -> Iterator[Table]:
        """Yield, for each register of events, the records of each unit and quarter."""
        for name, own in self.completeness.table.groupby("register", sort=False):
            quarters = list(dict.fromkeys(own["quarter"]))
            cells = {(one["unit"], one["quarter"]): one for one in _rows(own)}
            rows = [
                [self._unit(unit, say), *(_records(cells.get((unit, quarter)), say) for quarter in quarters)]
                for unit in dict.fromkeys(own["unit"])
            ]
            heads = (say("Unit"), *(say.quarter(quarter) for quarter in quarters))
            caption = say(
                "{register}: records by unit and quarter", register=self._registers[str(name)].title[say.code]
            )
            note = say("∅: not reported; –: not among its tasks; 0: no case arose.")
            yield Table(caption, heads, rows, numbers=range(1, len(heads)), note=note)

    # -- Workbook ----------------------------------------------------------------------------------------------------

    def _write_workbook(self, file: Path, say: Language) -> None:
        title, summary, gaps = say("Checks of the registers"), self._summary(say), self._gaps(say)
        notes = [
            *self._about(say),
            say("One sheet for each register: write the right value beside the wrong one and send the workbook back."),
            say("At most {n} findings are listed for a column and rule.", n=say.number(LISTED)),
        ]
        heads = (*self._heads(say), say("Right value"), say("Remark"))
        sheets = [
            Sheet(say("Notes"), (title,), [(note,) for note in notes], (100,)),
            Sheet(say("Overview"), summary.heads, summary.rows, (36, 30, 40, 12, 12)),
            Sheet(say("Completeness"), gaps.heads, gaps.rows, (44, 36, 28, 22)),
        ]
        for register in dict.fromkeys(self.findings.table["register"]):
            rows = ((*row, "", "") for row in self._listed(register, say))
            name = self._registers[register].title[say.code]
            sheets.append(Sheet(name, heads, rows, (30, 8, 26, 26, 34, 12, 60, 20, 24)))
        write_workbook(file, sheets, title=title, language=say.code)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _records(one: Any, say: Language) -> str:
    if one is None:
        return ""
    return (
        say.number(one["records"])
        if one["records"]
        else {NOT_REPORTED: "∅", "not_expected": "–"}.get(one["status"], "0")
    )


def _label(register: Register, column: str, say: Language) -> str:
    return register.column(column).meaning[say.code] if column in register.names else say("the whole line")


def _severity(severity: str, say: Language) -> str:
    return say("error") if severity == ERROR else say("warning")


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [
        {key: str(value) if isinstance(value, date) else value for key, value in row.items()} for row in _rows(plain)
    ]
