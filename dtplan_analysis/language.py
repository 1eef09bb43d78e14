"""Messages, numbers, dates and quarters in Vietnamese and English, as Vietnamese official reports write them.

Babel formats what CLDR has right. The rest follows the offices' own usage: percentages without a space, dates as
dd/mm/yyyy and quarters in Roman numerals. Texts are Unicode NFC.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from numbers import Integral
from pathlib import Path
from typing import ClassVar

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from dtplan_analysis.errors import InputError
from dtplan_analysis.periods import read_label

LANGUAGES = ("vi", "en")

_CATALOGUE = Path(__file__).parent / "locale" / "vi.po"
_NOTHING = "–"
_ROMAN = ("I", "II", "III", "IV")
_QUARTER = re.compile(r"(?<!\{)\b[Qq](?:uarter|uý)(?=s?\b)(?!\})")


@dataclass(frozen=True)
class Text:
    """A text of a plan, a register or an indicator in both languages, in Unicode NFC.

    >>> Text(vi="Quý", en="Quarter")["vi"]
    'Quý'
    """

    vi: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            object.__setattr__(self, language, unicodedata.normalize("NFC", getattr(self, language)))

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        return str(getattr(self, language))


_PERIODS = {1: Text("tháng", "month"), 6: Text("kỳ", "half-year")}
"""What periods of so many months are called; of those that have no name of their own, one speaks as of periods."""


class Tongue(str):
    """The code of a language in which one speaks of periods of so many months: messages name these, not quarters."""

    months: int

    def __new__(cls, code: str, months: int = 3) -> "Tongue":
        found = super().__new__(cls, code)
        found.months = months
        return found


@dataclass(frozen=True)
class Language:
    """What the library says in one language, `vi` or `en`; raises InputError for any other code.

    Code that speaks holds it in a variable named `say`, by which a test finds the messages that lack a translation.
    The English message is the key; where Vietnamese has none, the English stands (or, if `strict`, LookupError). What a
    message says of quarters is said of months or other periods where the code is a `Tongue` that knows of such.

    >>> say = Language("vi")
    >>> say("met"), say.percent(0.823), say.quarter("2024Q3")
    ('đạt', '82,3%', 'Quý III/2024')
    >>> [Language(Tongue(code, 1))("In the quarter") for code in LANGUAGES]
    ['Trong tháng', 'In the month']
    """

    code: str
    strict: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise InputError(
                f"there is no language {self.code!r}",
                where="language",
                remedy='use "vi" (Vietnamese) or "en" (English)',
            )

    def __call__(self, message: str, /, *, context: str = "", **values: object) -> str:
        """Return the message in this language, its {placeholders} filled with the values as they are.

        `context` parts one English message that has two meanings (`msgctxt` in the catalogue).

        >>> Language("en")("Unit {unit}", unit="HDXD")
        'Unit HDXD'
        """
        return self._translated(key(message, context), message).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the message for a whole number n, which stands as {n} in the text.

        >>> Language("en").plural("{n} record", "{n} records", 1234)
        '1,234 records'
        """
        return self._translated(one, one if n == 1 else many).format(n=self.number(n), **values)

    def number(self, x: float | None, digits: int = 0) -> str:
        """Return a number with a fixed count of decimals, half rounded away from zero; nothing (None, NaN) is "–".

        >>> Language("vi").number(1234567.891, 2), Language("en").number(1234567.891, 2)
        ('1.234.567,89', '1,234,567.89')
        """
        return _NOTHING if (exact := _exact(x)) is None else self._decimal(exact, digits)

    def exact(self, x: float | Fraction | None) -> str:
        """Return a number with all of its decimals; nothing (None, NaN) is "–".

        >>> Language("vi").exact(86.25), Language("en").exact(86.0)
        ('86,25', '86')
        """
        if (exact := _exact(x)) is None:
            return _NOTHING
        exponent = exact.normalize().as_tuple().exponent
        return self._decimal(exact, max(0, -exponent) if isinstance(exponent, int) else 0)

    def percent(
        self, share: float | Fraction | None, digits: int = 1, threshold: float | Fraction | None = None
    ) -> str:
        """Return a share (0–1) as a percentage; nothing (None, NaN) is "–".

        A share below 1 never reads as 100%, and a share below the threshold (0–1) never reads as the threshold or
        more: there the figure is rounded down.

        >>> Language("vi").percent(0.599996), Language("vi").percent(0.599996, threshold=0.6)
        ('60,0%', '59,9%')
        >>> Language("en").percent(0.99996)
        '99.9%'
        """
        if (exact := _exact(share)) is None:
            return _NOTHING
        bounds = [bound.scaleb(2) for bound in (Decimal(1), _exact(threshold)) if bound is not None]
        shown = _rounded(exact.scaleb(2), digits)
        if any(exact.scaleb(2) < bound <= shown for bound in bounds):
            shown = _rounded(exact.scaleb(2), digits, ROUND_FLOOR)
        return f"{self._decimal(shown, digits)}%"

    def points(self, difference: float | None, digits: int = 1) -> str:
        """Return a difference of two shares (-1 to 1) as signed percentage points.

        >>> Language("vi").points(0.032), Language("en").points(-0.032)
        ('+3,2 điểm phần trăm', '−3.2 percentage points')
        """
        if (exact := _exact(difference)) is None:
            return _NOTHING
        shown = _rounded(exact.scaleb(2), digits)
        sign = "+" if shown > 0 else ""
        return self("{difference} percentage points", difference=sign + self._decimal(shown, digits))

    def date(self, day: date) -> str:
        """Return a day.

        >>> Language("vi").date(date(2024, 6, 30)), Language("en").date(date(2024, 6, 30))
        ('30/06/2024', '30 June 2024')
        """
        return str(format_date(day, "dd/MM/yyyy" if self.code == "vi" else "d MMMM yyyy", locale=self.code))

    def quarter(self, label: str) -> str:
        """Return a quarter, month, half-year or year by its label; any other text stays as it is.

        >>> say = Language("vi")
        >>> say.quarter("2024Q2"), say.quarter("2024H1"), say.quarter("2024-05"), say.quarter("FY2024Q1")
        ('Quý II/2024', '6 tháng đầu năm 2024', 'tháng 5/2024', 'Quý I năm tài chính 2024')
        >>> [Language("en").quarter(label) for label in ("2024Q2", "FY2024H1", "2024-05", "FY2024", "May")]
        ['Q2 2024', 'H1 FY2024', 'May 2024', 'FY2024', 'May']
        """
        told = read_label(label)
        if told is None:
            return label
        if self.code == "en":
            year, month = f"{'FY' if told.fiscal else ''}{told.year}", date(2000, told.number, 1)
            part = {1: format_date(month, "MMMM", locale="en"), 3: f"Q{told.number}", 6: f"H{told.number}"}
            return f"{part[told.length]} {year}" if told.length < 12 else year
        year = f"năm {'tài chính ' if told.fiscal else ''}{told.year}"
        if told.length == 3:
            number = _ROMAN[told.number - 1]
            return f"Quý {number} {year}" if told.fiscal else f"Quý {number}/{told.year}"
        half = "6 tháng đầu" if told.number == 1 else "6 tháng cuối"
        return {1: f"tháng {told.number}/{told.year}", 6: f"{half} {year}", 12: year}[told.length]

    def short_quarter(self, label: str) -> str:
        """Return a quarter, month, half-year or year as an axis shows it; any other text stays as it is.

        >>> [Language("vi").short_quarter(label) for label in ("2024Q2", "2024-05", "FY2024Q1", "2024", "May")]
        ['II/24', '5/24', 'I/TC24', '2024', 'May']
        >>> [Language("en").short_quarter(label) for label in ("2024Q2", "2024-05", "FY2024Q1", "2024H1")]
        ['Q2 24', 'May 24', 'Q1 FY24', 'H1 24']
        """
        told = read_label(label)
        if told is None or told.length == 12:
            return str(told or label)
        year = f"{told.year % 100:02}"
        if self.code == "en":
            name = self.quarter(label).replace(str(told.year), year)
            return re.sub(r"^([A-Z][a-z]{2})[a-z]+", r"\1", name)  # a month in three letters
        part = {1: str(told.number), 3: _ROMAN[(told.number - 1) % 4], 6: "6T đầu" if told.number == 1 else "6T cuối"}
        return f"{part[told.length]}/{'TC' if told.fiscal else ''}{year}"

    def money(self, dong: float | None) -> str:
        """Return an amount in đồng as millions with one decimal.

        >>> Language("vi").money(1_234_500_000), Language("en").money(1_234_500_000)
        ('1.234,5 triệu đồng', 'VND 1,234.5 million')
        """
        if (exact := _exact(dong)) is None:
            return _NOTHING
        return self("VND {amount} million", amount=self._decimal(exact.scaleb(-6), 1))

    def _translated(self, key: str, english: str) -> str:
        if self.code == "en":
            return self._of_periods(english)
        if self.strict and key not in translations():
            raise LookupError(f"{_CATALOGUE.name} has no translation of {key!r}")
        return self._of_periods(translations().get(key, english))

    def _of_periods(self, message: str) -> str:
        """Return a message with the word for its periods, in place of that for quarters."""
        months = getattr(self.code, "months", 3)
        if months == 3:
            return message
        word = _PERIODS.get(months, Text("kỳ", "period"))[self.code]
        return _QUARTER.sub(lambda found: word.capitalize() if found[0][0] == "Q" else word, message)

    def _decimal(self, x: Decimal, digits: int) -> str:
        return _printed(_rounded(x, digits), digits, self.code)


@cache
def translations() -> dict[str, str]:
    """Return the Vietnamese catalogue: `key` of the English message (the singular, where there are two) to its text."""
    with _CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    entries = [entry for entry in catalogue if entry.id and not entry.fuzzy]
    texts = {key(_first(entry.id), entry.context or ""): _first(entry.string) for entry in entries}
    return {message: unicodedata.normalize("NFC", text) for message, text in texts.items() if text}


def key(message: str, context: str) -> str:
    """Return what the catalogue finds a message by, as gettext joins it with its context."""
    return f"{context}\4{message}" if context else message


def _first(text: str | Sequence[str] | None) -> str:
    """A plural entry is a sequence, of which Vietnamese uses the first; None is an entry not translated yet."""
    return text if isinstance(text, str) else text[0] if text else ""


def _exact(x: float | Fraction | None) -> Decimal | None:
    """The decimal that a person reads in a float (0.29, not 0.28999999999999998); None for None, NaN and infinity."""
    if x is None or not math.isfinite(x):
        return None
    return Decimal(int(x)) if isinstance(x, Integral) else Decimal(repr(float(x)))


@lru_cache(maxsize=10_000)
def _printed(x: Decimal, digits: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(x, pattern, locale=locale)).replace("-", "−")


def _rounded(x: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    shown = x.quantize(Decimal(1).scaleb(-digits), rounding)
    return shown if shown else abs(shown)  # no "−0,0"
