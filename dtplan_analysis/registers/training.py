"""Classes that officials and public employees took part in."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import code, day, pseudonym, text
from dtplan_analysis.registers.register import Register

TRAINING = Register(
    name="training",
    title=Text("Bồi dưỡng, tập huấn", "Training classes"),
    date="completed_on",
    columns=(
        pseudonym("staff", "Mã cán bộ", "Staff code", "as exported", required=True),
        day("completed_on", "Ngày hoàn thành", "Completed", required=True, happened=True),
        code(
            "kind",
            "Loại lớp",
            "Kind of class",
            ("awareness", "digital_skills", "platform_management"),
            words={
                "awareness": ("nhận thức", "nâng cao nhận thức"),
                "digital_skills": ("kỹ năng số",),
                "platform_management": ("quản lý chuyên môn trên nền tảng số",),
            },
            optional=True,
        ),
        text("course", "Tên lớp", "Course", optional=True),
    ),
)
