"""The tale of a reading: whether its buckets add up, and how it shows itself."""

import json

import pytest

from dtplan_analysis.registers.reading import Reading


@pytest.mark.parametrize(("rows", "usable", "adds_up"), [(5, 2, True), (5, 3, False), (6, 2, False)])
def test_buckets_add_up_to_the_rows_read(rows: int, usable: int, adds_up: bool) -> None:
    reading = Reading("dossiers", rows, usable, {"unit: empty": 2, "number: empty": 1})
    assert reading.adds_up is adds_up


def test_a_reading_is_kept_as_plain_values_and_comes_back() -> None:
    reading = Reading("dossiers", 1, 1, unmapped={"channel": {"Fax": 1}}, first="2024-05-06", last="2024-05-06")
    assert Reading(**json.loads(json.dumps(reading.as_json()))) == reading


def test_it_shows_how_many_rows_were_rejected_and_why() -> None:
    shown = Reading("dossiers", 12_000, 9_000, {"unit: empty": 3_000})._repr_html_()
    for part in ("dossiers", "12,000", "9,000", "unit: empty", "3,000"):
        assert part in shown
