"""What a period's label says, in the forms that people write it. No other module looks into a label."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """What a label says: the year, the length in months, the place in the year, and whether the year is a fiscal one.

    >>> str(Label(2024, 3, 1, fiscal=True)), str(Label(2024, 1, 5)), str(Label(2024, 12, 1))
    ('FY2024Q1', '2024-05', '2024')
    """

    year: int
    length: int
    number: int
    fiscal: bool = False

    def __str__(self) -> str:
        part = {1: f"-{self.number:02}", 3: f"Q{self.number}", 6: f"H{self.number}", 12: ""}[self.length]
        return f"{'FY' if self.fiscal and self.length > 1 else ''}{self.year}{part}"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:nam )?(?P<fiscal>fy|tai chinh|fiscal year)? ?(?P<year>[0-9]{4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        _YEAR + r"(?:[ -]?q(?P<quarter>[1-4])|[ -]?h(?P<half>[12])|-(?P<month>[0-9]{1,2}))?",
        r"(?:q|quy|quarter) ?(?P<quarter>[1-4]|iv|i{1,3})[ /-]*" + _YEAR,
        r"(?P<quarter>iv|i{1,3})/" + _YEAR,
        r"(?:h|half) ?(?P<half>[12])[ /-]*" + _YEAR,
        r"6 thang (?P<half>dau|cuoi) " + _YEAR,
        r"(?:thang ?)?(?P<month>[0-9]{1,2})[/-]" + _YEAR,
        r"thang ?(?P<month>[0-9]{1,2}) " + _YEAR,
        rf"(?P<month>{'|'.join(_MONTHS)})[a-z]* " + _YEAR,
    )
)
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2}
_NUMBERS |= {name: place for place, name in enumerate(_MONTHS, 1)}


def read_label(text: object) -> Label | None:
    """Return what a label says, in the forms that people write it; None for what is none.

    >>> [str(read_label(text)) for text in ("2024Q2", "Q2/2024", "Quý II/2024", "tháng 5/2024", "năm 2024", "FY2024Q1")]
    ['2024Q2', '2024Q2', '2024Q2', '2024-05', '2024', 'FY2024Q1']
    """
    if not isinstance(text, str):
        return None
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    plain = " ".join(plain.casefold().replace("đ", "d").split())
    found = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        return None
    part = next((name for name in ("month", "quarter", "half") if found.get(name)), "year")
    length, written = {"month": 1, "quarter": 3, "half": 6, "year": 12}[part], found.get(part) or "1"
    number = 1 if part == "year" else _NUMBERS.get(written) or int(written)
    if not 1 <= number * length <= 12:
        return None
    return Label(int(found["year"]), length, number, bool(found["fiscal"]))


def label_of(text: str) -> str:
    """Return a label as the library writes it; a text that is none stays as it is.

    >>> label_of("Quý II/2024"), label_of("the first")
    ('2024Q2', 'the first')
    """
    return str(read_label(text) or text)


def year_of(label: str) -> str:
    """Return the year that a label names, as a label; the label itself where nobody can tell.

    >>> year_of("2024Q2"), year_of("FY2024Q4"), year_of("the first")
    ('2024', 'FY2024', 'the first')
    """
    told = read_label(label)
    return str(Label(told.year, 12, 1, told.fiscal)) if told else label
