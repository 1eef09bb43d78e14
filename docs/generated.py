"""The pages of the reference that the library itself tells: plans, indicators, registers, columns, commands."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import with_declared
from dtplan_analysis.cli import app
from dtplan_analysis.figures import dictionary
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging.wording import target_text, unmeasured_text
from dtplan_analysis.language import Language, Text
from dtplan_analysis.plans import SHIPPED, Plan, Target, load_plan, vocabulary_of
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import Column

ENGLISH = Language("en")

MODULES: Mapping[str, str] = {
    "dtplan_analysis": "What most use, by one import.",
    "dtplan_analysis.indicators": "Indicators to call on a frame, and what one's own is declared with.",
    "dtplan_analysis.registers": "Registers and their columns.",
    "dtplan_analysis.judging": "Counts against targets: the judged table.",
    "dtplan_analysis.statistics": "Pure functions on counts.",
    "dtplan_analysis.questions": "Statistics asked of a judged table.",
    "dtplan_analysis.charts": "Pictures of the answers.",
    "dtplan_analysis.catalogue": "What names mean.",
    "dtplan_analysis.plans": "Plans as data.",
    "dtplan_analysis.workspace": "Workspaces, and the store of what was counted.",
    "dtplan_analysis.reports": "The reports, section by section.",
    "dtplan_analysis.periods": "Quarters, years and other periods.",
    "dtplan_analysis.errors": "What is raised.",
}
"""The stable import paths: what stands here changes only as the policy says."""


def write(folder: Path) -> None:
    """Write all pages into a folder; what is right already keeps its time, so that it is not built again."""
    pages = {
        "plans": _plans(),
        "indicators": _indicators(LIBRARY),
        "registers": _registers(LIBRARY),
        "judged-table": _judged_table(),
        "commands": _commands(),
        "library": _library(),
        "changelog": ["```{include} ../../CHANGELOG.md", "```"],
        "contributing": ["```{include} ../../CONTRIBUTING.md", "```"],
        "index": _index(),
        **{f"library-{name}": _module(name, purpose) for name, purpose in MODULES.items()},
    }
    folder.mkdir(exist_ok=True)
    for name, lines in pages.items():
        path, text = folder / f"{name}.md", "\n".join(lines) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _index() -> Iterator[str]:
    yield from ("# Reference", "", "Made from the library itself.", "", "```{toctree}")
    yield from (
        "plans",
        "indicators",
        "registers",
        "judged-table",
        "commands",
        "library",
        "changelog",
        "contributing",
        "```",
    )


def _both(text: Text | None) -> str:
    return "" if text is None else _cell(f"{text.en}<br>*{text.vi}*")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"
    yield ""


def _plans() -> Iterator[str]:
    yield from ("# Plans and targets", "", "The plans that are shipped. How to write one: [Plans](../plans.md).", "")
    for name, path in SHIPPED.items():
        yield from _plan(name, load_plan(path))


def _plan(name: str, plan: Plan) -> Iterator[str]:
    catalogue = with_declared(LIBRARY, vocabulary_of(plan, Path()))
    yield from (f"## {plan.title.en}", "", f"`{name}` · {plan.title.vi} · {plan.citation.en}", "")
    yield from _table(
        ("Target", "Wording", "Asked", "How it is measured"),
        (
            (target.id, _both(target.text), target_text(target, ENGLISH), _measured(target, catalogue))
            for target in plan.targets
        ),
    )


def _measured(target: Target, catalogue: Catalogue) -> str:
    if not target.indicator:
        return unmeasured_text(target, ENGLISH)
    return f"{catalogue.indicator(target.indicator).choose(target.variant).definition.en} `{target.indicator}`"


def _indicators(catalogue: Catalogue) -> Iterator[str]:
    yield from ("# Indicators", "", "What each counts, of which records, and where that comes from.", "")
    for indicator in catalogue.indicators.values():
        yield from _indicator(indicator)


def _indicator(indicator: Proportion) -> Iterator[str]:
    registers = ", ".join(f"[{one.name}](registers.md#{one.name})" for one in indicator.registers)
    yield from (
        f"({indicator.name})=",
        f"## {indicator.label.en}",
        "",
        f"`{indicator.name}` · {indicator.label.vi}",
        "",
    )
    yield from (indicator.definition.en, "", f"*{indicator.definition.vi}*", "")
    yield from _table(
        ("", ""),
        [
            ("Registers", registers),
            ("Columns", ", ".join(f"`{name}`" for name in indicator.columns)),
            ("A record lies", indicator.nature),
            ("Source", _both(indicator.source)),
            *((f"Variant `{one.variant}`", f"{one.label.en}: {one.definition.en}") for one in indicator.variants),
        ],
    )


def _registers(catalogue: Catalogue) -> Iterator[str]:
    yield from ("# Registers and their columns", "")
    yield from ("How an export becomes one: [Connecting exports](../registers.md).", "")
    for register in catalogue.registers.values():
        yield from _register(register)


def _register(register: Register) -> Iterator[str]:
    yield from (f"({register.name})=", f"## {register.title.en}", "", f"`{register.name}` · {register.title.vi}", "")
    if register.key:
        yield from (f"A row is known by {' and '.join(f'`{name}`' for name in register.key)}.", "")
    yield from _table(
        ("Column", "Meaning", "Type", "Codes, and the words that are known for them"),
        ((f"`{one.name}`", _both(one.meaning), _type(one), _codes(one)) for one in register.columns),
    )


def _type(column: Column) -> str:
    need = "required" if column.required else "may be lacking" if column.optional else ""
    return f"{column.type}; {need}" if need else column.type


def _codes(column: Column) -> str:
    return "<br>".join(
        f"`{code}`" + (f": {', '.join(column.words[code])}" if code in column.words else "") for code in column.codes
    )


def _judged_table() -> Iterator[str]:
    yield from ("# The judged table", "")
    yield from ("One row for each indicator, unit and period; the same columns in memory and in every file.", "")
    yield from _table(
        ("Column", "Meaning", "Holds", "Codes"),
        ((f"`{one.name}`", _both(one.meaning), one.kind, _worded(one.codes)) for one in dictionary().values()),
    )


def _worded(codes: Mapping[str, Text]) -> str:
    return "<br>".join(f"`{code}`: {text.en}" for code, text in codes.items())


def _commands() -> Iterator[str]:
    command = typer.main.get_command(app)
    with command.make_context("dtplan", [], resilient_parsing=True) as context:
        yield get_docs_for_click(obj=command, ctx=context, name="dtplan", title="Commands")


def _library() -> Iterator[str]:
    yield from ("# Library", "", "These import paths are stable: see [Stability](../explanation/stability.md).", "")
    yield from _table(
        ("Module", ""), ((f"[`{name}`](library-{name}.md)", purpose) for name, purpose in MODULES.items())
    )
    yield from ("```{toctree}", ":hidden:", "", *(f"library-{name}" for name in MODULES), "```")


def _module(name: str, purpose: str) -> Iterator[str]:
    yield from (f"# `{name}`", "", purpose, "", "```{eval-rst}", f".. automodule:: {name}", "```")
