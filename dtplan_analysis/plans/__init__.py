"""A plan as data: its targets, tasks, solutions and systems of record. Another office or year is another file.

Marks say how sure a statement is: `confirmed` by a public text, `likely` (a back-translation, or one weak source), or
`proposed` by this project.
"""

from dtplan_analysis.plans.plan import Level, Plan, SolutionGroup, SolutionItem, System, Task
from dtplan_analysis.plans.points import Frame, PointGroup, Points
from dtplan_analysis.plans.reading import (
    DECISION_320,
    SHIPPED,
    check_indicators,
    find_plan,
    find_plan_file,
    load_plan,
    vocabulary_of,
)
from dtplan_analysis.plans.table import MARKS, PlanText
from dtplan_analysis.plans.target import Goal, Outside, Stage, Target

__all__ = [
    "DECISION_320",
    "MARKS",
    "SHIPPED",
    "Frame",
    "Goal",
    "Level",
    "Outside",
    "Plan",
    "PlanText",
    "PointGroup",
    "Points",
    "SolutionGroup",
    "SolutionItem",
    "Stage",
    "System",
    "Target",
    "Task",
    "check_indicators",
    "find_plan",
    "find_plan_file",
    "load_plan",
    "vocabulary_of",
]
