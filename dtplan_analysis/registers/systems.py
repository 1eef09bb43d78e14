"""Information systems, their connection to the data integration and sharing platform, with dates of validity."""

import narwhals.stable.v2 as nw

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, code, day, flag, text, unread
from dtplan_analysis.registers.register import Derived, Register, out_of_order

SYSTEMS = Register(
    name="systems",
    title=Text("Hệ thống thông tin", "Information systems"),
    serves_public=True,
    key=("system", "valid_from"),
    date="valid_from",
    told_by=("name",),
    columns=(
        text("system", "Mã hệ thống", "Code of the system", required=True),
        text("name", "Tên hệ thống", "Name of the system", optional=True),
        UNIT,
        flag("serves_public", "Liên quan đến người dân, doanh nghiệp", "Concerns citizens and businesses"),
        code(
            "state",
            "Tình trạng",
            "State",
            ("building", "operating", "retired"),
            words={
                "building": ("đang xây dựng",),
                "operating": ("đang vận hành", "vận hành", "đang hoạt động", "đang sử dụng"),
                "retired": ("đã dừng", "dừng hoạt động", "ngừng hoạt động", "dừng vận hành", "ngừng vận hành"),
            },
        ),
        flag("integrated", "Đã kết nối qua nền tảng", "Connected through the platform"),
        code(
            "platform",
            "Nền tảng tích hợp, chia sẻ dữ liệu",
            "Platform",
            ("lgsp", "ndxp", "other"),
            words={"lgsp": ("LGSP",), "ndxp": ("NDXP",), "other": ("khác", "nền tảng khác")},
            optional=True,
        ),
        flag("sso", "Đăng nhập một lần", "Seamless sign-on"),
        code(
            "level",
            "Cấp",
            "Level",
            ("central", "local"),
            words={"central": ("trung ương",), "local": ("địa phương",)},
            optional=True,
        ),
        day("valid_from", "Từ ngày", "Valid from", required=True, happened=False),
        day("valid_to", "Đến ngày", "Valid until", optional=True),
    ),
    derived=(
        # A system that is not connected has no platform: nothing is missing.
        Derived(
            "platform",
            ("platform", "integrated"),
            lambda _: (
                nw.when(nw.col("platform").is_null() & ~unread("platform") & ~nw.col("integrated").fill_null(True))
                .then(nw.lit("other"))
                .otherwise(nw.col("platform"))
            ),
        ),
    ),
    consistency=(out_of_order("valid_to", "valid_from", "Kết thúc trước khi bắt đầu", "ends before it starts"),),
)
