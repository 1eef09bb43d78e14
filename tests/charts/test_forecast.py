"""Which way shares go, whether they hold, and where the year may end."""

import pytest
from strips import answer, draw, latest

WORDS: dict[str, str] = {
    # question: what its chart says of a unit with two quarters
    "trend": "too few quarters: CB2 Online.",
    "assure": "CB2 Online: too few quarters; 2 quarters.",
    "forecast": "CB2 Online: more than the about 200 to come; chance: under 1%.",
}


@pytest.mark.parametrize("name", WORDS)
def test_what_a_chart_says_of_two_quarters(name: str) -> None:
    assert WORDS[name] in draw(name, answer(name, latest(), unit="U05")).description
