"""The matrix of a batch as a CSV file lists it, one report a row."""

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from dtplan_analysis.batch import parameters
from dtplan_analysis.batch.matrix import Report, apart, report_of, stems_of, with_parameters
from dtplan_analysis.errors import InputError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.spreadsheet import saved_rows
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

_COLUMNS = ("notebook", "unit", "quarter", "language", "formats")


def read_matrix(store: Store, file: str | Path) -> list[Report]:
    """Return the reports that a CSV file lists, one a row: notebook, unit, quarter, language, formats.

    An empty notebook is the unit's own, or the one of all units where no unit is named; formats are parted by `+`.
    Every other column is a parameter of the notebook, read as what the notebook declares it to be: a code stays text.
    Raises InputError with row and column.
    """
    file = Path(file)
    try:
        _, lines = saved_rows(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read as CSV: {error}", where=str(file)) from None
    if not lines or not {"quarter", "language"} <= set(lines[0][1]):
        raise InputError(
            "has no rows, or no columns quarter and language", where=str(file), remedy=f"columns: {', '.join(_COLUMNS)}"
        )
    rows, known, stems = [], cache(parameters.parameters), stems_of(store.units)
    for number, line in lines:
        try:
            rows.append(_row(store, stems, line, known))
        except InputError as error:
            where = ", ".join(filter(None, (file.name, f"row {number}", error.where)))
            raise type(error)(error.fault, where=where, remedy=error.remedy) from None
    return apart(rows, file.name)


def _row(
    store: Store,
    stems: Mapping[str, str],
    line: Mapping[str, str],
    parameters_of: Callable[[Path], Mapping[str, parameters.Parameter]],
) -> Report:
    if None in line or None in line.values():
        raise InputError("has more or fewer cells than there are columns")
    if any("\0" in cell for cell in line.values()):
        raise InputError("has a NUL sign", remedy="save it again")
    language, quarter, unit = line["language"], store.quarter(line["quarter"]).label, line.get("unit", "")
    if language not in LANGUAGES:
        raise InputError(f"unknown language {language!r}", where="language", remedy=f"one of {', '.join(LANGUAGES)}")
    code = store.units.find(unit).code if unit not in ("", TOTAL) else TOTAL
    formats = [part.strip() for part in (line.get("formats") or "html").split("+")]
    report = report_of(store, stems, line.get("notebook", ""), code, quarter, language, formats, "formats")
    known = parameters_of(report.notebook)
    if code == TOTAL and "unit" in known and known["unit"].default:
        raise InputError(f"{report.notebook.name} is of one unit", where="unit", remedy="name the unit")
    more = {
        name: known[name].read(text) if name in known else text
        for name, text in line.items()
        if name not in _COLUMNS and text
    }
    if "workspace" in more:
        raise InputError(
            "names a workspace", where="workspace", remedy="leave the column out: the workspace is the batch's"
        )
    parameters.check({**report.parameters, **more}, known, report.notebook)
    return with_parameters(report, more)
