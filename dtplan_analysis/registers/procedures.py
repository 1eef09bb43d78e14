"""Administrative procedures and the level at which they are offered online."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import code, day, flag, text
from dtplan_analysis.registers.register import Register

LEVELS = {"4": "full", "3": "partial", "2": "information"}
"""Official numbers of the service levels (`MucDo`)."""

_WORDS = {
    "full": ("toàn trình", "dịch vụ công trực tuyến toàn trình", "DVCTT toàn trình", "mức độ 4", "mức 4"),
    "partial": ("một phần", "dịch vụ công trực tuyến một phần", "DVCTT một phần", "mức độ 3", "mức 3"),
    "information": ("cung cấp thông tin", "dịch vụ cung cấp thông tin trực tuyến", "mức độ 2", "mức 2"),
}

PROCEDURES = Register(
    name="procedures",
    title=Text("Thủ tục hành chính", "Administrative procedures"),
    serves_public=True,
    key=("procedure", "valid_from"),
    date="valid_from",
    told_by=("name",),
    columns=(
        text("procedure", "Mã TTHC", "Code of the procedure", required=True),
        text("name", "Tên TTHC", "Name of the procedure", optional=True),
        text("field", "Lĩnh vực", "Field", optional=True),
        text("field_name", "Tên lĩnh vực", "Name of the field", optional=True),
        code(
            "level",
            "Mức độ cung cấp trực tuyến",
            "Level of online service",
            tuple(LEVELS.values()),
            official=LEVELS,
            words=_WORDS,
        ),
        day("valid_from", "Từ ngày", "Valid from", required=True, happened=False),
        day("valid_to", "Đến ngày", "Valid until", optional=True),
        text("unit", "Đơn vị", "Unit", optional=True),
        flag("eligible_full", "Đủ điều kiện cung cấp toàn trình", "Eligible for full online service", optional=True),
        flag("fee", "Có phí, lệ phí", "With a fee", optional=True),
        flag("online_payment", "Thanh toán trực tuyến được", "Can be paid online", optional=True),
        flag("yields_document", "Kết quả là giấy tờ", "Yields a document", optional=True),
        day("announced_on", "Ngày công bố", "Announced", optional=True),
        day("effective_on", "Ngày có hiệu lực", "In effect from", optional=True),
        day("published_on", "Ngày công khai", "Published", optional=True),
    ),
)
