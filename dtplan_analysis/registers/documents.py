"""Formal documents, incoming and outgoing, from the portal, the document system and official e-mail."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import SECRECY, UNIT, Register, code, day, flag, text

STATES = {
    "01": "arrived",
    "02": "refused",
    "03": "accepted",
    "04": "assigned",
    "05": "in_process",
    "06": "completed",
    "13": "recall_asked",
    "15": "recalled",
    "16": "recall_refused",
}
"""Official states of electronic document exchange."""

DOCUMENTS = Register(
    name="documents",
    title=Text("Văn bản đi, đến", "Documents"),
    key=("number",),
    date="sent_on",
    columns=(
        text("number", "Số, ký hiệu văn bản", "Number and symbol of the document", required=True),
        UNIT,
        code("direction", "Chiều văn bản", "Direction", ("internal", "outgoing", "incoming")),
        day("sent_on", "Ngày gửi (văn bản đến: ngày đến)", "Sent (incoming: arrived)", required=True, happened=True),
        code(
            "channel",
            "Kênh gửi",
            "Channel",
            ("portal", "dms", "email", "special_transmission", "interconnection_axis", "paper"),
        ),
        flag("also_paper", "Gửi kèm bản giấy", "Sent on paper too"),
        SECRECY,
        code(
            "state",
            "Trạng thái trên Trục liên thông",
            "State on the interconnection axis",
            tuple(STATES.values()),
            official=STATES | {key.lstrip("0"): value for key, value in STATES.items()},
            optional=True,
        ),
        text("replaces", "Thay thế văn bản số", "Number of the document that it replaces", optional=True),
    ),
)
