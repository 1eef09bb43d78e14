"""What is done for the plan besides its targets, in plain sentences: tasks, funds, people, initiatives, inspection."""

from datetime import date

import pandas as pd

from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import solutions
from dtplan_analysis.reports.subject import Subject

_MOST = 8
"""So many tasks are named; of the others, the number."""


def undertaken(subject: Subject) -> list[str]:
    """Return tasks, funds, people, initiatives and inspection in a sentence each; none where nothing was told."""
    say, said = subject.say, []
    tasks = solutions.known_tasks(subject)
    if tasks is not None and len(tasks):
        rows = rows_in(tasks)
        late = sum(solutions.is_late(row, subject.quarter.end) for row in rows)
        done = sum(tasks["progress"].fillna(0) == 100)
        numbers = {"n": say.number(len(rows)), "done": say.number(int(done)), "late": say.number(late)}
        said.append(say("Tasks of the plan: {n} followed, {done} done, {late} overdue.", **numbers))
    funds = solutions.funds(subject)
    if funds is not None and (planned := funds["planned"].fillna(0).sum()):
        paid = funds["disbursed"].fillna(0).sum()
        amounts = {"planned": say.money(int(planned)), "disbursed": say.money(int(paid))}
        amounts |= {"share": say.percent(float(paid / planned)), "year": str(subject.quarter.end.year)}
        said.append(say("Funds of {year}: {planned} planned, {disbursed} disbursed ({share}).", **amounts))
    people = solutions.workforce(subject)
    if people is not None and len(people):
        sums = people[["it_posts", "it_staff", "security_staff"]].fillna(0).sum().astype(int)
        posts, staff, security = map(say.number, sums)
        said.append(
            say(
                "People: {staff} IT staff on {posts} posts, {security} for {cybersecurity}.",
                staff=staff,
                posts=posts,
                security=security,
                cybersecurity=subject.plan.security_word(subject.language),
            )
        )
    running = solutions.initiatives(subject)
    if running is not None and len(running):
        said.append(say("Initiatives under way in the quarter: {n}.", n=say.number(len(running))))
    inspected = subject.register("inspections")
    if inspected is not None:
        scored = inspected[inspected["period"] == subject.quarter.label].dropna(subset=["score", "max_score"])
        if len(scored) and scored["max_score"].sum():
            share = say.percent(float(scored["score"].sum() / scored["max_score"].sum()))
            said.append(say("Inspection of the quarter: {share} of the highest score.", share=share))
    return said


def tasks(subject: Subject, *, late: bool) -> list[str]:
    """Return the plan's tasks that are not done, those overdue or the others, by name; of too many, the number."""
    say, known = subject.say, solutions.known_tasks(subject)
    if known is None:
        return []
    units: dict[tuple[str, str], list[str]] = {}  # a task that several units have is named once
    for row in rows_in(known):
        done = not pd.isna(row["progress"]) and row["progress"] >= 100
        if not done and solutions.is_late(row, subject.quarter.end) == late:
            name = str(row["task"]) if pd.isna(row["title"]) else str(row["title"])
            day = "" if pd.isna(row["due_on"]) else str(pd.Timestamp(str(row["due_on"])).date())
            units.setdefault((day or "9999", name), []).append(str(row["unit"]))
    named = []
    for (day, name), codes in sorted(units.items())[:_MOST]:  # what is due first, first; without a day, last
        told = [", ".join(dict.fromkeys(subject.unit_name(code) for code in codes))] if subject.whole else []
        told += [say("due {date}", date=say.date(date.fromisoformat(day)))] if day != "9999" else []
        named.append(f"{name} ({'; '.join(told)})" if told else name)
    return named + ([say("and {n} others", n=say.number(len(units) - _MOST))] if len(units) > _MOST else [])
