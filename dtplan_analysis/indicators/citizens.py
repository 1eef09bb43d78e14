"""Serving citizens and businesses: targets CB1 to CB6.

The plan's official formulas are not public. Where Decision 766/QD-TTg of 23/6/2022 has one it is used and named (its
item formulas are known from a later edition's sheet: likely); the rest is proposed.
"""

from dataclasses import replace

import narwhals.stable.v2 as nw

from dtplan_analysis.counting import Flow, Lookup, Stock
from dtplan_analysis.indicators.operations import PROPOSED
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.indicators.timeliness import (
    BY_FRAME,
    DOSSIER,
    NOT_ACCEPTED,
    ON_TIME,
    ON_TIME_BY_FRAME,
    dossiers_on_time,
)
from dtplan_analysis.language import Text
from dtplan_analysis.registers.declarations import DECLARATIONS
from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.procedures import PROCEDURES
from dtplan_analysis.registers.satisfaction import SATISFACTION, SATISFACTION_SERVED
from dtplan_analysis.registers.systems import SYSTEMS

_OFFLINE = ("direct", "postal", "email", "other")

# -- CB1 ---------------------------------------------------------------------------------------------------------

_authenticated_systems = Proportion(
    name="dossiers_authenticated",
    variant="systems",
    label=Text("Hệ thống đăng nhập một lần", "Systems with seamless sign-on"),
    definition=Text(
        "Hệ thống đang vận hành phục vụ người dân, doanh nghiệp có đăng nhập một lần, trên tổng số hệ thống như vậy "
        "cuối kỳ; theo cấp trung ương, địa phương. Hệ thống địa phương chỉ được tính nếu có trong dữ liệu.",
        "Operating public-facing systems with seamless sign-on, of all such systems at the period's end; by level, "
        "central and local. Local systems are counted only if the export has them.",
    ),
    source=PROPOSED,
    register=SYSTEMS,
    counted=Text("hệ thống", "systems"),
    lacking=Text("chưa đăng nhập một lần", "without seamless sign-on"),
    numerator=nw.col("sso"),
    needs=("serves_public", "state", "sso"),
    among={"serves_public": (True,)},
    exclude={"state": ("building", "retired")},
    placement=Stock(),
)


def _systems_at(level: str, vi: str, en: str) -> Proportion:
    return replace(
        _authenticated_systems,
        variant=f"systems_{level}",
        label=Text(f"Hệ thống đăng nhập một lần, {vi}", f"Systems with seamless sign-on, {en}"),
        needs=(*_authenticated_systems.needs, "level"),
        among={**_authenticated_systems.among, "level": (level,)},
    )


_authenticated_users = Proportion(
    name="dossiers_authenticated",
    variant="users",
    label=Text("Người dùng được xác thực", "Authenticated users"),
    definition=Text(
        "Người nộp trực tuyến mà mọi hồ sơ trong kỳ đều được xác thực bằng VNeID, trên số người nộp trực tuyến. Hồ sơ "
        "không nộp trực tuyến không tính.",
        "Distinct online applicants all of whose dossiers in the period are authenticated by VNeID, of all distinct "
        "online applicants. Dossiers not filed online are left out.",
    ),
    source=PROPOSED,
    register=DOSSIERS,
    counted=Text("người nộp", "applicants"),
    lacking=Text("chưa được xác thực", "not authenticated"),
    numerator=nw.col("authenticated"),
    needs=("channel", "authenticated"),
    exclude={"channel": _OFFLINE},
    placement=Flow("received_on"),
    distinct="user",
)

dossiers_authenticated = replace(
    _authenticated_users,
    variant="dossiers",
    label=Text("Hồ sơ trực tuyến được xác thực", "Online dossiers authenticated"),
    definition=Text(
        "Hồ sơ trực tuyến được xác thực bằng VNeID, trên số hồ sơ trực tuyến tiếp nhận trong kỳ. Hồ sơ không nộp trực "
        "tuyến không tính.",
        "Online dossiers authenticated by VNeID, of the online dossiers received in the period. Dossiers not filed "
        "online are left out.",
    ),
    counted=DOSSIER,
    lacking=Text("của người nộp chưa được xác thực", "of applicants not authenticated"),
    of=Text("trên số hồ sơ trực tuyến", "of online dossiers"),
    distinct="",
    variants=(
        _authenticated_users,
        _authenticated_systems,
        _systems_at("central", "cấp trung ương", "central level"),
        _systems_at("local", "cấp địa phương", "local level"),
    ),
)

# -- CB2, CB3 ----------------------------------------------------------------------------------------------------

dossiers_online = Proportion(
    name="dossiers_online",
    label=Text("Hồ sơ tiếp nhận, giải quyết trực tuyến", "Dossiers received and processed online"),
    definition=Text(
        "Hồ sơ nộp trực tuyến và xử lý trực tuyến, trên tổng số hồ sơ tiếp nhận trong kỳ qua mọi kênh. Không tính hồ "
        "sơ không được tiếp nhận; hồ sơ có yêu cầu rút và dừng xử lý vẫn tính. Kênh bỏ trống được coi là trực tiếp.",
        "Dossiers filed online and processed online, of all dossiers received in the period by any channel. Dossiers "
        "not accepted are left out; withdrawn and stopped ones stay in. An empty channel counts as direct.",
    ),
    source=Text(
        "mẫu số theo Nghị quyết 17/NQ-CP năm 2019; còn lại là đề xuất của bộ công cụ này",
        "denominator after Resolution 17/NQ-CP of 2019; the rest proposed by this toolkit",
    ),
    register=DOSSIERS,
    counted=DOSSIER,
    lacking=Text("chưa tiếp nhận, giải quyết trực tuyến", "not filed and processed online"),
    of=Text("trên mọi hồ sơ tiếp nhận", "of all dossiers received"),
    numerator=(nw.col("channel") == "online") & nw.col("processed_online"),
    needs=("channel", "processed_online"),
    exclude=NOT_ACCEPTED,
    placement=Flow("received_on"),
    judges_steps=True,
)

_fully_online_all = replace(
    dossiers_online,
    name="dossiers_fully_online",
    variant="all",
    lacking=Text("chưa xử lý hoàn toàn trực tuyến", "not fully processed online"),
    label=Text("Hồ sơ hoàn toàn trực tuyến, trên mọi hồ sơ", "Fully online dossiers, of all"),
    definition=Text(
        "Hồ sơ nộp, xử lý trực tuyến, trả kết quả trực tuyến hoặc qua bưu chính công ích và có tái sử dụng dữ liệu "
        "(nhập dữ liệu một lần), trên tổng số hồ sơ tiếp nhận trong kỳ.",
        "Dossiers filed and processed online, with the result online or by public post, and data reused (entered "
        "once), of all dossiers received in the period.",
    ),
    source=PROPOSED,
    numerator=(nw.col("channel") == "online")
    & nw.col("processed_online")
    & nw.col("result_at_distance")
    & nw.col("reused"),
    needs=("channel", "processed_online", "result_at_distance", "reused"),
)

_fully_online_online = replace(
    _fully_online_all,
    variant="online",
    label=Text("Hồ sơ hoàn toàn trực tuyến, trên hồ sơ trực tuyến", "Fully online dossiers, of those filed online"),
    definition=Text(
        "Hồ sơ nộp, xử lý trực tuyến, trả kết quả trực tuyến hoặc qua bưu chính công ích và có tái sử dụng dữ liệu "
        "(nhập dữ liệu một lần), trên số hồ sơ nộp trực tuyến tiếp nhận trong kỳ.",
        "Dossiers filed and processed online, with the result online or by public post, and data reused (entered "
        "once), of the dossiers filed online that were received in the period.",
    ),
    of=Text("trên số hồ sơ trực tuyến", "of online dossiers"),
    among={"channel": ("online",)},
)

dossiers_fully_online = replace(
    _fully_online_all,
    variant="full_service_procedures",
    label=Text("Hồ sơ xử lý hoàn toàn trực tuyến", "Dossiers fully processed online"),
    definition=Text(
        "Hồ sơ nộp, xử lý trực tuyến, trả kết quả trực tuyến hoặc qua bưu chính công ích và có tái sử dụng dữ liệu "
        "(nhập dữ liệu một lần), trên số hồ sơ thuộc các thủ tục cung cấp dịch vụ công trực tuyến toàn trình vào ngày "
        "tiếp nhận.",
        "Dossiers filed and processed online, with the result online or by public post, and data reused (entered "
        "once), of the dossiers of procedures that were offered as full online service on the day of receipt.",
    ),
    needs=(*_fully_online_all.needs, "level"),
    of=Text("trên số hồ sơ của thủ tục toàn trình", "of dossiers of full online procedures"),
    among={"level": ("full",)},
    lookups=(Lookup(PROCEDURES, key="procedure", column="level", day="received_on"),),
    variants=(_fully_online_all, _fully_online_online),
)

# -- CB4 ---------------------------------------------------------------------------------------------------------

_complained = Text("quá hạn hoặc có phản ánh, kiến nghị", "overdue or complained of")

_satisfied_766 = replace(
    BY_FRAME,
    name="applicants_satisfied",
    lacking=_complained,
    label=Text("Hài lòng (cách trừ của Quyết định 766)", "Satisfaction (Decision 766 subtraction)"),
    definition=Text(
        "100% trừ tỷ lệ hồ sơ quá hạn và trừ tỷ lệ hồ sơ có phản ánh, kiến nghị, trên số hồ sơ đang giải quyết trong "
        "kỳ, đúng hạn hay quá hạn theo cách tính của Quyết định 766; hồ sơ vừa quá hạn vừa bị phản ánh bị trừ hai lần; "
        "không bao giờ dưới 0%.",
        "100% less the share of overdue dossiers and less the share complained of, of the dossiers open in the "
        "period, on time or overdue by the rule of Decision 766; a dossier that is both is subtracted twice; never "
        "below 0%.",
    ),
    numerator=1 - (~ON_TIME_BY_FRAME).cast(nw.Int64) - nw.col("complaint").cast(nw.Int64),
    needs=(*BY_FRAME.needs, "complaint"),
)

_satisfied_administrative = replace(
    dossiers_on_time,
    name="applicants_satisfied",
    variant="administrative",
    lacking=_complained,
    label=Text("Hài lòng (theo dữ liệu hành chính)", "Satisfaction (administrative records)"),
    definition=Text(
        "Hồ sơ không quá hạn và không có phản ánh, kiến nghị, trên số hồ sơ tiếp nhận trong kỳ; dùng khi không có khảo "
        "sát, không bao giờ trộn với khảo sát.",
        "Dossiers neither overdue nor complained of, of the dossiers received in the period; used where there is no "
        "survey, and never mixed with one.",
    ),
    numerator=ON_TIME & ~nw.col("complaint"),
    needs=(*dossiers_on_time.needs, "complaint"),
    variants=(),
)

applicants_satisfied = Proportion(
    name="applicants_satisfied",
    variant="survey",
    label=Text("Người dân, doanh nghiệp hài lòng", "Satisfied citizens and businesses"),
    definition=Text(
        "Câu trả lời “hài lòng” và “rất hài lòng” trên số câu trả lời trong kỳ, theo quyền số nếu có. Khảo sát là mẫu: "
        "đạt hay chưa đạt theo khoảng tin cậy, có tính tầng và cụm; chỉ mẫu được rút thăm mới hiệu chỉnh tổng thể hữu "
        "hạn. Trong số chung, mỗi đơn vị tính theo số người được phục vụ.",
        "Answers “satisfied” and “very satisfied” of the answers in the period, by their weights where they have some. "
        "A survey is a sample: the interval decides, by strata and clusters; only one that was drawn has a finite "
        "population correction. In the total, each unit counts by the people it served.",
    ),
    source=PROPOSED,
    register=SATISFACTION,
    counted=Text("câu trả lời", "answers"),
    lacking=Text("chưa hài lòng", "not satisfied"),
    of=Text("trên số câu trả lời khảo sát", "of survey answers"),
    numerator=nw.col("score").is_in(("satisfied", "very_satisfied")),
    needs=("score",),
    placement=Flow("answered_on"),
    basis="sample",
    design=("weight", "stratum", "cluster"),
    served=SATISFACTION_SERVED,
    variants=(_satisfied_administrative, _satisfied_766),
    otherwise="administrative",
)

# -- CB5, CB6 ----------------------------------------------------------------------------------------------------

systems_integrated = Proportion(
    name="systems_integrated",
    label=Text("Hệ thống kết nối qua nền tảng", "Systems connected through the platform"),
    definition=Text(
        "Hệ thống đang vận hành liên quan đến người dân, doanh nghiệp đã kết nối qua nền tảng tích hợp, chia sẻ dữ "
        "liệu (LGSP, NDXP), trên tổng số hệ thống như vậy cuối kỳ. Không tính hệ thống đang xây dựng hoặc đã dừng.",
        "Operating systems that concern citizens and businesses and are connected through the data integration and "
        "sharing platform (LGSP, NDXP), of all such systems at the period's end. Systems being built or retired are "
        "left out.",
    ),
    source=PROPOSED,
    register=SYSTEMS,
    counted=Text("hệ thống", "systems"),
    lacking=Text("chưa kết nối qua nền tảng", "not connected through the platform"),
    numerator=nw.col("integrated") & nw.col("platform").is_in(("lgsp", "ndxp")),
    needs=("serves_public", "state", "integrated", "platform"),
    among={"serves_public": (True,)},
    exclude={"state": ("building", "retired")},
    placement=Stock(),
)

declarations_not_repeated = Proportion(
    name="declarations_not_repeated",
    label=Text("Không phải khai báo lại", "Declared fields not asked again"),
    definition=Text(
        "Trường thông tin đã có trong cơ sở dữ liệu quốc gia không phải khai báo lại, trên số trường đã có trong cơ sở "
        "dữ liệu quốc gia.",
        "Declared fields held in a national database and not asked again, of the declared fields that a national "
        "database holds.",
    ),
    source=PROPOSED,
    register=DECLARATIONS,
    counted=Text("trường thông tin", "fields"),
    lacking=Text("phải khai báo lại", "asked for again"),
    numerator=~nw.col("asked_again"),
    needs=("held_in_national_database", "asked_again"),
    among={"held_in_national_database": (True,)},
    placement=Flow("declared_on"),
)
