"""Officials and public employees in post, with dates of validity, and the use of their official mailboxes."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, code, day, flag, pseudonym
from dtplan_analysis.registers.register import Register, out_of_order

STAFF = Register(
    name="staff",
    title=Text("Cán bộ, công chức, viên chức", "Officials and public employees"),
    key=("staff", "valid_from"),
    date="valid_from",
    columns=(
        pseudonym("staff", "Mã cán bộ", "Staff code", "as exported", required=True),
        UNIT,
        code(
            "kind",
            "Diện lao động",
            "Kind of employment",
            ("official", "public_employee", "contract"),
            words={
                "official": ("cán bộ, công chức", "công chức", "cán bộ"),
                "public_employee": ("viên chức",),
                "contract": ("lao động hợp đồng", "hợp đồng", "hợp đồng lao động"),
            },
            optional=True,
        ),
        day("valid_from", "Từ ngày", "In post from", required=True, happened=False),
        day("valid_to", "Đến ngày", "In post until", optional=True),
        flag("long_leave", "Nghỉ dài hạn", "On long leave", optional=True),
        flag("official_mailbox", "Có hộp thư công vụ", "Has an official mailbox"),
    ),
    consistency=(out_of_order("valid_to", "valid_from", "Kết thúc trước khi bắt đầu", "ends before it starts"),),
)

MAILBOX_USE = Register(
    name="mailbox_use",
    title=Text("Sử dụng thư điện tử công vụ", "Use of official mailboxes"),
    date="used_on",
    columns=(
        pseudonym("staff", "Mã cán bộ", "Staff code", "as exported", required=True),
        day("used_on", "Ngày sử dụng", "Used", required=True, happened=True),
    ),
)
