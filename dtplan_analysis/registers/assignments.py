"""Tasks assigned by the Government, the Prime Minister and the ministry, and the updates of their status."""

import narwhals.stable.v2 as nw

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import SECRECY, UNIT, code, day, flag, text, unread
from dtplan_analysis.registers.register import Derived, Register, before, due_on, out_of_order

ASSIGNMENTS = Register(
    name="assignments",
    title=Text("Nhiệm vụ được giao", "Assigned tasks"),
    key=("number",),
    date="assigned_on",
    columns=(
        text("number", "Mã nhiệm vụ", "Number of the task", required=True),
        UNIT,
        code(
            "issuer",
            "Cơ quan giao",
            "Issuer",
            ("government", "prime_minister", "ministry"),
            words={
                "government": ("Chính phủ",),
                "prime_minister": ("Thủ tướng Chính phủ", "thủ tướng"),
                "ministry": ("Bộ", "lãnh đạo bộ"),
            },
            optional=True,
        ),
        day("assigned_on", "Ngày giao", "Assigned", required=True, happened=True),
        day("due_on", "Hạn hoàn thành", "Due"),
        day("completed_on", "Ngày hoàn thành", "Completed", happened=True),
        flag("tracked", "Có trong hệ thống theo dõi", "In the tracking system"),
        SECRECY,
    ),
    derived=(
        due_on("assigned_on"),
        Derived(
            "judged_on",
            ("completed_on", "assigned_on"),
            lambda as_of: (
                nw.when(nw.col("completed_on").is_null() & ~unread("completed_on"))
                .then(nw.lit(as_of))
                .otherwise(nw.when(~before("completed_on", "assigned_on")).then(nw.col("completed_on")))
            ),
        ),
        Derived("running", ("completed_on",), lambda _: nw.col("completed_on").is_null()),
    ),
    consistency=(
        out_of_order("due_on", "assigned_on", "Hạn hoàn thành trước ngày giao", "due before it was assigned"),
        out_of_order("completed_on", "assigned_on", "Hoàn thành trước ngày giao", "completed before it was assigned"),
    ),
)

ASSIGNMENT_UPDATES = Register(
    name="assignment_updates",
    title=Text("Cập nhật tình hình thực hiện nhiệm vụ", "Updates of assigned tasks"),
    date="updated_on",
    columns=(
        text("number", "Mã nhiệm vụ", "Number of the task", required=True),
        day("updated_on", "Ngày cập nhật", "Updated", required=True, happened=True),
    ),
)
