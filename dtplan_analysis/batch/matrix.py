"""The matrix of a batch: one typed row is one report, and is checked before anything starts."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from dtplan_analysis.batch import parameters
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.exports.formats import FORMATS, endings, wants_draft
from dtplan_analysis.periods import Period, read_label
from dtplan_analysis.reports.kinds import LEVEL, TARGET, YEAR, kind_by, kind_of
from dtplan_analysis.resources import resource
from dtplan_analysis.settings import CONFIGURATION
from dtplan_analysis.units import TOTAL, Units
from dtplan_analysis.workspace import Store, Workspace

LAID_OUT = ("pdf", "docx")
"""The formats that have layouts."""

_LONGEST = 60
"""At most so many letters of a code stand in a file's name."""

_LONGEST_NAME = 180
"""A file's name may have 255 bytes on most systems, its ending too."""


@dataclass(frozen=True)
class Report:
    """One report: a notebook, its parameters, and the files that are made of it."""

    notebook: Path
    unit: str
    quarter: str
    language: str
    name: str
    """What the report's files are called, and what names it in journal and manifest."""
    formats: tuple[str, ...] = ("html",)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """All that the notebook is given, the workspace's folder too."""
    templates: Path | None = None
    """The workspace's own templates, where it has some."""
    layout: str = ""
    """How its PDF and Word files are set out, where that is another than the workspace says."""
    form: str = ""
    """The form that its notebook is asked for beside what the workspace's layout wants."""

    @property
    def about(self) -> dict[str, Any]:
        """What the report is of, as journal and manifest say it: without a path of this machine."""
        given = {name: value for name, value in self.parameters.items() if name != "workspace"}
        parts = {"notebook": self.notebook.name, "unit": self.unit, "quarter": self.quarter, "language": self.language}
        return parts | {"parameters": given | ({"layout": self.layout} if self.layout else {})}

    def file(self, format_: str) -> str:
        """Return the name of the report's file of a format."""
        return f"{self.name}.{format_}"


def matrix(
    store: Store,
    quarters: Sequence[str],
    *,
    languages: Sequence[str],
    units: Sequence[str] = (),
    formats: Sequence[str] = ("html",),
    notebook: str = "",
    beside: bool = False,
) -> list[Report]:
    """Return the reports of quarters: those of the named units, or of every unit and of all together.

    A `notebook` of the workspace takes the place of the kinds' own; one that has a unit is of units alone.

    A quarter is named by its label, a year stands for all of its quarters with data, `latest` for the last one.
    Units are codes, names or aliases. With `beside`, a year also brings the page of the year, and every quarter of all
    units the pages of targets and of levels. Raises UnitError, PeriodError or InputError, with the nearest, before
    anything is made.
    """
    rows, stems = [], stems_of(store.units)
    known = cache(parameters.parameters)
    of_unit = bool(notebook) and "unit" in known(_notebook(store.workspace, notebook))
    for period in dict.fromkeys(one for label in quarters for one in store.quarters_of(label)):
        if units:
            codes = list(dict.fromkeys(_code(store, text) for text in units))
        else:
            codes = [TOTAL, *(unit.code for unit in store.units if unit.exists_in(period.start, period.end))]
            codes = codes[1:] if of_unit else codes if not notebook else [TOTAL]
        named = ((code, language) for code in codes for language in languages)
        rows += [report_of(store, stems, notebook, code, period.label, language, formats) for code, language in named]
        if beside and not units and not notebook:
            rows += _pages(store, stems, period, languages, formats)
    years = [store.quarters_of(label)[-1] for label in quarters if _is_year(label)] if beside and not notebook else []
    for period in dict.fromkeys(years):
        there = [TOTAL, *(unit.code for unit in store.units if unit.exists_in(period.start, period.end))]
        codes = list(dict.fromkeys(_code(store, text) for text in units)) if units else there
        rows += [
            report_of(store, stems, YEAR.notebook, code, period.label, language, _plain(formats))
            for code in codes
            for language in languages
            if _plain(formats) and period.length < 12
        ]
    for row in rows:
        parameters.check(row.parameters, known(row.notebook), row.notebook)
    return apart(rows, f"{CONFIGURATION}, units")


def _code(store: Store, text: str) -> str:
    return TOTAL if text == TOTAL else store.units.find(text).code


def _is_year(label: str) -> bool:
    told = read_label(label)
    return told is not None and told.length == 12


def _plain(formats: Iterable[str]) -> tuple[str, ...]:
    """Return those of some formats that need no official draft."""
    return tuple(format_ for format_ in formats if not wants_draft([format_]))


def _pages(
    store: Store, stems: Mapping[str, str], period: Period, languages: Sequence[str], formats: Sequence[str]
) -> list[Report]:
    """Return the pages of a quarter's targets, and of its levels of units."""
    judged = store.judged
    shown = {*judged.loc[(judged["period"] == period.label) & (judged["unit"] == TOTAL), "target"]}
    targets = [target.id for target in store.workspace.plan.counted if target.id in shown]
    existing = {unit.level for unit in store.units if unit.exists_in(period.start, period.end)}
    of = [(TARGET, id) for id in targets] + [(LEVEL, level) for level in store.units.levels if level in existing]
    return [
        report_of(store, stems, kind.notebook, TOTAL, period.label, language, _plain(formats), more={kind.of: id})
        for kind, id in of
        for language in languages
        if _plain(formats)
    ]


def with_parameters(report: Report, more: Mapping[str, Any]) -> Report:
    """Return a report with more parameters, which its name tells."""
    tail = "".join(f"_{safe(name)}-{safe(str(value))}" for name, value in more.items())
    name = report.name + tail
    name = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}-{_hash(name)}"
    return replace(report, name=name, parameters={**report.parameters, **more})


def laid_out(report: Report, layout: str) -> Report:
    """Return a report of another layout than the workspace's, which its name tells: both stand side by side.

    Raises InputError for a format that has no layout, and for a notebook that no layout is of.
    """
    if others := [format_ for format_ in report.formats if format_ not in LAID_OUT]:
        raise InputError(f"{others[0]} has no layout", where="--layout", remedy=f"write --to {','.join(LAID_OUT)}")
    kind = kind_by(report.notebook.name)
    if kind is None or not kind.official:
        raise InputError(
            f"{report.notebook.name} has no layouts", where="--layout", remedy="leave --notebook or --layout out"
        )
    return replace(report, name=f"{report.name}_{layout}", layout=layout, form=layout)


def report_of(
    store: Store,
    stems: Mapping[str, str],
    notebook: str,
    code: str,
    quarter: str,
    language: str,
    formats: Iterable[str],
    where: str = "--to",
    more: Mapping[str, Any] | None = None,
) -> Report:
    formats = tuple(dict.fromkeys(formats))
    for format_ in formats:
        if format_ not in FORMATS:
            raise InputError(f"unknown format {format_!r}", where=where, remedy=f"write {', '.join(FORMATS)}")
    workspace = store.workspace
    found = _notebook(workspace, notebook or kind_of(code == TOTAL).notebook)
    given = {"workspace": str(workspace.folder), "quarter": quarter, "language": language}
    if code != TOTAL:
        given["unit"] = code
    if len(workspace.plans) > 1:
        given["plan"] = workspace.plan.id
    kind = kind_by(found.name)
    called = kind.called if kind else safe(found.stem)
    name = "_".join(filter(None, [safe(workspace.plan.id), stems[code], quarter, language, called]))
    form = "official" if wants_draft(formats) and workspace.layout == "analysis" else ""
    report = Report(found, code, quarter, language, name, endings(formats), given, own_templates(workspace), form=form)
    return with_parameters(report, more or {})


def apart(rows: list[Report], where: str) -> list[Report]:
    """Return the rows; raises InputError, of the place that they come from, where two would share a file."""
    taken: dict[str, Report] = {}
    for row in rows:
        other = taken.setdefault(row.name.lower(), row)
        if other is not row:
            both = (
                f"the units {other.unit!r} and {row.unit!r}"
                if other.unit != row.unit
                else f"two reports of {row.unit!r}"
            )
            raise InputError(
                f"{both} would share the file {row.name}",
                where=where,
                remedy="give the two units codes that differ in letters or digits, or leave one row out",
            )
    return rows


def _notebook(workspace: Workspace, name: str) -> Path:
    """Return the workspace's own notebook where it has one, else the library's."""
    if Path(name).name != name:
        raise InputError(f"{name!r} is not the name of a notebook", remedy="put it into the workspace's `notebooks`")
    places = [folder / name for folder in notebook_folders(workspace)]
    for place in places:
        if place.is_file():
            return place
    there = {file.name for place in places for file in place.parent.glob("*.ipynb")}
    raise InputError(f"there is no notebook {name!r}", where=str(places[0].parent), remedy=nearest(name, sorted(there)))


def notebook_folders(workspace: Workspace) -> tuple[Path, Path]:
    """Return where a notebook is looked for: in the workspace, then in the library."""
    return workspace.folder / "notebooks", resource("notebooks")


def own_templates(workspace: Workspace) -> Path | None:
    """Return the folder of the workspace's own templates, where it has some."""
    own = workspace.folder / "templates"
    return own if own.is_dir() else None


def stems_of(units: Units) -> dict[str, str]:
    """Return what stands for each unit in the names of files: its code, with a hash where two codes look alike."""
    plain = {unit.code: safe(unit.code).lower() for unit in units} | {TOTAL: "all-units"}
    times = Counter(plain.values())
    return {
        code: name if times[name] == 1 or code == TOTAL else f"{name}-{_hash(code)}" for code, name in plain.items()
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def safe(text: str) -> str:
    """Return a text as part of a file's name, without a letter that a file system dislikes.

    >>> safe("../HĐ XD")
    'HD-XD'
    """
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    if name and len(name) <= _LONGEST:
        return name
    # Nothing is left of a name in another script, and a file's name may not be as long as a unit's.
    return f"{name[:_LONGEST] or 'unit'}-{_hash(text)}"
