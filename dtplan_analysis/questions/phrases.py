"""What an answer says in words: why there is none, and which way it goes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.language import Language


def why(reason: str, say: Language) -> str:
    """Return why a question has no answer, in words; empty where it has one.

    >>> why("too_few", Language("en"))
    'too few records'
    """
    words = {
        "too_short": say("too few quarters"),
        "ties": say("too many equal values"),
        "restarts": say("begins anew each year"),
        "checklist": say("a checklist has no share"),
        "no_case": say("no case arose"),
        "no_data": say("no data"),
        "suppressed": say("suppressed"),
        "too_few": say("too few records"),
        "too_few_units": say("too few units"),
        "no_variation": say("no unit differs"),
        "no_target": say("no target is set"),
        "no_earlier": say("no earlier quarter"),
        "incomplete": say("a figure is lacking"),
        "stock": say("counted on the last day"),
        "open": say("can still be updated"),
        "cumulative": say("adds up until the year's end"),
        "small_count": say("small count"),
        "protects_others": say("protects a small count"),
    }
    return words.get(reason, "")


def direction_word(direction: str, say: Language) -> str:
    """Return which way a trend goes, in words; empty where nothing can be said."""
    return {"rising": say("rising"), "falling": say("falling"), "unclear": say("no clear direction")}.get(direction, "")


def verdict_word(verdict: str, say: Language) -> str:
    """Return whether a target will be held, in words; empty where nothing can be said."""
    words = {
        "holds": say("holds its target"),
        "fails": say("does not reach its target"),
        "hit_or_miss": say("now reached, now missed"),
    }
    return words.get(verdict, "")


def chance_words(probability: float, say: Language) -> str:
    """Return a probability (0–1) in percent, and never 0 % or 100 % for what is not certain.

    >>> [chance_words(p, Language("en")) for p in (0, 0.0004, 0.37, 0.9999, 1, float("nan"))]
    ['out of reach', 'under 1%', '37%', 'over 99%', 'certain', '–']
    """
    if probability in (0, 1):
        return say("out of reach") if probability == 0 else say("certain")
    if probability < 0.01:
        return say("under {share}", share=say.percent(0.01, 0))
    return say("over {share}", share=say.percent(0.99, 0)) if probability > 0.99 else say.percent(probability, 0)


def needed_words(row: Mapping[Any, Any], say: Language) -> str:
    """Return what a forecast says of the records to come, or of those still short; empty where it says nothing."""
    if pd.isna(row["needed"]):
        return ""
    needed, rest = int(row["needed"]), int(row["remaining"])
    if not needed:
        return say("nothing more is needed")
    if row["reason"] or not rest:
        return say("still short by {n}", n=say.number(needed))
    if needed > rest:
        return say("no longer possible")
    return say("{share} of the {rest} to come", share=say.percent(needed / rest), rest=say.number(rest))


def signed(difference: float, say: Language) -> str:
    """Return a difference of shares as a signed number of percentage points, without their name."""
    size = say.number(abs(100 * difference), 1)
    return size if size == say.number(0, 1) else f"{'+' if difference > 0 else '−'}{size}"
