"""List the licence and version of all that runs, and what is known to be unsafe, where that can be asked."""

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"


def licence(name: str) -> str:
    """What a distribution says of its licence, on one line."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    classified = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith("License ::")]
    told = said.get("License-Expression") or ", ".join(classified) or said.get("License") or "not said"
    return told.splitlines()[0][:80]


def main() -> int:
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", LOCK.read_text(encoding="utf-8"), re.M):
        print(f"{name:35} {version:15} {licence(name)}")
    asked = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    asked += ["--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    ran = subprocess.run(asked, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except (ValueError, LookupError):
        print(f"What is unsafe could not be asked: {(ran.stderr.strip() or 'no answer').splitlines()[-1]}")
        return 0
    skipped = [one for one in found if "skip_reason" in one]
    unsafe = [(one["name"], one["version"], flaw["id"]) for one in found for flaw in one.get("vulns", [])]
    print(f"{len(found) - len(skipped)} of {len(found)} packages were looked up; of the others there are no data here.")
    for name, version, flaw in unsafe:
        print(f"UNSAFE: {name} {version}: {flaw}")
    return bool(unsafe)


if __name__ == "__main__":
    sys.exit(main())
