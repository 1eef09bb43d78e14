"""The past of a unit into which others were merged: what they counted together before it began.

Cases are summed; the mean of shares, another rule in use, would count a small unit as much as a large one.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dtplan_analysis.judging import judge_target, with_periods
from dtplan_analysis.periods import TO_DATE, Period
from dtplan_analysis.plans import Plan
from dtplan_analysis.units import Unit
from dtplan_analysis.workspace.grid import NUMBERS
from dtplan_analysis.workspace.measured import Measured

_OF = ["target", "indicator", "variant", "period", "span"]


def with_past(
    own: pd.DataFrame,
    unit: Unit,
    counts: Sequence[pd.DataFrame],
    measured: Sequence[Measured],
    quarters: Sequence[Period],
    *,
    as_of: date,
    plan: Plan,
) -> pd.DataFrame:
    """Return a unit's judged rows after those of the quarters before it began, from `counts` of those merged into it.

    A quarter of which one of them tells nothing has no row, nor have surveys and counts of people: they do not add up.
    """
    days = [one for one in quarters if unit.valid_from and one.end < unit.valid_from]
    table = pd.concat(counts)
    table = table[(table["span"] != TO_DATE) & table["period"].isin([one.label for one in days])]
    told = table.groupby(_OF, sort=False)["denominator"].transform(lambda column: column.notna().all()).astype(bool)
    numbers = [name for name in (*NUMBERS, "unweighed") if name in table]
    beside = {name: "first" for name in ("reason", "counted_from", "bounded") if name in table}
    summed = table[told].groupby(_OF, as_index=False, sort=False).agg({**dict.fromkeys(numbers, "sum"), **beside})
    parts = []
    for one in measured:
        key, indicator = [one.target.id if one.target else "", one.indicator.name, one.indicator.variant], one.indicator
        here = summed[(summed[_OF[:3]] == key).all(axis=1)]
        if here.empty or indicator.basis == "sample" or indicator.distinct or (one.target and one.target.outside):
            continue
        dated = with_periods(here.assign(unit=unit.code), days, as_of=as_of, plan=plan)
        judged = judge_target(dated, indicator, one.target, levels={unit.code: unit.level})
        parts.append(judged.assign(plan=plan.id, target=key[0], indicator=key[1], variant=key[2]))
    if not parts:
        return own
    before = pd.concat(parts, ignore_index=True)[list(own)].astype(own.dtypes)
    return pd.concat([before, own], ignore_index=True)
