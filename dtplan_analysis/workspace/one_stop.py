"""The one-stop form of a workspace: counted in its dossiers, with the totals of each unit and of the organisation."""

from collections.abc import Collection, Mapping
from pathlib import Path

import narwhals.stable.v2 as nw
import pandas as pd

from dtplan_analysis.indicators.one_stop import BESIDE, COLUMNS, NEEDED, NOT_STATED, filled
from dtplan_analysis.judging import to_pandas
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import Frame, column_names
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.grid import Grid
from dtplan_analysis.workspace.parquet import read_parquet

READ = ("dossiers", "procedures")
"""What the form is counted in; procedures only tell the fields of dossiers that do not, and what fields are called."""

_KEYS = ["unit", "period", "span", "field"]
_NUMBERS = [*COLUMNS.values(), *BESIDE]


def can_be_filled(readings: Mapping[str, Reading]) -> bool:
    """Return whether there are dossiers, and they say enough for the form."""
    return "dossiers" in readings and not {*NEEDED} & {*readings["dossiers"].absent}


def one_stop(frames: Mapping[str, Frame], grid: Grid) -> pd.DataFrame:
    """Return the form by unit, period and field, units in official order; no rows where it cannot be filled."""
    if not can_be_filled(grid.readings):
        return pd.DataFrame(columns=[*_KEYS, *_NUMBERS])
    form = filled(frames["dossiers"], grid.periods, as_of=grid.as_of, procedures=frames.get("procedures"), at_once=True)
    named = _names(frames.get("procedures"))
    return _with_totals(to_pandas(form).replace({"field": named}) if named else to_pandas(form), grid)


def _names(procedures: Frame | None) -> dict[str, str]:
    """Return what fields are called, by their codes, where the register of procedures tells it; the latest counts."""
    columns = ["field", "field_name", "valid_from"]
    if procedures is None or not {*columns} <= {*column_names(procedures)}:
        return {}
    rows = to_pandas(nw.from_native(procedures).select(columns)).sort_values("valid_from", kind="stable").dropna()
    named = dict(zip(rows["field"].astype(str), rows["field_name"].astype(str), strict=True))
    return {code: name for code, name in named.items() if name not in ("", TOTAL, NOT_STATED)}


def _with_totals(form: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    starts = {(period.label, period.span): period.start for period in grid.periods}
    cells = zip(form["unit"], form["period"], form["span"], strict=True)
    # What a unit that ended left open is its successor's.
    form = form.assign(unit=[grid.units.heir(unit, starts[period, span]) for unit, period, span in cells])
    whole = form[~form["unit"].isin(grid.units.pilots)].assign(unit=TOTAL)
    of_fields = pd.concat([form, whole])
    every = pd.concat([of_fields, of_fields.assign(field=TOTAL)]).groupby(_KEYS, as_index=False)[_NUMBERS].sum()
    last = {NOT_STATED: 1, TOTAL: 2}
    place = {unit.code: place for place, unit in enumerate(grid.units)} | {TOTAL: len(grid.units) + 1}
    order = pd.DataFrame(
        {
            "unit": [place.get(unit, len(grid.units)) for unit in every["unit"]],
            "period": every["period"],
            "span": every["span"],
            "rank": [last.get(field, 0) for field in every["field"]],
            "field": every["field"],
        }
    )
    return every.loc[order.sort_values([*order.columns]).index].reset_index(drop=True)


def kept_form(workspace: Workspace, state: Path, *, apart: Collection[str]) -> pd.DataFrame:
    """Return the form of a state as it may be shown: every plan's reports annex it, and what one hides is hidden."""
    form = read_parquet(state / "one_stop.parquet")
    if not workspace.suppress:
        return form
    every = workspace.catalogue.indicators.values()
    counted = [one.name for one in every if one.register.name == "dossiers"]
    hidden = read_parquet(state / "judged.parquet", only={"status": "suppressed"})
    return shown_form(form, hidden[hidden["indicator"].isin(counted)], workspace.suppress, apart=apart)


def shown_form(form: pd.DataFrame, hidden: pd.DataFrame, least: int, *, apart: Collection[str]) -> pd.DataFrame:
    """Return the form as it may be shown: numbers of units and periods with a small count are empty.

    `hidden` are judged rows of dossiers that are not shown: their units have no form in their periods. One with
    a field of few dossiers has its total alone, and so has then the organisation, which has none where what is hidden
    could be subtracted. Units `apart` are in no total.
    """
    form = form.astype(dict.fromkeys(_NUMBERS, "Int64"))
    cells = pd.Series(list(zip(form["unit"], form["period"], form["span"], strict=True)), index=form.index)
    whole = form["field"] == TOTAL
    few = ((form[_NUMBERS] > 0) & (form[_NUMBERS] < least)).any(axis=1)
    gone = {*hidden[_KEYS[:3]].itertuples(index=False, name=None), *cells[whole & few]}
    for (period, span), here in sorted(
        cells.groupby([form["period"], form["span"]]), key=lambda one: one[0][1] == TO_DATE
    ):
        if span == TO_DATE:  # less the quarters that are shown, it would tell those that are not
            gone |= {cell for cell in here if any(unit == cell[0] for unit, *_ in gone)}
        below = whole & cells.isin(
            {cell for cell in gone if cell[1:] == (period, span) and cell[0] not in (TOTAL, *apart)}
        )
        sums = form.loc[below, _NUMBERS].sum()
        if below.any() and (below.sum() < 2 or ((sums > 0) & (sums < least)).any()):
            gone.add((TOTAL, period, span))
    alone = {*gone, *cells[few]}
    alone |= {(TOTAL, period, span) for _, period, span in alone}
    shown = form[whole | ~cells.isin(alone)].copy()
    shown.loc[cells[shown.index].isin(gone), _NUMBERS] = pd.NA
    return shown.reset_index(drop=True)
