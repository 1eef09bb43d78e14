"""The rows of a judged table that a chart draws, cleaned of everything that a picture cannot show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from dtplan_analysis.charts.style import plain
from dtplan_analysis.judging import exact_share
from dtplan_analysis.judging.wording import status_word, threshold_text
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in

_DRAWN = (
    *("target", "variant", "unit", "period", "period_start", "status", "value", "lower", "upper", "worst", "best"),
    *("numerator", "denominator", "missing", "interval", "confidence", "provisional", "baseline"),
)

Wanted = Sequence[tuple[str, str, str | None]]  # id, short label, threshold as text ("3/5", "60%") or None


@dataclass(frozen=True)
class Goal:
    """A target as a chart shows it; `exact` is its threshold (0–1), None for a checklist, which has no percentage."""

    id: str  # as the table has it
    name: str  # the id, fit for a picture
    label: str
    exact: Fraction | None = None
    checklist: bool = False

    @property
    def threshold(self) -> float | None:
        """The threshold as a place on an axis."""
        return None if self.exact is None else float(self.exact)

    @property
    def full_name(self) -> str:
        """The id and the label, as sentences have them."""
        return f"{self.name} ({self.label})"

    def threshold_text(self, say: Language) -> str:
        """Return the threshold in percent, or every item of a checklist; empty where none is set."""
        return threshold_text(self.exact, say) if self.exact is not None or self.checklist else ""


@dataclass(frozen=True)
class Row:
    """One judged row; shares are 0–1, and None where there is none."""

    target: str
    unit: str
    period: str
    status: str
    value: float | None
    lower: float | None
    upper: float | None
    worst: float | None
    best: float | None
    numerator: int
    denominator: int
    missing: int
    sampling: bool
    confidence: float
    provisional: bool
    baseline: bool


def goals(targets: Wanted) -> list[Goal]:
    """Return the targets with labels fit for a picture and thresholds as exact shares."""
    return [
        Goal(
            name,
            plain(name),
            plain(label),
            exact_share(threshold) if threshold and threshold.strip() else None,
            checklist=threshold is None,
        )
        for name, label, threshold in targets
    ]


def reached_text(goal: Goal, row: Row, when: str, say: Language) -> str:
    """Return a share of a period (`when`, in words) and its status, against the target where one is set."""
    share = {"name": goal.full_name, "share": say.percent(row.value, threshold=goal.threshold), "quarter": when}
    if not goal.threshold_text(say):
        return say("{name}: {share} in {quarter}", **share)
    return say(
        "{name}: {share} in {quarter}, target {threshold}: {status}",
        **share, threshold=goal.threshold_text(say), status=status_word(row.status, say),
    )  # fmt: skip


def quarterly(judged: pd.DataFrame, *, unit: str | None = None, periods: Sequence[str] | None = None) -> list[Row]:
    """Return the quarters' rows of a judged table, or of one unit or some quarters of it, quarters in order.

    There is one row for each target, unit and quarter: of several variants, the first in the table is the plan's own.
    """
    if judged.empty:
        return []
    wanted = (judged["span"] != TO_DATE) & judged["target"].notna() & (judged["target"] != "")
    if unit is not None:
        wanted &= judged["unit"] == unit
    if periods is not None:
        wanted &= judged["period"].isin(periods)
    frame = judged.loc[wanted, [name for name in _DRAWN if name in judged]]
    if frame.empty:
        return []
    frame["variant"] = frame["variant"].fillna("") if "variant" in frame else ""
    own: dict[str, str] = {}
    first = [own.setdefault(*named) == named[1] for named in zip(frame["target"], frame["variant"], strict=True)]
    frame = frame[first]
    frame = frame[~frame.duplicated(["target", "unit", "period"])]
    order = "period_start" if "period_start" in frame else "period"
    return [_row(record) for record in rows_in(frame.sort_values(order, kind="stable"))]


def quarters_until(rows: Sequence[Row], quarter: str) -> list[str]:
    """Return the quarters of the rows in order, up to and including `quarter`."""
    known = list(dict.fromkeys(row.period for row in rows))
    if quarter in known:
        return known[: known.index(quarter) + 1]
    return [*(period for period in known if period < quarter), quarter]


def _row(record: dict[Any, Any]) -> Row:
    value, status = _float(record.get("value")), str(record.get("status"))
    counted = value is not None and status not in {"no_case", "no_data", "suppressed"}
    shares = ("lower", "upper", "worst", "best")
    return Row(
        target=str(record["target"]),
        unit=str(record["unit"]),
        period=str(record["period"]),
        status=status,
        value=value if counted else None,
        **{name: _float(record.get(name)) if counted else None for name in shares},
        numerator=int(_float(record.get("numerator")) or 0),
        denominator=int(_float(record.get("denominator")) or 0),
        missing=int(_float(record.get("missing")) or 0),
        sampling=record.get("interval") == "sampling",
        confidence=_float(record.get("confidence")) or 0.95,
        provisional=_float(record.get("provisional")) == 1,
        baseline=_float(record.get("baseline")) == 1,
    )


def _float(x: Any) -> float | None:
    """A finite number, or None for anything that is none."""
    if x is None or pd.isna(x) or not math.isfinite(x):
        return None
    return float(x)
