"""Fields that citizens and businesses declared, and whether a national database held them already."""

from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import UNIT, day, flag, text
from dtplan_analysis.registers.register import Register

DECLARATIONS = Register(
    name="declarations",
    title=Text("Thông tin phải khai báo", "Declared fields"),
    serves_public=True,
    date="declared_on",
    columns=(
        text("dossier", "Mã hồ sơ", "Dossier number", optional=True),
        UNIT,
        day("declared_on", "Ngày khai", "Declared", required=True, happened=True),
        text("field", "Trường thông tin", "Field", optional=True),
        flag("held_in_national_database", "Đã có trong CSDL quốc gia", "Held in a national database"),
        flag("asked_again", "Phải khai báo lại", "Asked again"),
    ),
)
