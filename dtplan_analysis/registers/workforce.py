"""IT and cybersecurity posts and staff, as dated snapshots."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, text, whole
from dtplan_analysis.registers.register import Register

WORKFORCE = Register(
    name="workforce",
    title=Text("Nhân lực CNTT và an toàn thông tin", "IT and cybersecurity workforce"),
    key=("unit", "snapshot_on"),
    date="snapshot_on",
    columns=(
        UNIT,
        day("snapshot_on", "Ngày thống kê", "As seen on", required=True, happened=True),
        whole("it_posts", "Vị trí việc làm CNTT", "IT posts"),
        whole("it_staff", "Nhân lực CNTT hiện có", "IT staff"),
        whole("security_staff", "Nhân lực an toàn thông tin", "Cybersecurity staff"),
        whole("hired", "Tuyển mới", "Hired", optional=True),
        whole("left", "Nghỉ việc", "Left", optional=True),
        text("incentive", "Chính sách thu hút", "Incentive", optional=True),
    ),
)
