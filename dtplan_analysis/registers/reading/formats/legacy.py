"""Vietnamese as it was written down before Unicode, TCVN3 (ABC) and VNI: known by the syllables that it makes."""

import re
import unicodedata
from collections.abc import Callable, Mapping

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _pairs() -> dict[str, str]:
    """The letters that VNI writes as a vowel and a mark, and those that it writes as another letter."""
    found = dict(_ALONE)
    for vowel in "aeouyôö":
        found |= {vowel + mark: _ALONE.get(vowel, vowel) + tone for mark, tone in _TONES.items()}
    for vowel in "aeo":
        found |= {vowel + mark: vowel + "\u0302" + tone for mark, tone in _HATS.items()}
    found |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVES.items()}
    return {theirs: unicodedata.normalize("NFC", ours) for theirs, ours in found.items()}


_VNI = _pairs()
_VNI_LETTERS = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")

_SIGNS = "µ¶·¸¹¨©ª«¬"
SUSPECT = re.compile(f"[A-Za-z](?:[µ¶·¸¹]|[{_SIGNS}][A-Za-z])|(?<![A-Za-z])®(?=[A-Za-z¬©¨ª«µ¶·¸¹])")
"""A sign inside of a word, as the letters of TCVN3 look where the font is lacking: `Ph¸p`, `®¬n`."""
SUSPECT_RE2 = SUSPECT.pattern.split("|(?<!")[0] + "|®[A-Za-z¬©¨ª«µ¶·¸¹]"
"""The pattern as Arrow's engine takes it, which knows no look-around; what it finds is looked at again."""
SUSPECT_UTF8 = re.compile(rb"[A-Za-z]\xc2[\xa8-\xac\xb5-\xb9]|\xc2\xae[A-Za-z\xc2]")
"""The same in bytes of UTF-8, not as strictly."""
VNI_RE2 = "(?i)[aeouyôö][øùûõï]|[aeo][âáàåãä]|a[êéèúüë]"

_WORD = re.compile("[A-Za-z\u00a1-\u00ff\u00ad]*[\u00a1-\u00ff\u00ad][A-Za-z\u00a1-\u00ff\u00ad]*")
_SYLLABLE = re.compile(
    "(?:ngh?|gh?|gi|kh|ph|qu|th|tr|ch|nh|[bcdđghklmnpqrstvx])?"
    "(?:(?:[aăâeêioôơuưy]|iê|yê|o[aăeo]|u[âêôơy]|uyê|ươ)(?:ch|nh|ng|[cmnpt])?"
    "|a[iouy]|â[uy]|eo|êu|i[au]|iêu|[oôơuư]i|oa[ioy]|oeo|u[ay]|uao|uây|uôi|uy[au]|ư[au]|ươ[iu]|yêu)"
)
_MANY = 5_000
"""So many words tell how a text is written."""


def is_syllable(word: str) -> bool:
    """Return whether a word can be a syllable of Vietnamese.

    >>> [is_syllable(word) for word in ("Pháp", "nghiêng", "Ph¸p", "cheá", "Windowsđ")]
    [True, True, False, False, False]
    """
    letters = unicodedata.normalize("NFD", word.lower())
    bare = re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", letters)
    return len(letters) - len(bare) <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def from_tcvn3(text: str) -> str:
    """Return a text of TCVN3 in Unicode; one that has letters of Unicode alone as it is.

    >>> from_tcvn3("Vô Ph¸p chÕ"), from_tcvn3("Vụ Pháp chế")
    ('Vụ Pháp chế', 'Vụ Pháp chế')
    """
    return text if _UNICODE_ONLY.search(text) else text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return a text of VNI in Unicode; one that has letters of Unicode alone as it is.

    >>> from_vni("Vuï Phaùp cheá"), from_vni("ÑÖÔØNG BOÄ"), from_vni("Vụ Pháp chế")
    ('Vụ Pháp chế', 'ĐƯỜNG BỘ', 'Vụ Pháp chế')
    """

    def letter(found: re.Match[str]) -> str:
        ours = _VNI[found[0].lower()]
        return ours.upper() if found[0][0].isupper() else ours

    return text if _UNICODE_ONLY.search(text) else _VNI_LETTERS.sub(letter, text)


LEGACY: Mapping[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}
"""The encodings that are refused unless the workspace names them, and what makes Unicode of their text."""
NAMES = {"tcvn3": "TCVN3 (ABC, .VnTime)", "vni": "VNI"}


def legacy_of(text: str, least: int = 2) -> str:
    """Return the encoding that a text makes Vietnamese words in, where most of its words do; empty where in none.

    At least so many words have to: one sign is no evidence.

    >>> [legacy_of(text) for text in ("Vô Ph¸p chÕ, nhµ ë", "Vuï Phaùp cheá", "Vụ Pháp chế", "Windows® et thé")]
    ['tcvn3', 'vni', '', '']
    """
    if _UNICODE_ONLY.search(text):
        return ""
    words = [match[0] for match, _ in zip(_WORD.finditer(text), range(_MANY), strict=False)]
    found = []
    for name, convert in LEGACY.items():
        spelt = [(is_syllable(convert(word)), is_syllable(word)) for word in words]
        good, bad = sum(ours and not theirs for ours, theirs in spelt), sum(not ours for ours, _ in spelt)
        if good >= least and good > bad:
            found.append((good - bad, name))
    return max(found)[1] if found else ""


def is_tcvn3(text: str) -> bool:
    """Return whether a cell looks as TCVN3 does where its font is lacking.

    >>> [is_tcvn3(text) for text in ("Vô Ph¸p chÕ", "Vụ Pháp chế", "café 25 m²", "Microsoft® 5 µm", "®Civil 3D")]
    [True, False, False, False, False]
    """
    return bool(SUSPECT.search(text)) and legacy_of(text, 1) == "tcvn3"
