"""The checklist of technical conditions, infrastructure and equipment, as dated snapshots."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, flag, text
from dtplan_analysis.registers.register import Register

INFRASTRUCTURE = Register(
    name="infrastructure",
    title=Text("Điều kiện kỹ thuật, hạ tầng, trang thiết bị", "Technical conditions and infrastructure"),
    key=("unit", "item", "snapshot_on"),
    date="snapshot_on",
    columns=(
        UNIT,
        text("item", "Điều kiện", "Item", required=True),
        day("snapshot_on", "Ngày rà soát", "As seen on", required=True, happened=True),
        flag("required", "Bắt buộc đối với đơn vị", "Required of the unit"),
        flag("met", "Đã bảo đảm", "Met"),
        text("evidence", "Minh chứng", "Evidence", optional=True),
    ),
)
