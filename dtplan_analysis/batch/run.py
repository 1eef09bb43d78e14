"""A batch: of a matrix of reports, make those that changed, several at a time, and keep account of all of them."""

import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dtplan_analysis.batch.drafts import name_beside_edited
from dtplan_analysis.batch.fingerprint import PARTS, Fingerprints
from dtplan_analysis.batch.matrix import Report
from dtplan_analysis.batch.output import Entry, Output, Seen
from dtplan_analysis.errors import OutputError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Language
from dtplan_analysis.process import WARM, Ended, in_fresh_process
from dtplan_analysis.reports.shown import FIGURES, handed
from dtplan_analysis.workspace import PINNED, Store

LIMIT = 600.0
"""How many seconds a report may take."""

_FEW = 8
"""So many units are looked at one by one."""


@dataclass(frozen=True, repr=False)
class Planned(Shown):
    """A report, and why it is to be made; no reason where the one that is there is the right one."""

    report: Report
    fingerprint: dict[str, str]
    reasons: tuple[str, ...]
    figures: str = ""
    """The hash of what it is to show; empty where a notebook of the office's own may show anything."""

    def _face(self) -> Face:
        say = Language(self.report.language)
        facts = [(say("To be made"), "; ".join(reason_words(one, say) for one in self.reasons) or say("no"))]
        return Face(_title(self.report), facts)


def reason_words(reason: str, say: Language) -> str:
    """Return why a report is to be made: what became of the last one, or the part of its fingerprint that changed.

    >>> reason_words("template", Language("en"))
    'the templates have changed'
    """
    return {
        "new": say("there is none yet"),
        "failed": say("the last attempt failed"),
        "file": say("a file is gone, or is not as it was written"),
        "forced": say("all are to be made again"),
        "notebook": say("its notebook has changed"),
        "parameters": say("its parameters have changed"),
        "figures": say("figures or records that it shows have changed"),
        "text": say("the office's own text in it has changed"),
        "configuration": say("the workspace's own files have changed"),
        "library": say("the library has changed"),
        "template": say("the templates have changed"),
        "versions": say("versions of other software have changed"),
    }[reason]


@dataclass(frozen=True, repr=False)
class Outcome(Shown):
    """What became of a report; `error` is empty where its files were written, or are there as they should be."""

    report: Report
    error: str = ""
    seconds: float = 0.0
    made: bool = True
    beside: tuple[str, ...] = ()
    """Files that stand beside a draft of that name which somebody has edited, and which stays as it is."""

    def _face(self) -> Face:
        say = Language(self.report.language)
        done = say("made") if self.made else say("as it was")
        facts = [
            (say("Report"), say("failed") if self.error else done),
            (say("Seconds"), say.number(self.seconds, 1)),
            (say("Error"), self.error),
            (say("Files beside an edited draft"), ", ".join(self.beside)),
        ]
        return Face(_title(self.report), facts)


def _title(report: Report) -> str:
    return f"{report.unit} {report.quarter} ({report.language})"


@dataclass(frozen=True)
class Made:
    """The files of a report by format, how long they took, and what they show of which state of the data."""

    files: dict[str, bytes]
    seconds: float
    rendered: Mapping[str, str] = field(default_factory=dict)
    """As the notebook says it, see `reports.shown.rendered`; one of the office's own may say nothing."""


def plan(store: Store, reports: Sequence[Report], output: Seen, *, force: bool = False) -> list[Planned]:
    """Return why each report is to be made: `new`, `failed` (before), `forced`, `file` (gone or not as
    it was written), or the parts that changed."""
    fingerprints = Fingerprints(store)
    if len({report.unit for report in reports}) > _FEW:
        _ = store.judged  # of few units, parts are read; of more, all is read once
    return [_planned(report, fingerprints, output, store.fingerprint, force) for report in reports]


def settle(store: Store, output: Output) -> list[Entry]:
    """Note down which reports of the folder still hold; return those that show figures of an earlier state."""
    fingerprints = Fingerprints(store)
    same = [entry.name for entry in output.earlier(store.fingerprint) if fingerprints.shows(entry)]
    output.confirm(same, store.fingerprint)
    return output.earlier(store.fingerprint)


def _planned(report: Report, fingerprints: Fingerprints, output: Seen, store: str, force: bool) -> Planned:
    entry = output.entries.get(report.name)
    fingerprint = fingerprints.of(report, entry.fingerprint if entry and entry.store == store else None)
    if entry is None:
        reasons: tuple[str, ...] = ("new",)
    elif entry.error:
        reasons = ("failed",)
    else:
        reasons = tuple(part for part in PARTS if entry.fingerprint.get(part) != fingerprint[part])
        if not {*report.formats} <= entry.by_ending.keys() or not output.holds(entry):
            reasons = (*reasons, "file")
    figures = fingerprint["figures"] if fingerprints.is_shipped(report.notebook) else ""
    return Planned(report, fingerprint, ("forced",) if force and not reasons else reasons, figures)


def run(
    store: Store,
    planned: Sequence[Planned],
    output: Output,
    *,
    workers: int = 1,
    seconds: float = LIMIT,
    warm: bool = WARM,
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Make the reports that have a reason to be made; yields what became of each report as it comes.

    One that fails does not stop the rest. `executor` is any of `concurrent.futures`, of several machines too: it runs
    the notebooks, and this process writes the files. Raises OutputError where nothing more can be written.
    """
    wanted = [one for one in planned if one.reasons]
    kept = [one.report for one in planned if not one.reasons]
    output.confirm([report.name for report in kept], store.fingerprint)
    yield from (Outcome(report, made=False) for report in kept)
    if not wanted:
        return
    stop = threading.Event()
    more = () if executor else (output.work, stop)  # nothing of this process is known to another machine
    with _drawing() if not executor and len(wanted) > 1 else nullcontext():
        pool = executor or ThreadPoolExecutor(min(workers, len(wanted)))
        waiting: dict[Future[Made], Planned] = {}
        try:
            for one in wanted:
                waiting[pool.submit(supervise, one, store.pin, seconds, warm, *more)] = one
            for done in as_completed(list(waiting)):
                yield _published(waiting.pop(done), done, output, store.fingerprint)
        finally:
            stop.set()
            for future in waiting:
                future.cancel()
            if not executor:
                pool.shutdown(wait=True, cancel_futures=True)


def _drawing() -> AbstractContextManager[str]:
    """Return a process that draws the charts of all reports, and is started once for all of them."""
    from dtplan_analysis.charts.drawing import drawing_server  # heavy, and of no use where nothing is made

    return drawing_server()


def supervise(
    one: Planned,
    pin: str,
    seconds: float,
    warm: bool,
    work: Path | None = None,
    stop: threading.Event | None = None,
) -> Made:
    """Make a report in a process of its own, in a folder of its own inside `work`; raises Ended with fault and cell.

    The process works with the state of the data that `pin` names, and measures nothing.
    """
    begun, cell = time.monotonic(), 0

    def hear(number: int) -> None:
        nonlocal cell
        cell = number

    try:
        place = tempfile.TemporaryDirectory(dir=work, prefix="report-", ignore_cleanup_errors=True)
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror or fault}", where=str(work or "")) from fault
    with place as folder:
        try:
            files, rendered = in_fresh_process(
                _make,
                (one.report, Path(folder), warm, {FIGURES: handed(one.report.unit, one.report.quarter, one.figures)}),
                seconds=seconds,
                hear=hear,
                stop=stop,
                variables={PINNED: pin},
            )
        except Ended as ended:
            raise Ended(f"{ended} (cell {cell} of {one.report.notebook.name})" if cell else str(ended)) from None
    return Made(files, time.monotonic() - begun, rendered)


def _make(*arguments: Any) -> Any:
    from dtplan_analysis.batch.making import make  # papermill is loaded in the process that makes the report

    return make(*arguments)


def _published(one: Planned, done: "Future[Made]", output: Output, store: str) -> Outcome:
    """Put a report's files in their place and note them down; a fault of the folder itself ends the batch."""
    report, error = one.report, ""
    try:
        made = done.result()
        told = {format_: content for format_, content in made.files.items() if format_ != "csv"}  # that has rows alone
        if strange := [format_ for format_, content in told.items() if report.name.encode() not in content]:
            error = f"the {strange[0]} that was made does not carry the report's name"
        elif one.figures and made.rendered != {"state": store, "figures": one.figures}:
            error = "it shows another state of the data than the one that the batch works with"
    except Ended as ended:
        error = str(ended)
    except OutputError:
        raise
    except Exception as fault:  # of an executor: a machine that was lost
        error = f"{type(fault).__name__}: {fault}"
    if error:
        output.fail(report.name, report.about, error)
        return Outcome(report, error)
    named = {ending: name_beside_edited(output.folder, report.file(ending)) for ending in made.files}
    beside = tuple(name for ending, name in named.items() if name != report.file(ending))
    hashes = output.write({named[ending]: content for ending, content in made.files.items()})
    if before := output.entries.get(report.name):  # formats not asked for this time: they are right still, or they go
        others = {n: sha256 for n, sha256 in before.files.items() if n not in hashes and output.has(n, before)}
        if before.fingerprint == one.fingerprint:
            hashes |= others
        else:
            output.remove(others)
    output.record(Entry(report.name, report.about, one.fingerprint, store, hashes, made.seconds))
    return Outcome(report, seconds=made.seconds, beside=beside)
