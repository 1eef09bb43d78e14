"""The fingerprint that a Word document holds of its own words: other words in it mean that somebody has edited it."""

import hashlib
import io
import re
import zipfile

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from dtplan_analysis.spreadsheet import Steady

_PROPERTY = "dtplan-fingerprint"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def fingerprint(file: bytes) -> tuple[str, str]:
    """Return the fingerprint that a Word document of ours holds, and that of the words in it now; one is empty where
    the file is none of ours.

    They differ where somebody has edited the words; raises ValueError for what is no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            body = archive.read("word/document.xml")
            held = archive.read("docProps/custom.xml") if "docProps/custom.xml" in archive.namelist() else b""
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise ValueError(f"no Word document: {error}") from error
    found = re.search(rb'name="' + _PROPERTY.encode() + rb'".*?<vt:lpwstr>([0-9a-f]{64})</vt:lpwstr>', held, re.DOTALL)
    return (found[1].decode() if found else ""), of_words(body)


def of_words(body: bytes) -> str:
    """Return the hash of a document's words, paragraph by paragraph: how a program parts them into runs is its own."""
    tree = parse_xml(body)
    lines = ["".join(text.text or "" for text in one.iter(qn("w:t"))).strip() for one in tree.iter(qn("w:p"))]
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()


def written(word: Document) -> bytes:
    """Return the file, with the fingerprint of its words and no time of its making."""
    words = of_words(word.element.xml.encode())
    value = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_PROPERTY}">'
        f"<vt:lpwstr>{words}</vt:lpwstr></property></Properties>"
    )
    package = word.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, value.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    made, steady = io.BytesIO(), io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as archive, Steady(steady, "w") as target:
        for name in archive.namelist():
            target.writestr(name, archive.read(name))
    return steady.getvalue()
