"""The letters of a file: how Vietnamese was written down before Unicode, and in its several forms."""

import codecs
import re
import unicodedata

ENCODINGS = ("utf-8", "cp1252", "cp1258", "utf-16", "tcvn3")
"""The encodings that a workspace may name; the first four are recognised, the last one is asked for."""

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")
_SIGNS = "µ¶·¸¹¨©ª«¬"
SUSPECT = re.compile(f"[A-Za-z](?:[µ¶·¸¹]|[{_SIGNS}][A-Za-z])|(?<![A-Za-z])®(?=[A-Za-z¬©¨ª«µ¶·¸¹])")
"""A sign inside of a word, as the letters of TCVN3 look where the font is lacking: `Ph¸p`, `®¬n`."""

SUSPECT_UTF8 = re.compile(rb"[A-Za-z]\xc2[\xa8-\xac\xb5-\xb9]|\xc2\xae[A-Za-z\xc2]")
"""The same in bytes of UTF-8, not as strictly: what it finds is looked at again."""

_HIGH_HALVES = {0x00, 0x01, 0x03, 0x1E, 0x20}
"""Where the letters of Vietnamese, and the signs used with them, lie in Unicode."""

_VOWELS = rb"[aAeEiIoOuUyY\xc2\xe2\xca\xea\xd4\xf4\xc3\xe3\xd5\xf5\xdd\xfd]"
_MARKS = re.compile(_VOWELS + rb"[\xcc\xd2\xde\xec\xf2]")
_STRAY_MARKS = re.compile(rb"(?<!" + _VOWELS + rb")[\xcc\xd2\xde\xec\xf2]")
_TCVN3_BYTES = re.compile(rb"[A-Za-z][\xa8-\xae\xb5-\xb9]|\xae[A-Za-z\xa8-\xac]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")


def is_tcvn3(text: str) -> bool:
    """Return whether a text looks as TCVN3 does where its font is lacking.

    >>> [is_tcvn3(text) for text in ("Vô Ph¸p chÕ", "Vụ Pháp chế", "café 25 m²", "Microsoft® 5 µm")]
    [True, False, False, False]
    """
    return bool(SUSPECT.search(text)) and not _UNICODE_ONLY.search(text)


def from_tcvn3(text: str) -> str:
    """Return a text of TCVN3 in Unicode; one that has letters of Unicode alone as it is.

    >>> from_tcvn3("Vô Ph¸p chÕ"), from_tcvn3("Vụ Pháp chế")
    ('Vụ Pháp chế', 'Vụ Pháp chế')
    """
    return text if _UNICODE_ONLY.search(text) else text.translate(_TCVN3)


def neat(text: str) -> str:
    """Return a text as cells are compared: in composed Unicode, spaces that do not break as spaces, none around it."""
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip(" \t\r\n\u200b\ufeff")


def composed(text: str) -> str:
    """Return a text in composed Unicode, with plain and single spaces and none around it.

    >>> composed(" Ma\u0303\\n hồ\u00a0sơ ")
    'Mã hồ sơ'
    """
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "").split())


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
    """Return the encoding of a part of a file that is not UTF-8: cp1258, cp1252 or tcvn3; empty if none of these.

    cp1258 has marks of tone after vowels; a damaged file of UTF-8 has whole letters of UTF-8 too.

    >>> [eight_bit("Vụ Pháp chế".encode("utf-8") + b"\\xff"), eight_bit(b"Vu\\xf2 Ph\\xe1p ch\\xea\\xec")]
    ['', 'cp1258']
    >>> [eight_bit("café".encode("cp1252")), eight_bit("Vô Ph¸p chÕ".encode("latin-1"))]
    ['cp1252', 'tcvn3']
    """
    if len(_MULTIBYTE.findall(part)) * 2 >= len(_HIGH.findall(part)):
        return ""
    marks, signs = len(_MARKS.findall(part)), len(_TCVN3_BYTES.findall(part))
    if signs > marks:
        return "tcvn3"
    return "cp1258" if marks > 10 * len(_STRAY_MARKS.findall(part)) else "cp1252"
