"""The ministry's own operations: targets OP1 to OP7, and assigned tasks on time.

The plan's official formulas are not public: the definitions are proposals of this project, and say so.
"""

from dataclasses import replace

import narwhals.stable.v2 as nw

from dtplan_analysis.counting import Events, Flow, Open, Replaced, Snapshot, Stock
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.registers.assignments import ASSIGNMENT_UPDATES, ASSIGNMENTS
from dtplan_analysis.registers.columns import SECRETS
from dtplan_analysis.registers.documents import DOCUMENTS
from dtplan_analysis.registers.infrastructure import INFRASTRUCTURE
from dtplan_analysis.registers.staff import MAILBOX_USE, STAFF
from dtplan_analysis.registers.training import TRAINING
from dtplan_analysis.registers.work_records import WORK_RECORDS

PROPOSED = Text("đề xuất của bộ công cụ này", "proposed by this toolkit")

_DOCUMENT = Text("văn bản", "documents")
_RECALLED = ("refused", "recalled")
_REPLACED = Replaced(key="number", by="replaces", flag="replaced", unless=("state", _RECALLED))
_NO_DOCUMENT: dict[str, tuple[str | bool, ...]] = {"secrecy": SECRETS, "state": _RECALLED, "replaced": (True,)}

documents_internal_electronic = Proportion(
    name="documents_internal_electronic",
    label=Text("Văn bản nội bộ điện tử", "Internal documents sent electronically"),
    definition=Text(
        "Văn bản trao đổi giữa các đơn vị, chỉ gửi qua Cổng thông tin, Hệ thống quản lý văn bản và điều hành hoặc thư "
        "điện tử công vụ, không gửi kèm bản giấy, trên tổng số văn bản nội bộ gửi trong kỳ. Loại trừ văn bản mật (cả "
        "ba độ mật) và văn bản bị từ chối, lấy lại. Văn bản bị thay thế tính theo bản thay thế. Tính một lần, cho đơn "
        "vị gửi.",
        "Documents between units sent only by the portal, the document system or official e-mail, not on paper too, "
        "of all internal documents sent in the period. State secrets of all three levels and refused or recalled "
        "documents are left out, and a replaced one stands as its replacement. Counted once, for the sender.",
    ),
    source=PROPOSED,
    register=DOCUMENTS,
    counted=_DOCUMENT,
    lacking=Text("chưa gửi hoàn toàn bằng bản điện tử", "not sent electronically alone"),
    numerator=nw.col("channel").is_in(("portal", "dms", "email")) & ~nw.col("also_paper"),
    needs=("direction", "channel", "also_paper"),
    among={"direction": ("internal",)},
    exclude=_NO_DOCUMENT,
    replaced=_REPLACED,
    placement=Flow("sent_on"),
)

documents_external_electronic = Proportion(
    name="documents_external_electronic",
    label=Text("Văn bản điện tử với cơ quan nhà nước", "Documents with state agencies sent electronically"),
    definition=Text(
        "Văn bản đi và đến giữa Bộ và cơ quan nhà nước qua Trục liên thông văn bản quốc gia hoặc mạng truyền số liệu "
        "chuyên dùng, trên tổng số văn bản trao đổi trong kỳ. Loại trừ văn bản mật (đề xuất: Kế hoạch không nêu; văn "
        "bản mật không được gửi qua Trục) và văn bản bị từ chối, lấy lại. Văn bản bị thay thế tính theo bản thay thế.",
        "Documents to and from state agencies over the national interconnection axis or the dedicated data network, of "
        "all documents exchanged in the period. State secrets (proposed: the plan names no exception, and secrets "
        "cannot lawfully go over the axis) and refused or recalled documents are left out, and a replaced one stands "
        "as its replacement.",
    ),
    source=PROPOSED,
    register=DOCUMENTS,
    counted=_DOCUMENT,
    lacking=Text("chưa gửi, nhận qua Trục liên thông hoặc mạng chuyên dùng", "outside axis and dedicated network"),
    numerator=nw.col("channel").is_in(("special_transmission", "interconnection_axis")),
    needs=("direction", "channel"),
    among={"direction": ("outgoing", "incoming")},
    exclude=_NO_DOCUMENT,
    replaced=_REPLACED,
    placement=Flow("sent_on"),
)

tasks_tracked = Proportion(
    name="tasks_tracked",
    label=Text("Nhiệm vụ được theo dõi, cập nhật", "Assigned tasks monitored and updated"),
    definition=Text(
        "Nhiệm vụ có trong hệ thống theo dõi và được cập nhật tình hình (hoặc hoàn thành) trong kỳ, trên số nhiệm vụ "
        "đang mở trong kỳ. Loại trừ nhiệm vụ mật.",
        "Tasks in the tracking system with an update of their status (or their completion) inside the period, of the "
        "tasks open at any time in the period. Secret tasks are left out.",
    ),
    source=PROPOSED,
    register=ASSIGNMENTS,
    counted=Text("nhiệm vụ", "tasks"),
    lacking=Text("chưa được theo dõi, cập nhật", "not tracked and updated"),
    numerator=nw.col("tracked")
    & (
        nw.col("updated")
        | (
            (nw.col("completed_on") >= nw.col("period_start")) & (nw.col("completed_on") <= nw.col("period_end"))
        ).fill_null(False)
    ),
    needs=("tracked",),
    exclude={"secrecy": SECRETS},
    placement=Open("assigned_on", "completed_on"),
    events=Events(ASSIGNMENT_UPDATES, key="number", date="updated_on", window="period", flag="updated"),
)

work_records_digital = Proportion(
    name="work_records_digital",
    label=Text("Hồ sơ công việc xử lý trên môi trường điện tử", "Work records handled on the network"),
    definition=Text(
        "Hồ sơ công việc được mở, xử lý và kết thúc trên môi trường điện tử, trên số hồ sơ công việc kết thúc trong "
        "kỳ. "
        "Loại trừ hồ sơ thuộc phạm vi bí mật nhà nước.",
        "Work records opened, processed and closed on the network, of those closed in the period. State secrets are "
        "left out.",
    ),
    source=PROPOSED,
    register=WORK_RECORDS,
    counted=Text("hồ sơ công việc", "work records"),
    lacking=Text("chưa xử lý hoàn toàn trên môi trường điện tử", "not handled electronically throughout"),
    numerator=nw.col("opened_digitally") & nw.col("processed_digitally") & nw.col("closed_digitally"),
    needs=("opened_digitally", "processed_digitally", "closed_digitally"),
    exclude={"secrecy": SECRETS},
    placement=Flow("closed_on"),
)

_STAFF = Text("cán bộ, công chức, viên chức", "officials and public employees")
_NOT_IN_POST: dict[str, tuple[str | bool, ...]] = {"kind": ("contract",), "long_leave": (True,)}

staff_official_mail = Proportion(
    name="staff_official_mail",
    label=Text("Sử dụng thư điện tử công vụ", "Staff using official e-mail"),
    definition=Text(
        "Cán bộ, công chức, viên chức có hộp thư công vụ và có sử dụng trong kỳ, trên số người đang công tác cuối kỳ. "
        "Không "
        "tính lao động hợp đồng và người nghỉ dài hạn.",
        "Officials and public employees with an official mailbox that was used in the period, of those in post at "
        "the period's end. Contract staff and staff on long leave are left out.",
    ),
    source=PROPOSED,
    register=STAFF,
    counted=_STAFF,
    lacking=Text("chưa sử dụng thư điện tử công vụ", "not using official e-mail"),
    numerator=nw.col("official_mailbox") & nw.col("mailbox_used"),
    needs=("official_mailbox",),
    exclude=_NOT_IN_POST,
    placement=Stock(),
    events=Events(MAILBOX_USE, key="staff", date="used_on", window="period", flag="mailbox_used"),
)

_trained = Proportion(
    name="staff_trained",
    variant="any_class",
    label=Text("Được bồi dưỡng về chuyển đổi số", "Staff trained in digital transformation"),
    definition=Text(
        "Cán bộ, công chức, viên chức đã dự ít nhất một lớp từ đầu năm, trên số người đang công tác cuối kỳ; lũy kế "
        "trong "
        "năm. Lớp học theo người khi chuyển đơn vị. Không tính lao động hợp đồng và người nghỉ dài hạn.",
        "Officials and public employees with at least one class since the year began, of those in post at the "
        "period's end; cumulative in the year. A class follows the person through a transfer. Contract staff and "
        "staff on long leave are left out.",
    ),
    source=PROPOSED,
    register=STAFF,
    counted=_STAFF,
    lacking=Text("chưa được bồi dưỡng", "not yet trained"),
    numerator=nw.col("trained"),
    needs=(),
    exclude=_NOT_IN_POST,
    placement=Stock(),
    events=Events(TRAINING, key="staff", date="completed_on", window="year", flag="trained"),
)


def _trained_in(kind: str, vi: str, en: str) -> Proportion:
    """Return the coverage of one kind of class, which stands beside the target."""
    events = Events(TRAINING, key="staff", date="completed_on", window="year", flag="trained", kinds=("kind", (kind,)))
    return replace(_trained, variant=kind, label=Text(f"Bồi dưỡng: {vi}", f"Trained in {en}"), events=events)


staff_trained = replace(
    _trained,
    variants=(
        _trained_in("awareness", "nhận thức về chuyển đổi số", "awareness of digital transformation"),
        _trained_in("digital_skills", "kỹ năng số", "digital skills"),
        _trained_in(
            "platform_management",
            "kỹ năng quản lý chuyên môn trên các nền tảng số",
            "professional management on digital platforms",
        ),
    ),
)

infrastructure_conditions = Proportion(
    name="infrastructure_conditions",
    label=Text("Điều kiện kỹ thuật, hạ tầng, trang thiết bị", "Technical conditions and infrastructure"),
    definition=Text(
        "Danh mục kiểm tra: đạt khi tất cả các điều kiện bắt buộc đối với đơn vị đều được bảo đảm, kèm minh chứng. "
        "Không quy "
        "đổi thành tỷ lệ. Lấy lần rà soát cuối cùng trong kỳ.",
        "A checklist: met when every item required of the unit is met, with its evidence. It is not turned into a "
        "percentage. The last snapshot inside the period counts.",
    ),
    source=PROPOSED,
    register=INFRASTRUCTURE,
    counted=Text("điều kiện", "items"),
    lacking=Text("chưa được bảo đảm", "not ensured"),
    numerator=nw.col("met"),
    needs=("required", "met"),
    exclude={"required": (False,)},
    placement=Snapshot("snapshot_on"),
    checklist=True,
)

tasks_on_time = Proportion(
    name="tasks_on_time",
    label=Text("Nhiệm vụ được giao đúng hạn", "Assigned tasks on time"),
    definition=Text(
        "Nhiệm vụ giao trong kỳ hoàn thành không muộn hơn hạn, hoặc chưa hoàn thành và chưa quá hạn, trên số nhiệm vụ "
        "giao trong kỳ. Loại trừ nhiệm vụ mật.",
        "Tasks assigned in the period that were completed by their due day, or still run within it, of the tasks "
        "assigned in the period. Secret tasks are left out.",
    ),
    source=PROPOSED,
    register=ASSIGNMENTS,
    counted=Text("nhiệm vụ", "tasks"),
    lacking=Text("chậm hạn", "late"),
    numerator=nw.col("judged_on") <= nw.col("due_on"),
    needs=("due_on", "judged_on"),
    exclude={"secrecy": SECRETS},
    placement=Flow("assigned_on"),
    judges_steps=True,
)
