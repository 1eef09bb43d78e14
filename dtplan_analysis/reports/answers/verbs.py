"""The verbs that a report and a judged table have in common, one method a question."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtplan_analysis.errors import spelt
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.judging.wording import measure_text, status_word
from dtplan_analysis.questions.answer import check_judged
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.reports.answers import breakdown, compare, definition, history, overview, records, what_if
from dtplan_analysis.reports.answers.answer import MOST, Answer
from dtplan_analysis.reports.answers.figures import Figures

_SHOWN = 60


class Verbs:
    """What can be asked: every verb takes `target`, `unit` and `period` as `dtplan_analysis.questions` do.

    Left out, the unit and the period are those of the report. All raise InputError, with the nearest name, for what
    is not there.
    """

    @property
    @abstractmethod
    def table(self) -> "JudgedTable":
        """The judged table that is asked."""

    def _marked(self, answer: Answer) -> Answer:
        return replace(answer, mark=self.table.mark)

    @spelt
    def breakdown(
        self, target: str, *, by: str | Sequence[str], unit: str | None = None, period: str | None = None
    ) -> Answer:
        """Return a target's figure by one or two of `month`, `procedure`, `field`, `channel`, `applicant` …

        Any column of the indicator's register will do that names no person; of a table without a workspace, any that it
        is by. First comes what stands most in the way.
        """
        return self._marked(breakdown.breakdown(self.table, target, by=by, unit=unit, period=period))

    @spelt
    def records(self, target: str, *, unit: str | None = None, period: str | None = None, most: int = MOST) -> Answer:
        """Return the records behind a target's shortfall: what, why, and until when it can be corrected."""
        return self._marked(records.records(self.table, target, unit=unit, period=period, most=most))

    @spelt
    def what_if(
        self,
        target: Names = None,
        *,
        more: int = 0,
        missing: str = "bound",
        unit: Names = None,
        period: str | None = None,
    ) -> Answer:
        """Return targets judged again: with so many `more` records as required, with missing cells that `pass`, `fail`
        or are left out (`drop`).
        """
        return self._marked(what_if.what_if(self.table, target, more=more, missing=missing, unit=unit, period=period))

    @spelt
    def compare(self, *units: str, target: Names = None, period: str | None = None) -> Answer:
        """Return the targets of the first unit beside those of the others; of one unit, the report's own is first."""
        return self._marked(compare.compare(self.table, *units, target=target, period=period))

    @spelt
    def history(
        self, target: Names = None, *, unit: str | None = None, period: str | None = None, last: int = 8
    ) -> Answer:
        """Return the shares over the last quarters up to the period."""
        return self._marked(history.history(self.table, target, unit=unit, period=period, last=last))

    @spelt
    def overview(self, target: Names = None, *, period: str | None = None) -> Answer:
        """Return all units by all targets in a quarter."""
        return self._marked(overview.overview(self.table, target, period=period))

    @spelt
    def definition(self, target: Names = None, *, unit: str | None = None, period: str | None = None) -> Answer:
        """Return what is asked and counted; of one target, with its figure taken apart."""
        return self._marked(definition.definition(self.table, target, unit=unit, period=period))


@dataclass(frozen=True, eq=False, repr=False)
class JudgedTable(Figures, Verbs, Shown):
    """A judged table that can be asked: what a report has as `table`, or what an indicator returned for a frame.

    >>> import pandas as pd
    >>> from dtplan_analysis.indicators import dossiers_online
    >>> frame = pd.DataFrame({"unit": list("AAAB"), "received_on": pd.to_datetime(["2024-04-02"] * 4),
    ...                       "channel": ["online", "direct", "online", "online"], "processed_online": [True] * 4,
    ...                       "status": ["processed"] * 4})
    >>> table = JudgedTable(dossiers_online(frame, target="60%"))
    >>> table.what_if("dossiers_online", more=1, unit="A").frame[["value", "value_then"]].round(2).values.tolist()
    [[0.67, 1.0]]
    """

    def __post_init__(self) -> None:
        check_judged(self.frame)

    @property
    def table(self) -> "JudgedTable":
        """Itself."""
        return self

    def _face(self) -> Face:
        say, rows = self.say, self.select()
        cells = [
            (self.label(row), self.name(row[self.by]), self.when(row), measure_text(row, say),
             status_word(row["status"], say))
            for row in rows[:_SHOWN]
        ]  # fmt: skip
        periods = list(dict.fromkeys(self.rows["period"].astype(str)))
        facts = [
            ("", self.mark),
            (say("Rows"), say.number(len(self.rows))),
            (say("Targets"), ", ".join(dict.fromkeys(str(one) for one in self.rows["target"] if one))),
            (say("Units"), say.number(self.rows[self.by].nunique())),
            (say("Quarters"), f"{periods[0]} – {periods[-1]}" if periods else ""),
            (say("Numbers"), ".frame"),
        ]
        heads = (say("Target"), say("Unit"), say("Quarter"), say("Share"), say("Status"))
        example = 'table.what_if("CB2", more=100)\ntable.history("CB2", unit="HDXD")'
        return Face(say("Judged table"), facts, heads, cells, example)
