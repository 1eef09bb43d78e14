"""What a register is made of: columns with types, codes and meaning, and the columns derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import narwhals.stable.v2 as nw

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Text

Type = Literal["text", "date", "flag", "whole", "number", "code"]
Value = str | bool | int

EARLIEST = date(1990, 1, 1)
"""A date that decides a period is absurd before it,"""

LONGEST = 10
"""and more than so many years after the as-of date."""


PERSONAL = (
    "ChuHoSo", "NguoiNop", "HoTen", "HoVaTen", "NgaySinh", "SoDinhDanh", "SoDinhDanhCaNhan", "CCCD", "SoCCCD", "CMND",
    "SoCMND", "SoDienThoai", "DienThoai", "SDT", "Email", "DiaChi",
)  # fmt: skip
"""Export columns known to hold names, identity numbers, phones or addresses, however they are typed; never read."""


@dataclass(frozen=True, repr=False)
class Column(Shown):
    """One column of a register, as users write it in their workspace file."""

    name: str
    type: Type
    meaning: Text
    codes: tuple[str, ...] = ()
    """All values that a column of type `code` may have."""
    official: Mapping[str, str] = field(default_factory=dict)
    """The numbers under which national systems export the codes."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The legal and usual Vietnamese words of a code, which exports have in its place; readers see the first."""
    english: Mapping[str, str] = field(default_factory=dict)
    """What a code is called in English, where that is not the code itself."""
    required: bool = False
    """A row without it can be placed nowhere, and is rejected."""
    happened: bool | None = None
    """A date on which something happened: the latest of these is the as-of date of the data. Where a register says it
    of none, it is so of the one that decides the period."""
    optional: bool = False
    """An export may lack it altogether: then it is empty in every row."""
    if_empty: Value | None = None
    """What an empty cell is read as, by rule; counted in a warning."""
    pseudonym: Literal["", "as exported", "hashed"] = ""
    """A key that tells people apart: kept as exported or as a keyed hash, and shown in no output."""
    least: int | None = None
    most: int | None = None
    """The smallest and largest number that can be: another is kept and listed."""

    def _face(self) -> Face:
        facts = [
            (both(lambda say: say("Type")), self.type),
            ("", in_both(self.meaning)),
            ("", both(lambda say: say("a row without it is rejected")) if self.required else ""),
        ]
        heads = [both(lambda say: say("Codes")), both(lambda say: say("Meaning"))]
        rows = [(code, in_both(Text(self.words_of(code, "vi"), self.words_of(code, "en")))) for code in self.codes]
        return Face(self.name, facts, heads, rows, f'{self.name} = "…"')

    def words_of(self, value: str, language: str) -> str:
        """Return a code as readers of a language know it, and any other text as it is.

        >>> [SECRECY.words_of("top_secret", language) for language in ("vi", "en")], SECRECY.words_of("A_1", "vi")
        (['Tuyệt mật', 'top secret'], 'A_1')
        """
        if value not in self.codes:
            return value
        plain = self.english.get(value, value.replace("_", " "))
        return self.words.get(value, (plain,))[0] if language == "vi" else plain


def unread(name: str) -> nw.Expr:
    """Return whether a cell of a register's column says something that has no meaning: unreadable, or an unknown code.

    Storage has it as `NAME__unread` beside a column with such cells; a code that is none of the column's has it too.
    """
    return nw.col(unread_name(name))


def unread_name(name: str) -> str:
    """Return the name of the mark beside a column."""
    return f"{name}__unread"


NOT_APPLICABLE = "not_applicable"
"""A meaning that a word may have in any column: a record with it is left out where the column is needed."""


def spared_name(name: str) -> str:
    """Return the name of the mark of records to which a column does not apply."""
    return f"{name}__{NOT_APPLICABLE}"


def text(name: str, vi: str, en: str, *, required: bool = False, optional: bool = False) -> Column:
    """Return a column of free text."""
    return Column(name, "text", Text(vi, en), required=required, optional=optional)


def pseudonym(name: str, vi: str, en: str, how: Literal["as exported", "hashed"], *, required: bool = False) -> Column:
    """Return a column whose text tells people apart without naming them."""
    return Column(name, "text", Text(vi, en), required=required, pseudonym=how)


def day(
    name: str, vi: str, en: str, *, required: bool = False, happened: bool | None = None, optional: bool = False
) -> Column:
    """Return a column of dates."""
    return Column(name, "date", Text(vi, en), required=required, happened=happened, optional=optional)


def flag(name: str, vi: str, en: str, *, optional: bool = False, if_empty: bool | None = None) -> Column:
    """Return a column of true and false."""
    return Column(name, "flag", Text(vi, en), optional=optional, if_empty=if_empty)


def whole(
    name: str,
    vi: str,
    en: str,
    *,
    required: bool = False,
    optional: bool = False,
    if_empty: int | None = None,
    least: int = 0,
    most: int | None = None,
) -> Column:
    """Return a column of whole numbers, of which none is negative."""
    meaning = Text(vi, en)
    return Column(
        name, "whole", meaning, required=required, optional=optional, if_empty=if_empty, least=least, most=most
    )


def number(name: str, vi: str, en: str, *, optional: bool = False) -> Column:
    """Return a column of numbers that need not be whole, of which none is negative."""
    return Column(name, "number", Text(vi, en), optional=optional, least=0)


def code(
    name: str,
    vi: str,
    en: str,
    codes: tuple[str, ...],
    *,
    official: Mapping[str, str] | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
    optional: bool = False,
    if_empty: str | None = None,
) -> Column:
    """Return a column that has one of a list of codes."""
    return Column(
        name,
        "code",
        Text(vi, en),
        codes=codes,
        official=official or {},
        words=words or {},
        optional=optional,
        if_empty=if_empty,
    )


UNIT = Column("unit", "text", Text("Đơn vị", "Unit"), required=True)

SECRECY = code(
    "secrecy",
    "Độ mật (Luật Bảo vệ bí mật nhà nước 29/2018/QH14)",
    "Level of secrecy (Law 29/2018/QH14 on state secrets)",
    ("none", "confidential", "secret", "top_secret"),
    words={
        "none": ("không mật", "không", "thường", "bình thường"),
        "confidential": ("Mật",),
        "secret": ("Tối mật",),
        "top_secret": ("Tuyệt mật",),
    },
    optional=True,
)

SECRETS = ("confidential", "secret", "top_secret")
"""The three levels of state secrets: the plan's “confidential” means them all."""
