"""Sample registers of the plan's tasks and solutions: tasks, budget, workforce, initiatives, inspections."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.sample.setting import Setting, lookup

_MILLION = 1_000_000


def plan_tasks(setting: Setting) -> Iterator[pa.Table]:
    """Yield what lead and supporting units reported of the plan's tasks, once a quarter since the plan began."""
    rates = setting.parameters["plan_tasks"]
    not_begun, running, overdue, done = rates["states"]
    rows = []
    for one in rates["list"]:
        for quarter, progress in enumerate(one["progress"], len(setting.quarters) - len(one["progress"])):
            updated = setting.workdays[setting.snapshots[quarter]].astype(object)
            late = overdue if updated > one["due"] else running if progress else not_begun
            for place, unit in enumerate(one["units"]):
                row = {"task": one["task"], "task_number": one["number"], "title": one["title"], "unit": unit}
                row |= {"lead": place == 0, "due_on": one["due"], "progress": progress}
                row |= {"state": done if progress == 100 else late, "deliverable": one["deliverable"]}
                rows.append(row | {"updated_on": updated})
    yield pa.Table.from_pylist(rows)


def budget(setting: Setting) -> Iterator[pa.Table]:
    """Yield planned funds and what was disbursed of them since the year began, in đồng."""
    rng, rates = setting.generator("budget"), setting.parameters["budget"]
    rows = []
    for one in rates["list"]:
        pace = 0.9 + 0.15 * rng.random()
        for quarter, label in enumerate(setting.quarters):
            period = CALENDAR.quarter(label)
            planned = one["planned"][period.end.year == 2024] * _MILLION
            share = min(1.0, rates["disbursed"][period.number - 1] * pace)
            row = {"unit": one["unit"], "year": period.end.year, "source": one["source"]}
            row |= {"outsourcing": one.get("outsourcing", False), "planned": planned}
            row |= {"disbursed": int(planned * share) // 1000 * 1000}
            rows.append(row | {"as_of": setting.workdays[setting.snapshots[quarter]].astype(object)})
    yield pa.Table.from_pylist(rows)


def workforce(setting: Setting) -> Iterator[pa.Table]:
    """Yield IT posts and staff of the units as they were each quarter."""
    rng, rates = setting.generator("workforce"), setting.parameters["workforce"]
    rows = []
    for unit in setting.units:
        if "sizes" not in unit:
            continue
        share = rates["it_units"].get(unit["code"], rates["it_share"])
        posts = max(1, round(unit["sizes"]["staff"] * share))
        filled = max(0, posts - int(rng.random() * (1 + posts // 4)))
        for quarter in range(len(setting.quarters)):
            hired = int(rng.random() < 0.25 and filled < posts)
            left = int(rng.random() < 0.08 and filled > 1)
            filled += hired - left
            row = {"unit": unit["code"], "snapshot_on": setting.workdays[setting.snapshots[quarter]].astype(object)}
            row |= {"it_posts": posts, "it_staff": filled, "security_staff": filled // 4, "hired": hired, "left": left}
            rows.append(row | {"incentive": rates["incentive"] if unit["code"] in rates["it_units"] else None})
    yield pa.Table.from_pylist(rows)


def initiatives(setting: Setting) -> Iterator[pa.Table]:
    """Yield communication, regulation, cooperation and pilots."""
    renamed = {"initiative": "code", "started_on": "started", "finished_on": "finished"}
    columns = ("initiative", "unit", "kind", "channel", "title", "state", "started_on", "finished_on", "result")
    listed = setting.parameters["initiatives"]["list"]
    yield pa.table({name: [one.get(renamed.get(name, name)) for one in listed] for name in columns})


def inspections(setting: Setting) -> Iterator[pa.Table]:
    """Yield the quarterly scores of the units by criterion, with findings where a score is low."""
    rng, rates = setting.generator("inspections"), setting.parameters["inspections"]
    criteria = list(rates["criteria"])
    most = np.array([rates["criteria"][name] for name in criteria])
    places = np.array([place for place, unit in enumerate(setting.units) if "sizes" in unit])
    unit, criterion = np.repeat(places, len(criteria)), np.tile(np.arange(len(criteria)), len(places))
    level = rng.random(len(setting.units)) * rates["spread"] - rates["spread"] / 2
    for quarter, label in enumerate(setting.quarters):
        share = rates["level"] + rates["rise"] * quarter + level[unit] + 0.1 * (rng.random(len(unit)) - 0.5)
        score = np.floor(np.clip(share, 0, 1) * most[criterion] * 2) / 2
        strong = score >= rates["weak"] * most[criterion]
        yield pa.table(
            {
                "unit": setting.unit_codes(unit),
                "period": lookup([label], np.zeros_like(unit)),
                "criterion": lookup(criteria, criterion),
                "score": pa.array(score),
                "max_score": lookup(most.tolist(), criterion),
                "finding": lookup([rates["findings"][name] for name in criteria], criterion, strong),
                "recommendation": lookup([rates["recommendations"][name] for name in criteria], criterion, strong),
                "inspected_on": setting.days(np.full(len(unit), setting.snapshots[quarter]) - unit % 8),
            }
        )


REGISTERS = {plan_tasks: "csv", budget: "csv", workforce: "csv", initiatives: "csv", inspections: "csv"}
"""The registers that this module makes, and the form of their files."""
