"""The letters of a file: how Vietnamese was written down before Unicode, and in its several forms."""

import codecs
import re
import unicodedata

from dtplan_analysis.registers.reading.formats.legacy import LEGACY, legacy_of

ENCODINGS = ("utf-8", "cp1252", "cp1258", "utf-16", "latin-1", *LEGACY)
"""The encodings that a workspace may name; the first four are recognised, the last ones are asked for."""

_HIGH_HALVES = {0x00, 0x01, 0x03, 0x1E, 0x20}
"""Where the letters of Vietnamese, and the signs used with them, lie in Unicode."""

_VOWELS = rb"[aAeEiIoOuUyY\xc2\xe2\xca\xea\xd4\xf4\xc3\xe3\xd5\xf5\xdd\xfd]"
_MARKS = re.compile(_VOWELS + rb"[\xcc\xd2\xde\xec\xf2]")
_STRAY_MARKS = re.compile(rb"(?<!" + _VOWELS + rb")[\xcc\xd2\xde\xec\xf2]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")


INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
"""Signs without width, which come along from web pages: a cell that has one says what it says without it."""


def neat(text: str) -> str:
    """Return a text as cells are compared: in composed Unicode, spaces that do not break as spaces, none around it."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text)).replace("\u00a0", " ").strip(" \t\r\n")


def composed(text: str) -> str:
    """Return a text in composed Unicode, with plain and single spaces and none around it.

    >>> composed(" Ma\u0303\\n hồ\u00a0sơ ")
    'Mã hồ sơ'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return " ".join(text.split())


def marked(head: bytes) -> str:
    """Return the encoding that the first bytes of a file tell: by a mark, or by UTF-16's other half; empty if none.

    >>> [marked("Số,Đơn vị".encode(encoding)) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be")]
    ['', 'utf-8-sig', 'utf-16', 'utf-16-be']
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = head[place : len(head) // 2 * 2 : 2]
        if high.count(0) * 3 > len(high) and set(high) <= _HIGH_HALVES:
            return encoding
    return ""


def eight_bit(part: bytes) -> str:
    """Return the encoding of a part of a file that is not UTF-8: tcvn3, vni, cp1258 or cp1252; empty if none of these.

    TCVN3 and VNI make syllables of Vietnamese of most words, cp1258 has marks of tone after vowels; a damaged file of
    UTF-8 has whole letters of UTF-8 too.

    >>> [eight_bit("Vụ Pháp chế".encode("utf-8") + b"\\xff"), eight_bit(b"Vu\\xf2 Ph\\xe1p ch\\xea\\xec")]
    ['', 'cp1258']
    >>> [eight_bit(text.encode("latin-1")) for text in ("café 3D® Windows®", "Vô Ph¸p chÕ, nhµ", "Vuï Phaùp cheá")]
    ['cp1252', 'tcvn3', 'vni']
    """
    if len(_MULTIBYTE.findall(part)) * 2 >= len(_HIGH.findall(part)):
        return ""
    if legacy := legacy_of(part.decode("latin-1")):
        return legacy
    return "cp1258" if len(_MARKS.findall(part)) > 10 * len(_STRAY_MARKS.findall(part)) else "cp1252"
