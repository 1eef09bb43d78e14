"""What to do about a cell: the remedy fits what the column holds."""

import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.checks.remedies import remedy_words
from dtplan_analysis.language import Language


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("register", "column", "rule", "said"),
    [
        ("budget", "planned", "unreadable", 'planned = { name = "…", scale = 1000000 }'),
        ("dossiers", "received_on", "unreadable", "20240506"),
        ("dossiers", "number", "damaged_key", ""),
        ("dossiers", "channel", "unknown_code", "[registers.dossiers.codes.channel]"),
    ],
)
def test_a_remedy_says_what_to_write(language: str, register: str, column: str, rule: str, said: str) -> None:
    words = remedy_words(REGISTERS[register], column, rule, Language(language))
    assert words
    assert said in words


def test_millions_are_no_number_below_nothing() -> None:
    words = remedy_words(REGISTERS["budget"], "planned", "unreadable", Language("en"))
    assert words.startswith("Write a whole number not below 0; amounts in millions are read with planned = ")
