"""What a workspace measures: the indicators of its plans' targets, and those beside them."""

from dataclasses import dataclass

import narwhals.stable.v2 as nw

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.catalogue.declared import excepted
from dtplan_analysis.counting import Flow, Placement, Snapshot, Stock
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.counts import counts_register
from dtplan_analysis.registers.values import VALUES
from dtplan_analysis.workspace.configuration import Workspace, variant_of

Key = tuple[str, str, str]
"""What tells figures apart: the target that alone has them (else empty), the indicator, and its variant."""

_PLACES: dict[str, Placement] = {"flow": Flow("period"), "stock": Stock("period", "period"), "": Snapshot("period")}
_REPORTED = counts_register("reported")
_BY_OFFICE = Text("số liệu do cơ quan báo cáo", "as reported by the office")
_BY_OTHERS = Text("số liệu do cơ quan khác công bố", "as published by others")


@dataclass(frozen=True, eq=False, repr=False)
class Measured(Shown):
    """An indicator as a plan measures it: for a target, beside one (`target` is empty), or supporting."""

    indicator: Proportion
    target: Target | None
    plan: str = ""

    def _face(self) -> Face:
        target = self.target
        facts = [
            (both(lambda say: say("Indicator")), f"{self.indicator.name} {self.indicator.variant}".strip()),
            ("", in_both(target.short if target else self.indicator.label)),
            (both(lambda say: say("Asks for")), both(target.asked) if target and target.limits else ""),
            (both(lambda say: say("Definition")), in_both(self.indicator.definition)),
        ]
        return Face(target.id if target else self.indicator.name, facts)

    @property
    def is_reported(self) -> bool:
        """Whether no register can tell it: a target of counts alone, or of a figure from outside."""
        return self.target is not None and not self.target.indicator

    @property
    def key(self) -> Key:
        """What tells its figures from those of others."""
        own = self.is_reported or bool(self.target and self.target.exclude)
        scope = f"{self.plan}/{self.target.id}" if self.target and own else ""
        return scope, self.indicator.name, self.indicator.variant


def measured_by(workspace: Workspace) -> list[Measured]:
    """Return what a workspace measures by its plan: each target, other variants of its indicator, supporting ones.

    Targets that only counts or values from outside can tell of are there where the workspace has such.
    """
    plan, found = workspace.plan, list[Measured]()
    for target in plan.targets:
        if target.indicator:
            declared = workspace.catalogue.indicator(target.indicator)
            chosen = declared.choose(variant_of(target, declared, workspace.sources))
            found.append(Measured(excepted(chosen, plan, target), target, plan.id))
        elif (target.counted and workspace.counts) or (target.outside and VALUES.name in workspace.sources):
            found.append(Measured(_reported(target), target, plan.id))
    names = [target.indicator for target in plan.counted] + list(plan.supporting)
    taken = {(one.indicator.name, one.indicator.variant) for one in found if not one.key[0]}
    for name in dict.fromkeys(names):
        declared = workspace.catalogue.indicator(name)
        for one in (declared, *declared.variants):
            if (name, one.variant) not in taken:
                found.append(Measured(one, None, plan.id))
    return found


def every_measured(workspace: Workspace) -> list[Measured]:
    """Return what a workspace measures by all of its plans, in their order."""
    return [one for plan in workspace.plans for one in measured_by(workspace.of(plan.id))]


def _reported(target: Target) -> Proportion:
    """Return the declaration of figures that no register can tell."""
    outside = target.outside is not None
    return Proportion(
        name=target.id,
        register=VALUES if outside else _REPORTED,
        numerator=nw.lit(True),
        needs=(),
        placement=_PLACES[target.nature],
        label=target.short,
        definition=target.definition or target.text,
        source=_BY_OTHERS if outside else _BY_OFFICE,
        counted=target.counted or Text("số liệu", "figures"),
    )
