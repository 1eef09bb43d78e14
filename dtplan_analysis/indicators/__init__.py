"""The indicators of the library: declarations, each callable on a frame of its register; and the one-stop form."""

from dtplan_analysis.indicators.citizens import (
    applicants_satisfied,
    declarations_not_repeated,
    dossiers_authenticated,
    dossiers_fully_online,
    dossiers_online,
    systems_integrated,
)
from dtplan_analysis.indicators.one_stop import one_stop_form
from dtplan_analysis.indicators.operations import (
    documents_external_electronic,
    documents_internal_electronic,
    infrastructure_conditions,
    staff_official_mail,
    staff_trained,
    tasks_on_time,
    tasks_tracked,
    work_records_digital,
)
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.indicators.timeliness import dossiers_on_time

__all__ = [
    "SHIPPED",
    "Proportion",
    "applicants_satisfied",
    "declarations_not_repeated",
    "documents_external_electronic",
    "documents_internal_electronic",
    "dossiers_authenticated",
    "dossiers_fully_online",
    "dossiers_on_time",
    "dossiers_online",
    "infrastructure_conditions",
    "one_stop_form",
    "staff_official_mail",
    "staff_trained",
    "systems_integrated",
    "tasks_on_time",
    "tasks_tracked",
    "work_records_digital",
]

SHIPPED: tuple[Proportion, ...] = (
    documents_internal_electronic,
    documents_external_electronic,
    tasks_tracked,
    work_records_digital,
    staff_official_mail,
    staff_trained,
    infrastructure_conditions,
    dossiers_authenticated,
    dossiers_online,
    dossiers_fully_online,
    applicants_satisfied,
    systems_integrated,
    declarations_not_repeated,
    dossiers_on_time,
    tasks_on_time,
)
"""The indicators that the library knows, in the order of the plan: what is not here, no plan can name."""
