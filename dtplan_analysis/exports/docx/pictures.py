"""Pictures in a Word document, each with its text alternative."""

import io

from docx.shared import Length
from docx.text.paragraph import Paragraph

from dtplan_analysis.document import Block
from dtplan_analysis.exports.docx.words import clean
from dtplan_analysis.exports.typeset import drawn


def picture(paragraph: Paragraph, block: Block, widest: Length, highest: Length) -> None:
    """Set a figure's picture, made smaller where it is wider or higher than its room."""
    content = bytes(block["png"]) if "png" in block else drawn(block["svg"])
    shape = paragraph.add_run().add_picture(io.BytesIO(content))
    scale = min(1.0, widest / shape.width, highest / shape.height)
    shape.width, shape.height = Length(int(shape.width * scale)), Length(int(shape.height * scale))
    properties = shape._inline.docPr
    properties.set("descr", clean(block["description"]))
    properties.set("title", clean(block["title"]))
