"""What a run would make and why, and what moved between two runs, as the command line says it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table as Grid
from rich.text import Text as Words

from dtplan_analysis.language import Language
from dtplan_analysis.streams import out

if TYPE_CHECKING:
    from dtplan_analysis.batch import Planned
    from dtplan_analysis.batch.diff import Difference


_NAMED = 4
"""So many reports with one reason are named; of more, the number."""


def print_reasons(planned: "Sequence[Planned]", say: Language, moved: "Sequence[str]" = ()) -> None:
    """Print which reports would be made again and why, alike ones in one row, and what `moved` among their figures."""
    from dtplan_analysis.batch import reason_words

    grid = Grid(title=say("Reports that would be made"), title_justify="left")
    for head in (say("Reports", context="list"), say("because")):
        grid.add_column(head, overflow="fold")
    stale = [one for one in planned if one.reasons]
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in stale:
        alike.setdefault((one.report.quarter, one.reasons), []).append(one.report.name)
    for (quarter, reasons), names in alike.items():
        many = say("{n} reports of {quarter}", n=say.number(len(names)), quarter=say.quarter(quarter))
        named = many if len(names) > _NAMED else ", ".join(names)
        grid.add_row(Words(named), Words("; ".join(reason_words(one, say) for one in reasons)))
    if stale:
        out.print(grid)
    for line in moved:
        out.print(Words(say("moved: {figures}", figures=line)))
    told = {"n": say.number(len(stale)), "total": say.number(len(planned))}
    out.print(say("{n} of {total} reports would be made; the others are up to date.", **told))


def print_difference(found: "Difference", most: int, say: Language) -> None:
    """Print what moved between two runs, the first so many rows, and what else sets the runs apart."""
    grid = Grid(title=found.summary(say), title_justify="left")
    *heads, change = found.heads(say)
    for head in heads:
        grid.add_column(head, overflow="fold")
    grid.add_column(change, justify="right", overflow="fold")
    for move in found.single[:most]:
        grid.add_row(*map(Words, found.cells(move, say)))
    out.print(grid if found.single else found.summary(say))
    for line in found.lines(say):
        out.print(Words(line))
    if len(found.single) > most:
        rest = say.number(len(found.single) - most)
        out.print(say("… and {n} more: --rows, --json or --to html have them.", n=rest))
    for cause in found.causes:
        out.print(Words(cause.words(say, found.catalogue.registers)))
