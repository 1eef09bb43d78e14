"""The synthetic sample, counted again with plain pandas: nothing of the library but the generator is trusted here."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sampled import COMMITTED, REGISTERS, WORKSPACE, columns, read

from dtplan_analysis.errors import InputError
from dtplan_analysis.sample import write_sample

# -- The same parameters give the same data -----------------------------------------------------------------------


def test_the_shipped_sample_is_what_the_generator_makes(made: Path) -> None:
    files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    assert files == {path.relative_to(COMMITTED) for path in COMMITTED.rglob("*") if path.is_file()}
    for file in files:
        if file.suffix == ".parquet":  # its bytes also hold the version of the program that wrote it
            assert pq.read_table(made / file).equals(pq.read_table(COMMITTED / file)), file
        else:
            assert (made / file).read_bytes() == (COMMITTED / file).read_bytes(), file


def test_the_shipped_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in COMMITTED.rglob("*") if path.is_file()) < 4_000_000


def test_another_seed_gives_other_rows_of_the_same_shape(made: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, seed=321)
    ours, theirs = (pd.read_csv(folder / "registers/dossiers.csv", dtype=str) for folder in (made, tmp_path))
    assert ours.shape == theirs.shape
    assert not ours.equals(theirs)
    assert (made / "units.csv").read_bytes() == (tmp_path / "units.csv").read_bytes()


@pytest.mark.parametrize("rows", [0, -3])
def test_no_dossiers_are_refused(tmp_path: Path, rows: int) -> None:
    with pytest.raises(InputError, match="ask for one dossier"):
        write_sample(tmp_path, rows=rows)


# -- Workspace and columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_have_the_columns_and_codes_of_the_contract(name: str) -> None:
    frame, register = read(name), REGISTERS[name]
    personal = {"ChuHoSo", "SoDinhDanh"} if name == "dossiers" else set()
    assert set(frame) == {column.name for column in columns(name)} | personal
    mapped = WORKSPACE["registers"][name].get("codes", {})
    for column in columns(name):
        values = set(frame[column.name].dropna().astype(str))
        if column.codes:
            known = set(column.codes) | set(column.official) | set(mapped.get(column.name, {}))
            assert values <= known, column.name
        elif column.type == "flag":
            assert values <= {"0", "1", "True", "False"}, column.name
        elif column.type == "whole":
            assert all(value.isdigit() for value in values), column.name
        if column.required and name != "dossiers":
            assert frame[column.name].notna().all(), column.name
    if register.key and name != "dossiers":
        assert not frame.duplicated(list(register.key)).any()


# -- Figures in the announced bands -------------------------------------------------------------------------------


# -- Working days -------------------------------------------------------------------------------------------------


# -- Defects ------------------------------------------------------------------------------------------------------


def test_texts_are_labelled_and_none_is_hostile() -> None:
    titles = pd.concat([read("plan_tasks")["title"], read("initiatives")["title"], read("procedures")["name"]])
    assert titles.str.endswith("(mô phỏng)").all()
    assert read("inspections")["finding"].dropna().str.endswith("(mô phỏng)").all()
    tasks = read("plan_tasks")
    assert set(tasks["task_number"].astype(int)) == set(range(1, 13))
    assert tasks.loc[tasks["task_number"] == "7", "task"].nunique() >= 3
    assert not titles.str.contains("^=|[<>]").any()
