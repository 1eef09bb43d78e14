"""When and where the sample's dossiers were received, and how numbers and moments are written in exports."""

from functools import lru_cache

import numpy as np
import pyarrow as pa

from dtplan_analysis.sample.setting import NEVER, Setting, Share, Whole, joined, lookup

_ORIGIN = np.datetime64("2023-01-01")
_CALENDAR = np.arange(_ORIGIN, np.datetime64("2026-12-31"))
_FORMS = ("%d/%m/%Y", "ngày %d tháng %m năm %Y", "%Y-%m-%d")


@lru_cache(maxsize=2)
def _allocation(rows: int, seed: int) -> Whole:
    setting = Setting.of(rows, seed)
    rng = setting.generator("allocation")
    first, last = int(setting.bounds[0]), int(setting.bounds[-1])
    weights = np.zeros((len(setting.quarters), len(setting.units)))
    for unit in setting.parameters["dossiers"]["units"]:
        place = setting.place(unit["code"])
        since = np.datetime64(setting.units[place].get("valid_from", setting.quarter_starts[0]), "D")
        weights[:, place] = np.where(setting.quarter_starts[:-1] >= since, unit["weight"], 0.0)
    weights = weights / weights.sum(axis=1, keepdims=True) * np.array(setting.parameters["quarter_weights"])[:, None]
    counts = _whole(weights * rows / weights.sum())
    by_day = np.zeros((last - first, len(setting.units)), dtype=np.int64)
    for quarter, unit in zip(*np.nonzero(counts), strict=True):
        days = slice(setting.bounds[quarter] - first, setting.bounds[quarter + 1] - first)
        busy = 0.4 - np.log1p(-rng.random(by_day[days].shape[0]))  # uneven days, none of them empty of chance
        upto = np.floor(np.cumsum(busy / busy.sum()) * counts[quarter, unit] + rng.random())
        upto[-1] = counts[quarter, unit]
        by_day[days, unit] = np.diff(np.minimum(upto, counts[quarter, unit]), prepend=0)
    return by_day


def _whole(expected: Share) -> Whole:
    """Return whole numbers near the expected ones, with the same sum."""
    counts = np.floor(expected).astype(np.int64)
    short = round(float(expected.sum()) - float(counts.sum()))
    counts.flat[np.argsort(-(expected - counts), axis=None, kind="stable")[:short]] += 1
    return counts


def allocation(setting: Setting) -> Whole:
    """Return how many dossiers each unit received on each working day of the quarters: days by units."""
    return _allocation(setting.rows, setting.seed)


def numbers(setting: Setting, unit: Whole, day: Whole, serial: Whole) -> pa.Array:
    """Return dossier numbers: agency code, day as YYMMDD, running number of that day."""
    return joined("-", lookup([u["agency"] for u in setting.units], unit), _dates("%y%m%d").take(pa.array(day)), serial)


@lru_cache(maxsize=8)
def _dates(form: str) -> pa.Array:
    """Return all days of the calendar as text."""
    return pa.array([day.strftime(form) for day in _CALENDAR.astype(object)])


@lru_cache(maxsize=1)
def _times() -> pa.Array:
    return pa.array([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)])


def calendar(setting: Setting, index: Whole) -> Whole:
    """Return days of the calendar (from 1 January 2023) for indices of working days; `NEVER` stays."""
    days = (setting.workdays[index] - _ORIGIN).astype(np.int64)
    return np.where(index == NEVER, NEVER, days)


def moments(day: Whole, second: Whole, form: Whole | None = None) -> pa.Array:
    """Return days of the calendar and seconds as text: as 03/05/2024, in words, or as 2024-05-03; null for `NEVER`."""
    texts = pa.concat_arrays([_dates(one) for one in _FORMS])
    place = day if form is None else day + form * len(_CALENDAR)
    return joined(" ", texts.take(pa.array(place, mask=day == NEVER)), _times().take(pa.array(second)))
