"""The threshold of a target: an exact share, which no rounding may blur."""

from contextlib import suppress
from fractions import Fraction

from dtplan_analysis.errors import InputError
from dtplan_analysis.judging.table import JudgedRow


def exact_share(text: str | Fraction) -> Fraction:
    """Return the share (0–1) of an exact text or fraction; raises InputError for anything else.

    >>> exact_share("60%"), exact_share("3/5"), exact_share("0.29")
    (Fraction(3, 5), Fraction(3, 5), Fraction(29, 100))
    """
    share = Fraction(-1)
    if isinstance(text, Fraction):
        share = text
    elif isinstance(text, str):
        with suppress(ValueError, ZeroDivisionError):
            number = text.strip()
            share = Fraction(number[:-1].strip()) / 100 if number.endswith("%") else Fraction(number)
    if not 0 <= share <= 1:
        raise InputError(
            f"{text!r} is no share", where="target", remedy="write it as exact text, such as '60%', '3/5' or '0.6'"
        )
    return share


def threshold_of(row: JudgedRow) -> Fraction | None:
    """Return the threshold of a judged row as a share (0–1); None where it has none, or is of no share.

    >>> threshold_of({"threshold": "3/5"}), threshold_of({"threshold": None})
    (Fraction(3, 5), None)
    """
    if row.get("counted_from") == "outside":
        return None
    text = row.get("threshold")
    return exact_share(text) if isinstance(text, str) and text else None
