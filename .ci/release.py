"""Build what is released into dist/: source archive, wheel, documentation; refuse where versions disagree."""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
SITE = ROOT / "docs" / "_build" / "html"


def disagreements() -> list[str]:
    """What says another version than pyproject.toml, or nothing of it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    said = {
        "dtplan_analysis/__init__.py": rf'^__version__ = "{re.escape(version)}"$',
        "CITATION.cff": rf"^version: {re.escape(version)}$",
        "CHANGELOG.md": rf"^## \[{re.escape(version)}\] – \d{{4}}-\d\d-\d\d$",
    }
    return [
        f"{file}: does not say {version}; write it as {pattern}"
        for file, pattern in said.items()
        if not re.search(pattern, (ROOT / file).read_text(encoding="utf-8"), re.M)
    ]


def main() -> int:
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = [*disagreements(), *(["the tree has changes that are not committed"] if changed else [])]
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    shutil.rmtree(DIST, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST, ROOT], check=True, stdout=subprocess.DEVNULL
    )
    (archive,) = DIST.glob("*.tar.gz")
    shutil.make_archive(str(DIST / f"{archive.name.removesuffix('.tar.gz')}-docs"), "zip", SITE)
    for file in sorted(DIST.iterdir()):
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}  {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
