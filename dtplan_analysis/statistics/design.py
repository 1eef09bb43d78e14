"""How a survey was drawn: its strata and clusters, how many were drawn of how many, and what one answer weighs."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats

NAN = float("nan")


Labels = NDArray[np.intp]


@dataclass(frozen=True)
class Design:
    """How the answers were drawn: each cell's stratum and cluster; drawn and in all, one a stratum."""

    strata: Labels
    units: Labels | None
    drawn: Floats
    size: Floats

    @classmethod
    def of(
        cls,
        n: Floats,
        population: ArrayLike | None,
        stratum: Iterable[Hashable] | None,
        cluster: Iterable[Hashable] | None,
    ) -> "Design":
        """Return the design that these labels tell."""
        strata = labelled(stratum, n.size)
        units, drawn = _sampling_units(n, strata, None if cluster is None else labelled(cluster, n.size))
        return cls(strata, units, drawn, _populations(population, n, strata, drawn))

    @property
    def open_part(self) -> Floats:
        """The share of each stratum that was not drawn; 1 where its size is unknown."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isnan(self.size), 1.0, 1 - self.drawn / self.size)

    @property
    def degrees(self) -> int:
        """Clusters less strata."""
        return int(self.drawn.sum() - (self.drawn > 0).sum())


def labelled(labels: Iterable[Hashable] | None, rows: int) -> Labels:
    """Return whole numbers from 0 in place of any labels; one that is None, NaN or pandas.NA is refused."""
    if labels is None:
        return np.zeros(rows, np.intp)
    given = list(labels)
    if len(given) != rows:
        raise ValueError("strata, clusters and parts have one label a row")
    places: dict[Hashable, int] = {}
    for label in given:
        if _is_unknown(label):
            raise ValueError("a stratum, cluster or part without a label is none: give each row one")
        places.setdefault(label, len(places))
    return np.array([places[label] for label in given], np.intp)


def _is_unknown(label: Hashable) -> bool:
    try:
        return label is None or bool(label != label)
    except TypeError:  # pandas.NA is neither like itself nor unlike
        return True


def _sampling_units(n: Floats, strata: Labels, clusters: Labels | None) -> tuple[Labels | None, Floats]:
    """Return each row's cluster, counted over all strata, and how many units were drawn in each stratum."""
    if clusters is None:
        return None, np.bincount(strata, weights=n).astype(float)
    pairs, units = np.unique(np.stack([strata, clusters]), axis=1, return_inverse=True)
    answered = np.bincount(units.ravel(), weights=n) > 0
    return units.ravel(), np.bincount(pairs[0], weights=answered, minlength=int(strata.max()) + 1).astype(float)


def _populations(population: ArrayLike | None, n: Floats, strata: Labels, drawn: Floats) -> Floats:
    """Return the population of each stratum, NaN where unknown."""
    size = _of_group(np.nan if population is None else population, strata, n.size, "a stratum has one population")
    if np.any(size < drawn) or np.any(size[~np.isnan(size)] % 1):
        raise ValueError("a population is a whole number, and at least the number that was drawn from it")
    return size


def _of_group(values: ArrayLike, groups: Labels, rows: int, rule: str) -> Floats:
    """Return the one value of each group, which all its rows have (NaN: unknown)."""
    given = np.broadcast_to(np.asarray(values, float), (rows,))
    found = np.full(groups.max(initial=-1) + 1, np.nan)
    found[groups] = given
    if not np.array_equal(found[groups], given, equal_nan=True):
        raise ValueError(f"{rule}, the same in all its rows")
    if np.any(found < 0) or np.any(np.isinf(found)):
        raise ValueError("people are a finite number of at least 0")
    return found


def weights_of(weight: ArrayLike | None, n: Floats, design: Design) -> Floats:
    """Return the weight of one answer in each row; left out, by the populations, else the same for all."""
    if weight is not None:
        w = np.broadcast_to(np.asarray(weight, float), n.shape)
        if not np.all(np.isfinite(w) & (w >= 0)):
            raise ValueError("a weight is a finite number of at least 0")
        return w
    if np.any(np.isnan(design.size)):
        return np.ones(n.shape)
    each = np.where(design.drawn > 0, design.size / np.maximum(design.drawn, 1), 0)
    # So that equal weights are 1, and the share of a census is exact.
    each = each / max(float(each.max(initial=0)), 1.0)
    return np.asarray(each[design.strata])


def rescaling(weight: Floats, parts: Labels, served: ArrayLike | None) -> Floats:
    """Return by what each row's weights are to be multiplied so that those of its part sum to whom it served."""
    people = _of_group(np.nan if served is None else served, parts, weight.size, "a part serves one number of people")
    whole = np.bincount(parts, weights=weight)
    factor = np.where(whole > 0, people / np.where(whole > 0, whole, 1), 1.0)
    return np.asarray(factor[parts])
