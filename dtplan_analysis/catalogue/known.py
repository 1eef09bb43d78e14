"""What names mean: the registers and indicators that are known by theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self, TypeVar

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.registers.register import Register

One = TypeVar("One", Register, Proportion)


@dataclass(frozen=True, repr=False)
class Catalogue(Shown):
    """Registers and indicators by their names, both read-only and in order."""

    registers: Mapping[str, Register]
    indicators: Mapping[str, Proportion]

    def _face(self) -> Face:
        heads = [both(lambda say: say("Indicator")), both(lambda say: say("Name")), both(lambda say: say("Register"))]
        rows = [(one.name, in_both(one.label), one.register.name) for one in self.indicators.values()]
        facts = [(heads[0], str(len(self.indicators))), (heads[2], ", ".join(self.registers))]
        example = 'REGISTERS["dossiers"]\nINDICATORS["dossiers_online"]'
        return Face(both(lambda say: say("Registers and indicators")), facts, heads, rows, example)

    @classmethod
    def of(cls, registers: Iterable[Register], indicators: Iterable[Proportion]) -> Self:
        """Return a catalogue; raises InputError where two have one name, or an indicator reads another register."""
        named = _named("register", registers)
        found = _named("indicator", indicators)
        for indicator in found.values():
            for one in (indicator, *indicator.variants):
                for register in one.registers:
                    if named.get(register.name) is not register:
                        raise InputError(
                            f"reads a register {register.name!r} that the catalogue does not have",
                            where=f"indicator {one.name}",
                            remedy="add the register itself, registers=[…]",
                        )
        return cls(named, found)

    def add(self, registers: Iterable[Register] = (), indicators: Iterable[Proportion] = ()) -> Self:
        """Return the catalogue with more of both; raises InputError for a name that is taken.

        >>> from dtplan_analysis.catalogue import LIBRARY
        >>> from dtplan_analysis.language import Text
        >>> from dtplan_analysis.registers import Register
        >>> from dtplan_analysis.registers.columns import UNIT
        >>> permits = Register("permits", title=Text("Giấy phép", "Permits"), columns=(UNIT,))
        >>> list(LIBRARY.add(registers=[permits]).registers)[-1]
        'permits'
        """
        return self.of([*self.registers.values(), *registers], [*self.indicators.values(), *indicators])

    def register(self, name: str) -> Register:
        """Return a register by its name; raises InputError with the nearest one."""
        return _known("register", name, self.registers)

    def indicator(self, name: str) -> Proportion:
        """Return an indicator by its name; raises InputError with the nearest one."""
        return _known("indicator", name, self.indicators)

    def declared(self, name: str, variant: str = "") -> Proportion | None:
        """Return the declaration of an indicator and variant; None where there is none of these names."""
        declared = self.indicators.get(name)
        return declared.choose(variant) if declared and (not variant or variant in declared.choices) else None


def _named(kind: str, ones: Iterable[One]) -> Mapping[str, One]:
    found: dict[str, One] = {}
    for one in ones:
        if one.name in found:
            raise InputError("the name is taken", where=f"{kind} {one.name}", remedy="give it another name")
        found[one.name] = one
    return MappingProxyType(found)


def _known(kind: str, name: str, known: Mapping[str, One]) -> One:
    if name not in known:
        raise InputError(f"there is no {kind} {name!r}", where="catalogue", remedy=nearest(name, known))
    return known[name]
