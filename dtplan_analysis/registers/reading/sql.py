"""The engine that a register's rows go through: DuckDB, within a bound of memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

MEMORY = "2GB"
"""How much memory the engine takes at most, where nothing else is said."""

AT_HAND = 100_000
"""So many rows are counted as Arrow tables: the engine would plan its queries for longer than it runs them."""


def connect(folder: Path, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """Return an engine that keeps to a bound of memory, and puts what is more into the folder; it uses no network."""
    config: dict[str, Any] = {
        "temp_directory": str(folder / "spill"),
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "disabled_optimizers": "in_clause",  # which makes a join of every list of words
    }
    return duckdb.connect(config=config)


def read_frames(engine: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> dict[str, Any]:
    """Return Parquet files as frames by their names, all of one kind: read already if they are small, else lazy."""
    if sum(pq.read_metadata(file).num_rows for file in files.values()) <= AT_HAND:
        return {name: pq.read_table(file) for name, file in files.items()}
    return {name: engine.read_parquet(str(file)) for name, file in files.items()}


class Engine:
    """Questions and orders in SQL."""

    def __init__(self, folder: Path, memory: str = MEMORY) -> None:
        self._connection = connect(folder, memory)
        self.do, self.close = self._connection.execute, self._connection.close

    def one(self, query: str) -> tuple[Any, ...]:
        """Return the first row of an answer, which must have one."""
        return self.all(query)[0]  # all of it: a result that is not fetched to its end keeps the connection

    def all(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of an answer."""
        return self._connection.execute(query).fetchall()

    def table(self, query: str) -> pa.Table:
        """Return all rows of an answer as Arrow keeps them, which takes a tenth of the room of Python's objects."""
        return self._connection.sql(query).to_arrow_table()

    @contextmanager
    def given(self, **tables: object) -> Iterator[None]:
        """Let the engine see Arrow tables, batches or streams by their names."""
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self._connection.unregister(name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one thread do what is ordered: a stream gives its batches in turn, and others would put them together."""
        self.do("SET threads = 1")
        try:
            yield
        finally:
            self.do("RESET threads")

    def types(self, batch: object) -> list[str]:
        """Return the engine's types of an Arrow batch's columns."""
        return [str(type_) for type_ in self._connection.from_arrow(batch).types]
