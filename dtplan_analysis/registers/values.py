"""Figures that others publish, one a row: what targets ask of figures from outside is judged by them."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, text
from dtplan_analysis.registers.register import Register

VALUES = Register(
    name="values",
    title=Text("Số liệu do cơ quan khác công bố", "Figures published by others"),
    key=("target", "unit", "period"),
    sums=True,
    columns=(
        text("target", "Chỉ tiêu", "Target", required=True),
        UNIT,
        text("period", "Kỳ", "Period", required=True),
        text("value", "Giá trị", "Value", required=True),
        text("source", "Nơi công bố", "Published by", optional=True),
        day("as_of", "Ngày công bố", "Published on", optional=True),
    ),
)
