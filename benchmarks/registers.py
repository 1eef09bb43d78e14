"""How long counting takes, and how much memory: this library against SQL, pandas and polars written by hand.

    python benchmarks/registers.py --rows 1000000 --rows 10000000 --folder /somewhere/large

Every way counts all indicators of dossiers that go by a date, per unit and quarter, from the same Parquet files, in a
process of its own; the counts must be equal. Time is what the counting takes, without the start of Python; memory is
the most that the process held. The dossiers are those of `dtplan sample`, read as a workspace reads them: one million,
repeated with other numbers and other applicants for more.
"""

import argparse
import importlib
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import narwhals as nw
from rivals import AS_OF, FIRST, LAST, PARTS, in_pandas, in_polars, in_sql

MADE = 1_000_000
NAMES = {
    "dossiers_authenticated/dossiers": "authenticated",
    "dossiers_authenticated/users": "users",
    "dossiers_online/": "online",
    "dossiers_fully_online/full_service_procedures": "fully_full_service",
    "dossiers_fully_online/all": "fully_all",
    "dossiers_fully_online/online": "fully_online",
    "dossiers_on_time/received": "on_time",
    "dossiers_on_time/completed": "completed",
    "applicants_satisfied/administrative": "administrative",
}


def make(folder: Path, rows: int) -> None:
    """Write the registers of dossiers and procedures with so many dossiers as Parquet, a file per million."""
    import duckdb

    from dtplan_analysis.registers.reading.cells import hashed
    from dtplan_analysis.sample import write_sample
    from dtplan_analysis.workspace import open_store

    workspace = folder.parent / f"sample-{min(rows, MADE)}"
    if not workspace.exists():
        write_sample(workspace, rows=min(rows, MADE))
    store = open_store(workspace)
    registers = store.place / "registers"
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "dossiers").mkdir(parents=True)
    db = duckdb.connect()
    db.execute(f"COPY (FROM '{registers}/procedures.parquet') TO '{fresh}/procedures.parquet'")
    for place in range(max(1, rows // MADE)):
        db.execute(f"SET VARIABLE secret = '{place}'")
        db.execute(
            f"""COPY (SELECT * REPLACE (number || '-{place}' AS number, {hashed('"user"')} AS "user")
                FROM '{registers}/dossiers.parquet') TO '{fresh}/dossiers/part-{place:04}.parquet'
                (COMPRESSION zstd)"""
        )
    fresh.rename(folder)


def in_library(folder: Path, memory: str) -> Iterator[object]:
    """Count with this library, on DuckDB."""
    from dtplan_analysis.catalogue import INDICATORS
    from dtplan_analysis.counting import Flow, count
    from dtplan_analysis.periods import CALENDAR
    from dtplan_analysis.registers.reading.sql import connect

    every = [one for name in INDICATORS.values() for one in (name, *name.variants)]
    every = [one for one in every if one.register.name == "dossiers" and isinstance(one.placement, Flow)]
    with connect(folder, memory) as engine:
        frames = {
            "dossiers": engine.read_parquet(f"{folder}/dossiers/*.parquet"),
            "procedures": engine.read_parquet(f"{folder}/procedures.parquet"),
        }
        tables = count(every, frames, CALENDAR.between(FIRST, LAST), as_of=AS_OF)
        for one, table in zip(every, tables, strict=True):
            name = NAMES[f"{one.name}/{one.variant}"]
            parts = {part: f"{name}:{part}" for part in PARTS}
            yield table.select("unit", "period", *PARTS).rename({"period": "quarter", **parts}).to_native()


WAYS = {"library": in_library, "SQL": in_sql, "polars": in_polars, "pandas": in_pandas}
IMPORTS = {
    "library": ("dtplan_analysis.indicators", "dtplan_analysis.counting.query", "pyarrow"),
    "SQL": ("duckdb", "pyarrow"),
    "polars": ("polars",),
    "pandas": ("pandas", "pyarrow.dataset"),
}


def run(way: str, folder: Path, memory: str, room: int) -> None:
    """Count in this process, and print what it took and what was counted."""
    for name in IMPORTS[way]:
        importlib.import_module(name)
    resource.setrlimit(resource.RLIMIT_DATA, (room << 30, room << 30))
    began, busy = time.perf_counter(), time.process_time()
    tables = [nw.from_native(table) for table in WAYS[way](folder, memory)]
    took, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "busy": busy, "mebibytes": peak, "counts": counts_of(tables)}))


def counts_of(tables: Iterable[nw.DataFrame[Any]]) -> dict[str, int]:
    """Return all counts that are not 0, by unit, quarter, indicator and part."""
    return {
        f"{row['unit']}|{row['quarter']}|{name}": int(n)
        for table in tables
        for row in table.rows(named=True)
        for name, n in row.items()
        if ":" in name and n
    }


def compare(rows: int, ways: list[str], folder: Path, memory: str, room: int, times: int) -> None:
    """Run the ways, check that they agree, and print a table with ratios."""
    place = folder / f"rows-{rows}"
    if not place.exists():  # in a process of its own: a child's peak is never below its parent's
        subprocess.run([sys.executable, __file__, "--make", str(rows), "--folder", str(place)], check=True)
    best: dict[str, dict[str, float]] = {}
    counts = None
    for way in ways:
        for _ in range(times):
            order = [sys.executable, __file__, "--way", way, "--folder", str(place), "--memory", memory]
            done = subprocess.run([*order, "--room", str(room)], capture_output=True, text=True, check=False)
            if done.returncode:
                last = done.stderr.strip().splitlines()[-1:] or [f"ended by signal {-done.returncode}"]
                print(f"{way}: failed within {room} GiB: {last[0]}", file=sys.stderr)
                break
            found = json.loads(done.stdout)
            counts = counts or found["counts"]
            if found["counts"] != counts:
                different = {key for key in counts | found["counts"] if counts.get(key) != found["counts"].get(key)}
                sys.exit(f"{way} counts otherwise: {sorted(different)[:5]}")
            old = best.setdefault(way, found)
            best[way] = {key: min(old[key], found[key]) for key in ("seconds", "busy", "mebibytes")}
    mine = next(iter(best.values()))
    print(f"\n{rows:,} dossiers, {memory} for DuckDB; the best of {times}\n")
    print("| Way | Seconds | Processor seconds | Memory, MiB | Time × | Processor time × | Memory × |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for way, one in best.items():
        ratios = " | ".join(f"{one[key] / mine[key]:.2f}" for key in ("seconds", "busy", "mebibytes"))
        print(f"| {way} | {one['seconds']:.1f} | {one['busy']:.1f} | {one['mebibytes']:,.0f} | {ratios} |")


def main() -> None:
    """Read the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, action="append", help="how many dossiers; repeat it for several sizes")
    asked.add_argument("--folder", type=Path, default=Path(gettempdir()) / "dtplan-registers", help="where to write")
    asked.add_argument("--memory", default="512MB", help="the bound of DuckDB's memory")
    asked.add_argument("--room", type=int, default=16, help="GiB that a process may take at most")
    asked.add_argument("--times", type=int, default=3, help="how often; the best counts")
    asked.add_argument(
        "--ways", nargs="+", choices=WAYS, default=list(WAYS), help="which; the first is 1 in the ratios"
    )
    asked.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    asked.add_argument("--make", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.make:
        make(given.folder, given.make)
    elif given.way:
        run(given.way, given.folder, given.memory, given.room)
    else:
        for rows in given.rows or [MADE]:
            compare(rows, given.ways, given.folder, given.memory, given.room, given.times)


if __name__ == "__main__":
    main()
