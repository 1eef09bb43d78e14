"""Pictures in a Word document keep to their room, and have their words."""

from typing import Any

import docx
import pytest
from docx.shared import Mm

from dtplan_analysis import document
from dtplan_analysis.exports.docx.pictures import picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"/>'


@pytest.mark.parametrize(
    ("widest", "highest", "width", "height"),
    [(50, 200, 50, 25), (200, 20, 40, 20), (500, 500, 68, 34)],  # where it has room it stays as it is
)
def test_a_picture_is_made_smaller_where_it_has_no_room(widest: int, highest: int, width: int, height: int) -> None:
    word: Any = docx.Document()
    block = document.figure(SVG, "Biểu đồ\x07", "Tăng 5 điểm")
    picture(word.add_paragraph(), block, Mm(widest), Mm(highest))
    (shape,) = word.inline_shapes
    assert (shape.width.mm, shape.height.mm) == pytest.approx((width, height), abs=1)
    properties = shape._inline.docPr
    assert (properties.get("title"), properties.get("descr")) == ("Biểu đồ\ufffd", "Tăng 5 điểm")
