"""How long reading a CSV takes, and how much memory: this library against pandas and DuckDB by hand, in one run.

    python benchmarks/csv_rows.py --rows 1000000 --folder /somewhere/large

The file is the dossiers of `dtplan sample`. By hand is what one writes straight away: days parsed in the one form that
they have, codes mapped, the last of repeated numbers kept, Parquet written. The library does more: it finds out how the
file is written, tells empty from unreadable, makes pseudonyms, names units, and lists each rejected row with its line.
Every way must keep as many rows. Each is a process of its own; time is the processor's, without the start of Python.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

DAYS = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra")
FORM = "%d/%m/%Y %H:%M:%S"
CHANNELS = {"1": "direct", "2": "online", "3": "postal"}


def make(folder: Path, rows: int) -> None:
    """Write a workspace whose dossiers are one CSV."""
    import duckdb

    from dtplan_analysis.sample import write_sample

    write_sample(folder, rows=rows)
    register = folder / "registers" / "dossiers"
    if register.is_dir():
        duckdb.execute(f"COPY (FROM '{register}/*.parquet') TO '{register}.csv' (HEADER)")
        file = folder / "dtplan.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"registers/dossiers"', '"registers/dossiers.csv"'), encoding="utf-8")


def in_library(folder: Path, out: Path) -> int:
    """Read as a workspace does."""
    from dtplan_analysis.registers.reading import Reader
    from dtplan_analysis.workspace import open_workspace

    workspace = open_workspace(folder)
    assert workspace.units
    assert workspace.as_of
    with Reader(out, key="secret", memory=workspace.memory) as reader:
        reader.stage(workspace.sources["dossiers"])
        return reader.finish("dossiers", workspace.units, workspace.as_of).usable


def in_pandas(folder: Path, out: Path) -> int:
    """Read with pandas."""
    import pandas as pd

    frame = pd.read_csv(folder / "registers/dossiers.csv", dtype=str)
    for day in DAYS:
        frame[day] = pd.to_datetime(frame[day], format=FORM, errors="coerce").dt.normalize()
    frame["KenhThucHien"] = frame["KenhThucHien"].map(CHANNELS)
    frame = frame.dropna(subset=["MaHoSo", "DonViXuLy", "NgayTiepNhan"]).drop_duplicates("MaHoSo", keep="last")
    frame.drop(columns=["ChuHoSo", "SoDinhDanh"]).to_parquet(out / "pandas.parquet")
    return len(frame)


def in_duckdb(folder: Path, out: Path) -> int:
    """Read with SQL on DuckDB."""
    import duckdb

    days = ", ".join(f"try_strptime({day}, '{FORM}')::DATE AS {day}" for day in DAYS)
    codes = " ".join(f"WHEN '{theirs}' THEN '{ours}'" for theirs, ours in CHANNELS.items())
    db = duckdb.connect(config={"memory_limit": "2GB"})
    db.execute(
        f"""COPY (SELECT * EXCLUDE (ChuHoSo, SoDinhDanh, n)
        REPLACE ({days}, CASE KenhThucHien {codes} END AS KenhThucHien)
        FROM (SELECT *, row_number() OVER () AS n FROM read_csv('{folder}/registers/dossiers.csv', all_varchar = true))
        WHERE MaHoSo IS NOT NULL AND DonViXuLy IS NOT NULL AND try_strptime(NgayTiepNhan, '{FORM}') IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY MaHoSo ORDER BY n DESC) = 1 ORDER BY n)
        TO '{out}/duckdb.parquet' (FORMAT parquet, COMPRESSION zstd)"""
    )
    (kept,) = db.sql(f"SELECT count(*) FROM '{out}/duckdb.parquet'").fetchall()[0]
    return int(kept)


WAYS: dict[str, Callable[[Path, Path], int]] = {"library": in_library, "pandas": in_pandas, "DuckDB": in_duckdb}


def run(way: str, folder: Path) -> None:
    """Read in this process, and print what it took and how many rows were kept."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    for name in ("duckdb", "pyarrow.csv", "pandas", "dtplan_analysis.workspace"):
        __import__(name)
    busy = time.process_time()
    kept = WAYS[way](folder, out)
    busy = time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"busy": busy, "mebibytes": peak, "kept": kept}))


def compare(folder: Path, times: int) -> None:
    """Run all ways, check that they keep as many rows, and print a table."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(times):
        for way in WAYS:
            order = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
            found = json.loads(subprocess.run(order, capture_output=True, text=True, check=True).stdout)
            old = best.setdefault(way, found)
            best[way] = {key: min(old[key], found[key]) for key in found}
    if len({one["kept"] for one in best.values()}) > 1:
        sys.exit(f"the ways keep different rows: {best}")
    print("| Way | Processor seconds | Memory, MiB |\n|---|--:|--:|")
    for way, one in best.items():
        print(f"| {way} | {one['busy']:.1f} | {one['mebibytes']:,.0f} |")


def main() -> None:
    """Read the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000, help="how many dossiers")
    asked.add_argument("--folder", type=Path, default=Path(gettempdir()) / "dtplan-reading", help="where to write")
    asked.add_argument("--times", type=int, default=2, help="how often; the best counts")
    asked.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.way:
        run(given.way, given.folder)
        return
    if not given.folder.exists():
        make(given.folder, given.rows)
    compare(given.folder, given.times)


if __name__ == "__main__":
    main()
