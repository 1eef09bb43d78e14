"""Plans as the command line prints them: what is asked, by when, and how it is counted or what it would take."""

from collections.abc import Iterable, Iterator

from rich.text import Text as Words

from dtplan_analysis.catalogue import Catalogue
from dtplan_analysis.catalogue.declared import excepted
from dtplan_analysis.judging.wording import marked, points_number, target_text, unmeasured_text
from dtplan_analysis.language import Language
from dtplan_analysis.plans import Plan, Target
from dtplan_analysis.streams import out


def print_plans(plans: Iterable[Plan], say: Language) -> None:
    """Print the names and titles of plans, and how many of their targets registers can tell of."""
    for plan in plans:
        measured = say("{n} of {total} targets from registers", n=len(plan.counted), total=len(plan.targets))
        out.print(Words(f"{plan.id}  ", style="bold"), Words(f"{plan.title[say.code]} ({measured})"), sep="")


def print_plan(plan: Plan, catalogue: Catalogue, say: Language) -> None:
    """Print a plan in words: what each target asks and by when, and how it is counted or what it would take."""
    language = say.code
    out.print(Words(plan.title[language], style="bold"))
    for line in _of_plan(plan, catalogue, say):
        out.print(Words(line))
    for target in plan.targets:
        asked = f"{target_text(target, say)}{_mark(target.mark, say)}"
        out.print()
        out.print(Words(f"{target.id}  {target.short[language]}  {asked}", style="bold"))
        wording = target.text.mark[language]
        known = wording in ("", target.mark)
        sure = "" if known else f" ({say('wording: {mark}', mark=say(wording))})"
        out.print(Words(f"{target.text[language]}{sure}"))
        for line in _of_target(plan, target, catalogue, say):
            out.print(Words(line, style="dim"))


def _mark(mark: str, say: Language) -> str:
    return f" ({say(mark)})" if mark else ""


def _of_plan(plan: Plan, catalogue: Catalogue, say: Language) -> Iterator[str]:
    """Yield what a plan says of itself, a sentence each."""
    language = say.code
    document, citation = plan.document[language], plan.citation[language]
    named = (citation,) if citation.startswith(document) else (document, citation)
    if cited := " · ".join(one for one in named if one != plan.title[language]):
        yield cited
    if plan.note:
        yield marked(plan.note, say)
    if plan.first_quarter:
        yield say("Measured since {date}; what ended before it is the baseline.", date=say.date(plan.first_quarter))
    if plan.levels:
        yield say("Levels of units: {names}.", names=", ".join(level.name[language] for level in plan.levels))
    if plan.points:
        groups = (f"{group.title[language]} {points_number(group.most, say)}" for group in plan.points.groups)
        total = points_number(plan.points.total, say)
        yield say("{total} points in all, by groups: {groups}.", total=total, groups="; ".join(groups))
    for table in plan.declared.rows("registers") if plan.declared else ():
        register = catalogue.register(table.name("name" if "name" in table.content else "extends"))
        columns = ", ".join(column.meaning[language] for column in register.columns)
        title = register.title[language]
        yield say("It brings or extends the register “{title}”: {columns}.", title=title, columns=columns)


def _of_target(plan: Plan, target: Target, catalogue: Catalogue, say: Language) -> Iterator[str]:
    """Yield how a target is counted or what it would take, and what else the plan says of it."""
    language = say.code
    if target.indicator:
        one = excepted(catalogue.indicator(target.indicator).choose(target.variant), plan, target)
        yield f"{one.name}: {one.definition[language]} ({one.source[language]})"
    else:
        yield unmeasured_text(target, say)
    if target.points and not target.outside:
        yield {
            "out": say("Where no case arises, the item is left out, for the frame says nothing of it."),
            "full": say("Where no case arises, the frame gives all its points."),
            "zero": say("Where no case arises, the frame gives no points."),
        }[target.no_case]
    if target.trace:
        yield say("It follows: {acts}", acts=marked(target.trace, say))
    if target.note:
        yield marked(target.note, say)
    if target.evaluated_by:
        yield say("evaluated by {body}", body=target.evaluated_by[language])
