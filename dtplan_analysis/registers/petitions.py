"""Petitions of citizens and businesses (phản ánh, kiến nghị), and by when they were answered."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, flag, text
from dtplan_analysis.registers.register import Register, out_of_order, too_late

PETITIONS = Register(
    name="petitions",
    title=Text("Phản ánh, kiến nghị", "Petitions"),
    serves_public=True,
    key=("number",),
    date="received_on",
    columns=(
        text("number", "Mã phản ánh, kiến nghị", "Number of the petition", required=True),
        UNIT,
        day("received_on", "Ngày tiếp nhận", "Received", required=True, happened=True),
        day("answered_on", "Ngày trả lời", "Answered", happened=True),
        day("published_on", "Ngày công khai", "Published", happened=True, optional=True),
        day("due_on", "Hạn trả lời", "Due"),
        flag("refused", "Bị từ chối tiếp nhận", "Refused", optional=True),
    ),
    consistency=(
        out_of_order("answered_on", "received_on", "Trả lời trước ngày tiếp nhận", "answered before it was received"),
        out_of_order("due_on", "received_on", "Hạn trước ngày tiếp nhận", "due before it was received"),
        too_late("due_on", "received_on"),
    ),
)
