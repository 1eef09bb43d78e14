"""Work records: the internal file of a matter, handled on the network or not."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import SECRECY, UNIT, day, flag, text
from dtplan_analysis.registers.register import Register, out_of_order

WORK_RECORDS = Register(
    name="work_records",
    title=Text("Hồ sơ công việc", "Work records"),
    key=("number",),
    date="closed_on",
    columns=(
        text("number", "Mã hồ sơ công việc", "Number of the work record", required=True),
        UNIT,
        day("opened_on", "Ngày mở", "Opened", happened=True, optional=True),
        day("closed_on", "Ngày kết thúc", "Closed", required=True, happened=True),
        flag("opened_digitally", "Mở trên môi trường điện tử", "Opened on the network"),
        flag("processed_digitally", "Xử lý trên môi trường điện tử", "Processed on the network"),
        flag("closed_digitally", "Kết thúc trên môi trường điện tử", "Closed on the network"),
        SECRECY,
    ),
    consistency=(out_of_order("closed_on", "opened_on", "Kết thúc trước ngày mở", "closed before it was opened"),),
)
