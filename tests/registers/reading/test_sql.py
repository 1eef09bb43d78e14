"""The engine of a reading: what it answers, what it sees and for how long, and what it keeps to."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dtplan_analysis.registers.reading.sql import AT_HAND, Engine, connect, read_frames

TABLE = pa.table({"n": pa.array([2, 1], pa.int64()), "word": ["b", "a"]})


def test_answers_come_as_rows_or_as_arrow(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    with engine.given(given=TABLE):
        assert engine.one("SELECT sum(n), max(word) FROM given") == (3, "b")
        assert engine.all("SELECT word FROM given ORDER BY n") == [("a",), ("b",)]
        assert engine.table("SELECT * FROM given ORDER BY n").to_pylist() == TABLE.to_pylist()[::-1]
    assert engine.types(TABLE) == ["BIGINT", "VARCHAR"]
    engine.close()


def test_a_table_is_seen_while_it_is_given_and_no_longer(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    with pytest.raises(RuntimeError), engine.given(given=TABLE):
        raise RuntimeError
    with pytest.raises(duckdb.CatalogException):
        engine.all("SELECT * FROM given")
    engine.close()


def test_an_engine_keeps_to_its_memory_and_folder_and_installs_nothing(tmp_path: Path) -> None:
    with connect(tmp_path, "512MiB") as engine:
        names = ("memory_limit", "temp_directory", "autoinstall_known_extensions")
        found = engine.execute(f"SELECT {', '.join(f'current_setting({name!r})' for name in names)}").fetchone()
    assert found == ("512.0 MiB", str(tmp_path / "spill"), False)


@pytest.mark.parametrize(("rows", "kind"), [(AT_HAND - 2, pa.Table), (AT_HAND - 1, duckdb.DuckDBPyRelation)])
def test_small_registers_are_read_at_once_and_all_are_of_one_kind(tmp_path: Path, rows: int, kind: type) -> None:
    files = {"small": tmp_path / "small.parquet", "other": tmp_path / "other.parquet"}
    pq.write_table(TABLE, files["small"])
    pq.write_table(pa.table({"n": range(rows)}), files["other"])
    with connect(tmp_path) as engine:
        assert {type(frame) for frame in read_frames(engine, files).values()} == {kind}
