"""Every call of the program that the documentation writes is one that the program takes."""

import pytest
import typer
from lessons import Call, calls
from places import ROOT

from dtplan_analysis.cli import app

PROGRAM = typer.main.get_command(app)
CALLS = list(calls())


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.page.relative_to(ROOT)}: {call.line}")
def test_a_call_is_one_that_the_program_takes(call: Call) -> None:
    name, *given = call.arguments
    command = PROGRAM if name.startswith("-") else PROGRAM.commands[name]
    if command is PROGRAM:
        assert name in {option for one in command.get_params(typer.Context(command)) for option in one.opts}
    else:
        command.make_context(name, given, resilient_parsing=not given)  # without any, it is only named


def test_calls_are_found() -> None:
    assert len({call.page for call in CALLS}) > 15
