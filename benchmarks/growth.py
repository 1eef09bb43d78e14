"""What a batch costs as units grow: the records of the sample, dealt out among so many units; prints a Markdown table.

    python benchmarks/growth.py [--units 30 --units 300 --units 1500]

Each piece of work runs in a process of its own, whose processor time (its children's too) and peak memory are taken
from outside, start-up included. Another run gives other seconds; how they grow holds. Linux.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from batch import outside

QUARTER = "2024Q2"
HEAD = """units = "units.csv"
first_quarter = "2023Q4"
as_of = 2025-01-10
synthetic = true
"""


def make(sample: Path, folder: Path, units: int) -> Path:
    """Write a workspace of so many units with the records of a measured sample."""
    from dtplan_analysis.workspace import open_store

    store = open_store(sample)
    folder.mkdir(parents=True)
    codes = np.array([f"U{n:05}" for n in range(units)])
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["code", "name_vi", "name_en", "scope"])
        rows.writerows([code, f"Đơn vị {code}", f"Unit {code}", "ministry"] for code in codes)
    text = HEAD
    for name in store.readings:
        table = pd.read_parquet(store.place / "registers" / f"{name}.parquet", dtype_backend="pyarrow")
        table = table[[column for column in table if not column.startswith("row_") and "__" not in column]]
        if "unit" in table:
            table["unit"] = codes[(np.arange(len(table)) * 7919) % units]
        table.to_parquet(folder / f"{name}.parquet", index=False)
        text += f'[registers.{name}]\nsource = "{name}.parquet"\nduplicates = "keep-last"\n'
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    return folder


# -- The work: each in a process of its own ---------------------------------------------------------------------------


def measure(folder: Path) -> None:
    from dtplan_analysis.workspace import open_store

    open_store(folder)


def planning(folder: Path) -> None:
    from dtplan_analysis.batch import Seen, matrix, plan
    from dtplan_analysis.workspace import open_store

    store = open_store(folder)
    reports = matrix(store, [QUARTER], languages=["vi"])
    assert all(one.reasons for one in plan(store, reports, Seen(folder / "reports")))


def settled(folder: Path) -> None:
    """Note down every report as made, so that what looks at a whole folder has one to look at."""
    from dtplan_analysis.batch import held, matrix, plan
    from dtplan_analysis.batch.output import Entry
    from dtplan_analysis.workspace import open_store

    store = open_store(folder)
    with held(folder / "reports") as output:
        for one in plan(store, matrix(store, [QUARTER], languages=["vi"]), output):
            hashes = output.write({one.report.file("html"): b"<html></html>"})
            output.record(Entry(one.report.name, one.report.about, one.fingerprint, store.fingerprint, hashes))


def site(folder: Path) -> None:
    from dtplan_analysis.batch import held, write_manifest
    from dtplan_analysis.batch.site import write_site
    from dtplan_analysis.workspace import open_store

    store = open_store(folder)
    with held(folder / "reports") as output:
        write_site(store, output)
        write_manifest(store, [QUARTER], output)


def _dtplan(*words: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        command = [sys.executable, "-m", "dtplan_analysis", words[0], "-w", str(folder), "-q", QUARTER, "--lang", "vi"]
        subprocess.run([*command, *words[1:]], check=True, stdout=subprocess.DEVNULL)

    return run


WORK: dict[str, tuple[str, Callable[[Path], None]]] = {
    "measure": ("measuring, nothing kept", measure),
    "planning": ("planning all reports, none there", planning),
    "one": ("one unit's report", _dtplan("report", "--unit", "U00001", "--force")),
    "settled": ("", settled),
    "site": ("index, figures and manifest", site),
    "explain": ("`dtplan explain`, all as they should be", _dtplan("explain")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, action="append", help="how many; may be repeated")
    parser.add_argument("--work", nargs=2, metavar=("WORK", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        WORK[asked.work[0]][1](Path(asked.work[1]))
        return
    sizes = asked.units or [30, 300, 1500]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in WORK}
    sizes_of = []
    with tempfile.TemporaryDirectory() as place:
        sample = Path(place) / "sample"
        subprocess.run([sys.executable, "-m", "dtplan_analysis", "init", str(sample)], check=True, capture_output=True)
        for units in sizes:
            folder = make(sample, Path(place) / str(units), units)
            for name in WORK:
                one = outside([sys.executable, __file__, "--work", name, str(folder)], every=0.2)
                found[name].append(one)
                print(units, name, json.dumps(one), file=sys.stderr)
            page = next((folder / "reports").glob(f"index_{QUARTER}_*.html"))
            sizes_of.append(f"{page.stat().st_size / 1000:,.0f} kB")
            shutil.rmtree(folder)
    print(f"| Work | {' | '.join(f'{units:,} units' for units in sizes)} |\n|---|{'--:|' * len(sizes)}")
    for name, (title, _) in WORK.items():
        if title:
            cells = (f"{one['cpu']:.1f} s; {one['peak']:.0f} MiB" for one in found[name])
            print(f"| {title} | {' | '.join(cells)} |")
    print(f"| size of the index | {' | '.join(sizes_of)} |")


if __name__ == "__main__":
    main()
