"""Counts that an office is given instead of records: a register of them is made for each table of the workspace."""

from collections.abc import Sequence

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, Column, day, text, whole
from dtplan_analysis.registers.register import Register

PARTS = ("numerator", "denominator", "missing", "excluded")
"""The numbers of a row of counts, of which the last two may be unknown."""

_MEANINGS = {
    "numerator": ("Tử số", "Numerator"),
    "denominator": ("Mẫu số", "Denominator"),
    "missing": ("Thiếu thông tin", "Missing"),
    "excluded": ("Không tính", "Left out"),
}
_PERIOD = text("period", "Kỳ", "Period", required=True)
_ITEM = (
    text("indicator", "Chỉ số", "Indicator", optional=True),
    text("target", "Chỉ tiêu", "Target", optional=True),
    text("variant", "Cách tính", "Variant", optional=True),
)
_SOURCE = text("source", "Nơi báo cáo", "Reported by", optional=True)
_AS_OF = day("as_of", "Số liệu đến ngày", "As of", optional=True, happened=True)


def counts_register(name: str, items: Sequence[str] = ()) -> Register:
    """Return the register of a table of counts: a row for each unit, period and item.

    Where the table is wide, `items` are its items, and a row of a unit and period holds the numbers of all of them.

    >>> counts_register("reported").names[:5]
    ('unit', 'period', 'indicator', 'target', 'variant')
    >>> counts_register("wide", ["2.1"]).names[2:4]
    ('numerator_1', 'denominator_1')
    """
    numbers: list[Column] = []
    for place, item in enumerate(items, 1):
        numbers += [_number(part, f"_{place}", f"{item}: ", required=False) for part in PARTS]
    if not items:
        numbers = [*_ITEM, *(_number(part, "", "", required=part in PARTS[:2]) for part in PARTS)]
    title = Text(f"Số liệu tổng hợp “{name}”", f"Counts “{name}”")
    return Register(f"counts.{name}", title, (UNIT, _PERIOD, *numbers, _AS_OF, _SOURCE), sums=True)


def _number(part: str, tail: str, ahead: str, *, required: bool) -> Column:
    vi, en = _MEANINGS[part]
    optional = not required
    return whole(part + tail, ahead + vi, ahead + en, required=required, optional=optional)
