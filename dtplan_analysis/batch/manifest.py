"""The manifest of an output folder: what it holds, of what it was made, and what became of each report."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dtplan_analysis.batch.fingerprint import software
from dtplan_analysis.batch.output import Entry, Output, Seen
from dtplan_analysis.checks.pages import check_name, check_pages
from dtplan_analysis.errors import InputError
from dtplan_analysis.figures import MAKERS, METADATA, columns_json, figures_of
from dtplan_analysis.judging import judged_json
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.workspace import Store

MANIFEST, FIGURES, SCRIPTS, INDEX, VERSION = "manifest.json", "figures", "site", "index.html", 1
SCHEMA = Path(__file__).with_name("manifest.schema.json")
"""The published JSON schema of a manifest."""


def write_manifest(store: Store, quarters: Iterable[str], output: Output) -> Path:
    """Write `manifest.json`, and beside it the figures of the quarters that were just reported; returns its path.

    It says nothing of when and how long, which the journal does: two runs on equal data have equal manifests. Reports
    of other quarters that are still in the folder keep their place in it. Raises OutputError.
    """
    for quarter in quarters:
        tables = _tables(store, quarter, output)
        output.write(tables)
        there = (f"{FIGURES}/{file.name}" for file in (output.folder / FIGURES).glob(f"{quarter}[._]*"))
        output.remove(name for name in there if name not in tables)  # of formats that no report has any more
    # Last: where it is right, all is.
    output.write({MANIFEST: _json({**_content(store, output), **_beside(output)})})
    return output.folder / MANIFEST


def is_complete(store: Store, quarters: Iterable[str], output: Seen) -> bool:
    """Return whether a folder's manifest says what is so now: after the last report, on these data, with the site."""
    try:
        told = json.loads((output.folder / MANIFEST).read_text(encoding="utf-8"))
        entries = output.entries.values()
        known = all(told["figures"][one].keys() == figure_files(one, entries).keys() for one in quarters)
        now = json.loads(_json({**_content(store, output), **_beside(output)}))
        checked = {check_name(language) for language in check_pages(store)}
        return bool(known and {INDEX, *checked} <= told["site"].keys() and told == now)
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
                "outcome": "failed" if entry.error else "made" if entry.store == store.fingerprint else "earlier",
                "error": entry.error,
                "fingerprint": entry.fingerprint,
                "files": entry.files,
            }
            for _, entry in sorted(output.entries.items())
        ],
    }


def _beside(output: Seen) -> dict[str, Any]:
    """Return the hashes of what goes with the reports: figures by quarter and name, the files of the site by name."""
    folder, entries = output.folder, output.entries.values()
    quarters = sorted({entry.about["quarter"] for entry in entries})
    tables = {quarter: [folder / FIGURES / name for name in figure_files(quarter, entries)] for quarter in quarters}
    site = sorted(file for pattern in ("index*.html", check_name("*"), f"{SCRIPTS}/*") for file in folder.glob(pattern))
    return {
        "figures": {
            quarter: {file.name: _sha256(file) for file in files if file.is_file()} for quarter, files in tables.items()
        },
        "site": {file.relative_to(folder).as_posix(): _sha256(file) for file in site},
    }


def figure_files(quarter: str, entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Return the files of a quarter's figures, of all units, by name: format, and language of a workbook.

    There is always one in JSON, and one in each format and language that the reports of the quarter have.
    """
    here = [entry for entry in entries if entry.about["quarter"] == quarter]
    made = {(ending, one.about["language"]) for one in here for ending in one.by_ending}
    asked = ((format_, language) for format_ in ("xlsx", "ods") for language in LANGUAGES)
    found = {f"{quarter}_{one[1]}.{one[0]}": one for one in asked if one in made}
    if any(format_ == "csv" for format_, _ in made):
        found |= {f"{quarter}.{format_}": (format_, "") for format_ in ("csv", METADATA)}
    return found | {f"{quarter}.json": ("json", "")}


def _tables(store: Store, quarter: str, output: Seen) -> dict[str, bytes]:
    """Return the files of a quarter's figures, by their names in the folder."""
    found = {}
    for name, (format_, language) in figure_files(quarter, output.entries.values()).items():
        if format_ == "json":
            content = _json(figures(store, quarter))
        else:
            own = name.removesuffix(f".{format_}")
            content = MAKERS[format_](figures_of(store, quarter, language=language or LANGUAGES[0], name=own))
        found[f"{FIGURES}/{name}"] = content
    return found


def figures(store: Store, quarter: str) -> dict[str, Any]:
    """Return the judged figures of a quarter, of all units, with their names, plan, as-of date and data dictionary."""
    judged = store.judged[store.judged["period"] == quarter]
    about: dict[str, Any] = {"plan": store.workspace.plan.id, "quarter": quarter, "as_of": store.as_of.isoformat()}
    about |= {"synthetic": store.workspace.synthetic, "columns": columns_json()}
    named = store.units.on(store.quarter(quarter).end)
    units = {
        code: {"vi": named[code].name.vi, "en": named[code].name.en}
        for code in judged["unit"].unique()
        if code in named
    }
    return about | {"units": units, "judged": judged_json(judged)}


def read_figures(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Text]]:
    """Return the judged rows of each quarter of an output folder, and names of units by code.

    Raises InputError where it is none.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found, names = {}, dict[str, Text]()
        for quarter in manifest["figures"]:
            content = json.loads((folder / FIGURES / f"{quarter}.json").read_text(encoding="utf-8"))
            found[quarter] = list(content["judged"])
            names |= {code: Text(name["vi"], name["en"]) for code, name in content.get("units", {}).items()}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"is no folder of reports: {getattr(error, 'strerror', None) or error}",
            where=str(folder),
            remedy="name a folder that `dtplan report` wrote",
        ) from None
    return found, names


def _json(content: Mapping[str, Any]) -> bytes:
    """Return JSON with a line for each entry of a list: Python's encoder is ten times slower where it indents."""
    entries = ",\n".join(f"{_line(key)}: {_lines(value)}" for key, value in content.items())
    return f"{{\n{entries}\n}}\n".encode()


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _line(value)
    entries = ",\n".join(map(_line, value))
    return f"[\n{entries}\n]"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
