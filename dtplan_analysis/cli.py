"""The command line: `dtplan`."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text as Words
from typer.core import TyperCommand, TyperGroup

import dtplan_analysis
from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.catalogue.declared import check_targets, with_declared
from dtplan_analysis.errors import InputError, OutputError, nearest
from dtplan_analysis.exports.formats import FORMATS
from dtplan_analysis.judging import judged_json
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.plans import SHIPPED, find_plan, find_plan_file, load_plan, vocabulary_of
from dtplan_analysis.process import warm_up
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.settings import CONFIGURATION, first_language
from dtplan_analysis.startup import surroundings
from dtplan_analysis.streams import (
    SYSTEM_FAULT,
    UnwritableError,
    be_terse,
    err,
    log_to,
    out,
    prepare,
    remark,
    warn,
    write,
)
from dtplan_analysis.terminal import (
    print_difference,
    print_json,
    print_plan,
    print_plans,
    print_readings,
    print_reasons,
    print_unit,
    print_units,
)
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, measure, open_store, open_workspace
from dtplan_analysis.workspace.official import LAYOUTS
from dtplan_analysis.workspace.starting import copy_example, examples, set_language, start

if TYPE_CHECKING:
    from dtplan_analysis.batch import Output, Planned, Report
    from dtplan_analysis.workspace.measuring import Tell

DONE, SOME_FAILED, WRONG = 0, 1, 2
MOVED = 1

Folder = Annotated[Path, typer.Option("--workspace", "-w", help="The workspace's folder.", show_default="here")]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Exit with 2 if a row was rejected or names no known unit, or a report is old."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


Plan_ = Annotated[
    str, typer.Option("--plan", help="One of the workspace's plans, by its id.", show_default="the first")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print results and errors alone: no progress, no remarks.")]
Spoken = Annotated[
    str,
    typer.Option("--language", help="The language of what is printed, vi or en.", show_default="the workspace's first"),
]
Tongue = Annotated[
    str,
    typer.Option("--language", "--lang", help="The language, vi or en.", show_default="the workspace's first"),
]
Log = Annotated[
    Path | None,
    typer.Option("--log", metavar="FILE", help="Add the time, all that is printed, and the remarks to this file."),
]

_METAVARS = {
    "--workspace": "DIR", "--output": "FILE", "--check": "FILE", "--matrix": "FILE", "--notebook": "FILE",
    "--quarter": "QUARTER", "--unit": "UNIT", "--target": "TARGET", "--level": "LEVEL", "--plan": "PLAN",
    "--register": "REGISTER", "--to": "FORMATS", "--language": "LANGUAGE", "--lang": "LANGUAGES", "--dask": "ADDRESS",
    "--limit": "SECONDS", "--rows": "N", "--seed": "N", "--jobs": "N",
}  # fmt: skip
"""What stands for the value of an option; one that is none of these, and names nothing itself, takes no value."""


def _named(parameters: list[Any]) -> list[Any]:
    """Let help show what an option's value is, not its type in Python, and of an argument the name alone."""
    for one in parameters:
        if one.param_type_name == "argument":
            one.display_type_rich = lambda **_: None
        elif one.metavar is None:
            one.metavar = next((_METAVARS[name] for name in one.opts if name in _METAVARS), "")
    return parameters


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _named(super().get_params(ctx))


class _Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _named(super().get_params(ctx))


app = typer.Typer(
    name="dtplan",
    cls=_Group,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="How far each unit is from each target of its digital transformation plan, per quarter, and which records "
    "stand in the way.\n\nA workspace is a folder with a file `dtplan.toml` and exports of registers. Start with "
    "`dtplan init my-workspace`, then `dtplan report -w my-workspace --quarter 2024Q2`.\n\nExit codes: 0 done, 1 some "
    "reports failed, 2 wrong use or input, 74 the system refuses (a full disk), 130 stopped.",
)


def _command(name: str, *examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function, with examples in its help and the options that every command has."""

    def register(act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def run(*, quiet: bool, log: Path | None, **options: Any) -> None:
            be_terse(quiet)
            log_to(log, f"dtplan {name}")
            act(**options)

        common = {"quiet": (Quiet, False), "log": (Log, None)}
        kinds = [
            Parameter(one, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for one, (kind, default) in common.items()
        ]
        given = signature(act)
        run.__signature__ = given.replace(parameters=[*given.parameters.values(), *kinds])  # type: ignore[attr-defined]
        run.__annotations__ = {**act.__annotations__, **{one: kind for one, (kind, _) in common.items()}}
        shown = "\n\n".join(f"`dtplan {name} {example}`" for example in examples)
        app.command(name, cls=_Command, epilog=f"Examples:\n\n{shown}")(run)
        return act

    return register


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        out.print(f"dtplan {dtplan_analysis.__version__}")
        raise typer.Exit(DONE)


@_command("init", "my-workspace", "english --language en", "index --plan service-index-766")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it may exist and be empty.")],
    plan: Annotated[
        str, typer.Option("--plan", help="A shipped plan, or the path of a plan file.", show_default="Decision 320")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="The language that it speaks first, vi or en.", show_default="vi")
    ] = "",
) -> None:
    """Make a workspace: configuration, units, notebooks, templates and sample registers to replace with your own."""
    say = _speaker(language)
    if (folder / CONFIGURATION).exists():
        raise InputError("is a workspace already", where=str(folder), remedy="name another folder")
    _refuse_used(folder)
    quarter = start(folder, plan)
    if language:
        set_language(folder, language)
    remark(say("A workspace with synthetic sample data is in {folder}.", folder=folder))
    remark(say("Next: {command}", command=f"dtplan report -w {folder} --quarter {quarter}"))


@_command("sample", "trial --rows 20000", "given --example first-export")
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to.")],
    rows: Annotated[int | None, typer.Option("--rows", min=1, help="Number of dossiers; the rest scales.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives other figures.")] = 320,
    example: Annotated[
        str, typer.Option("--example", metavar="NAME", help=f"Write one of these instead: {', '.join(examples())}.")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="The language that it speaks first, vi or en.", show_default="vi")
    ] = "",
) -> None:
    """Write synthetic registers of any size, as a workspace, or one of the shipped examples."""
    from dtplan_analysis.sample import write_sample

    say = _speaker(language)
    _refuse_used(folder)
    if example:
        copy_example(example, folder)
    else:
        with _telling(say) as tell:
            write_sample(folder, rows=rows, seed=seed, progress=lambda file: tell(lambda _: file))
    if language and (folder / CONFIGURATION).exists():
        set_language(folder, language)
    if example:
        remark(say("The example {name} is in {folder}.", name=example, folder=folder))
    else:
        remark(say("Synthetic registers are in {folder}.", folder=folder))


@_command("map", "exports/dossiers.xlsx -w office", "exports/*.csv")
def map_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Exports, of one register or of several.")],
    workspace: Folder = Path(),
    register: Annotated[str, typer.Option("--register", help="The register, where the names do not tell.")] = "",
    language: Spoken = "",
) -> None:
    """Look at exports and write the tables of `dtplan.toml` that read them, with what stays open.

    Nothing is written to a file: where a table is there already, the difference is printed.
    """
    from dtplan_analysis.mapping import propose

    for text in propose(files, workspace, register=register, language=language):
        out.print(Words(text), soft_wrap=True)


@_command("check", "-w office", "-w office --to html,xlsx --lang vi")
def check(
    workspace: Folder = Path(),
    strict: Strict = False,
    as_json: Json = False,
    to: Annotated[str, typer.Option("--to", help="html, xlsx: the report of all findings, to be corrected.")] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to write.", show_default="WORKSPACE/checks"),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Languages, parted by commas.")] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say also how each file was read.")] = False,
    language: Spoken = "",
) -> None:
    """Read all registers and say what became of every row, and what needs attention.

    With `--to`, write which cells break which rule.
    """
    from dtplan_analysis.checks.rejected import write_rejected
    from dtplan_analysis.checks.report import FORMATS, Report

    formats = [part.strip() for part in to.split(",")] if to else []
    for format_ in formats:
        if format_ not in FORMATS:
            raise InputError(f"unknown format {format_!r}", where="--to", remedy=f"write {','.join(FORMATS)}")
    languages = _languages(lang)
    printed = language or ("" if formats else "".join(languages[:1]))  # without a file `--lang` can mean nothing else
    say = _speaker(printed, workspace)
    with _telling(say) as tell:
        store = open_store(workspace, tell)
        folder = output or store.workspace.folder / "checks"
        rejected = write_rejected(store, folder)
        if formats or as_json:
            tell(lambda say: say("checking the rules"))
            found = Report(store)
            files = found.write(folder, formats, languages or store.workspace.languages) if formats else []
    if as_json:
        print_json({name: reading.as_json() | found.of(name) for name, reading in store.readings.items()})
    else:
        print_readings(store, say, verbose=verbose)
        if rejected:
            remark(say("The rejected rows, with line and reason: {folder}", folder=rejected))
        for file in files if formats else []:
            out.print(str(file), soft_wrap=True)
    _refuse_faults(store.readings, strict)


@_command("measure", "-w office")
def measure_(
    workspace: Folder = Path(),
    strict: Strict = False,
    anew: Annotated[bool, typer.Option("--anew", help="Read and count all again, changed or not.")] = False,
    language: Spoken = "",
) -> None:
    """Read the registers that changed and count all indicators into the workspace's store."""
    say = _speaker(language, workspace)
    opened = open_workspace(workspace)
    with _telling(say) as tell:
        measure(opened, tell, anew=anew)
    store = open_store(workspace)
    print_readings(store, say)
    first, last = store.quarters[0].label, store.quarters[-1].label
    counted = "Counted {n} indicators for {first} to {last}."
    remark(say(counted, n=say.number(len(store.measured)), first=say.quarter(first), last=say.quarter(last)))
    _refuse_faults(store.readings, strict)


Quarters = Annotated[
    list[str] | None,
    typer.Option(
        "--quarter", "-q", help="A quarter, such as 2024Q2; a year; or latest, the newest with data, over or not."
    ),
]
Units_ = Annotated[
    list[str] | None, typer.Option("--unit", help="A unit's code, name or alias; repeatable. Left out: all units.")
]
Lang = Annotated[str, typer.Option("--lang", help="Languages, parted by commas.", show_default="the workspace's")]
Layout = Annotated[
    str,
    typer.Option(
        "--layout",
        metavar="|".join(LAYOUTS),
        help="How PDF and Word files of units and of the whole are set out, beside those that are there: with --to "
        "pdf, docx or both. `summary` is one page.",
        show_default="as dtplan.toml says",
    ),
]
To = Annotated[str, typer.Option("--to", help=f"Formats, parted by commas: {', '.join(FORMATS)}.")]
Matrix = Annotated[
    Path | None,
    typer.Option("--matrix", help="A CSV file with a row for each report: notebook, unit, quarter, language, formats."),
]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="Where to write.", show_default="WORKSPACE/reports"),
]


@_command(
    "report",
    "-w office -q 2024Q2 --to html,pdf",
    "-w office -q latest --unit HDXD --lang vi",
    "-w office -q latest --to pdf,docx --layout summary",
    "-w office -q latest --quiet --log report.log --notify 'echo $DTPLAN_FAILED failed > outcome'",
)
def report(
    quarter: Quarters = None,
    workspace: Folder = Path(),
    unit: Units_ = None,
    lang: Lang = "",
    to: To = "html",
    layout: Layout = "",
    notebook: Annotated[
        str, typer.Option("--notebook", help="One of the workspace's notebooks, in place of the reports' own.")
    ] = "",
    matrix: Matrix = None,
    output: Out = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = None,
    limit: Annotated[float, typer.Option("--limit", min=1, help="How many seconds a report may take.")] = 600,
    force: Annotated[bool, typer.Option("--force", help="Make all again, changed or not.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be made: a JSON line each.")] = False,
    cold: Annotated[bool, typer.Option("--cold", help="Start a stock Jupyter kernel for each report.")] = False,
    dask: Annotated[
        str,
        typer.Option("--dask", help="A Dask scheduler whose workers run the notebooks.", show_default="this machine"),
    ] = "",
    notify: Annotated[
        str,
        typer.Option(
            "--notify",
            metavar="COMMAND",
            help="Run this command of the shell at the end, with the outcome in its "
            "environment: DTPLAN_EXIT_CODE, DTPLAN_MADE, DTPLAN_UNCHANGED, DTPLAN_FAILED, DTPLAN_INDEX.",
        ),
    ] = "",
    strict: Strict = False,
    language: Spoken = "",
) -> None:
    """Make the reports of a quarter: a page for each unit and language, one for all units, and an index.

    Only what changed since the last time is made again. One report that fails does not stop the others.
    """
    from dtplan_analysis.batch import Seen, plan

    with _notifying(notify) as told:
        say = _speaker(language, workspace)
        wanted, folder = _wanted(workspace, quarter, unit, lang, to, matrix, output, say, strict, notebook, layout)
        if dry_run:
            for store, reports, place in wanted:
                _print_plan(plan(store, reports, Seen(place), force=force))
            return
        made, failed, earlier = 0, 0, list[str]()
        for store, reports, place in wanted:
            options = {"workers": jobs or _processors(), "seconds": limit, "warm": not cold}
            done = _make(store, reports, place, say, force, dask, **options)
            made, failed, earlier = made + done[0], failed + done[1], earlier + done[2]
        if len(wanted) > 1:
            from dtplan_analysis.batch.site import write_plans

            write_plans(store, folder)
        asked = sum(len(reports) for _, reports, _ in wanted)
        kept = asked - made - failed
        figures = {"made": made, "total": asked, "kept": kept, "failed": failed}
        became = "{made} of {total} reports made, {kept} unchanged, {failed} failed. Index:"
        remark(say(became, **{name: say.number(n) for name, n in figures.items()}))
        remark(str(folder / "index.html"))
        told |= {"MADE": made, "UNCHANGED": kept, "FAILED": failed, "INDEX": folder / "index.html"}
        for name in earlier:
            remark(say("figures of an earlier state: {report}", report=name))
        if failed:
            raise typer.Exit(SOME_FAILED)
        if earlier and strict:
            raise typer.Exit(WRONG)


@contextmanager
def _notifying(command: str) -> Iterator[dict[str, object]]:
    """Run a command of the shell at the end, however that comes, with what is told and the exit code to come."""
    told: dict[str, object] = {}
    code: object = DONE
    try:
        yield told
    except typer.Exit as end:
        code = end.exit_code
        raise
    except SystemExit as end:
        code = end.code
        raise
    except BaseException as error:
        code = code_of(error)
        raise
    finally:
        if command:
            variables = {f"DTPLAN_{name}": str(value) for name, value in ({"EXIT_CODE": code} | told).items()}
            done = subprocess.run(
                command, shell=True, env=surroundings() | variables, stdin=subprocess.DEVNULL, check=False
            )
            if done.returncode:
                err.print(Words(f"dtplan: the command of --notify ended with {done.returncode}"), soft_wrap=True)


def _processors() -> int:
    """Return how many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _make(
    store: Store, reports: "Sequence[Report]", folder: Path, say: Language, force: bool, dask: str, **options: Any
) -> tuple[int, int, list[str]]:
    """Make the reports that are not as they should be, and their index.

    Returns how many were made, how many failed, and which others of the folder show figures of an earlier state.
    """
    from dtplan_analysis.batch import held, is_complete, machines, plan, settle, write_manifest

    _end_on_signals()
    with held(folder) as place:
        planned = plan(store, reports, place, force=force)
        if options["warm"] and not dask and any(one.reasons for one in planned):
            warm_up()
        with machines.dask(dask) if dask else nullcontext() as executor:
            made, failed = _run(store, planned, place, say, executor=executor, **options)
        earlier = [entry.name for entry in settle(store, place)]
        there = {quarter.label for quarter in store.quarters}
        quarters = sorted({one.about["quarter"] for one in place.entries.values()} & there)
        if made or failed or not is_complete(store, quarters, place):
            from dtplan_analysis.batch.site import write_site  # loaded where there is something new to show

            write_site(store, place)
            write_manifest(store, quarters, place)
    return made, failed, earlier


def _run(store: Store, planned: "Sequence[Planned]", place: "Output", say: Language, **options: Any) -> tuple[int, int]:
    """Make what is to be made, show how far it is, and return how many reports were made and how many failed."""
    from dtplan_analysis.batch import run

    made = failed = 0
    with _progress() as progress:
        bar = progress.add_task(say("reports"), total=sum(1 for one in planned if one.reasons))
        for outcome in run(store, planned, place, **options):
            progress.advance(bar, outcome.made)
            made += outcome.made and not outcome.error
            for name in outcome.beside:
                kept = "{file}: somebody has edited the draft, which stays as it is; the new one stands beside it"
                progress.console.print(Words(say(kept, file=name), style="yellow"))
            if outcome.error:
                failed += 1
                name = f"{outcome.report.unit} {outcome.report.quarter} ({outcome.report.language})"
                told = say("failed: {report}: {error}", report=name, error=outcome.error)
                progress.console.print(Words(told, style="red"))
    return made, failed


def _end_on_signals() -> None:
    """Let Ctrl-C and a request to end leave as any error does: nothing half, nothing running."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)  # which no `except Exception` takes for a fault

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


@_command("explain", "-w office -q 2024Q2")
def explain(
    quarter: Quarters = None,
    workspace: Folder = Path(),
    unit: Units_ = None,
    lang: Lang = "",
    to: To = "html",
    matrix: Matrix = None,
    output: Out = None,
    as_json: Json = False,
    language: Spoken = "",
) -> None:
    """Say which reports `dtplan report` would make again, and which part of what they depend on has changed."""
    from dtplan_analysis.batch import Seen, plan
    from dtplan_analysis.batch.diff import since

    say = _speaker(language, workspace)
    wanted, _ = _wanted(workspace, quarter, unit, lang, to, matrix, output, say, strict=False)
    for store, reports, folder in wanted:
        planned = plan(store, reports, Seen(folder))
        if as_json:
            _print_plan(planned)
            continue
        if len(wanted) > 1:
            out.print(Words(store.workspace.plan.id, style="bold"))
        moved: list[str] = []
        if any("figures" in one.reasons for one in planned):
            with suppress(InputError):  # no earlier run's figures to compare with
                moved = since(folder, store).lines(say)
        print_reasons(planned, say, moved)


def _wanted(
    workspace: Path,
    quarters: list[str] | None,
    units: list[str] | None,
    lang: str,
    to: str,
    listed: Path | None,
    output: Path | None,
    say: Language,
    strict: bool,
    notebook: str = "",
    layout: str = "",
) -> "tuple[list[tuple[Store, list[Report], Path]], Path]":
    """Open the workspace, and return its store as each plan sees it, with the reports that are wanted and the folder
    that they go to; and the folder of all.
    """
    from dtplan_analysis.batch import matrix, read_matrix
    from dtplan_analysis.batch.matrix import laid_out, safe

    if layout and layout not in LAYOUTS:
        raise InputError(f"unknown layout {layout!r}", where="--layout", remedy=f"write {', '.join(LAYOUTS)}")
    if layout and listed:
        raise typer.BadParameter("a matrix and a layout do not go together", param_hint="--layout")
    if bool(quarters) == bool(listed):
        raise typer.BadParameter("name the quarters, or a matrix of reports", param_hint="--quarter")
    with _telling(say) as tell:
        store = open_store(workspace, tell)
    _refuse_faults(store.readings, strict)
    folder = (output or store.workspace.folder / "reports").resolve()
    if folder.exists() and not folder.is_dir():
        raise InputError("is not a folder", where=str(folder), remedy="name a folder with --output")
    if listed and notebook:
        raise typer.BadParameter("a matrix names its notebooks itself", param_hint="--notebook")
    plans, formats = store.workspace.plans, [part.strip() for part in to.split(",")]
    languages, found = _languages(lang) or store.workspace.languages, []
    _warn_of_texts(store, say)
    for one in plans:
        own, place = store.of(one.id), folder / safe(one.id) if len(plans) > 1 else folder
        if listed:
            found.append((own, read_matrix(own, listed), place))
        else:
            told: dict[str, Any] = {"languages": languages, "units": units or (), "formats": formats}
            reports = matrix(own, quarters or [], **told, notebook=notebook, beside=not layout)
            found.append((own, [laid_out(report, layout) for report in reports] if layout else reports, place))
    return found, folder


def _warn_of_texts(store: Store, say: Language) -> None:
    """Name the office's own texts that no report takes."""
    official = store.workspace.official
    strays = official.strays([unit.code for unit in store.units], store.workspace.quarters) if official else {}
    for file, meant in strays.items():
        form = say("it is called QUARTER/UNIT.LANGUAGE.md, as 2024Q2/AA.vi.md")
        advice = say("did you mean {name}?", name=meant) if meant else form
        warn(f"{say('{file}: no report takes this text', file=file)}\n  → {advice}")


def _print_plan(planned: "Iterable[Planned]") -> None:
    for one in planned:
        line = {"name": one.report.name, **one.report.about, "formats": one.report.formats, "reasons": one.reasons}
        print_json(line, indent=None)


@_command("show", "2024Q2 -w office", "2024Q2 -w office --unit HDXD -o figures.xlsx")
def show(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="The quarter, such as 2024Q2, or latest.")],
    workspace: Folder = Path(),
    unit: Annotated[str, typer.Option("--unit", help="One unit's scorecard.", show_default="all units")] = "",
    plan: Plan_ = "",
    level: Annotated[str, typer.Option("--level", help="The units of one level.", show_default="all levels")] = "",
    language: Tongue = "",
    as_json: Json = False,
    to: Annotated[
        str, typer.Option("--to", help="xlsx, ods, csv, json: write files.", show_default="by the file's ending")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
) -> None:
    """Show the scorecard of a quarter, units and targets, or one unit's targets; or write its figures into files."""
    say = _speaker(language, workspace)
    if to and not output:
        raise typer.BadParameter("name the file to write", param_hint="--output")
    files = _files(output, to, ("xlsx", "ods", "csv", "json")) if output else []
    with _telling(say) as tell:
        store = open_store(workspace, tell).of(plan)
    say = Language(store.workspace.tongue(say.code))
    label = store.quarter(quarter).label
    judged = store.judged[store.judged["period"] == label]
    code = (TOTAL if unit == TOTAL else store.units.find(unit).code) if unit else ""
    if code:
        judged = judged[judged["unit"] == code]
    if level and level not in store.units.levels:
        remedy = nearest(level, store.units.levels) if store.units.levels else "give units.csv a column level"
        raise InputError(f"no unit has the level {level!r}", where="--level", remedy=remedy)
    if level:
        judged = judged[judged["unit_level"] == level]
    if files:
        from dtplan_analysis.figures import figures_of, write_figures

        figures = figures_of(store, label, unit=code, language=say.code)
        for one in [one for file in files for one in write_figures(figures, file)]:
            out.print(str(one), soft_wrap=True)
    elif as_json:
        print_json(judged_json(judged))
    elif code:
        print_unit(store, judged, code, say)
    else:
        print_units(store, judged, label, say)


@_command("records", "-w office -q 2024Q2 --target CB2 --unit HDXD -o to-correct.xlsx")
def records(
    quarter: Annotated[str, typer.Option("--quarter", "-q", help="The quarter, such as 2024Q2, or latest.")],
    target: Annotated[str, typer.Option("--target", help="A target, such as CB2, or an indicator's name.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    workspace: Folder = Path(),
    unit: Annotated[str, typer.Option("--unit", help="One unit's records.", show_default="all units")] = "",
    plan: Plan_ = "",
    to: Annotated[str, typer.Option("--to", help="xlsx, parquet, csv.", show_default="by the file's ending")] = "",
    language: Tongue = "",
) -> None:
    """Write the records behind a shortfall: those that a target lacks, for an office to correct."""
    from dtplan_analysis.checks.records import write_records

    say, files = _speaker(language, workspace), _files(output, to, ("xlsx", "parquet", "csv"))
    with _telling(say) as tell:
        store = open_store(workspace, tell).of(plan)
        for file in files:
            tell(lambda say, file=file: say("writing {file}", file=file.name))  # type: ignore[misc]
            write_records(store, target, quarter, file, unit=unit, language=say.code)
    for file in files:
        out.print(str(file), soft_wrap=True)


def _files(output: Path, to: str, known: Iterable[str]) -> list[Path]:
    """Return the file once for each format."""
    if output.name in ("", ".."):
        raise InputError("is a folder", where=f"--output {output}", remedy="name a file in it")
    formats = [part.strip().lower() for part in (to or output.suffix[1:]).split(",")]
    for format_ in formats:
        if format_ not in known:
            raise InputError(f"unknown format {format_!r}", where="--to", remedy=f"write one of {', '.join(known)}")
    stem = output.with_suffix("") if output.suffix[1:].lower() in known else output
    return [stem.with_name(f"{stem.name}.{format_}") for format_ in formats]


@_command("diff", "last-week/reports office/reports", "last-week/reports office/reports -o moved.html")
def diff(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="A folder that `dtplan report` wrote, as it was.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The folder to compare with it.")],
    as_json: Json = False,
    to: Annotated[
        str, typer.Option("--to", help="html: write a page instead.", show_default="by the file's ending")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
    language: Tongue = "",
    rows: Annotated[int, typer.Option("--rows", min=1, help="So many rows are printed.")] = 40,
) -> None:
    """Say which figures moved between two folders of reports, by how much, and what else is different.

    Exit code: 0 where no figure moved, 1 where any did.
    """
    from dtplan_analysis.batch.diff import difference

    say = _speaker(language, run_b.resolve().parent)
    if to and not output:
        raise typer.BadParameter("name the file to write", param_hint="--output")
    files = _files(output, to, ("html",)) if output else []
    found = difference(run_a, run_b)
    for file in files:
        try:
            file.write_text(found.to_html(say.code), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror or error}", where=str(file)) from None
        if not as_json:
            out.print(str(file), soft_wrap=True)
    if as_json:
        print_json(found.as_json())
    elif not files:
        print_difference(found, rows, say)
    if found.moves:
        raise typer.Exit(MOVED)


@_command("plan", "--list", "service-index-766 > own.toml", "--check own.toml", "-w office")
def plan_(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A shipped plan: its file is printed, to start one's own from.")
    ] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the plans that are shipped.")] = False,
    checked: Annotated[Path | None, typer.Option("--check", help="A plan file, explained back in words.")] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="A workspace's plan.", show_default="Decision 320")
    ] = None,
    language: Tongue = "",
) -> None:
    """Show a plan: targets, what each asks and by when, how it is counted or what it would take, and what to cite."""
    say = _speaker(language, workspace)
    if name:
        write(find_plan_file(name).read_text(encoding="utf-8"))
        return
    opened = open_workspace(workspace) if workspace else None
    if listed:
        print_plans([find_plan(one) for one in SHIPPED], say)
        return
    if opened:
        for plan in opened.plans:
            print_plan(plan, opened.catalogue, say)
        return
    plan = load_plan(checked)
    catalogue = with_declared(LIBRARY, vocabulary_of(plan, checked.parent if checked else Path()))
    check_targets(plan, catalogue)
    print_plan(plan, catalogue, say)


def _refuse_used(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("is not an empty folder", where=str(folder), remedy="name a new or an empty folder")


def _speaker(language: str, folder: Path | None = None) -> Language:
    """Return the language of what is printed: what is asked for, else the first of the workspace in a folder."""
    return Language(language or (first_language(folder) if folder else LANGUAGES[0]))


def _languages(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for language in found:
        if language not in LANGUAGES:
            raise InputError(f"unknown language {language!r}", where="--lang", remedy="write vi, en or vi,en")
    return found


def _refuse_faults(readings: dict[str, Reading], strict: bool) -> None:
    faulty = [
        name
        for name, reading in readings.items()
        if reading.rejected or reading.unknown_units or reading.unmapped or reading.unreadable
    ]
    if strict and faulty:
        raise InputError(
            "there are rows with faults", where=", ".join(faulty), remedy="correct the exports, or leave --strict out"
        )


@contextmanager
def _telling(say: Language) -> "Iterator[Tell]":
    if err.terse:
        yield lambda _: None
        return
    with err.status(say("opening the workspace")) as status:
        yield lambda words: status.update(Words(words(say)))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, disable=err.terse or not err.is_terminal)


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def code_of(error: BaseException) -> int:
    """Return the exit code of an error: the system's fault, whatever it was told as, or the user's."""
    fault = error if isinstance(error, OSError) else error.__cause__ or error.__context__
    refused = isinstance(fault, OSError) and (fault is error or fault.errno in _FULL)
    return SYSTEM_FAULT if refused or isinstance(error, UnwritableError) else WRONG


def main() -> None:
    """Run the command line; a user's mistake ends in one clear message and exit code 2, the system's in 74."""
    prepare()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except (InputError, UnwritableError, OSError) as error:
        err.print(Words(f"dtplan: {error}"), soft_wrap=True)
        sys.exit(code_of(error))


if __name__ == "__main__":
    main()
