"""The official form of a report, after Decree 30/2020/NĐ-CP: heading, parts I to IV, recipients, signature, annexes.

What the software makes is a draft: number, date and signature stay blank.
"""

from dataclasses import dataclass
from typing import Any

from dtplan_analysis import document
from dtplan_analysis.document import BLANK, Block
from dtplan_analysis.reports.official.annexes import annexes
from dtplan_analysis.reports.official.own_text import own_text
from dtplan_analysis.reports.official.parts import outlook, results, shortcomings
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.workspace import Official

_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, eq=False)
class OfficialReport:
    """An official report as plain values: `heading`, `blocks`, `closing`, `signature`, `recipients` and `annexes`."""

    content: dict[str, Any]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        heading, blocks = self.content["heading"], self.content["blocks"]
        titles = [document.words(one) for one in blocks if one["type"] == "heading"]
        lines = [heading["kind"], heading["subject"], *titles]
        return {"text/plain": "\n".join(lines), document.OFFICIAL: self.content}


def official(subject: Subject) -> OfficialReport | None:
    """Return the official report of a subject; None where its workspace is no file, which would say who reports.

    Raises ConfigurationError for an own text that cannot be used.
    """
    told = subject.store.workspace.official
    if told is None:
        return None
    say, enclosed = subject.say, annexes(subject)
    content = {
        "heading": _heading(subject, told),
        "blocks": [*_opening(subject, told, len(enclosed)), *_parts(subject, told)],
        "closing": _closing(subject, told),
        "signature": (_said(subject, told, "signer") or _signer(subject)).upper(),
        "recipients_word": say("Recipients:"),
        "recipients": _recipients(subject, told),
        "annexes": [
            {"label": label, "title": title, "blocks": blocks}
            for label, (title, blocks) in zip(_labels(subject, len(enclosed)), enclosed, strict=True)
        ],
        "enclosed": say("(Enclosed with Report No. {blank}/{symbol} of {unit}, day {blank} month {blank} year {blank})",
                        blank=BLANK, symbol=_symbol(subject, told), unit=_body(subject, told)),
    }  # fmt: skip
    return OfficialReport(content)


def _heading(subject: Subject, told: Official) -> dict[str, str]:
    say, plan = subject.say, subject.plan
    quarter = say.quarter(subject.quarter.label)
    return {
        "superior": _said(subject, told, "superior", _superior(subject)).upper(),
        "issuer": (_said(subject, told, "issuer") or _body(subject, told)).upper(),
        "number": say("No.: {number}/{symbol}", number=BLANK, symbol=_symbol(subject, told)),
        "draft": say("DRAFT"),
        "nation": say("SOCIALIST REPUBLIC OF VIET NAM"),
        "motto": say("Independence - Freedom - Happiness"),
        "place": say("{place}, day {blank} month {blank} year {blank}", blank=BLANK,
                     place=_said(subject, told, "place") or BLANK),
        "kind": say("REPORT"),
        "subject": say("Results in {quarter}: {plan}", plan=plan.title[subject.language], quarter=quarter),
    }  # fmt: skip


def _said(subject: Subject, told: Official, key: str, otherwise: str = "") -> str:
    """Return what the workspace says, for the unit or for all; something else where it says nothing."""
    return next((text[subject.language] for text in told.says(key, subject.unit)), otherwise)


def _symbol(subject: Subject, told: Official) -> str:
    return _said(subject, told, "symbol") or f"BC-{BLANK}"


def _superior(subject: Subject) -> str:
    """Return the body above: none above the whole, and one that nobody here knows above a unit from outside."""
    if subject.unit in subject.store.units.pilots:
        return BLANK
    return "" if subject.whole else subject.plan.organisation[subject.language]


def _signer(subject: Subject) -> str:
    """Return who signs where nothing is said: the head of a unit; for the whole, the form's own blank."""
    return subject.say("Authority and position of the signer" if subject.whole else "Head of unit")


def _recipients(subject: Subject, told: Official) -> list[str]:
    say = subject.say
    given = [text[subject.language] for text in told.says("recipients", subject.unit)]
    if given:
        return given
    above = subject.plan.organisation[subject.language]
    first = BLANK if subject.whole or not above else say("{office} (for report);", office=above)
    return [first, say("Filed: records, {blank}.", blank=BLANK)]


def _body(subject: Subject, told: Official) -> str:
    """Return who reports: the unit or the organisation; of one that nobody names, the form's blank."""
    nameless = subject.whole and not subject.plan.organisation[subject.language]
    return _said(subject, told, "issuer", BLANK) if nameless else subject.name


def _labels(subject: Subject, enclosed: int) -> list[str]:
    """Return what the annexes are called: one alone has no number."""
    if enclosed == 1:
        return [subject.say("Annex")]
    return [subject.say("Annex {number}", number=number) for number in _ROMAN[:enclosed]]


def _opening(subject: Subject, told: Official, enclosed: int) -> list[Block]:
    """Return the first sentence, which says how many annexes are enclosed."""
    say = subject.say
    annexes_named = say("Annexes I–{last}", last=_ROMAN[enclosed - 1]) if enclosed > 1 else say("Annex")
    text = say(
        "In pursuance of {citation}, {unit} reports its results in {quarter} as follows (figures as of {date}; details "
        "in the enclosed {annexes}):",
        citation=subject.plan.citation[subject.language],
        unit=_body(subject, told),
        quarter=say.quarter(subject.quarter.label),
        date=say.date(subject.store.as_of),
        annexes=annexes_named,
    )
    return [document.paragraph(text)]


def _parts(subject: Subject, told: Official) -> list[Block]:
    """Return the four parts: generated findings, then the office's own words or the room for them."""
    say = subject.say
    file = told.text(subject.unit, subject.quarter.label, subject.language)
    own = own_text(file, file.relative_to(told.folder).as_posix() if file else "")
    causes = own["II"] or [_room(say("(The unit adds the causes.)"))]
    proposals = own["IV"] or [_room(say("(The unit adds its proposals, if any.)"))]
    tasks = [*outlook(subject), *own["III"]] or [_room(say("(The unit adds its tasks.)"))]
    weak = document.heading(f"1. {say('Shortcomings')}", 3), document.heading(f"2. {say('Causes')}", 3)
    parts = [
        (say("Results"), [*results(subject), *own["I"]]),
        (say("Shortcomings and causes"), [weak[0], *shortcomings(subject), weak[1], *causes]),
        (_tasks_to_come(subject), tasks),
        (say("Proposals"), proposals),
    ]
    return [
        block
        for number, (title, blocks) in zip(_ROMAN, parts, strict=True)
        for block in (document.heading(f"{number}. {title}".upper(), 2), *blocks)
    ]


def _closing(subject: Subject, told: Official) -> str:
    say, quarter = subject.say, subject.say.quarter(subject.quarter.label)
    return say("This is the report of {unit} on its results in {quarter}.", unit=_body(subject, told), quarter=quarter)


def _room(text: str) -> Block:
    """Return the mark of a place that the office has to fill."""
    return {"type": "paragraph", "kind": "room", "runs": [{"text": text, "emph": True}]}


def _tasks_to_come(subject: Subject) -> str:
    say, after = subject.say, subject.store.workspace.quarters.following(subject.quarter)
    return say("Main tasks in {quarter}", quarter=say.quarter(after.label)) if after else say("Main tasks to come")
