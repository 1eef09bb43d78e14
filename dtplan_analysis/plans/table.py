"""A table of a plan file: texts in both languages with marks, exact shares and numbers."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar

from dtplan_analysis.errors import InputError, PlanError
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.settings import Settings

MARKS = ("confirmed", "likely", "proposed")
UNMARKED = Text("", "")  # a text that claims nothing

_SHARE = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*(%?)|([0-9]{1,9})\s*/\s*([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class PlanText(Text):
    """A text of a plan; `mark` says of each language's wording whether it is confirmed, likely, proposed or nothing."""

    mark: Text = UNMARKED


@dataclass(frozen=True)
class PlanTable(Settings):
    """One table of a plan file: a method reads a key, or raises PlanError; `marks` holds for texts that state none."""

    marks: Text = UNMARKED
    kind: ClassVar[type[InputError]] = PlanError

    def text(self, key: str, default: str | None = None) -> str:
        return super().text(key, default).strip()

    def end(self, key: str) -> date:
        """The last day of a year, such as 2027, or a day itself."""
        value = self.value(key, None, f"write {key} = 2027, or a day such as 2027-06-30")
        if isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2200:
            return date(value, 12, 31)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.error(
            key, f"{value!r} is neither a year nor a day", f"write {key} = 2027, or 2027-06-30, without quotes"
        )

    def decimal(self, key: str) -> Fraction:
        """An exact number, written whole (2) or as text ("2.5")."""
        value = self.value(key, None, f'write {key} = 2, or {key} = "2.5"')
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return Fraction(value)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", value.strip()):
            return Fraction(value.strip().replace(",", "."))
        raise self.error(key, f"{value!r} is no exact number", f'write {key} = 2, or {key} = "2.5"')

    def mark(self, key: str = "mark") -> str:
        """How sure it is that there is such a target or task; where the file does not say, as sure as its contents."""
        return self.choice(key, MARKS) if key in self.content else self.marks.en

    def optional(self, key: str) -> PlanText | None:
        """A text in both languages, None where the key is left out."""
        return self.both(key) if key in self.content else None

    def both(self, key: str, default: PlanText | None = None) -> PlanText:
        """A text in both languages: key.vi, key.en, and optionally key.mark (one for both, or key.mark.vi and .en)."""
        remedy = f'write {key}.vi = "…" and {key}.en = "…"'
        value = self.value(key, default, remedy)
        if isinstance(value, PlanText):
            return value
        if not isinstance(value, dict):
            raise self.error(key, "this text must stand in both languages", remedy)
        table = self.inner(key)
        table.allow(*LANGUAGES, "mark")
        for language in LANGUAGES:
            if not str(value.get(language, "")).strip():
                raise table.error(language, f"the text in {language!r} is missing", f'write {key}.{language} = "…"')
        return PlanText(vi=table.text("vi"), en=table.text("en"), mark=table.wording("mark"))

    def wording(self, key: str) -> Text:
        """The marks of a text's two wordings."""
        value = self.content.get(key)
        if value is None:
            return self.marks
        if isinstance(value, str):
            return Text(*[self.choice(key, MARKS)] * 2)
        table = self.inner(key)
        table.allow(*LANGUAGES)
        own = [table.choice(one, MARKS) if one in table.content else self.marks[one] for one in LANGUAGES]
        return Text(*own)

    def share(self, key: str) -> Fraction | None:
        """An exact share in 0–1, written as text: "60%", "3/5" or "0.6"; None where the key is left out."""
        remedy = f'write an exact share as text: {key} = "60%", "3/5" or "0.6"'
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.error(key, f"{value!r} is not a text, and a bare number may not be exact", remedy)
        if not (match := _SHARE.fullmatch(value.strip())):
            raise self.error(key, f"not an exact number: {value!r}", remedy)
        whole, decimals, percent, numerator, denominator = match.groups()
        share = Fraction(f"{whole}.{decimals or 0}") if whole else Fraction(int(numerator), int(denominator))
        if percent:
            share /= 100
        if share > 1:
            raise self.error(key, f"{value!r} lies outside 0–1 (0–100%)", remedy)
        return share
