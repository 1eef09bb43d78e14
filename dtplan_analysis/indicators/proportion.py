"""An indicator that can be called: a declaration with its words, its variants, and what it does on a frame."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Never

import pandas as pd

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.counting import as_drawn, count, survey_cells
from dtplan_analysis.counting.declaration import Declaration, refuse_keywords
from dtplan_analysis.counting.query import Query
from dtplan_analysis.counting.records import records_behind
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.indicators.request import frames_of, latest_of, request
from dtplan_analysis.judging import columns_by, declared, judge, to_pandas, with_periods
from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR, Period, Quarters, Wanted
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame

_UNSAID = Text("", "")
_OWN = Text("khai báo riêng", "declared for this use")
_RECORDS = Text("bản ghi", "records")
_SHORT = Text("chưa đạt yêu cầu", "not as required")


@dataclass(frozen=True, eq=False, repr=False)
class Proportion(Declaration, Shown):
    """An indicator: a share of records, declared once, and callable on a frame.

    What counts is the declaration's; label, definition, source and what is counted have plain words where none are
    given.

    >>> import pandas as pd
    >>> from dtplan_analysis.counting import COUNTS
    >>> from dtplan_analysis.indicators import dossiers_online
    >>> frame = pd.DataFrame({
    ...     "unit": ["HDXD"] * 4,
    ...     "received_on": pd.to_datetime(["2024-04-02", "2024-05-06", "2024-05-07", "2024-06-30"]),
    ...     "channel": ["online", "direct", "online", "online"],
    ...     "processed_online": [True, False, True, None],
    ...     "status": ["processed", "processed", "not_accepted", "accepted"],
    ... })
    >>> dossiers_online.counts(frame)[["unit", "period", *COUNTS]].to_dict("records")
    [{'unit': 'HDXD', 'period': '2024Q2', 'records': 4, 'excluded': 1, 'missing': 1, 'denominator': 2, 'numerator': 1}]
    """

    label: Text = _UNSAID
    definition: Text = _UNSAID
    source: Text = _OWN
    counted: Text = _RECORDS
    lacking: Text = _SHORT
    """How a shortfall is said of what is counted: “9 fields *asked for again*”."""
    of: Text | None = None
    """What the denominator holds, where that is a choice: it is printed beside the figure."""
    variant: str = ""
    variants: tuple["Proportion", ...] = ()
    """Other choices of denominator, by their variant names."""
    otherwise: str = ""
    """The variant that measures it where its register is not given."""

    def __post_init__(self) -> None:
        if self.label is _UNSAID:
            words = self.name.replace("_", " ").capitalize()
            object.__setattr__(self, "label", Text(words, words))
        if self.definition is _UNSAID:
            object.__setattr__(self, "definition", self._defined())

    def _face(self) -> Face:
        known = {one.name: one for register in self.registers for one in register.columns}
        touched = dict.fromkeys((*self.placement.columns, *self.needs, *self.among, *self.exclude))
        rows = [(name, known[name].type, in_both(known[name].meaning)) for name in touched if name in known]
        facts = [
            (both(lambda say: say("Indicator")), in_both(self.label)),
            (both(lambda say: say("Definition")), in_both(self.definition)),
            (both(lambda say: say("Source")), in_both(self.source)),
            (both(lambda say: say("Register")), ", ".join(register.name for register in self.registers)),
            (both(lambda say: say("Variants")), ", ".join(self.choices)),
        ]
        heads = [both(lambda say: say("Column")), both(lambda say: say("Type")), both(lambda say: say("Meaning"))]
        example = f'{self.name}(frame, by="unit", period="quarter", target="60%")'
        return Face(self.name, facts, heads, rows, example)

    def _defined(self) -> Text:
        """Return a definition put together from numerator, exclusions and date."""
        title, day = self.register.title, self.register.column(self.placement.columns[0]).meaning
        left_out = ", ".join(f"{name} = {'/'.join(map(str, values))}" for name, values in self.exclude.items())
        vi = f"“{title.vi}” thỏa {self.numerator}, trên tổng số trong kỳ theo “{day.vi}”."
        en = f"“{title.en}” with {self.numerator}, of all in the period by “{day.en}”."
        if left_out:
            vi, en = f"{vi} Không tính: {left_out}.", f"{en} Left out: {left_out}."
        return Text(vi, en)

    def choose(self, variant: str | None) -> "Proportion":
        """Return the named variant of the indicator, or itself; raises InputError for an unknown variant."""
        if variant in (None, "", self.variant):
            return self
        for other in self.variants:
            if other.variant == variant:
                return other
        raise InputError(
            f"there is no variant {variant!r}",
            where=f"indicator {self.name}",
            remedy=nearest(str(variant), self.choices) if self.choices else "leave the variant out: it has no variants",
        )

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of the variants, the default first; empty where there is no choice."""
        return tuple(one.variant for one in (self, *self.variants)) if self.variant else ()

    def counts(
        self,
        frame: Frame,
        *,
        by: str | Sequence[str] | None = "unit",
        period: Wanted = "quarter",
        variant: str | None = None,
        quarters: Quarters = CALENDAR,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        registers: Mapping[str, Frame] | None = None,
        **unknown: Never,
    ) -> Frame:
        """Return the counts per unit and period, as the frame's own kind, lazily where that is lazy.

        `frame` is the indicator's register, one row a record, with the column names of the library; `registers` are
        the others that it reads, by name: `registers={"procedures": frame}`. `by` is a column or several, or None for
        all records together. `period` is a span (`month`, `quarter`, `half_year`, `year`, `year_to_date`) or periods,
        by their labels (`2024Q2`, `Quý II/2024`) or themselves. Counts are whole numbers of records. Warns of records
        that are in no period, or are read by a rule. Raises RegisterError where a needed column is absent or of the
        wrong type, InputError for an unknown variant, period, register or keyword.
        """
        refuse_keywords(unknown, self.counts, where=self.name)
        asked = request(
            self.choose(variant), frame, by=_names(by), period=period, quarters=quarters, as_of=as_of,
            timezone=timezone, registers=registers or {}, depth=2,
        )  # fmt: skip
        query = Query([asked.indicator], asked.frames, by=asked.by, as_of=asked.as_of, timezone=timezone)
        return query.one(query.count(asked.periods), 0).to_native()

    def records(
        self,
        frame: Frame,
        *,
        period: str | Period,
        variant: str | None = None,
        quarters: Quarters = CALENDAR,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        registers: Mapping[str, Frame] | None = None,
        **unknown: Never,
    ) -> Frame:
        """Return the records of a period that the indicator lacks, as the frame's own kind, lazily where that is lazy.

        Columns and errors are those of `counting.records.records_behind`; the other arguments are those of `counts`.
        """
        refuse_keywords(unknown, self.records, where=self.name)
        chosen = self.choose(variant)
        frames = frames_of(chosen, frame, registers or {})
        as_of = as_of or latest_of(chosen, frames, timezone)
        return records_behind(chosen, frames, quarters.named(period), as_of=as_of, timezone=timezone)

    def __call__(
        self,
        frame: Frame,
        *,
        by: str | Sequence[str] | None = "unit",
        period: Wanted = "quarter",
        variant: str | None = None,
        target: str | None = None,
        quarters: Quarters = CALENDAR,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        registers: Mapping[str, Frame] | None = None,
        **unknown: Never,
    ) -> pd.DataFrame:
        """Return the judged table of the indicator on a frame: counts, share in 0–1, bounds, interval, status.

        `target` is the threshold as exact text, such as `60%`, `3/5` or `0.6`; without one nothing is judged. The
        other arguments, warnings and errors are those of `counts`.
        """
        refuse_keywords(unknown, self.__call__, where=self.name)
        chosen, by = self.choose(variant), _names(by)
        columns = columns_by(by, where=f"register {self.register.name}")
        asked = request(
            chosen, frame, by=by, period=period, quarters=quarters, as_of=as_of, timezone=timezone,
            registers=registers or {}, depth=2,
        )  # fmt: skip
        drawn = as_drawn(chosen, asked.frames)
        found = count([drawn], asked.frames, asked.periods, by=by, as_of=asked.as_of, timezone=timezone)[0]
        counts = to_pandas(found).sort_values([*by, "span", "period"], ignore_index=True)
        if chosen.basis == "sample":
            cells = survey_cells(drawn, asked.frames, asked.periods, by=by, as_of=asked.as_of, timezone=timezone)
            keys = zip(*(counts[name].astype(str) for name in (*by, "period", "span")), strict=True)
            counts["cells"] = pd.Series([[asdict(cell) for cell in cells.get(key, [])] for key in keys], dtype=object)
        counts = with_periods(counts, asked.periods, as_of=asked.as_of)
        judged = judge(
            counts, threshold=target, basis=chosen.basis, checklist=chosen.checklist, volumes=bool(chosen.sum_of)
        )
        judged = declared(judged, chosen).assign(plan="", target="", indicator=chosen.name, variant=chosen.variant)
        return judged.assign(unit_level="")[columns]


def _names(by: str | Sequence[str] | None) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by or ())
