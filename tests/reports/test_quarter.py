"""The sections that every report of a quarter has."""

from pathlib import Path

from office import (
    opened,
    sections,
)

from dtplan_analysis.units import TOTAL


def test_sections_follow_the_order_of_an_official_report(office: Path) -> None:
    assert sections(opened(office, "AA")) == [
        "summary", "scores", "outlook", "trends", "position", "records_to_correct",
        "tasks", "cybersecurity", "funding", "solutions", "inspection", "data_quality", "method",
    ]  # fmt: skip
    assert sections(opened(office, TOTAL)) == [
        "summary", "units_and_targets", "scores", "outlook", "trends", "movers", "differences", "changes", "order",
        "tasks", "cybersecurity", "funding", "solutions", "inspection", "data_quality", "method",
    ]  # fmt: skip
