"""How many of those who were served answered the survey, beside what they said."""

import pandas as pd

from dtplan_analysis.reports.subject import Subject


def response_rates(subject: Subject) -> dict[str, float | None]:
    """Return the response rate (0–1) of each target judged by a survey in the quarter.

    Answers, those that say nothing ("don't know") among them, of the people served; None where these are not known, or
    fewer than answered.
    """
    return {row["target"]: _rate(int(row["records"]), row.get("served")) for row in subject.surveyed}


def _rate(answers: int, served: float | None) -> float | None:
    return None if served is None or pd.isna(served) or served < answers else answers / served


def response_sentences(subject: Subject) -> list[str]:
    """Return the response rate of each survey in words, and what it means for the figure."""
    say, rates, said = subject.say, response_rates(subject), []
    for row in subject.surveyed:
        rate = rates[row["target"]]
        if rate is None:
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
                    "allows for chance in who answered; if those who did not think otherwise, it does not show.",
                    target=row["target"],
                    answers=say.number(row["records"]),
                    served=say.number(int(row["served"])),
                    rate=say.percent(rate),
                )
            )
    return said
