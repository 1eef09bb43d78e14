"""The gallery of charts: which question each chart answers, and how it is read."""

from dtplan_analysis.language import Language
from dtplan_analysis.reports.section import ABOUT, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.subject import Subject


def opening(subject: Subject) -> Section:
    """Return what the gallery shows and what all charts have in common, with what its page says of itself."""
    say = subject.say
    shown = say(
        "Every chart of the library, drawn for {unit} in {quarter} and for all units, each under the question that it "
        "answers. Above each stands the call that makes it.",
        unit=subject.spoken,
        quarter=say.quarter(subject.quarter.label),
    )
    common = say(
        "In all charts the target is an amber stroke or dashed line, a band is what is uncertain, and a status has its "
        "sign and its word; colours add nothing that print in grey would lose. Units stand in official order, unless "
        "the question is about their order."
    )
    title = say("Gallery of charts")
    about = metadata(subject) | {"kind": "gallery", "title": f"{title} · {say.quarter(subject.quarter.label)}"}
    data = {ABOUT: about, RENDERED: rendered(subject)}
    return Section(say("What is drawn here"), [shown, common], data=data)


def explained(name: str, language: str) -> Section:
    """Return the question that a chart answers, by the chart's name, and how the chart is read.

    >>> explained("movers", "en").title
    'Who moved most since the quarter before?'
    """
    say = Language(language)
    question, reading = {
        "trends": (
            say("How far is each target reached, quarter by quarter?"),
            say(
                "A panel for each target: the line is the share, the dashed line the target, the band the interval of "
                "the share; a hollow point is provisional, and a gap is a quarter without a share."
            ),
        ),
        "position": (
            say("Where does a unit stand among the others?"),
            say(
                "A row for each target: the diamond is the unit, a grey dot another one, the square all units "
                "together, the upright stroke the target."
            ),
        ),
        "heatmap": (
            say("Which unit meets which target?"),
            say(
                "A row for each unit in official order, a column for each target: each cell has the sign of its "
                "status and the share."
            ),
        ),
        "movers": (
            say("Who moved most since the quarter before?"),
            say(
                "From the hollow to the filled circle: the share before, and now. Shown are the moves furthest beyond "
                "chance, rises first; what chance and the usual spread of quarters explain is grey. Units with few "
                "cases are left out. After an extreme quarter a share tends to come back towards its mean by itself."
            ),
        ),
        "decompose": (
            say("Why did the shares move?"),
            say(
                "The dot is the change of the whole; the upper bar is what the units did, the lower one what came of "
                "another mix of units. Both add up to the change."
            ),
        ),
        "forecast": (
            say("Will the year's target be reached?"),
            say(
                "The dot is the year to date, the ring the last quarter, the band where the year may end: where all "
                "of it meets the target, the year is likely to reach it; across the target, it is open."
            ),
        ),
        "trend": (
            say("Does a share rise or fall beyond chance?"),
            say(
                "The dot is the median change a quarter, the band its interval: where the band includes zero, no "
                "direction can be told."
            ),
        ),
        "process_chart": (
            say("Is a process stable?"),
            say(
                "Within the band a share goes up and down by itself; a diamond outside of it is likely to have "
                "a cause of its own. There are no limits before twelve periods."
            ),
        ),
        "assure": (
            say("Will a process hold its target?"),
            say(
                "The band is where the share lies if all goes on like this: where all of it meets the target, it "
                "holds; where none does, only a change helps; across the target, it is now reached, now missed."
            ),
        ),
        "compare": (
            say("Which units differ beyond chance?"),
            say(
                "Units by their number of records: what lies in the funnel may be chance and the usual spread of "
                "units; the triangles outside of it differ, and are named."
            ),
        ),
        "rank": (
            say("Which places can a unit have?"),
            say(
                "The dot is the place as counted, the band the places that chance allows: where bands overlap, the "
                "order says nothing for certain."
            ),
        ),
        "composite": (
            say("What is the overall order, and how firm is it?"),
            say(
                "The dot is the place by the weights given, the band the places with other weights and methods: a "
                "long band is an order that depends on how one counts."
            ),
        ),
        "shrink": (
            say("Is a small unit's share really so high or so low?"),
            say(
                "The ring is the share as counted, the dot the share drawn towards the mean of all units: the fewer "
                "the records, the farther."
            ),
        ),
        "suppress": (
            say("Which shares may be published?"),
            say(
                "A dot is a share that may be published; a share of few records, or one that others would give away, "
                "has none, and the reason beside it."
            ),
        ),
        "points": (
            say("What does each item of an index bring, and what could it still bring?"),
            say(
                "The dark bar is the points reached, the pale one what records with missing cells decide or nobody "
                "knows, the ring what the item can bring at most."
            ),
        ),
        "funding": (
            say("How much of the funds is disbursed?"),
            say("The wide bar is planned, the narrow one within it disbursed."),
        ),
    }[name]
    return Section(question, [reading])
