"""The parameters that a notebook takes: read from its tagged cell, and never run."""

from pathlib import Path

import pytest
from batches import PARAMETERS, notebook

from dtplan_analysis.batch.parameters import Parameter, check, parameters
from dtplan_analysis.errors import InputError

TYPED = PARAMETERS + '\ncode: str = "0"\nnumber: int = 1\nshare: float = 0.5\nflag: bool = False\nplain = 3'


def test_parameters_are_read_with_their_types_and_not_run(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(notebook(TYPED + "\nimport os\nos.abort()\nless: float = -1\na = b = 1"), encoding="utf-8")
    found = {name: (one.type, one.default) for name, one in parameters(file).items()}
    assert found == {
        **dict.fromkeys(("workspace", "unit", "quarter"), (str, "")),
        **{"language": (str, "vi"), "code": (str, "0"), "number": (int, 1), "share": (float, 0.5)},
        **{"flag": (bool, False), "plain": (int, 3), "less": (float, -1)},
    }


WRONG = [
    ("x = f()", "x has no plain value"),
    ("x = {[]: 1}", "x has no plain value"),
    ("x: list = []", "x is of the type list"),
    ("x = None", "x is of the type NoneType"),
    ("%matplotlib inline", "cannot be read"),
    ("x = '\0'", "cannot be read"),
]


@pytest.mark.parametrize(("source", "fault"), WRONG)
def test_parameters_that_cannot_be_read_are_refused(source: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook(source), encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        parameters(tmp_path / "a.ipynb")


TEXTS = ["", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"metadata": {"tags": ["parameters"]}}]}']


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_notebook_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a notebook"):
        parameters(tmp_path / "a.ipynb")


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (str, "007", "007"),
        (str, " a ", " a "),
        (int, "007", 7),
        (float, "1", 1.0),
        (bool, " TRUE", True),
        (bool, "0", False),
    ],
)
def test_a_text_is_read_as_what_the_notebook_takes(type_: type, text: str, value: object) -> None:
    found = Parameter("x", type_, None).read(text)
    assert (found, type(found)) == (value, type_)


@pytest.mark.parametrize(
    ("type_", "text", "remedy"),
    [
        (int, "1.5", "a whole number"),
        (float, "nan", "a number"),
        (float, "x", "a number"),
        (bool, "yes", "true or false"),
    ],
)
def test_a_text_that_is_none_is_refused_with_what_to_write(type_: type, text: str, remedy: str) -> None:
    with pytest.raises(InputError, match=f"'{text}' is no {type_.__name__}") as refused:
        Parameter("x", type_, None).read(text)
    assert refused.value.remedy == f"write {remedy}"


@pytest.mark.parametrize(
    ("type_", "value", "fits"),
    [
        (float, 1, True),  # a whole number is a number too
        (int, 1.0, False),
        (int, True, False),  # and a flag is neither
        (float, True, False),
        (bool, 1, False),
        (str, "", True),
    ],
)
def test_a_value_fits_its_type(type_: type, value: object, fits: bool) -> None:
    known = {"x": Parameter("x", type_, None)}
    if fits:
        check({"x": value}, known, Path("a.ipynb"))
        return
    with pytest.raises(InputError, match=f"is no {type_.__name__}") as refused:
        check({"x": value}, known, Path("a.ipynb"))
    assert refused.value.where == "a.ipynb, x"


def test_a_name_that_is_none_of_the_notebooks_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no parameter 'unti'") as refused:
        check({"unti": "AA"}, {"unit": Parameter("unit", str, "")}, Path("a.ipynb"))
    assert "did you mean 'unit'" in refused.value.remedy
