"""Where a report's subject stands among the units, target by target."""

from collections.abc import Sequence

from dtplan_analysis import charts
from dtplan_analysis.reports.subject import Subject

Goals = Sequence[tuple[str, str, str | None]]
"""Targets as charts want them: id, short label, threshold."""


def position(subject: Subject, goals: Goals | None = None) -> charts.Chart:
    """Return the chart of the subject among the units, of some `goals` or of all that it has."""
    return charts.position(
        subject.store.of_quarter(subject.quarter.label),
        unit=subject.unit,
        targets=subject.goals if goals is None else goals,
        quarter=subject.quarter.label,
        units={code: subject.unit_name(code) for code in subject.members},
        language=subject.language,
    )
