"""What reported figures can be of: targets and indicators, by what they are called."""

from collections.abc import Sequence

from dtplan_analysis.workspace.counts import Item
from dtplan_analysis.workspace.measured import Key, Measured


class Items:
    """What figures can be of: the targets and indicators that are measured, by what they are called."""

    def __init__(self, measured: Sequence[Measured], *, outside: bool) -> None:
        self._targets: dict[str, dict[Key, None]] = {}
        self._indicators: dict[str, list[Measured]] = {}
        limits = [(one.key, one.target.outside) for one in measured if one.target and one.target.outside]
        self.percents = {key for key, limit in limits if limit.measured_in.en == "%"}
        """The figures that are written with a sign for percent or without."""
        for one in measured:
            if one.target and bool(one.target.outside) == outside:
                for name in (one.target.id, f"{one.plan}/{one.target.id}"):
                    self._targets.setdefault(name.casefold(), {})[one.key] = None
            if not outside and not one.is_reported and not (one.target and one.target.exclude):
                self._indicators.setdefault(one.indicator.name.casefold(), []).append(one)

    def find(self, item: Item) -> Key | str:
        """Return what an item is, or why nobody can tell."""
        if bool(item.target) == bool(item.indicator):
            return "unknown_item"
        if item.target:
            keys = self._targets.get(item.target.casefold(), {})
        else:
            ones = self._indicators.get(item.indicator.casefold(), [])
            if item.variant:
                ones = [one for one in ones if one.indicator.variant.casefold() == item.variant.casefold()]
            elif any(one.target for one in ones):  # the variant that a plan measures
                ones = [one for one in ones if one.target]
            else:
                ones = ones[:1]
            keys = dict.fromkeys(one.key for one in ones)
        return "unknown_item" if not keys else "ambiguous_item" if len(keys) > 1 else next(iter(keys))
