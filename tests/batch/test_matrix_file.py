"""A matrix of reports as a CSV file: refused before anything starts, with row and column."""

import json
from pathlib import Path

import pytest
from batches import PARAMETERS, listed, notebook, office

from dtplan_analysis.batch import matrix, read_matrix
from dtplan_analysis.errors import InputError
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

TYPED = PARAMETERS + '\ncode: str = "0"\nnumber: int = 1\nshare: float = 0.5\nflag: bool = False\nplain = 3'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = office(tmp_path_factory.mktemp("matrix"), any_unit="1")
    (folder / "notebooks" / "typed.ipynb").write_text(notebook(TYPED, "1"), encoding="utf-8")
    (folder / "notebooks" / "plain.ipynb").write_text(json.dumps({"cells": []}), encoding="utf-8")
    return open_store(folder)


def test_a_row_is_a_report(store: Store, tmp_path: Path) -> None:
    rows = [
        {"unit": "Cục TN", "formats": "html+json"},
        {"language": "vi"},
        {"notebook": "typed.ipynb", "unit": "BB", "code": "007", "number": "007", "share": "1", "flag": "true"},
        {"notebook": "any_unit.ipynb"},
    ]
    first, whole, typed, free = read_matrix(store, listed(tmp_path, *rows))
    assert (first.unit, first.notebook.name, first.formats) == ("AA", "unit_quarter.ipynb", ("html", "json"))
    assert (whole.unit, whole.notebook.name, whole.language) == (TOTAL, "ministry_quarter.ipynb", "vi")
    given = {name: typed.parameters[name] for name in ("unit", "code", "number", "share", "flag")}
    assert given == {"unit": "BB", "code": "007", "number": 7, "share": 1.0, "flag": True}
    assert typed.name == "part_bb_2024Q2_en_typed_code-007_number-7_share-1-0_flag-True"
    assert (free.unit, free.name) == (TOTAL, "part_all-units_2024Q2_en_any-unit")


def test_a_notebook_of_the_workspace_makes_the_reports_of_units(store: Store) -> None:
    typed = matrix(store, ["2024Q2"], languages=["en"], notebook="typed.ipynb")
    assert {one.notebook.name for one in typed} == {"typed.ipynb"}
    assert TOTAL not in {one.unit for one in typed}
    assert typed[0].name == "part_aa_2024Q2_en_typed"
    with pytest.raises(InputError, match="there is no notebook 'absent"):
        matrix(store, ["2024Q2"], languages=["en"], notebook="absent.ipynb")


def test_a_matrix_of_a_spreadsheet_is_read(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text("\ufeffunit;quarter;language;;\nAA;2024Q2;en;;\n;;;;\n\nBB;2024Q2;xx;;\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 5, language: unknown language 'xx'"):
        read_matrix(store, file)
    file.write_text(file.read_text(encoding="utf-8").replace("xx", "vi"), encoding="utf-8")
    assert [(one.unit, one.language) for one in read_matrix(store, file)] == [("AA", "en"), ("BB", "vi")]


def test_a_long_name_is_cut_and_stays_its_own(store: Store, tmp_path: Path) -> None:
    rows = [{"notebook": "typed.ipynb", "unit": "BB", "code": f"{'x' * 55} {n}", "plain": 4} for n in range(2)]
    long = [row | {"notebook": "typed.ipynb"} for row in rows]
    names = [one.name for one in read_matrix(store, listed(tmp_path, *long))]
    assert len({*names}) == 2
    assert max(map(len, names)) < 200


REFUSED = [
    ({"unit": "ZZ"}, r"row 3.*ZZ"),
    ({"unit": "Cục Thử nghiêm"}, r"row 3.*\n.*did you mean AA"),
    ({"quarter": "2023Q1"}, r"row 3.*2023Q1"),
    ({"quarter": "Q1"}, r"row 3.*'Q1' is not a quarter"),
    ({"language": "fr"}, r"row 3.*unknown language 'fr'"),
    ({"formats": "pdfx"}, r"row 3.*unknown format 'pdfx'"),
    ({"notebook": "none.ipynb"}, r"row 3.*no notebook 'none\.ipynb'"),
    ({"notebook": "../any_unit.ipynb"}, r"row 3.*not the name of a notebook"),
    ({"notebook": "plain.ipynb"}, r"row 3.*0 cells are tagged `parameters`"),
    ({"notebook": "unit_quarter.ipynb"}, r"row 3, unit: unit_quarter\.ipynb is of one unit"),
    ({"notebook": "typed.ipynb", "numbr": "1"}, r"row 3.*no parameter 'numbr'\n.*did you mean 'number'"),
    ({"notebook": "typed.ipynb", "number": "1.5"}, r"row 3, number: '1\.5' is no int"),
    ({"notebook": "typed.ipynb", "number": "x"}, r"row 3, number: 'x' is no int"),
    ({"notebook": "typed.ipynb", "share": "nan"}, r"row 3, share: 'nan' is no float"),
    ({"notebook": "typed.ipynb", "flag": "maybe"}, r"row 3, flag: 'maybe' is no bool"),
    ({"notebook": "typed.ipynb", "workspace": "/elsewhere"}, r"row 3, workspace: names a workspace"),
    ({"unit": "BB"}, "two reports of 'BB' would share the file"),
]


@pytest.mark.parametrize(("row", "fault"), REFUSED)
def test_a_row_that_cannot_be_made_is_refused_with_its_place(
    row: dict[str, object], fault: str, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=fault):
        read_matrix(store, listed(tmp_path, {"unit": "BB"}, row))


FILES = [
    (b"", "has no rows"),
    (b"unit,quarter\nAA,2024Q2\n", "no columns quarter and language"),
    (b"quarter,language\n2024Q2,en,more\n", "row 2: has more or fewer cells"),
    (b"quarter,language\n2024Q2\n", "row 2: has more or fewer cells"),
    (b"quarter,language\n2024Q2,e\0n\n", "row 2: has a NUL sign"),
    (b"quarter,language\n\xff,en\n", "cannot be read as CSV"),
]


@pytest.mark.parametrize(("content", "fault"), FILES)
def test_a_file_that_is_no_matrix_is_refused(content: bytes, fault: str, store: Store, tmp_path: Path) -> None:
    (tmp_path / "matrix.csv").write_bytes(content)
    with pytest.raises(InputError, match=fault):
        read_matrix(store, tmp_path / "matrix.csv")
