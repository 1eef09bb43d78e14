"""Decision 320 as data, another office's plan, and the plan files that are refused."""

import re
import unicodedata
from datetime import date
from fractions import Fraction

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import MARKS, PlanText, load_plan

PLAN = load_plan()


# id, indicator, variant, threshold, comparison
TARGETS = [
    ("OP1", "documents_internal_electronic", None, Fraction(1), "="),
    ("OP2", "documents_external_electronic", None, Fraction(1), "="),
    ("OP3", "tasks_tracked", None, Fraction(1), "="),
    ("OP4", "work_records_digital", None, Fraction(9, 10), ">="),
    ("OP5", "staff_official_mail", None, Fraction(1), "="),
    ("OP6", "staff_trained", None, Fraction(1), "="),
    ("OP7", "infrastructure_conditions", None, None, "="),
    ("CB1", "dossiers_authenticated", "dossiers", Fraction(1), "="),
    ("CB2", "dossiers_online", None, Fraction(3, 5), ">="),
    ("CB3", "dossiers_fully_online", "full_service_procedures", Fraction(4, 5), ">="),
    ("CB4", "applicants_satisfied", None, Fraction(9, 10), ">="),
    ("CB5", "systems_integrated", None, Fraction(3, 5), ">="),
    ("CB6", "declarations_not_repeated", None, Fraction(1), "="),
]


def test_decision_320_has_the_targets_of_the_domain_sheet():
    assert [(t.id, t.indicator, t.variant, t.threshold, t.comparison) for t in PLAN.targets] == TARGETS
    assert [t.id for t in PLAN.targets if t.checklist] == ["OP7"]
    assert PLAN.supporting == ("dossiers_on_time", "tasks_on_time")


def test_decision_320_is_dated_and_numbered():
    assert (PLAN.id, PLAN.number, PLAN.signed_on) == ("decision-320-2024", "320/QĐ-BXD", date(2024, 4, 16))
    assert (PLAN.baseline_quarter, PLAN.first_quarter, PLAN.quarters_mark) == (
        date(2024, 1, 1),
        date(2024, 4, 1),
        "proposed",
    )
    assert PLAN.organisation["vi"] == "Bộ Xây dựng"
    assert PLAN.document["en"] == "Decision 320/QĐ-BXD"


def test_decision_320_has_all_parts():
    assert [task.number for task in PLAN.tasks] == list(range(1, 13))
    assert [(group.number, len(group.items)) for group in PLAN.solutions] == [(1, 2), (2, 3), (3, 5)]
    assert len(PLAN.systems) == 8
    assert [item.register for group in PLAN.solutions for item in group.items] == [
        *["budget"] * 2, "training", *["workforce"] * 2, *["initiatives"] * 4, "inspections",
    ]  # fmt: skip


def texts(part: object) -> list[PlanText]:
    """Every text of a plan, however deep."""
    if isinstance(part, PlanText):
        return [part]
    parts = part if isinstance(part, tuple) else getattr(part, "__dict__", {}).values()
    return [text for inner in parts for text in texts(inner)]


def test_decision_320_marks_every_text():
    found = texts(PLAN)
    assert len(found) > 13 * 2 + 12 + 3 + 10 + 8
    for text in found:
        for code in LANGUAGES:
            assert text[code], text
            assert text.mark[code] in MARKS
            assert unicodedata.is_normalized("NFC", text[code])


def test_decision_320_says_what_is_only_likely_or_proposed():
    assert {(t.text.mark["vi"], t.text.mark["en"]) for t in PLAN.targets} == {("likely", "confirmed")}
    assert {t.short.mark[code] for t in PLAN.targets for code in LANGUAGES} == {"proposed"}
    assert [t.id for t in PLAN.targets if t.mark != "confirmed"] == ["CB6"]  # the plan names no share there
    assert {task.title.mark["vi"] for task in PLAN.tasks} == {"likely"}


def test_decision_320_traces_to_national_acts():
    traces = {
        t.id: (re.search(r"\d+/[\w-]+", t.trace["en"]).group(), t.trace.mark["en"]) for t in PLAN.targets if t.trace
    }
    assert traces == {
        "OP1": ("942/QĐ-TTg", "confirmed"),
        "OP4": ("942/QĐ-TTg", "confirmed"),
        "CB1": ("942/QĐ-TTg", "likely"),
        "CB2": ("17/NQ-CP", "confirmed"),
        "CB3": ("942/QĐ-TTg", "likely"),
        "CB4": ("942/QĐ-TTg", "likely"),
        "CB5": ("76/NQ-CP", "likely"),
        "CB6": ("76/NQ-CP", "likely"),
    }


def test_short_labels_fit_a_chart():
    assert max(len(t.short[code]) for t in PLAN.targets for code in LANGUAGES) <= 40
    for code in LANGUAGES:
        assert len({t.short[code] for t in PLAN.targets}) == len(PLAN.targets)


def test_wording_names_the_threshold():
    for target in PLAN.targets:
        if target.threshold and target.id != "CB6":
            for code in LANGUAGES:
                assert f"{float(target.threshold):.0%}" in target.text[code]
