"""What a survey's answers tell of all who were served: by its design, and with what the silent might have said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from dtplan_analysis.counting.survey import Cell
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.statistics import SurveyShare, response_bounds, survey_share_of_sums
from dtplan_analysis.units import TOTAL, UNKNOWN

Drawn = Literal["self-selected", "sample"]
SURVEYS: tuple[Drawn, ...] = ("self-selected", "sample")
"""How a survey's answers come about: who wants to answers, or who was drawn is asked."""


@dataclass(frozen=True)
class Response:
    """How many of those who were served answered: the rate (0–1), and the share of all if the silent fail, or pass."""

    rate: float
    worst: float
    best: float


UNKNOWN_RESPONSE = Response(np.nan, np.nan, np.nan)


def estimate(cells: Sequence[Cell], *, drawn: Drawn, confidence: float) -> SurveyShare | None:
    """Return the share by a survey's design; None where it has none: each answer counts as any other."""
    parts = dict.fromkeys(cell.part for cell in cells)
    if len(parts) < 2 and all(_plain(cell) for cell in cells):
        return None
    columns = [[getattr(cell, name) for cell in cells] for name in _SUMS]
    clusters = [cell.cluster for cell in cells]
    strata = [(cell.part, cell.stretch, cell.stratum) for cell in cells]
    served = [np.nan if cell.served is None else cell.served for cell in cells]
    return survey_share_of_sums(
        *columns,
        confidence=confidence,
        population=_population(cells, strata) if drawn == "sample" else None,
        stratum=strata,
        cluster=clusters if any(one is not None for one in clusters) else None,
        part=[cell.part for cell in cells] if len(parts) > 1 else None,
        served=served,
    )


_SUMS = ("answers", "weight", "passing", "square", "passing_square")


def _plain(cell: Cell) -> bool:
    return cell.stratum is None and cell.cluster is None and cell.weight == cell.answers == cell.square


def _population(cells: Sequence[Cell], strata: Sequence[tuple[Any, ...]]) -> list[float]:
    """Return of each cell how many could have answered in its stratum: known where a unit in a period is one."""
    alone = len({cell.part for cell in cells}) == len(set(strata)) and not any(cell.cluster for cell in cells)
    answered: dict[str, int] = {}
    for cell in cells:
        answered[cell.part] = answered.get(cell.part, 0) + cell.answers
    sizes = {cell.part: cell.served for cell in cells if cell.served is not None and cell.served >= answered[cell.part]}
    return [sizes.get(cell.part, np.nan) if alone else np.nan for cell in cells]


def response(row: Mapping[Any, Any], share: float, cells: Sequence[Cell]) -> Response:
    """Return how many answered of those served, for a row of counts with `served`; NaN where that is not known."""
    served, answers = row.get("served"), int(row["denominator"])
    told = int(row["records"]) - int(row["excluded"])
    if served is None or pd.isna(served) or served < told or not served:
        return UNKNOWN_RESPONSE
    parts: dict[str, list[Cell]] = {}
    for cell in cells:
        parts.setdefault(cell.part, []).append(cell)
    if parts and answers:  # the silent of each unit are its own
        share = sum(sum(c.answers for c in own) * _share(own) for own in parts.values()) / answers
    _, worst, best = response_bounds(share if answers else 0.0, answers, int(served))
    return Response(told / float(served), float(worst), float(best))


def _share(cells: Sequence[Cell]) -> float:
    weight = sum(cell.weight for cell in cells)
    return sum(cell.passing for cell in cells) / weight if weight else 0.0


def is_too_low(rate: float, least: Fraction | None) -> bool:
    """Return whether a response rate is known to be lower than asked for."""
    return least is not None and rate < least


def cells_of(table: pd.DataFrame) -> list[list[Cell]]:
    """Return the cells of each row of counts: as they were counted, else each unit one, and a total those of its units.

    So it is where its units add up to it.
    """
    rows = rows_in(table)
    if "cells" in table and any(len(_listed(cells)) for cells in table["cells"]):
        return [[Cell(**cell) for cell in _listed(row["cells"])] for row in rows]
    of_row = [_one(row, str(row.get("unit", ""))) for row in rows]
    if "unit" not in table:
        return of_row
    when = [tuple(row.get(name) for name in ("target", "period", "span")) for row in rows]
    for place, row in enumerate(rows):
        if row["unit"] == TOTAL:
            own = [
                cell
                for other, cells, at in zip(rows, of_row, when, strict=True)
                if at == when[place] and other["unit"] not in (TOTAL, UNKNOWN)
                for cell in cells
            ]
            answers = sum(cell.answers for cell in of_row[place])
            passing = sum(cell.passing for cell in of_row[place])
            if own and (answers, passing) == (sum(c.answers for c in own), sum(c.passing for c in own)):
                of_row[place] = own
    return of_row


def _one(row: Mapping[Any, Any], part: str) -> list[Cell]:
    if pd.isna(row["denominator"]) or not row["denominator"]:
        return []
    n, x, served = int(row["denominator"]), int(row["numerator"]), row.get("served")
    return [Cell(part, 0, None, None, n, n, x, n, x, None if pd.isna(served) else float(served))]


def _listed(cells: Any) -> Sequence[Mapping[str, Any]]:
    return () if cells is None or isinstance(cells, float) else list(cells)
