"""The report of a unit, section by section."""

import re
from pathlib import Path

import pytest
from office import (
    HOSTILE,
    opened,
    page,
    sections,
    soup_of,
    words_of,
    write_office,
)
from reported import ENGLISH, harmless

from dtplan_analysis.direction import STEERING
from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.units import TOTAL

REPORTS = [("AA", "vi"), ("BB", "en"), ("PP", "vi"), (TOTAL, "vi"), (TOTAL, "en")]


_MARK = "Dữ liệu mô phỏng / Synthetic data"
"""What stands first in whatever is shown of data that nobody reported."""


@pytest.mark.parametrize(("unit", "language"), REPORTS)
def test_every_section_can_be_said_in_both_languages(office: Path, unit: str, language: str) -> None:
    report = opened(office, unit, language=language)
    for name in sections(report):
        bundle = getattr(report, name)()._repr_mimebundle_()
        text = words_of(bundle["text/html"]).replace(_MARK, "")
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bNaT\b|<NA>|&lt;|[a-z]_[a-z]", text), (name, text)
        if language == "vi" and name != "method":  # which cites in English
            assert ENGLISH.findall(text) == [], name
        lines = [line for line in bundle["text/plain"].split("\n") if line.strip() and line != _MARK]
        assert lines[0] == soup_of(bundle["text/html"]).h2.text


@pytest.mark.parametrize("language", ["fr", "EN", "en_GB", ""])
def test_a_language_that_no_report_speaks_is_refused(office: Path, language: str) -> None:
    with pytest.raises(InputError, match=rf'(?s){language!r}.*"vi".*"en"'):
        UnitQuarter.open("AA", "2024Q2", workspace=office, language=language)


@pytest.mark.slow  # as the tests of a batch at the edges of a system have it
def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    here, elsewhere = (write_office(tmp_path / name, targets="OP7 CB2") for name in ("here", "elsewhere"))
    assert page(opened(here, "BB", language="vi")) == page(opened(elsewhere, "BB", language="vi"))


@pytest.mark.parametrize("language", ["en", pytest.param("vi", marks=pytest.mark.slow)])
def test_a_hostile_text_is_shown_as_it_is_and_does_nothing(hostile: Path, language: str) -> None:
    for place, text in enumerate(HOSTILE if language == "en" else HOSTILE[:2]):
        report = opened(hostile, f"H{place}", language=language)
        drawn = sections(report) if place < 2 else [name for name in sections(report) if name not in _DRAWN]
        soup = harmless(page(report, *drawn))
        shown = "".join(f"[U+{ord(sign):04X}]" if sign in STEERING else sign for sign in text)
        assert soup.h1.text.startswith(shown)
        heads = {cell.text for cell in soup.find_all("th", scope="row")}
        assert shown in heads
        cells = {cell.text for cell in soup.find_all("td")}
        assert shown in cells


_DRAWN = ("trends", "position", "funding")
