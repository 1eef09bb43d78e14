"""The library's own registers, in the order of the contract, and its indicators: what is known without more."""

from dtplan_analysis.catalogue.known import Catalogue
from dtplan_analysis.indicators import (
    applicants_satisfied,
    declarations_not_repeated,
    documents_external_electronic,
    documents_internal_electronic,
    dossiers_authenticated,
    dossiers_fully_online,
    dossiers_on_time,
    dossiers_online,
    infrastructure_conditions,
    staff_official_mail,
    staff_trained,
    systems_integrated,
    tasks_on_time,
    tasks_tracked,
    work_records_digital,
)
from dtplan_analysis.registers.assignments import ASSIGNMENT_UPDATES, ASSIGNMENTS
from dtplan_analysis.registers.budget import BUDGET
from dtplan_analysis.registers.declarations import DECLARATIONS
from dtplan_analysis.registers.documents import DOCUMENTS
from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.infrastructure import INFRASTRUCTURE
from dtplan_analysis.registers.initiatives import INITIATIVES
from dtplan_analysis.registers.inspections import INSPECTIONS
from dtplan_analysis.registers.petitions import PETITIONS
from dtplan_analysis.registers.plan_tasks import PLAN_TASKS
from dtplan_analysis.registers.procedures import PROCEDURES
from dtplan_analysis.registers.satisfaction import SATISFACTION, SATISFACTION_SERVED
from dtplan_analysis.registers.staff import MAILBOX_USE, STAFF
from dtplan_analysis.registers.systems import SYSTEMS
from dtplan_analysis.registers.training import TRAINING
from dtplan_analysis.registers.values import VALUES
from dtplan_analysis.registers.work_records import WORK_RECORDS
from dtplan_analysis.registers.workforce import WORKFORCE

LIBRARY = Catalogue.of(
    registers=(
        DOCUMENTS,
        ASSIGNMENTS,
        ASSIGNMENT_UPDATES,
        WORK_RECORDS,
        STAFF,
        MAILBOX_USE,
        TRAINING,
        INFRASTRUCTURE,
        PROCEDURES,
        DOSSIERS,
        SATISFACTION,
        SATISFACTION_SERVED,
        SYSTEMS,
        DECLARATIONS,
        PLAN_TASKS,
        BUDGET,
        WORKFORCE,
        INITIATIVES,
        INSPECTIONS,
        PETITIONS,
        VALUES,
    ),
    indicators=(
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
    ),
)
"""The library's own catalogue: the default everywhere."""
