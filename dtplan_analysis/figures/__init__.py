"""Judged figures as files: accessible workbooks for people, CSV and JSON for programs, and one data dictionary.

>>> from dtplan_analysis.figures import dictionary
>>> dictionary()["denominator"].meaning["en"]
'Records that are counted'
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

import dtplan_analysis
from dtplan_analysis.errors import InputError, OutputError
from dtplan_analysis.figures.column import Column
from dtplan_analysis.figures.content import Figures
from dtplan_analysis.figures.data import columns_json, to_csv, to_csvw, to_json
from dtplan_analysis.figures.dictionary import dictionary
from dtplan_analysis.figures.ods import to_ods
from dtplan_analysis.judging import judged_json
from dtplan_analysis.judging.points import points_by_unit, points_json
from dtplan_analysis.language import LANGUAGES, Language, Text
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

__all__ = ["MAKERS", "METADATA", "Column", "Figures", "columns_json", "dictionary", "figures_of", "write_figures"]


def _to_xlsx(figures: Figures) -> bytes:
    from dtplan_analysis.figures.xlsx import to_xlsx  # openpyxl takes long to load

    return to_xlsx(figures)


METADATA = "csv-metadata.json"
"""The ending of what goes with a CSV file; programs look for it under this name."""

MAKERS: Mapping[str, Callable[[Figures], bytes]] = {
    "xlsx": _to_xlsx,
    "ods": to_ods,
    "csv": to_csv,
    METADATA: to_csvw,
    "json": to_json,
}
"""What figures can be made into, by the file's ending."""


def figures_of(store: Store, quarter: str, *, unit: str = "", language: str = "vi", name: str = "") -> Figures:
    """Return the judged figures of a quarter of a workspace, of all units or of one, with what is to be said of them.

    `unit` is a code, a name or an alias, or `(total)`. Raises InputError for a unit, quarter or language that isn't
    there.

    >>> from dtplan_analysis.workspace import open_store, sample_workspace
    >>> figures = figures_of(open_store(sample_workspace()), "2024Q2", unit="HDXD", language="en")
    >>> figures.metadata("title"), {row["unit"] for row in figures.rows}
    ('Judged figures of Agency for Construction Activities Management, Q2 2024', {'HDXD'})
    """
    period = store.quarter(quarter)
    quarter, listed = period.label, store.units.on(period.end)
    code = unit if unit in ("", TOTAL) else store.units.find(unit).code
    plan, judged = store.workspace.plan, store.judged
    judged = judged[(judged["period"] == quarter) & (judged["unit"].isin([code]) | (code == ""))]
    of = listed[code].name if code in listed else plan.organisation
    about = {
        "title": Text(**{one: _title(of[one], quarter, not code, Language(one)) for one in LANGUAGES}),
        "organisation": plan.organisation,
        **({"unit": of} if code else {}),
        "quarter": quarter,
        "plan": plan.document,
        "as_of": store.as_of.isoformat(),
        "version": dtplan_analysis.__version__,
        "synthetic": store.workspace.synthetic,
        "language": Language(language).code,
    }
    units, targets = {one.code: one.name for one in listed}, {one.id: one.short for one in plan.targets}
    points = points_json(points_by_unit(judged, plan, period=quarter), plan)
    return Figures(judged_json(judged), about, name or quarter, units, targets, store.workspace.catalogue, points)


def _title(unit: str, quarter: str, of_all: bool, say: Language) -> str:
    if of_all:
        return say("Judged figures of all units, {quarter}", quarter=say.quarter(quarter))
    return say("Judged figures of {unit}, {quarter}", unit=unit, quarter=say.quarter(quarter))


def write_figures(
    judged: pd.DataFrame | Figures,
    file: Path | str,
    *,
    title: str | Text = "",
    about: Mapping[str, Any] | None = None,
    units: Mapping[str, Text] | None = None,
    targets: Mapping[str, Text] | None = None,
    language: str = "vi",
) -> list[Path]:
    """Write a judged table in the format of the file's ending: xlsx, ods, csv (with its metadata beside it) or json.

    What is known of a table is said by the other arguments; `figures_of` knows all of that of a workspace's quarter.

    `about` says what is known of plan, organisation, unit, quarter, as_of (ISO date), version and synthetic; `units`
    are names by code, `targets` short texts by id. Cells are typed and none is a formula; the same table gives the
    same bytes. Returns the files. Raises InputError for another ending or
    language, OutputError for a place that cannot be written.

    >>> import tempfile
    >>> from dtplan_analysis.indicators import dossiers_online
    >>> dossiers = pd.DataFrame({"unit": ["A", "B"], "received_on": pd.to_datetime(["2024-04-02", "2024-05-06"]),
    ...                          "channel": ["online", "direct"], "processed_online": [True, False],
    ...                          "status": "processed"})
    >>> judged = dossiers_online(dossiers, target="60%")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_figures(judged, Path(folder) / "online.csv", title="Online", language="en")
    ...     [file.name for file in written], pd.read_csv(written[0])["value"].tolist()
    (['online.csv', 'online.csv-metadata.json'], [1.0, 0.0])
    """
    file = Path(file)
    ending = file.suffix[1:].lower()
    if ending not in MAKERS:
        raise InputError("has an ending that is not known", where=str(file), remedy="write xlsx, ods, csv or json")
    if isinstance(judged, pd.DataFrame):
        known = {**(about or {}), "title": title, "language": Language(language).code}
        judged = Figures(judged_json(judged), known, units=units or {}, targets=targets or {})
    figures = replace(judged, name=file.stem)
    written = [file] + ([file.with_suffix(f".{METADATA}")] if ending == "csv" else [])
    contents = [MAKERS[format_](figures) for _, format_ in zip(written, (ending, METADATA), strict=False)]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for one, content in zip(written, contents, strict=True):
            one.write_bytes(content)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", where=str(file)) from None
    return written
