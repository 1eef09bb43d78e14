"""Initiatives of the third group of solutions: communication, regulation, cooperation, pilots."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, code, day, text
from dtplan_analysis.registers.register import Register, out_of_order

INITIATIVES = Register(
    name="initiatives",
    title=Text("Sáng kiến, hoạt động", "Initiatives"),
    key=("initiative",),
    date="started_on",
    columns=(
        text("initiative", "Mã hoạt động", "Code of the initiative", required=True),
        UNIT,
        code(
            "kind",
            "Loại hoạt động",
            "Kind",
            ("communication", "regulation", "cooperation", "pilot"),
            words={
                "communication": ("truyền thông",),
                "regulation": ("quy chế, quy định", "quy chế", "quy định"),
                "cooperation": ("hợp tác",),
                "pilot": ("thí điểm",),
            },
        ),
        text("channel", "Kênh", "Channel", optional=True),
        text("title", "Tên", "Title", optional=True),
        text("state", "Tình trạng", "State", optional=True),
        day("started_on", "Bắt đầu", "Started", required=True, happened=True),
        day("finished_on", "Kết thúc", "Finished", optional=True),
        text("result", "Kết quả", "Result", optional=True),
    ),
    consistency=(out_of_order("finished_on", "started_on", "Kết thúc trước khi bắt đầu", "ends before it starts"),),
)
