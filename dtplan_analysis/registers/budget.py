"""Planned and disbursed funds by source, in whole đồng."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import EARLIEST, UNIT, code, day, flag, whole
from dtplan_analysis.registers.register import Register

SOURCES = ("public_investment", "science_technology", "economic", "regular", "other")

BUDGET = Register(
    name="budget",
    title=Text("Kinh phí", "Budget"),
    date="as_of",
    columns=(
        UNIT,
        whole("year", "Năm", "Year", required=True, least=EARLIEST.year, most=2100),
        code(
            "source",
            "Nguồn kinh phí",
            "Source of funds",
            SOURCES,
            words={
                "public_investment": ("vốn đầu tư công", "đầu tư công", "chi đầu tư công"),
                "science_technology": ("sự nghiệp khoa học công nghệ", "sự nghiệp khoa học và công nghệ"),
                "economic": ("chi sự nghiệp kinh tế", "sự nghiệp kinh tế"),
                "regular": ("chi thường xuyên", "thường xuyên"),
                "other": ("khác", "nguồn khác"),
            },
        ),
        flag("outsourcing", "Thuê dịch vụ CNTT", "Outsourced IT services", optional=True),
        whole("planned", "Kế hoạch (đồng)", "Planned (đồng)"),
        whole("disbursed", "Giải ngân (đồng)", "Disbursed (đồng)"),
        day("as_of", "Số liệu đến ngày", "As of", required=True, happened=True),
    ),
)
