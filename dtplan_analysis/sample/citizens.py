"""Sample registers around the dossiers: procedures, satisfaction, systems, declared fields."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from dtplan_analysis.sample.receipts import allocation, calendar, numbers
from dtplan_analysis.sample.setting import Setting, Share, Whole, between, flags, lookup, pick

_SCORES = ("very_dissatisfied", "dissatisfied", "neutral", "satisfied", "very_satisfied")


def procedures(setting: Setting) -> Iterator[pa.Table]:
    """Yield the procedures; one that became a full online service has a row for each of its levels."""
    rows = []
    for one in setting.parameters["procedures"]["list"]:
        since = one.get("valid_from", setting.parameters["procedures"]["valid_from"])
        row = {"procedure": one["code"], "name": one["name"], "field": one["field"]}
        row |= {"field_name": setting.parameters["procedures"]["fields"][one["field"]], "level": one["level"]}
        row |= {"valid_from": since, "valid_to": one.get("valid_to"), "unit": one["unit"]}
        rows += _changes(row, {one["full_from"]: {"level": "full"}} if "full_from" in one else {})
    yield pa.Table.from_pylist(rows)


def systems(setting: Setting) -> Iterator[pa.Table]:
    """Yield the information systems, with a row for each state that they were in."""
    rows: list[dict[str, Any]] = []
    for one in setting.parameters["systems"]["list"]:
        row = {"system": one["code"], "name": one["name"], "unit": one["unit"], "serves_public": one["public"]}
        row |= {"state": "operating", "integrated": False, "platform": None, "sso": False}
        row |= {"level": one.get("level", "central")}
        row |= {"valid_from": one.get("valid_from", setting.parameters["systems"]["valid_from"]), "valid_to": None}
        changes: dict[Any, dict[str, Any]] = {}
        if "integrated_from" in one:
            changes[one["integrated_from"]] = {"integrated": True, "platform": one["platform"]}
        if "sso_from" in one:
            changes.setdefault(one["sso_from"], {})["sso"] = True
        if "building_until" in one:
            row["state"] = "building"
            changes[one["building_until"] + timedelta(1)] = {"state": "operating"}
        if "retired_on" in one:
            changes[one["retired_on"]] = {"state": "retired"}
        rows += _changes(row, changes)
    yield pa.Table.from_pylist(rows)


def _changes(row: dict[str, Any], changes: dict[Any, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each time between changes."""
    rows = [row]
    for day in sorted(changes):
        rows[-1] = rows[-1] | {"valid_to": day - timedelta(1)}
        rows.append(rows[-1] | changes[day] | {"valid_from": day, "valid_to": row["valid_to"]})
    return rows


def _by_unit(setting: Setting, name: str) -> Share:
    """Return a parameter of the units that receive dossiers."""
    listed = {unit["code"]: unit[name] for unit in setting.parameters["dossiers"]["units"]}
    return np.array([listed.get(code, 0) for code in setting.codes])


def _by_quarter(setting: Setting) -> Whole:
    """Return the dossiers by quarter and unit."""
    return np.add.reduceat(allocation(setting), setting.bounds[:-1] - setting.bounds[0], axis=0)


def _received(
    setting: Setting, rng: np.random.Generator, quarter: int, unit: Whole, upto: float
) -> tuple[Whole, pa.Array]:
    """Draw dossiers of units from the first part of a quarter; return the days of receipt and the numbers."""
    first = int(setting.bounds[quarter])
    by_day = allocation(setting)[first - setting.bounds[0] : setting.bounds[quarter + 1] - setting.bounds[0]]
    last = max(1, int(len(by_day) * upto))
    day, serial = np.zeros_like(unit), np.zeros_like(unit)
    for place in np.unique(unit):
        rows = unit == place
        until = np.cumsum(by_day[:, place])
        drawn = np.floor(rng.random(int(rows.sum())) * max(until[last - 1], 1)).astype(np.int64)
        day[rows] = np.searchsorted(until, drawn, side="right")
        serial[rows] = drawn - (until - by_day[:, place])[day[rows]] + 1
    day = first + day
    return day, numbers(setting, unit, calendar(setting, day), serial)


def satisfaction(setting: Setting) -> Iterator[pa.Table]:
    """Yield the answers to the survey; some say that they do not know."""
    rng, rates = setting.generator("satisfaction"), setting.parameters["satisfaction"]
    share = _by_unit(setting, "satisfied")
    served = _by_quarter(setting)
    asked = np.maximum(3, np.rint(_by_unit(setting, "answers") * setting.scale)).astype(np.int64)
    counts = np.minimum(np.where(served > 0, asked, 0), served)
    for quarter, unit, _ in setting.pieces(counts):
        n = len(unit)
        received, number = _received(setting, rng, quarter, unit, 0.7)
        answered = np.minimum(received + between(rng, 1, 18, n), setting.bounds[quarter + 1] - 1)
        others = np.array([_SCORES.index(name) for name in rates["others"]])[pick(rng, n, rates["others"])]
        satisfied = np.where(rng.random(n) < rates["very"], 4, 3)
        score = 1 + np.where(rng.random(n) < share[unit], satisfied, others)
        stratum = pick(rng, n, rates["strata"])
        yield pa.table(
            {
                "unit": setting.unit_codes(unit),
                "answered_on": setting.days(answered),
                "score": pa.array(score, mask=rng.random(n) < rates["missing"]),
                "dossier": number,
                "weight": lookup([rates["weights"][name] for name in rates["strata"]], stratum),
                "stratum": lookup(list(rates["strata"]), stratum),
            }
        )


def satisfaction_served(setting: Setting) -> Iterator[pa.Table]:
    """Yield how many people each unit served in each quarter."""
    counts = _by_quarter(setting)
    quarter, unit = np.nonzero(counts)
    served = np.ceil(counts[quarter, unit] * setting.parameters["satisfaction"]["served"]).astype(np.int64)
    yield pa.table(
        {"unit": setting.unit_codes(unit), "period": lookup(setting.quarters, quarter), "served": pa.array(served)}
    )


def declarations(setting: Setting) -> Iterator[pa.Table]:
    """Yield declared fields, and whether a national database held them already."""
    rng, rates = setting.generator("declarations"), setting.parameters["declarations"]
    pairs = {unit["code"]: unit["declared_once"] for unit in setting.parameters["dossiers"]["units"]}
    first, rise = np.array([pairs.get(code, (0, 0)) for code in setting.codes]).T
    served = _by_quarter(setting)
    least = max(1, round(rates["least"] * setting.scale))
    asked = np.maximum(least, np.rint(_by_unit(setting, "weight") * rates["size"] * setting.scale)).astype(np.int64)
    held_share = np.array([rates["held"][name] for name in rates["fields"]])
    for quarter, unit, _ in setting.pieces(np.where(served > 0, asked, 0)):
        n = len(unit)
        received, number = _received(setting, rng, quarter, unit, 1.0)
        field = pick(rng, n, rates["fields"])
        held = rng.random(n) < held_share[field]
        again = rng.random(n) >= first[unit] + rise[unit] * quarter
        yield pa.table(
            {
                "dossier": number,
                "unit": setting.unit_codes(unit),
                "declared_on": setting.days(received),
                "field": lookup(list(rates["fields"]), field),
                "held_in_national_database": flags(held),
                "asked_again": flags(held & again),
            }
        )


REGISTERS = {
    procedures: "csv",
    systems: "csv",
    satisfaction: "csv",
    satisfaction_served: "csv",
    declarations: "parquet",
}
"""The registers that this module makes, and the form of their files."""
