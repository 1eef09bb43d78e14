"""The manifest of an output folder: what it holds, of what it was made, and what became of each report."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dtplan_analysis.batch.fingerprint import software
from dtplan_analysis.batch.output import Output, Seen
from dtplan_analysis.errors import InputError
from dtplan_analysis.tables import judged_json
from dtplan_analysis.workspace import Store

MANIFEST, FIGURES, INDEX, VERSION = "manifest.json", "figures", "index.html", 1
SCHEMA = Path(__file__).with_name("manifest.schema.json")
"""The published JSON schema of a manifest."""


def write_manifest(store: Store, quarters: Iterable[str], output: Output) -> Path:
    """Write `manifest.json`, and beside it the figures of the quarters that were just reported; returns its path.

    It says nothing of when and how long, which the journal does: two runs on equal data have equal manifests. Reports
    of other quarters that are still in the folder keep their place in it. Raises OutputError.
    """
    for quarter in quarters:
        output.write({f"{FIGURES}/{quarter}.json": _json(figures(store, quarter))})
    # Last: where it is right, all is.
    output.write({MANIFEST: _json({**_content(store, output), **_beside(output.folder)})})
    return output.folder / MANIFEST


def is_complete(store: Store, quarters: Iterable[str], output: Seen) -> bool:
    """Return whether a folder's manifest says what is so now: after the last report, on these data, with the site."""
    try:
        told = json.loads((output.folder / MANIFEST).read_text(encoding="utf-8"))
        known = set(quarters) <= told["figures"].keys() and INDEX in told["site"]
        return known and bool(told == json.loads(_json({**_content(store, output), **_beside(output.folder)})))
    except (OSError, ValueError, LookupError, AttributeError):
        return False


def _content(store: Store, output: Seen) -> dict[str, Any]:
    return {
        "version": VERSION,
        "plan": store.workspace.plan.id,
        "as_of": store.as_of.isoformat(),
        "synthetic": store.workspace.synthetic,
        "software": software(),
        "inputs": store.inputs,
        "reports": [
            {
                "name": entry.name,
                **entry.about,
                "outcome": "failed" if entry.error else "made",
                "error": entry.error,
                "fingerprint": entry.fingerprint,
                "files": entry.files,
            }
            for _, entry in sorted(output.entries.items())
        ],
    }


def _beside(folder: Path) -> dict[str, dict[str, str]]:
    """Return the hashes of what goes with the reports: figures by quarter, and the files of the site by name."""
    site = sorted([*folder.glob("index*.html"), *folder.glob("site/*")])
    return {
        "figures": {file.stem: _sha256(file) for file in sorted((folder / FIGURES).glob("*.json"))},
        "site": {file.relative_to(folder).as_posix(): _sha256(file) for file in site},
    }


def figures(store: Store, quarter: str) -> dict[str, Any]:
    """Return the judged figures of a quarter, of all units, with the plan and the as-of date."""
    judged = store.judged[store.judged["period"] == quarter]
    about = {"plan": store.workspace.plan.id, "quarter": quarter, "as_of": store.as_of.isoformat()}
    return about | {"synthetic": store.workspace.synthetic, "judged": judged_json(judged)}


def read_figures(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the judged rows of each quarter of an output folder; raises InputError where it is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = {}
        for quarter in manifest["figures"]:
            content = json.loads((folder / FIGURES / f"{quarter}.json").read_text(encoding="utf-8"))
            found[quarter] = list(content["judged"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"is no folder of reports: {error}", where=str(folder), remedy="name a folder that `dtplan report` wrote"
        ) from None
    return found


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False).encode() + b"\n"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
