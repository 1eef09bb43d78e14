"""The direction of writing on a page: words from right to left stand apart, and no sign turns what is around it."""

import re

STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of letters, and would show other words than there are."""

_NAMED = {ord(sign): f"[U+{ord(sign):04X}]" for sign in STEERING}
_RIGHT = "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_WORDS = re.compile(f"[{_RIGHT}](?:[\\W\\d_]*[{_RIGHT}])*")
_MARKUP = re.compile(r"(<(style|script|svg|title)\b.*?</\2>|<[^>]*>)", re.DOTALL)


def directed(page: str) -> str:
    """Return an HTML page on which signs that steer are named, and words from right to left are isolated (UAX #9).

    >>> directed("<td>\u202eA</td>")
    '<td>[U+202E]A</td>'
    >>> directed('<td title="\u05d0">5 \u05d0 \u05d1 6</td>') == '<td title="\u05d0">5 <bdi>\u05d0 \u05d1</bdi> 6</td>'
    True
    """
    page = page.translate(_NAMED) if not STEERING.isdisjoint(page) else page
    if not _WORDS.search(page):
        return page
    parts = _MARKUP.split(page)  # text, markup, the name in it, text, …
    return "".join(
        _WORDS.sub(r"<bdi>\g<0></bdi>", part) if place % 3 == 0 else part
        for place, part in enumerate(parts)
        if place % 3 != 2 and part
    )
