"""What the units do for the plan's twelve tasks; contents, leads and deadlines come from the ministry."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, flag, text, whole
from dtplan_analysis.registers.register import Register

PLAN_TASKS = Register(
    name="plan_tasks",
    title=Text("Nhiệm vụ của Kế hoạch", "Tasks of the plan"),
    key=("task", "unit", "updated_on"),
    date="updated_on",
    columns=(
        text("task", "Mã nhiệm vụ", "Code of the task", required=True),
        whole(
            "task_number",
            "Số thứ tự nhiệm vụ trong Kế hoạch (1–12)",
            "Number of the plan's task (1–12)",
            least=1,
            most=12,
        ),
        text("title", "Nội dung", "Title", optional=True),
        UNIT,
        flag("lead", "Chủ trì", "Lead", optional=True),
        day("due_on", "Thời hạn", "Due", optional=True),
        whole("progress", "Tiến độ (0–100)", "Progress (0–100)", optional=True, most=100),
        text("state", "Tình trạng", "State", optional=True),
        text("deliverable", "Sản phẩm", "Deliverable", optional=True),
        day("updated_on", "Ngày cập nhật", "Updated", required=True, happened=True),
    ),
)
