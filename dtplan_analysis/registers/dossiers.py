"""Dossiers of administrative procedures, from the Online Administrative Procedure Resolution System."""

from datetime import datetime

import narwhals.stable.v2 as nw

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, code, day, flag, pseudonym, text, unread, whole
from dtplan_analysis.registers.register import Consistency, Derived, Process, Register, due_on, out_of_order, too_late

STATUSES = (
    "newly_registered",
    "accepted",
    "not_accepted",
    "in_process",
    "supplement_requested",
    "financial_obligation_requested",
    "withdrawal_requested",
    "stopped",
    "processed",
    "returned",
)
"""Status of a dossier, in the order of the official numbers 1 to 10."""

STATUS_WORDS = {
    "newly_registered": ("mới đăng ký",),
    "accepted": ("được tiếp nhận", "đã tiếp nhận"),
    "not_accepted": ("không được tiếp nhận", "không tiếp nhận", "từ chối tiếp nhận"),
    "in_process": ("đang xử lý", "đang giải quyết"),
    "supplement_requested": ("yêu cầu bổ sung", "yêu cầu bổ sung giấy tờ", "yêu cầu bổ sung hồ sơ"),
    "financial_obligation_requested": ("yêu cầu thực hiện nghĩa vụ tài chính", "thực hiện nghĩa vụ tài chính"),
    "withdrawal_requested": ("công dân yêu cầu rút hồ sơ", "yêu cầu rút hồ sơ", "xin rút", "xin rút hồ sơ"),
    "stopped": ("dừng xử lý",),
    "processed": ("đã xử lý xong", "xử lý xong"),
    "returned": ("đã trả kết quả", "đã trả kết quả hồ sơ"),
}

DELIVERIES = ("online", "postal", "direct")

_POSTAL = (
    *("bưu chính công ích", "dịch vụ bưu chính công ích", "qua dịch vụ bưu chính công ích", "qua bưu chính công ích"),
    *("bưu chính", "dịch vụ bưu chính", "qua bưu chính", "bưu điện", "qua bưu điện", "BCCI"),
)

ENDED = ("withdrawal_requested", "stopped", "processed", "returned")

NUMBER = r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.[0-9A-Z]{2,3}){0,4})-(\d{6})-\d{4,6}"
"""A dossier's number: unit code, day of receipt as YYMMDD, running number."""


def _end() -> nw.Expr:
    """The end of processing: processing done, else the result returned (Decision 766/QD-TTg practice, likely)."""
    return nw.coalesce("completed_on", "returned_on")


def _unsure() -> nw.Expr:
    """Whether nobody can tell that a dossier ended, or when: what would say so cannot be read."""
    no_result = nw.col("returned_on").is_null() & (unread("returned_on") | unread("status"))
    return nw.col("completed_on").is_null() & (unread("completed_on") | no_result)


def _ended() -> nw.Expr:
    return ~_end().is_null() | nw.col("status").is_in(ENDED).fill_null(False)


def _judged_on(as_of: datetime) -> nw.Expr:
    """The day on which a dossier is judged: its end, or the as-of day while it runs.

    Empty, and so missing, where the end lies before the receipt, where the status says that it ended and no
    date says when, and where nobody can read either.
    """
    dated = nw.when((_end() >= nw.col("received_on")) & ~_unsure()).then(_end())
    return nw.when(~_ended() & ~_unsure()).then(nw.lit(as_of)).otherwise(dated)


def _left_on() -> nw.Expr:
    """The day on which a dossier left the process: its end. One that no day dates left on the day of its receipt."""
    undated = _end().is_null() & ~_unsure() & _ended()
    return nw.when(undated).then(nw.col("received_on")).otherwise(nw.when(~_unsure()).then(_end()))


def _judged_by_frame(as_of: datetime) -> nw.Expr:
    """The day on which Decision 766 judges a dossier: its end, else the day on which a supplement was asked, else the
    as-of day; empty, and so missing, where `_judged_on` is, and while it waits for a supplement that no day dates.
    """
    asked, waits = nw.col("supplement_asked_on"), nw.col("status") == "supplement_requested"
    dated = nw.when(_end() >= nw.col("received_on")).then(_end())
    since = nw.when(asked >= nw.col("received_on")).then(asked)
    unknown = unread("supplement_asked_on") | waits.fill_null(False)
    waiting = nw.when(~asked.is_null()).then(since).otherwise(nw.when(~unknown).then(nw.lit(as_of)))
    return nw.when(~_unsure()).then(nw.when(~_end().is_null()).then(dated).otherwise(waiting))


def _at_distance() -> nw.Expr:
    """Whether the result came online or by public post; not yet, where a dossier that still runs has none."""
    online, delivery = nw.col("result_online"), nw.col("result_delivery")
    reached = online.fill_null(False) | delivery.is_in(("online", "postal")).fill_null(False)
    none_yet = delivery.is_null() & ~unread("result_delivery") & ~_ended() & ~_unsure()
    not_reached = ~online.is_null() & (none_yet | delivery.is_in(DELIVERIES).fill_null(False))
    return nw.when(reached | not_reached).then(reached)


DOSSIERS = Register(
    name="dossiers",
    title=Text("Hồ sơ thủ tục hành chính", "Dossiers of administrative procedures"),
    serves_public=True,
    key=("number",),
    date="received_on",
    told_by=("procedure",),
    columns=(
        text("number", "Mã hồ sơ", "Dossier number", required=True),
        UNIT,
        text("procedure", "Mã TTHC", "Code of the procedure"),
        text("field", "Lĩnh vực", "Field", optional=True),
        code(
            "applicant",
            "Loại đối tượng",
            "Kind of applicant",
            ("citizen", "business", "organisation", "state"),
            words={
                "citizen": ("người dân", "công dân", "cá nhân"),
                "business": ("doanh nghiệp",),
                "organisation": ("tổ chức",),
                "state": ("cơ quan nhà nước", "cơ quan hành chính nhà nước"),
            },
            optional=True,
        ),
        day("filed_on", "Ngày nộp hồ sơ", "Filed", happened=True, optional=True),
        day("received_on", "Ngày tiếp nhận", "Received", required=True, happened=True),
        day("due_on", "Ngày hẹn trả", "Due"),
        day("completed_on", "Ngày kết thúc xử lý", "Processing end", happened=True),
        day("returned_on", "Ngày trả kết quả", "Result returned", happened=True, optional=True),
        code(
            "status",
            "Trạng thái hồ sơ",
            "Status",
            STATUSES,
            official={str(place): name for place, name in enumerate(STATUSES, 1)},
            words=STATUS_WORDS,
            optional=True,
        ),
        code(
            "channel",
            "Kênh thực hiện",
            "Channel",
            ("direct", "online", "postal", "email", "other"),
            official={"1": "direct", "2": "online", "3": "postal"},
            words={
                "direct": (
                    *("trực tiếp", "nộp trực tiếp", "tiếp nhận trực tiếp", "bộ phận một cửa", "tại bộ phận một cửa"),
                    *("một cửa", "tại một cửa", "trực tiếp tại bộ phận một cửa"),
                ),
                "online": (
                    *("trực tuyến", "nộp trực tuyến", "tiếp nhận trực tuyến", "qua mạng", "nộp qua mạng"),
                    *("cổng dịch vụ công", "qua cổng dịch vụ công", "dịch vụ công trực tuyến"),
                ),
                "postal": _POSTAL,
                "email": ("thư điện tử", "e-mail"),
                "other": ("khác", "hình thức khác"),
            },
            if_empty="direct",  # Decision 766 practice (likely)
        ),
        flag("processed_online", "Xử lý trực tuyến", "Processed online"),
        flag("result_online", "Trả kết quả điện tử", "Result given online"),
        code(
            "result_delivery",
            "Hình thức trả kết quả",
            "Delivery of the result",
            DELIVERIES,
            words={
                "online": ("trực tuyến", "trả trực tuyến", "điện tử", "bản điện tử"),
                "postal": _POSTAL,
                "direct": ("trực tiếp", "trả trực tiếp"),
            },
        ),
        flag("reused", "Có tái sử dụng dữ liệu số hóa", "Digitised data reused"),
        flag("authenticated", "Xác thực bằng VNeID", "Authenticated by VNeID"),
        text("authenticated_system", "Hệ thống xác thực", "System of authentication", optional=True),
        pseudonym("user", "Người nộp (mã giả danh)", "Applicant (pseudonym)", "hashed"),
        whole("supplements", "Số lần yêu cầu bổ sung", "Number of supplement requests", optional=True, if_empty=0),
        day("supplement_asked_on", "Ngày yêu cầu bổ sung", "Supplement asked", happened=True, optional=True),
        flag("complaint", "Có phản ánh, kiến nghị", "Complained of"),
        flag("fee_due", "Có nghĩa vụ tài chính", "With a fee due", optional=True),
        flag("paid_online", "Đã thanh toán trực tuyến", "Paid online", optional=True),
        flag("digitised", "Hồ sơ được số hóa", "Digitised", optional=True),
        flag("digitised_reused", "Dùng lại thành phần đã số hóa", "Reuses digitised parts", optional=True),
        flag("from_citizen_store", "Từ kho dữ liệu cá nhân", "From the citizen's own store", optional=True),
        flag("synchronised", "Đã đồng bộ lên Cổng", "Synchronised with the portal", optional=True),
        flag("electronic_result", "Có kết quả điện tử", "With an electronic result", optional=True),
    ),
    derived=(
        due_on("received_on"),
        Derived(
            "result_at_distance",
            ("result_online", "result_delivery"),
            lambda _: _at_distance(),
            beside=("completed_on", "returned_on", "status"),
        ),
        Derived("judged_on", ("completed_on", "returned_on", "status", "received_on"), _judged_on),
        Derived("left_on", ("completed_on", "returned_on", "status", "received_on"), lambda _: _left_on()),
        Derived(
            "judged_by_frame",
            ("completed_on", "returned_on", "status", "received_on", "supplement_asked_on"),
            _judged_by_frame,
        ),
        Derived(
            "running",
            ("completed_on", "returned_on", "status"),
            lambda _: _end().is_null() & ~nw.col("status").is_in((*ENDED, "not_accepted")).fill_null(False),
        ),
    ),
    process=Process(
        "status",
        "in_process",
        {ENDED: ("completed_on", "returned_on"), ("supplement_requested",): ("supplement_asked_on",)},
    ),
    consistency=(
        out_of_order("due_on", "received_on", "Hẹn trả trước ngày tiếp nhận", "due before it was received"),
        too_late("due_on", "received_on"),
        out_of_order("completed_on", "received_on", "Kết thúc trước ngày tiếp nhận", "ended before it was received"),
        out_of_order("returned_on", "received_on", "Trả trước ngày tiếp nhận", "returned before it was received"),
        out_of_order(
            "supplement_asked_on", "received_on", "Yêu cầu bổ sung trước ngày tiếp nhận", "asked before it was received"
        ),
        Consistency(
            "completed_on",
            "ended_without_date",
            f"status IN {ENDED} AND completed_on IS NULL AND returned_on IS NULL",
            Text("Đã kết thúc nhưng thiếu ngày kết thúc", "ended, but no date says when"),
        ),
        Consistency(
            "completed_on",
            "returned_without_end",
            "returned_on IS NOT NULL AND completed_on IS NULL",
            Text("Đã trả kết quả nhưng thiếu ngày kết thúc xử lý", "returned without a processing end"),
        ),
        Consistency(
            "number",
            "number_unlike_received",
            "CASE WHEN contains(number, strftime(received_on, '-%y%m%d-')) THEN false "  # which is soon seen
            f"ELSE nullif(regexp_extract(number, '^{NUMBER}$', 1), '') <> strftime(received_on, '%y%m%d') END",
            Text("Ngày trong mã hồ sơ khác ngày tiếp nhận", "the number's date is unlike the day of receipt"),
        ),
    ),
)
