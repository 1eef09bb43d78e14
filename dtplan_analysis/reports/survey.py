"""How many of those who were served answered the survey, and what the silent might have said, beside the figure."""

import pandas as pd

from dtplan_analysis.reports.subject import Subject


def response_rates(subject: Subject) -> dict[str, float | None]:
    """Return the response rate (0–1) of each target judged by a survey in the quarter.

    Answers, those that say nothing ("don't know") among them, of the people served; None where these are not known, or
    fewer than answered.
    """
    return {row["target"]: None if pd.isna(row["response"]) else row["response"] for row in subject.surveyed}


def response_sentences(subject: Subject) -> list[str]:
    """Return the response rate of each survey in words, and what it means for the figure."""
    say, said = subject.say, []
    for row in subject.surveyed:
        if pd.isna(row["response"]):
            said.append(
                say(
                    "{target}: the response rate is not known, for want of the number of people served. What those "
                    "think who did not answer, no interval tells.",
                    target=row["target"],
                )
            )
        else:
            said.append(
                say(
                    "{target}: {answers} of {served} people served answered, a response rate of {rate}. The interval "
                    "allows for chance in who answered; whatever the others think, the share of all who were served "
                    "lies between {worst} and {best}.",
                    target=row["target"],
                    answers=say.number(row["records"]),
                    served=say.number(int(row["served"])),
                    rate=say.percent(row["response"]),
                    worst=say.percent(row["response_worst"]),
                    best=say.percent(row["response_best"]),
                )
            )
        if row["method"] == "survey":
            said.append(
                say(
                    "{target}: the share goes by the weights and strata of the answers, and in the total each unit "
                    "counts by the people it served; it tells as much as a simple sample of {n} answers would.",
                    target=row["target"],
                    n="–" if pd.isna(row["effective"]) else say.number(int(row["effective"])),
                )
            )
    return said
