"""Dossiers on time, which no target of the plan names: it supports CB4, and other plans ask for it."""

from dataclasses import replace

import narwhals.stable.v2 as nw

from dtplan_analysis.counting import Flow, Open
from dtplan_analysis.indicators.operations import PROPOSED
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.registers.dossiers import DOSSIERS

DECISION_766 = Text(
    "theo khung của Quyết định 766/QĐ-TTg ngày 23/6/2022 (suy từ bản sau: có khả năng)",
    "after the frame of Decision 766/QĐ-TTg of 23 June 2022 (known from a later edition: likely)",
)
DOSSIER = Text("hồ sơ", "dossiers")
NOT_ACCEPTED = {"status": ("not_accepted",)}

ON_TIME = (nw.col("judged_on") <= nw.col("due_on")) & (nw.col("supplements") <= 1)
ON_TIME_BY_FRAME = (nw.col("judged_by_frame") <= nw.col("due_on")) & (nw.col("supplements") <= 1)

_on_time_completed = Proportion(
    name="dossiers_on_time",
    variant="completed",
    label=Text("Hồ sơ đã giải quyết đúng hạn", "Settled dossiers on time"),
    definition=Text(
        "Hồ sơ kết thúc không muộn hơn ngày hẹn trả và không quá một lần yêu cầu bổ sung, trên số hồ sơ kết thúc xử lý "
        "trong kỳ.",
        "Dossiers that ended by their due day with at most one supplement request, of the dossiers whose processing "
        "ended in the period.",
    ),
    source=PROPOSED,
    register=DOSSIERS,
    counted=DOSSIER,
    lacking=Text("chưa bảo đảm đúng hạn", "not on time"),
    numerator=ON_TIME,
    needs=("due_on", "judged_on", "supplements"),
    exclude=NOT_ACCEPTED,
    placement=Flow("completed_on"),
)

BY_FRAME = replace(
    _on_time_completed,
    variant="decision_766",
    label=Text("Hồ sơ đúng hạn (cách tính của Quyết định 766)", "Dossiers on time (rule of Decision 766)"),
    definition=Text(
        "Hồ sơ kết thúc không muộn hơn ngày hẹn trả và không quá một lần yêu cầu bổ sung, trên số hồ sơ đang giải "
        "quyết vào bất kỳ lúc nào trong kỳ (tiếp nhận trong kỳ hoặc từ kỳ trước chuyển qua). Ngày kết thúc là ngày "
        "kết thúc xử lý; nếu chưa có thì là ngày trả kết quả; nếu chưa có thì là ngày yêu cầu bổ sung; nếu chưa có thì "
        "là ngày cuối kỳ. Những gì diễn ra sau ngày cuối kỳ không tính, nên số liệu của kỳ đã qua không đổi, trừ phần "
        "không có ngày: lúc bổ sung xong và số lần yêu cầu bổ sung. Hồ sơ đã rút, dừng hoặc xử lý xong mà không ghi "
        "ngày chỉ tính một lần, trong kỳ tiếp nhận.",
        "Dossiers that ended by their due day with at most one supplement request, of the dossiers open at any time in "
        "the period (received in it or carried over into it). The end is the processing end, else the day of the "
        "result, else the day on which a supplement was asked, else the period's last day. What lies after that day "
        "does not count, so that a finished period's figure stays, but for what no day dates: when a supplement came, "
        "and how many were asked. A dossier withdrawn, stopped or settled on a day that is not stated counts once, in "
        "the period of its receipt.",
    ),
    source=DECISION_766,
    of=Text("trên số hồ sơ đang giải quyết trong kỳ", "of dossiers open in the period"),
    numerator=ON_TIME_BY_FRAME,
    needs=("due_on", "judged_by_frame", "supplements"),
    placement=Open("received_on", "left_on", by_then=True),
)

dossiers_on_time = replace(
    _on_time_completed,
    variant="received",
    label=Text("Hồ sơ đúng hạn", "Dossiers on time"),
    definition=Text(
        "Hồ sơ kết thúc không muộn hơn ngày hẹn trả, hoặc đang xử lý và chưa quá hạn, với không quá một lần yêu cầu bổ "
        "sung, trên số hồ sơ tiếp nhận trong kỳ.",
        "Dossiers that ended by their due day, or still run within it, with at most one supplement request, of the "
        "dossiers received in the period.",
    ),
    of=Text("trên mọi hồ sơ tiếp nhận", "of all dossiers received"),
    placement=Flow("received_on"),
    judges_steps=True,
    variants=(BY_FRAME, _on_time_completed),
)
