"""Where a report's subject stands among the units, target by target."""

from collections.abc import Sequence

from dtplan_analysis import charts
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.units import TOTAL

Goals = Sequence[tuple[str, str, str | None]]
"""Targets as charts want them: id, short label, threshold."""


def position(subject: Subject, goals: Goals | None = None) -> charts.Chart:
    """Return the chart of the subject among the units, of some `goals` or of all that it has.

    Units whose rows another's holds stand on their own pages alone, beside those that are counted; one that is not
    published is told everywhere, and then of no units how many meet the target.
    """
    here = subject.store.of_quarter(subject.quarter.label)
    counted = subject.store.peers(here[here["unit"].isin(list(subject.members))])
    own = here[here["unit"] == subject.unit]
    shown = here.index.isin(counted.index) | (here["status"] == "suppressed")
    return charts.position(
        here[shown | here["unit"].isin([subject.unit, TOTAL])],
        unit=subject.unit,
        uncounted={*own.loc[~own.index.isin(counted.index), "target"]},
        targets=subject.goals if goals is None else goals,
        quarter=subject.quarter.label,
        units={code: subject.unit_name(code) for code in subject.members},
        language=subject.language,
    )
