"""Texts in the letters of old exports."""

import unicodedata

from dtplan_analysis.registers.reading.formats.legacy import _TCVN3, _VNI

TO_TCVN3 = {letter: sign for sign, letter in _TCVN3.items()}


def old(text: str) -> str:
    """Text as TCVN3 has it, in the letters of Latin-1 that stand for its bytes."""
    return text.translate(TO_TCVN3)


TO_VNI = {ours: theirs for theirs, ours in _VNI.items()}


def vni(text: str) -> str:
    """Text as VNI has it, in the letters of Latin-1 that stand for its bytes."""
    return "".join(
        (TO_VNI.get(letter.lower(), letter.lower()).upper() if letter.isupper() else TO_VNI.get(letter, letter))
        for letter in text
    )


def cp1258(text: str) -> bytes:
    """Text as Windows has it: marks of tone are letters of their own."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            shape = "".join(mark for mark in marks if mark in "\u0302\u0306\u031b")
            tone = "".join(mark for mark in marks if mark not in "\u0302\u0306\u031b")
            out += (unicodedata.normalize("NFC", base + shape) + tone).encode("cp1258")
    return out
