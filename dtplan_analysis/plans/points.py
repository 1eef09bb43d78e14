"""Frames with points: what a share brings, exactly, and the groups that points add up to."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from dtplan_analysis.plans.table import PlanTable, PlanText

NO_CASE = ("out", "full", "zero")
"""What a frame gives where no case arose: the item is left out, brings all its points, or none."""


@dataclass(frozen=True)
class Points:
    """What an item brings: `most` points in a straight line up to the share `full_at` (0–1), or by steps.

    >>> Points(Fraction(2), full_at=Fraction(4, 5)).of(Fraction(2, 5))
    Fraction(1, 1)
    """

    most: Fraction
    full_at: Fraction = Fraction(1)
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    """Share (0–1) from which on so many points are given; less than the first brings none."""

    def of(self, share: Fraction) -> Fraction:
        """Return the points of an exact share in 0–1, unrounded."""
        if self.steps:
            return max((points for at, points in self.steps if share >= at), default=Fraction(0))
        return self.most * min(Fraction(1), share / self.full_at)


@dataclass(frozen=True)
class PointGroup:
    """A group of items, and the most points that they bring together."""

    id: str
    most: Fraction
    title: PlanText


@dataclass(frozen=True)
class Frame:
    """All points of a plan, by groups."""

    total: Fraction
    groups: tuple[PointGroup, ...]


def points_of(table: PlanTable) -> Points:
    """Return what an item brings; raises PlanError for points that cannot be."""
    table.allow("most", "full_at", "scale", "steps")
    most = table.decimal("most")
    if most <= 0:
        raise table.error("most", "an item brings no points", "write most = 2")
    if sum(key in table.content for key in ("full_at", "scale", "steps")) > 1:
        raise table.error("", "full_at, scale and steps cannot stand together", "keep one of them")
    table.choice("scale", ("linear",), "linear")
    full_at = table.share("full_at")
    if full_at == 0:
        raise table.error("full_at", "full points at 0% say nothing", 'write full_at = "80%"')
    return Points(most, Fraction(1) if full_at is None else full_at, _steps(table, most))


def _steps(table: PlanTable, most: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    rows = table.content.get("steps", [])
    remedy = 'write steps = [["50%", "1"], ["80%", "2"]]: a share, and the points from it on'
    pairs = isinstance(rows, list) and all(isinstance(row, list) and len(row) == 2 for row in rows)
    if not pairs or ("steps" in table.content and not rows):
        raise table.error("steps", f"{rows!r} is no list of pairs", remedy)
    steps = []
    for position, (at, points) in enumerate(rows, start=1):
        row = PlanTable({"at": at, "points": points}, table.file, f"{table.place}.steps[no. {position}]")
        share = row.share("at")
        if share is None:
            raise row.error("", "the share is missing", remedy)
        steps.append((share, row.decimal("points")))
    if any(b[0] <= a[0] or b[1] <= a[1] for a, b in pairwise(steps)):
        raise table.error("steps", "shares and points do not rise", "list the steps from the least to the most")
    if steps and steps[-1][1] != most:
        raise table.error(
            "steps", f"the last step brings {steps[-1][1]} of {most} points", "let the last step bring all"
        )
    return tuple(steps)


def frame_of(table: PlanTable) -> Frame:
    """Return the points of a plan; raises PlanError where groups do not add up to the total."""
    table.allow("total", "groups")
    groups = []
    for row in table.each("groups", "id"):
        row.allow("id", "most", "title")
        groups.append(PointGroup(row.name("id"), row.decimal("most"), row.both("title")))
    if not groups:
        raise table.error("groups", "the frame has no group", "write [[points.groups]] with id, most and title")
    total, sum_ = table.decimal("total"), sum((group.most for group in groups), Fraction(0))
    if total != sum_:
        raise table.error("total", f"the groups bring {sum_} points, and the total is {total}", "correct one of them")
    return Frame(total, tuple(groups))
