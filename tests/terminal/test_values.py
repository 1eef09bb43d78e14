"""Values as JSON: what steers a terminal is written as its code, and reads back as it was."""

import json

import pytest

from dtplan_analysis.terminal.values import print_json

STEERING = ["\x1b[2J", "\x9b", "\u202e", "\u2066", "\u2028", "\u200e", "\x7f", "##[error]", "##vso[x]"]


@pytest.mark.parametrize("sign", STEERING)
def test_no_sign_steers_a_terminal(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"unit": f"Sở {sign} X"})
    said = capsys.readouterr().out
    assert sign not in said
    assert "Sở" in said
    assert json.loads(said) == {"unit": f"Sở {sign} X"}


def test_what_is_no_number_of_json_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"value": float("nan")})
