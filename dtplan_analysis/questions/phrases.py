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
        "weighed": say("weighed by its design, and not taken apart"),
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
        "protected": say("protects small counts"),
    }
    return words.get(reason, "")


def direction_word(direction: str, say: Language) -> str:
    """Return which way a trend goes, in words; empty where nothing can be said."""
    return {"rising": say("rising"), "falling": say("falling"), "unclear": say("no clear direction")}.get(direction, "")


def verdict_words(row: Mapping[Any, Any], say: Language) -> str:
    """Return whether a target will be held, in words; empty where nothing can be said."""
    words = {
        "holds": say("holds its target"),
        "fails": say("does not reach its target"),
        "hit_or_miss": say("now reached, now missed"),
    }
    if row["verdict"] == "counted":
        return say("missed in {k} of {m} quarters", k=say.number(int(row["missed"])), m=say.number(int(row["points"])))
    return words.get(row["verdict"], "")


def chance_words(probability: float, say: Language) -> str:
    """Return a probability (0–1) in percent, and never 0% or 100% for what is not certain.

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
    if not rest or row["reason"]:
        return say("still short by {n}", n=say.number(needed)) if needed else say("nothing more is needed")
    if row["probability_best"] == 0:
        return say("no longer possible")
    if not needed:
        return say("nothing more, if about {rest} come", rest=say.number(rest))
    if needed > rest:
        return say("more than the about {rest} to come", rest=say.number(rest))
    return say("{share} of the about {rest} to come", share=say.percent(needed / rest), rest=say.number(rest))


def chances_words(row: Mapping[Any, Any], say: Language) -> str:
    """Return the chance of a forecast in words, as a range where records with missing cells would move it."""
    low, high = chance_words(row["probability"], say), chance_words(row["probability_best"], say)
    return low if low == high else say("{low} to {high}", low=low, high=high)


def signed(difference: float, say: Language) -> str:
    """Return a difference of shares as a signed number of percentage points, without their name."""
    size = say.number(abs(100 * difference), 1)
    return size if size == say.number(0, 1) else f"{'+' if difference > 0 else '−'}{size}"
