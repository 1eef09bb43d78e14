"""The data dictionary: what each column of the judged table holds, in both languages, for every file that has it."""

from collections.abc import Callable, Mapping
from functools import cache, partial

from dtplan_analysis.figures.column import ANY, Column
from dtplan_analysis.judging import STATUSES
from dtplan_analysis.judging.wording import reason_words, status_word
from dtplan_analysis.language import LANGUAGES, Language, Text

_REASONS = (
    *("count_reaches_target", "count_below_target", "interval_reaches_target", "interval_below_target"),
    *("unequal_response", "response", "single_answer", "single_cluster"),
    *("missing_records", "sampling", "no_case_arose", "no_target", "not_reported", "protected"),
    *("missing_weight", "value_reaches_limit", "value_misses_limit", "not_published"),
    *(f"{kind}:{ANY}" for kind in ("no_register", "missing_column", "not_reported", "no_snapshot", "outside_register")),
)


@cache
def dictionary() -> Mapping[str, Column]:
    """Return the columns of the judged table by name, in the table's order.

    >>> dictionary()["value"].title["en"], dictionary()["value"].kind
    ('Share', 'share')
    """
    return {column.name: column for column in _columns()}


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "plan", "text", Text("Kế hoạch", "Plan"),
            Text("Mã của kế hoạch có các chỉ tiêu", "Identifier of the plan whose targets are judged"),
        ),
        Column(
            "target", "text", Text("Chỉ tiêu", "Target"),
            Text(
                "Mã chỉ tiêu trong kế hoạch; trống nếu là chỉ số kèm theo, không có mức chỉ tiêu",
                "Identifier of the plan's target; empty for a figure that stands beside the targets",
            ),
        ),
        Column(
            "indicator", "text", Text("Mã chỉ số", "Indicator"),
            Text("Tên của chỉ số trong bộ công cụ", "Name of the indicator in this toolkit"), always=True,
        ),
        Column(
            "variant", "text", Text("Phương án", "Variant"),
            Text(
                "Cách chọn mẫu số hoặc nguồn của chỉ số; trống nếu chỉ có một cách",
                "Which denominator or source the indicator takes; empty where there is no choice",
            ),
        ),
        Column(
            "unit", "text", Text("Mã đơn vị", "Unit code"),
            Text(
                "Mã đơn vị; (total) là chung các đơn vị, không gồm đơn vị thí điểm; (unknown) là chưa rõ đơn vị",
                "Code of the unit; (total) is all units without pilots, (unknown) the records of unknown units",
            ),
        ),
        Column("period", "text", Text("Kỳ", "Period"), Text("Năm và kỳ", "Year and period"), always=True),
        Column(
            "span", "code", Text("Phạm vi", "Span"),
            Text("Trong kỳ, hay từ đầu năm đến hết kỳ", "The period, or the year up to its end"),
            {
                "quarter": Text("trong kỳ", "in the period"),
                "year_to_date": Text("lũy kế từ đầu năm", "year to date"),
            },
            always=True,
        ),
        Column("period_start", "day", Text("Từ ngày", "From"), Text("Ngày đầu của kỳ", "First day, included")),
        Column("period_end", "day", Text("Đến ngày", "To"), Text("Ngày cuối của kỳ", "Last day, included")),
        Column(
            "provisional", "flag", Text("Sơ bộ", "Provisional"),
            Text(
                "Số liệu còn có thể thay đổi: kỳ chưa kết thúc, hoặc có bản ghi đang xử lý",
                "The figure may still change: the period has not ended, or records still run",
            ),
        ),
        Column(
            "baseline", "flag", Text("Mốc so sánh", "Baseline"),
            Text("Kỳ trước kỳ đo đầu tiên của kế hoạch", "The period lies before the plan's first measured period"),
        ),
        Column(
            "as_of", "day", Text("Số liệu tính đến ngày", "Data as of"),
            Text("Ngày chốt số liệu", "Day up to which the registers say something"),
        ),
        Column(
            "records", "whole", Text("Số bản ghi", "Records"),
            Text("Số bản ghi = loại trừ + thiếu thông tin + mẫu số", "Excluded + missing + denominator"),
        ),
        Column(
            "excluded", "whole", Text("Loại trừ", "Excluded"),
            Text("Bản ghi không tính theo quy tắc của chỉ số", "Records that the indicator's rule leaves out"),
        ),
        Column(
            "missing", "whole", Text("Thiếu thông tin", "Missing"),
            Text("Bản ghi thiếu ô mà chỉ số cần", "Records with an empty or unknown cell that the indicator needs"),
        ),
        Column(
            "denominator", "whole", Text("Mẫu số", "Denominator"),
            Text("Bản ghi được tính", "Records that are counted"),
        ),
        Column(
            "numerator", "whole", Text("Tử số", "Numerator"),
            Text("Bản ghi được tính và đạt yêu cầu", "Counted records that reach what the target asks"),
        ),
        Column(
            "value", "share", Text("Tỷ lệ", "Share"),
            Text("Tử số/mẫu số, không làm tròn; danh mục điều kiện không có tỷ lệ",
                 "Numerator/denominator, not rounded; a checklist has none"),
        ),
        Column(
            "worst", "share", Text("Tỷ lệ thấp nhất", "Share at worst"),
            Text("Nếu mọi bản ghi thiếu thông tin đều không đạt", "If every record with missing cells fails"),
        ),
        Column(
            "best", "share", Text("Tỷ lệ cao nhất", "Share at best"),
            Text("Nếu mọi bản ghi thiếu thông tin đều đạt", "If every record with missing cells passes"),
        ),
        Column(
            "lower", "share", Text("Cận dưới", "Lower limit"),
            Text("Cận dưới của khoảng tin cậy", "Lower limit of the interval"),
        ),
        Column(
            "upper", "share", Text("Cận trên", "Upper limit"),
            Text("Cận trên của khoảng tin cậy", "Upper limit of the interval"),
        ),
        Column(
            "interval", "code", Text("Loại khoảng tin cậy", "Kind of interval"),
            Text("Khoảng tin cậy nói về điều gì", "What the interval speaks of"),
            {
                "process": Text("quá trình tạo ra các bản ghi", "the process that brings forth the records"),
                "sampling": Text("mẫu khảo sát", "the sample of a survey"),
            },
        ),
        Column(
            "threshold", "share", Text("Mức chỉ tiêu", "Threshold"),
            Text(
                "Tỷ lệ phải đạt; trong tệp JSON là phân số chính xác, ví dụ 3/5",
                "Share to be reached; in JSON an exact fraction, such as 3/5",
            ),
        ),
        Column(
            "shortfall", "whole", Text("Còn thiếu", "Still short"),
            Text("Số trường hợp còn thiếu để đạt mức chỉ tiêu", "Cases to correct or clarify to reach the threshold"),
        ),
        Column(
            "status", "code", Text("Kết quả", "Status"),
            Text("So với mức chỉ tiêu, trước khi làm tròn", "Result against the threshold, compared unrounded"),
            {status: _both(status_word, status) for status in STATUSES},
        ),
        Column(
            "reason", "code", Text("Lý do", "Reason"), Text("Vì sao có kết quả đó", "Why the status is as it is"),
            {code: _both(partial(reason_words, registers={}), code) for code in _REASONS},
        ),
        Column(
            "method", "code", Text("Phương pháp", "Method"),
            Text("Cách tính khoảng tin cậy", "How the interval is made"),
            {
                "wilson": Text("khoảng tin cậy Wilson (1927)", "Wilson's score interval (1927)"),
                "wilson_finite_population": Text(
                    "khoảng tin cậy Wilson, hiệu chỉnh theo tổng thể hữu hạn",
                    "Wilson's score interval, corrected for a finite population",
                ),
                "survey": Text(
                    "khoảng Korn–Graubard theo quyền số, tầng và cụm của khảo sát",
                    "Korn–Graubard interval by the survey's weights, strata and clusters",
                ),
                "checklist": Text("danh mục điều kiện, không có tỷ lệ", "a checklist, which has no share"),
                "sum": Text("tổng của một cột, không có khoảng", "the sum of a column, without an interval"),
                "counts": Text(
                    "số liệu tổng hợp do đơn vị báo cáo, không có khoảng",
                    "counts as reported, without an interval",
                ),
                "outside": Text("số liệu do cơ quan khác công bố", "a figure that others publish"),
            },
            always=True,
        ),
        Column(
            "confidence", "share", Text("Độ tin cậy", "Confidence"),
            Text("Độ tin cậy của khoảng", "Confidence of the interval"),
        ),
        Column(
            "nature", "code", Text("Bản chất", "Nature"),
            Text("Các bản ghi nằm trong thời gian thế nào", "How the records lie in time"),
            {
                "flow": Text("phát sinh trong kỳ", "arising in the period"),
                "open": Text("đang mở trong kỳ", "open in the period"),
                "stock": Text("có vào ngày cuối kỳ", "there on the last day"),
                "snapshot": Text("theo lần rà soát cuối trong kỳ", "as last seen in the period"),
                "cumulative": Text("cộng dồn từ đầu năm", "adding up over the year"),
            },
        ),
        Column(
            "distinct", "flag", Text("Đếm theo người", "Distinct"),
            Text(
                "Đếm số người khác nhau, nên cộng các đơn vị lại không bằng tổng",
                "Distinct people are counted, so that units do not add up to the total",
            ),
        ),
        Column(
            "comparison", "code", Text("Cách so", "Comparison"),
            Text("Tỷ lệ phải thế nào so với ngưỡng", "How the share must stand to the threshold"),
            {
                ">=": Text("ít nhất bằng ngưỡng", "at least the threshold"),
                "=": Text("đúng bằng ngưỡng", "the threshold exactly"),
                "<=": Text("không quá ngưỡng", "at most the threshold"),
            },
        ),
        Column(
            "due", "day", Text("Thời hạn", "Due"),
            Text("Ngày phải đạt ngưỡng, nếu kế hoạch có nêu", "Day by which it is due, where the plan has one"),
        ),
        Column(
            "unit_level", "text", Text("Cấp của đơn vị", "Level of the unit"),
            Text("Cấp hành chính của đơn vị, nếu có khai báo", "Administrative level of the unit, where it is given"),
        ),
        Column(
            "counted_from", "code", Text("Đếm từ", "Counted from"),
            Text("Số liệu lấy từ đâu", "Where the figure comes from"),
            {
                "records": Text("từng bản ghi", "records"),
                "sum": Text("tổng của một cột, không có khoảng", "the sum of a column, without an interval"),
                "counts": Text("số liệu tổng hợp do đơn vị báo cáo", "counts as reported"),
                "outside": Text("bên ngoài đánh giá", "from outside"),
            },
        ),
        Column(
            "points", "number", Text("Điểm", "Points"),
            Text(
                "Điểm đạt được, không làm tròn; trống nếu chưa xác định; trong tệp JSON là phân số chính xác",
                "Points that the figure brings, not rounded; empty while undecided; in JSON an exact fraction",
            ),
        ),
        Column(
            "points_least", "number", Text("Điểm thấp nhất", "Points at least"),
            Text("Điểm nếu mọi điều chưa rõ đều bất lợi", "Points if all that is open goes against it"),
        ),
        Column(
            "points_most", "number", Text("Điểm cao nhất", "Points at most"),
            Text("Điểm nếu mọi điều chưa rõ đều thuận lợi", "Points if all that is open goes for it"),
        ),
        Column(
            "effective", "number", Text("Cỡ mẫu hiệu dụng", "Effective size"),
            Text(
                "Cỡ của mẫu đơn giản cho biết chừng ấy; ngoài khảo sát là mẫu số",
                "Size of the simple sample that would tell as much; elsewhere the denominator",
            ),
        ),
        Column(
            "served", "number", Text("Số người được phục vụ", "People served"),
            Text("Số người có thể trả lời khảo sát", "How many people could have answered the survey"),
        ),
        Column(
            "response", "share", Text("Tỷ lệ trả lời", "Response rate"),
            Text("Số người trả lời trên số người được phục vụ", "Answers of the people served"),
        ),
        Column(
            "response_worst", "share", Text("Thấp nhất nếu tính người không trả lời", "Lowest with the silent"),
            Text("Tỷ lệ nếu mọi người không trả lời đều không hài lòng", "Share if all who did not answer fail"),
        ),
        Column(
            "response_best", "share", Text("Cao nhất nếu tính người không trả lời", "Highest with the silent"),
            Text("Tỷ lệ nếu mọi người không trả lời đều hài lòng", "Share if all who did not answer pass"),
        ),
    )  # fmt: skip


def _both(words: Callable[[str, Language], str], code: str) -> Text:
    return Text(**{language: words(code, Language(language)) for language in LANGUAGES})
