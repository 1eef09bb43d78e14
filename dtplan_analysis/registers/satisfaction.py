"""Answers to the survey of satisfaction, and how many people were served."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, code, day, number, text, whole
from dtplan_analysis.registers.register import Register

SCORES = ("very_dissatisfied", "dissatisfied", "neutral", "satisfied", "very_satisfied")
"""The answers, in the order of the scores 1 to 5."""

SATISFACTION = Register(
    name="satisfaction",
    title=Text("Khảo sát mức độ hài lòng", "Survey of satisfaction"),
    serves_public=True,
    date="answered_on",
    columns=(
        UNIT,
        day("answered_on", "Ngày trả lời", "Answered", required=True, happened=True),
        code(
            "score",
            "Mức độ hài lòng",
            "Satisfaction",
            SCORES,
            official={str(place): name for place, name in enumerate(SCORES, 1)},
            words={
                "very_dissatisfied": ("rất không hài lòng",),
                "dissatisfied": ("không hài lòng",),
                "neutral": ("bình thường",),
                "satisfied": ("hài lòng",),
                "very_satisfied": ("rất hài lòng",),
            },
        ),
        text("dossier", "Mã hồ sơ", "Dossier number", optional=True),
        number("weight", "Quyền số", "Weight", optional=True),
        text("stratum", "Tầng", "Stratum", optional=True),
        text("cluster", "Cụm", "Cluster", optional=True),
    ),
)

SATISFACTION_SERVED = Register(
    name="satisfaction_served",
    title=Text("Số người được phục vụ", "People served"),
    key=("unit", "period"),
    columns=(
        UNIT,
        text("period", "Kỳ", "Period", required=True),
        whole("served", "Số người được phục vụ", "People served"),
    ),
)
