"""The library's own registers, in the order of the contract, and its indicators: what is known without more."""

from dtplan_analysis.catalogue.known import Catalogue
from dtplan_analysis.indicators import SHIPPED
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
    indicators=SHIPPED,
)
"""The library's own catalogue: the default everywhere."""
