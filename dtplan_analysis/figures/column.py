"""A column of the data dictionary: its name in every file, its head, what it holds, and the codes that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import LANGUAGES, Text

Kind = Literal["text", "code", "whole", "share", "number", "flag", "day"]


ANY = "…"
"""What stands in a code for a name: of a register, or of a register and its column."""


KINDS: Mapping[Kind, Text] = {
    "text": Text("văn bản", "text"),
    "code": Text("mã", "code"),
    "whole": Text("số nguyên: số bản ghi, hoặc số đối tượng đếm được", "whole number of records, or what is counted"),
    "share": Text("tỷ lệ từ 0 đến 1", "share in 0–1"),
    "number": Text("số không âm", "number of at least 0"),
    "flag": Text("có hoặc không (true, false)", "yes or no (true, false)"),
    "day": Text("ngày", "date"),
}
"""What may stand in a column, and in which unit."""


@dataclass(frozen=True, repr=False)
class Column(Shown):
    """A column of the judged table: its name in every file, its head, what it holds, and the codes that stand in it."""

    name: str
    kind: Kind
    title: Text
    meaning: Text
    codes: Mapping[str, Text] = field(default_factory=dict)
    always: bool = False
    """No row is without it."""

    def _face(self) -> Face:
        facts = [("", in_both(text)) for text in (self.title, KINDS[self.kind], self.meaning)]
        heads = [both(lambda say: say("Codes")), both(lambda say: say("Meaning"))]
        rows = [(code, in_both(text)) for code, text in self.codes.items()]
        return Face(self.name, facts, heads, rows, f'table.frame["{self.name}"]')

    @property
    def is_figure(self) -> bool:
        """Whether it tells what was counted, which may be unknown, or may not be published."""
        return self.kind in ("whole", "share", "number") and self.name not in ("threshold", "confidence")

    def as_json(self) -> dict[str, Any]:
        """Return the column as plain values, with its texts in both languages."""
        told = {"title": plain(self.title), "meaning": plain(self.meaning), "unit": plain(KINDS[self.kind])}
        codes = {code: plain(text) for code, text in self.codes.items()}
        return {"kind": self.kind, **told, **({"codes": codes} if codes else {})}


def plain(text: Text) -> dict[str, str]:
    """Return a text in both languages as plain values."""
    return {language: text[language] for language in LANGUAGES}
