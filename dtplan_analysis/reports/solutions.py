"""The plan's tasks and solutions as the registers show them: tasks, funds, people, initiatives, inspections."""

from datetime import date
from typing import Any

import pandas as pd

from dtplan_analysis.charts import funding as funding_chart
from dtplan_analysis.registers.budget import SOURCES
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table

CYBERSECURITY = 7
"""The number of the plan's task on network information security."""


def _latest(rows: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    """Return the last row of each key: the state as it was last told, never one from after the quarter."""
    return rows.sort_values(column, kind="stable").groupby(keys, sort=False, dropna=False).tail(1)


def _absent(subject: Subject, title: str, *registers: str) -> Section | None:
    """Return a section that says so; none at all where neither the plan nor the registers know of the matter."""
    known = subject.plan.tasks or subject.plan.solutions or any(name in subject.store.readings for name in registers)
    return Section(title, [subject.say("There are no data.")], folded=True) if known else None


def tasks(subject: Subject) -> Section | None:
    """Return the plan's tasks as the unit last told of them by the quarter's end; for all units, a line per task."""
    say = subject.say
    known = known_tasks(subject)
    if known is None or known.empty:
        return _absent(subject, say("Tasks of the plan"), "plan_tasks")
    table = _tasks_by_number(subject, known) if subject.whole else _task_table(subject, known, say("Tasks of the unit"))
    return Section(say("Tasks of the plan"), [table], folded=True)


def cybersecurity(subject: Subject) -> Section | None:
    """Return what concerns network information security: task 7, and the people who do it."""
    say, word = subject.say, subject.plan.security_word(subject.language)
    known = known_tasks(subject)
    own = None if known is None else known[known["task_number"] == CYBERSECURITY]
    parts: list[Part] = []
    if own is not None and len(own):
        parts.append(_task_table(subject, own, say("Tasks for {cybersecurity}", cybersecurity=word), named=False))
    people = workforce(subject)
    if people is not None and len(people):
        n = int(people["security_staff"].fillna(0).sum())
        parts.append(say("Staff for {cybersecurity}: {n}.", n=say.number(n), cybersecurity=word))
    title = subject.plan.cybersecurity[subject.language]
    return Section(title, parts, folded=True) if parts else _absent(subject, title, "plan_tasks")


def known_tasks(subject: Subject) -> pd.DataFrame | None:
    """Return the plan's tasks as last told of by the quarter's end, in their order; None without the register."""
    rows = subject.register("plan_tasks")
    if rows is None:
        return None
    known = _latest(rows, ["task", "unit"], "updated_on")
    order = list(dict.fromkeys(rows["task"]))
    place = known["task"].map({task: place for place, task in enumerate(order)})
    return known.assign(place=place).sort_values(["task_number", "place"], kind="stable")


def _task_table(subject: Subject, known: pd.DataFrame, caption: str, *, named: bool = True) -> Table:
    say, rows = subject.say, []
    titles = {task.number: task.title[subject.language] for task in subject.plan.tasks}
    for row in rows_in(known):
        cells = [_text(row, "task"), *([_task_name(row, titles)] if named else []), _text(row, "title")]
        if subject.whole:
            cells.append(subject.unit_name(_text(row, "unit")))
        state = _text(row, "state")
        if is_late(row, subject.quarter.end):
            state = say("{state}; overdue", state=state)
        cells += [_day(row, "due_on", subject), _progress(row, subject), state, _day(row, "updated_on", subject)]
        rows.append(cells)
    heads = [say("Code"), *([say("Task")] if named else []), say("Content"), *([say("Unit")] if subject.whole else [])]
    heads += [say("Due"), say("Progress"), say("State"), say("Updated on")]
    return Table(caption, heads, rows, numbers=(len(heads) - 3,))


def _task_name(row: dict[Any, Any], titles: dict[int, str]) -> str:
    number = None if pd.isna(row["task_number"]) else int(row["task_number"])
    return f"{number}. {titles.get(number, '')}" if number else "–"


def _tasks_by_number(subject: Subject, known: pd.DataFrame) -> Table:
    say, rows = subject.say, []
    for task in subject.plan.tasks:
        own = rows_in(known[known["task_number"] == task.number])
        late = sum(is_late(row, subject.quarter.end) for row in own)
        done = sum(row["progress"] == 100 for row in own if not pd.isna(row["progress"]))
        told = [float(row["progress"]) for row in own if not pd.isna(row["progress"])]
        mean = say.percent(sum(told) / len(told) / 100, digits=0) if told else "–"
        rows.append(
            (f"{task.number}. {task.title[subject.language]}", *(say.number(n) for n in (len(own), done, late)), mean)
        )
    heads = (say("Task"), say("Specific tasks"), say("Done"), say("Overdue"), say("Mean progress"))
    return Table(say("The plan's tasks"), heads, rows, numbers=(1, 2, 3, 4))


def is_late(row: dict[Any, Any], end: date) -> bool:
    """Return whether a task was due by a day and is not done."""
    due, progress = row.get("due_on"), row.get("progress")
    if due is None or pd.isna(due):
        return False
    return pd.Timestamp(str(due)).date() <= end and (progress is None or pd.isna(progress) or int(str(progress)) < 100)


def funding(subject: Subject) -> Section | None:
    """Return planned and disbursed funds by source in the quarter's year, as last told; outsourcing apart."""
    say, year = subject.say, subject.quarter.end.year
    rows = funds(subject)
    if rows is None or rows.empty:
        return _absent(subject, say("Funding"), "budget")
    named = ["–" if pd.isna(source) else _words("budget", "source", source, subject) for source in rows["source"]]
    amounts = rows.assign(source=named, place=[_place(source) for source in rows["source"]])
    amounts = amounts.sort_values("place", kind="stable")
    by_source = amounts.groupby("source", sort=False)[["planned", "disbursed"]].sum().reset_index()
    parts: list[Part] = [funding_chart(by_source, language=subject.language)]
    parts.append(_money_table(subject, by_source, say("Funds by source, {year}", year=year)))
    parts.append(_outsourcing(subject, amounts))
    told = max(pd.to_datetime(rows["as_of"])).date()
    parts.append(say("As updated on {date}.", date=say.date(told)))
    return Section(say("Funding"), parts, folded=True)


def funds(subject: Subject) -> pd.DataFrame | None:
    """Return the funds of the quarter's year as last told, by source and outsourcing; None without the register."""
    rows = subject.register("budget")
    if rows is None:
        return None
    return _latest(rows[rows["year"] == subject.quarter.end.year], ["unit", "year", "source", "outsourcing"], "as_of")


def _place(source: Any) -> int:
    """Return a source's place in the plan's order; what is none of its sources comes last."""
    return SOURCES.index(str(source)) if str(source) in SOURCES else len(SOURCES)


def _money_table(subject: Subject, amounts: pd.DataFrame, caption: str) -> Table:
    say = subject.say
    rows = [_money_row(str(r["source"]), r["planned"], r["disbursed"], subject) for r in rows_in(amounts)]
    rows.append(_money_row(say("Total"), amounts["planned"].sum(), amounts["disbursed"].sum(), subject))
    heads = (say("Source"), say("Planned"), say("Disbursed"), say("Share disbursed"))
    return Table(caption, heads, rows, numbers=(1, 2, 3))


def _money_row(name: str, planned: float, disbursed: float, subject: Subject) -> tuple[str, str, str, str]:
    say = subject.say
    share = say.percent(disbursed / planned) if planned else "–"
    return name, say.money(int(planned)), say.money(int(disbursed)), share


def _outsourcing(subject: Subject, amounts: pd.DataFrame) -> Part:
    """Return a sentence on outsourced IT services, which the plan's financial solutions name."""
    say = subject.say
    if amounts["outsourcing"].isna().all():
        return say("The register does not say what was outsourced.")
    own = amounts[amounts["outsourcing"].fillna(False).astype(bool)]
    if own.empty:
        return say("IT outsourcing: none is recorded.")
    return say(
        "IT outsourcing: {planned} planned, {disbursed} disbursed.",
        planned=say.money(int(own["planned"].sum())),
        disbursed=say.money(int(own["disbursed"].sum())),
    )


def workforce(subject: Subject) -> pd.DataFrame | None:
    """Return the people for IT and cybersecurity as last counted in the quarter; None without the register."""
    rows = subject.register("workforce")
    if rows is None:
        return None
    taken = pd.to_datetime(rows["snapshot_on"])
    inside = rows[(taken >= pd.Timestamp(subject.quarter.start)) & (taken <= pd.Timestamp(subject.quarter.end))]
    return _latest(inside, ["unit"], "snapshot_on")


def solutions(subject: Subject) -> Section | None:
    """Return the human and other solutions: IT workforce, and initiatives that run in the quarter."""
    say, parts = subject.say, []
    people = workforce(subject)
    if people is not None and len(people):
        names, word = ("it_posts", "it_staff", "security_staff"), subject.plan.security_word(subject.language)
        figures = [say.number(int(people[name].fillna(0).sum())) for name in names]
        heads = (
            say("Workforce"),
            say("IT posts"),
            say("IT staff"),
            say("Staff for {cybersecurity}", cybersecurity=word),
        )
        parts.append(
            Table(
                say("Workforce for IT and {cybersecurity}", cybersecurity=word),
                heads,
                [(subject.name, *figures)],
                numbers=(1, 2, 3),
            )
        )
    running = initiatives(subject)
    if running is not None and len(running):
        parts.append(_initiative_table(subject, running))
    title = say("People and other solutions")
    return Section(title, parts, folded=True) if parts else _absent(subject, title, "workforce", "initiatives")


def initiatives(subject: Subject) -> pd.DataFrame | None:
    """Return the initiatives that ran in the quarter; None without the register."""
    rows = subject.register("initiatives")
    if rows is None:
        return None
    begun = rows
    ended = pd.to_datetime(begun["finished_on"])
    return begun[ended.isna() | (ended >= pd.Timestamp(subject.quarter.start))]


def _initiative_table(subject: Subject, running: pd.DataFrame) -> Table:
    say = subject.say
    rows = [
        (
            _text(row, "title") or _text(row, "initiative"),
            _words("initiatives", "kind", _text(row, "kind"), subject),
            *([subject.unit_name(_text(row, "unit"))] if subject.whole else []),
            _day(row, "started_on", subject),
            _day(row, "finished_on", subject) if _ended(row, subject.quarter.end) else say("running"),
            _text(row, "result"),
        )
        for row in rows_in(running)
    ]
    unit = [say("Unit")] if subject.whole else []
    heads = [say("Initiative"), say("Kind"), *unit, say("Started"), say("Finished"), say("Result")]
    return Table(say("Initiatives in the quarter"), heads, rows)


def _ended(row: dict[Any, Any], end: date) -> bool:
    finished = row.get("finished_on")
    return finished is not None and not pd.isna(finished) and pd.Timestamp(str(finished)).date() <= end


def inspection(subject: Subject) -> Section | None:
    """Return the quarter's inspection: scores by criterion and findings of a unit, or the units in a line each."""
    say = subject.say
    rows = subject.register("inspections")
    own = None if rows is None else rows[rows["period"] == subject.quarter.label]
    if own is None or own.empty:
        return _absent(subject, say("Inspection"), "inspections")
    table = _by_unit(subject, own) if subject.whole else _by_criterion(subject, own)
    return Section(say("Inspection"), [table], folded=True)


def _by_criterion(subject: Subject, own: pd.DataFrame) -> Table:
    say = subject.say
    rows = [
        (
            _text(row, "criterion"),
            say("{n} of {d}", n=say.number(row["score"], 1), d=say.number(row["max_score"], 1)),
            _text(row, "finding"),
            _text(row, "recommendation"),
        )
        for row in rows_in(own)
    ]
    heads = (say("Criterion"), say("Score"), say("Finding"), say("Recommendation"))
    return Table(say("Inspection of the quarter"), heads, rows, numbers=(1,))


def _by_unit(subject: Subject, own: pd.DataFrame) -> Table:
    say, rows = subject.say, []
    for code in subject.peers:
        scored = own[own["unit"] == code].dropna(subset=["score", "max_score"])
        if scored.empty:
            continue
        share = scored["score"].sum() / scored["max_score"].sum()
        texts = [_text(row, "finding") for row in rows_in(scored)]
        name = subject.unit_name(code)
        rows.append((name, say.percent(float(share)), "; ".join(text for text in texts if text)))
    heads = (say("Unit"), say("Score, share of the highest"), say("Findings"))
    return Table(say("Inspection of the units"), heads, rows, numbers=(1,))


def _text(row: dict[Any, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)


def _day(row: dict[Any, Any], name: str, subject: Subject) -> str:
    value = row.get(name)
    return "–" if value is None or pd.isna(value) else subject.say.date(pd.Timestamp(str(value)).date())


def _progress(row: dict[Any, Any], subject: Subject) -> str:
    value = row.get("progress")
    return "–" if value is None or pd.isna(value) else subject.say.percent(float(str(value)) / 100, digits=0)


def _words(register: str, column: str, value: object, subject: Subject) -> str:
    words = subject.registers[register].column(column).words_of(str(value), subject.language)
    return words[:1].upper() + words[1:]
