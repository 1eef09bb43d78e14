"""Values as JSON, for other programs."""

import json
import re

from dtplan_analysis.streams import write

_UNSEEN = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#\w*\[)")
"""Signs that JSON may hold as they are, and that steer a terminal or what keeps its log."""


def print_json(value: object, indent: int | None = 1) -> None:
    r"""Print a value as JSON, on one line without `indent`; what steers a terminal is written as its code.

    >>> print_json({"unit": "Sở\u202e"})
    {
     "unit": "Sở\u202e"
    }
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    write(_UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")
