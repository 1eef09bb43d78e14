"""Formal documents, incoming and outgoing, from the portal, the document system and official e-mail."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import SECRECY, UNIT, code, day, flag, text
from dtplan_analysis.registers.register import Register

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

_STATE_WORDS = {
    "arrived": ("đã đến",),
    "refused": ("từ chối tiếp nhận", "từ chối nhận"),
    "accepted": ("đã tiếp nhận",),
    "assigned": ("phân công", "đã phân công"),
    "in_process": ("đang xử lý",),
    "completed": ("hoàn thành", "đã hoàn thành"),
    "recall_asked": ("yêu cầu lấy lại",),
    "recalled": ("đồng ý lấy lại",),
    "recall_refused": ("từ chối lấy lại",),
}

_DIRECTIONS = {
    "internal": ("nội bộ", "văn bản nội bộ"),
    "outgoing": ("văn bản đi", "đi"),
    "incoming": ("văn bản đến", "đến"),
}

DOCUMENTS = Register(
    name="documents",
    title=Text("Văn bản đi, đến", "Documents"),
    key=("number",),
    date="sent_on",
    columns=(
        text("number", "Số, ký hiệu văn bản", "Number and symbol of the document", required=True),
        UNIT,
        code("direction", "Chiều văn bản", "Direction", ("internal", "outgoing", "incoming"), words=_DIRECTIONS),
        day("sent_on", "Ngày gửi (văn bản đến: ngày đến)", "Sent (incoming: arrived)", required=True, happened=True),
        code(
            "channel",
            "Kênh gửi",
            "Channel",
            ("portal", "dms", "email", "special_transmission", "interconnection_axis", "paper"),
            words={
                "portal": ("Cổng thông tin điện tử", "cổng thông tin"),
                "dms": ("Hệ thống quản lý văn bản và điều hành", "quản lý văn bản và điều hành", "QLVBĐH"),
                "email": ("thư điện tử", "thư điện tử công vụ", "e-mail"),
                "special_transmission": ("mạng truyền số liệu chuyên dùng",),
                "interconnection_axis": ("Trục liên thông văn bản quốc gia", "trục liên thông", "VDXP"),
                "paper": ("bản giấy", "giấy", "văn bản giấy"),
            },
        ),
        flag("also_paper", "Gửi kèm bản giấy", "Sent on paper too"),
        SECRECY,
        code(
            "state",
            "Trạng thái trên Trục liên thông",
            "State on the interconnection axis",
            tuple(STATES.values()),
            words=_STATE_WORDS,
            official=STATES | {key.lstrip("0"): value for key, value in STATES.items()},
            optional=True,
        ),
        text("replaces", "Thay thế văn bản số", "Number of the document that it replaces", optional=True),
    ),
)
