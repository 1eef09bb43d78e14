"""The quarterly inspection and evaluation of IT application in the units."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, number, text
from dtplan_analysis.registers.register import Consistency, Register

INSPECTIONS = Register(
    name="inspections",
    title=Text("Kiểm tra, đánh giá", "Inspections"),
    key=("unit", "period", "criterion"),
    date="inspected_on",
    columns=(
        UNIT,
        text("period", "Kỳ", "Period", required=True),
        text("criterion", "Tiêu chí", "Criterion", required=True),
        number("score", "Điểm", "Score"),
        number("max_score", "Điểm tối đa", "Highest score"),
        text("finding", "Phát hiện", "Finding", optional=True),
        text("recommendation", "Kiến nghị", "Recommendation", optional=True),
        day("inspected_on", "Ngày kiểm tra", "Inspected", required=True, happened=True),
    ),
    consistency=(
        Consistency(
            "score",
            "score_above_max_score",
            "score > max_score",
            Text("Điểm cao hơn điểm tối đa", "the score is above the highest score"),
        ),
    ),
)
