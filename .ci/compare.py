#!/usr/bin/env python3
"""Say which files of two trees of reports differ: a change of structure alone leaves every byte as it was.

    .ci/compare.py BEFORE AFTER

What a batch notes down for itself (`.dtplan`) is not compared. Ends with 1 where anything differs.
"""

import sys
from filecmp import cmp
from pathlib import Path


def differences(before: Path, after: Path) -> list[str]:
    """Return a line for each file that only one tree has, or that differs."""
    here, there = files_of(before), files_of(after)
    found = [f"gone     {name}" for name in here - there] + [f"new      {name}" for name in there - here]
    found += [f"differs  {name}" for name in here & there if not cmp(before / name, after / name, shallow=False)]
    return sorted(found)


def files_of(folder: Path) -> set[str]:
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.as_posix() for file in files if ".dtplan" not in file.parts}


if __name__ == "__main__":
    before, after = map(Path, sys.argv[1:])
    told = differences(before, after)
    print(*told, f"{len(told)} of {len(files_of(before) | files_of(after))} files differ", sep="\n")
    sys.exit(bool(told))
