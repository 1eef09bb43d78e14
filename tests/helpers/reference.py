"""The rules of counting once more, over rows that are plain dicts: what every back-end must agree with.

Written from the rules, not from the library. RULES names an indicator's register, which of its rows count in a period,
and what a row is: OUT (none of the indicator's records), EXCLUDED, MISSING, or the 1 or 0 (or less) that it counts.
A cell that is UNREAD says something, and nobody can tell what.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date

OUT, EXCLUDED, MISSING = "out", "excluded", "missing"
UNREAD = "unread"
CODES = {
    "secrecy": ("none", "confidential", "secret", "top_secret"),
    "state": (
        "arrived",
        "refused",
        "accepted",
        "assigned",
        "in_process",
        "completed",
        "recall_asked",
        "recalled",
        "recall_refused",
        "building",
        "operating",
        "retired",
    ),
    "kind": ("official", "public_employee", "contract", "awareness", "digital_skills", "platform_management"),
    "status": (
        "newly_registered",
        "accepted",
        "not_accepted",
        "in_process",
        "supplement_requested",
        "financial_obligation_requested",
        "withdrawal_requested",
        "stopped",
        "processed",
        "returned",
    ),
    "result_delivery": ("online", "postal", "direct"),
}
SECRETS, RECALLED = ("confidential", "secret", "top_secret"), ("refused", "recalled")
DOCUMENT_CHANNELS = ("portal", "dms", "email", "special_transmission", "interconnection_axis", "paper")
SCORES = {"very_dissatisfied": 0, "dissatisfied": 0, "neutral": 0, "satisfied": 1, "very_satisfied": 1}


class Row(dict):
    """A row whose cells that nobody can read are empty, and known."""

    def __init__(self, cells):
        super().__init__({name: None if cell == UNREAD else cell for name, cell in cells.items()})
        self.unread = {name for name, cell in cells.items() if cell == UNREAD}

    def unclear(self, *names):
        strange = (name for name in names if name in CODES and self[name] not in (None, *CODES[name]))
        return bool(self.unread.intersection(names) or any(strange))


class World:
    def __init__(self, registers, period, as_of):
        self.registers, self.as_of, self.year_start = registers, as_of, period.year_start
        self.start, self.end, self.day = period.start, period.end, min(period.end, as_of)

    def holds(self, day):
        return day is not None and self.start <= day <= self.end

    def happened(self, register, key, value, day, since, **only):
        """Whether it did; None where nobody can tell the kind or the day of what did."""
        found = False
        for r in self.registers[register]:
            sure = all(r[name] == wanted for name, wanted in only.items())
            inside = r[day] and since <= r[day] <= self.end
            if r[key] == value is not None and (sure or r.unclear(*only)) and (inside or r.unclear(day)):
                if sure and inside:
                    return True
                found = None
        return found


def known(value, *cells):
    return MISSING if None in cells else int(value)


def valid(r, w, begun="valid_from", ended="valid_to"):
    return r[begun] and r[begun] <= w.day and (r[ended] is None or r[ended] >= w.day or r[ended] < r[begun])


def was_open(r, w):
    begun, ended = r["assigned_on"], r["completed_on"]
    still = ended is None or ended >= w.start or (begun and ended < begun and begun >= w.start)
    return begun and begun <= w.day and still


def last_snapshot(r, w):
    days = [o["snapshot_on"] for o in w.registers["infrastructure"] if o["unit"] == r["unit"] and o["snapshot_on"]]
    return r["snapshot_on"] is not None and r["snapshot_on"] == max(
        (d for d in days if w.start <= d <= w.day), default=0
    )


def document(r, w, directions, channels, paper):
    if r["direction"] in {"internal", "outgoing", "incoming"} - set(directions):
        return OUT
    later = [o for o in w.registers["documents"] if o["state"] not in RECALLED and o["number"] != r["number"]]
    later = [o for o in later if o["replaces"] == r["number"] is not None]
    if r["secrecy"] in SECRETS or r["state"] in RECALLED or not all(o.unclear("state") for o in later):
        return EXCLUDED
    if later or r["direction"] not in directions or r["channel"] not in DOCUMENT_CHANNELS:
        return MISSING
    if r.unclear("secrecy", "state", "replaces"):
        return MISSING
    return known(r["channel"] in channels and not paper, paper)


def tracked(r, w):
    wrong = (r["completed_on"] and r["completed_on"] < r["assigned_on"]) or r.unclear("secrecy", "completed_on")
    updated = w.happened("assignment_updates", "number", r["number"], "updated_on", w.start)
    if r["secrecy"] in SECRETS:
        return EXCLUDED
    reached = r["tracked"] and (updated or w.holds(r["completed_on"]))
    return MISSING if wrong else known(reached or 0, r["tracked"], updated)


def task_on_time(r, w):
    wrong = any(r[day] and r[day] < r["assigned_on"] for day in ("due_on", "completed_on"))
    wrong = wrong or r.unclear("secrecy", "due_on", "completed_on")
    on_time = r["due_on"] and (r["completed_on"] or w.as_of) <= r["due_on"]
    return EXCLUDED if r["secrecy"] in SECRETS else MISSING if wrong else known(on_time or 0, r["due_on"])


def digital(r, _w):
    steps = [r[step] for step in ("opened_digitally", "processed_digitally", "closed_digitally")]
    return EXCLUDED if r["secrecy"] in SECRETS else MISSING if r.unclear("secrecy") else known(all(steps), *steps)


def staff(r, reached, *cells):
    wrong = (r["valid_to"] and r["valid_to"] < r["valid_from"]) or r.unclear("valid_to", "kind", "long_leave")
    return EXCLUDED if r["kind"] == "contract" or r["long_leave"] else MISSING if wrong else known(reached, *cells)


def mail(r, w):
    used = w.happened("mailbox_use", "staff", r["staff"], "used_on", w.start)
    return staff(r, (used and r["official_mailbox"]) or 0, r["official_mailbox"], used)


def trained(r, w, **kind):
    attended = w.happened("training", "staff", r["staff"], "completed_on", w.year_start, **kind)
    return staff(r, attended or 0, attended)


def channel(r):
    found = r["channel"] or "direct"
    return found if found in ("direct", "online", "postal", "email", "other") else None


def authenticated(r, _w):
    return EXCLUDED if channel(r) not in ("online", None) else known(r["authenticated"], channel(r), r["authenticated"])


def online(r, _w):
    return known(channel(r) == "online" and r["processed_online"], channel(r), r["processed_online"])


def fully(r, _w):
    by, given = r["result_delivery"], r["result_online"]
    none_yet = by is None and not r.unclear("result_delivery") and r["status"] not in ENDED and runs(r)
    lacking = given is False and (by == "direct" or none_yet)
    arrived = True if given or by in ("online", "postal") else False if lacking else None
    steps = (channel(r), r["processed_online"], arrived, r["reused"])
    return known(channel(r) == "online" and all(steps), *steps)


def level(r, w):
    day, rows = r["received_on"], [p for p in w.registers["procedures"] if p["procedure"] == r["procedure"] is not None]
    begun = [p for p in rows if p.unclear("valid_from") or (p["valid_from"] and p["valid_from"] <= day)]
    on_day = [p for p in begun if (p["valid_to"] or day) >= day]
    levels = {p["level"] for p in on_day} - {None}
    if any(p.unclear("valid_from", "valid_to") or p["level"] == "unheard of" for p in on_day):
        return None
    return levels.pop() if len(levels) == 1 else None


ENDED = ("withdrawal_requested", "stopped", "processed", "returned")


def runs(r):
    """Nothing says that it ended, and nothing that could say so is unclear."""
    return not (r["completed_on"] or r["returned_on"] or r.unclear("completed_on", "returned_on", "status"))


def end_is_unclear(r):
    no_result = r["returned_on"] is None and r.unclear("returned_on", "status")
    return r["completed_on"] is None and (r.unclear("completed_on") or no_result)


def timely(r, w, reached=lambda on_time, _r: on_time, *cells):
    received, due, ended = r["received_on"], r["due_on"], r["completed_on"] or r["returned_on"]
    lost = (ended is None and r["status"] in ENDED) or end_is_unclear(r) or r.unclear("supplements")
    if received is None or due is None or due < received or lost or (ended and ended < received) or None in cells:
        return MISSING
    return int(reached((ended or w.as_of) <= due and (r["supplements"] or 0) <= 1, r))


def as_it_was(r, w):
    """The row as it was on the period's last day."""
    cells = {**r, **dict.fromkeys(r.unread, UNREAD)}
    return next((Row(one) for one in by_then("dossiers", [cells], w.day)), None)


def open_by_then(r, w):
    r = as_it_was(r, w)
    if r is None or r["received_on"] is None:
        return False
    received, end = r["received_on"], r["completed_on"] or r["returned_on"]
    if end_is_unclear(r):
        return True
    if end is None:
        return received >= w.start or r["status"] not in ENDED
    return end >= w.start or (end < received and received >= w.start)


def timely_by_then(r, w, reached=lambda on_time, _r: on_time, *cells):
    r = as_it_was(r, w)
    received, due, end = r["received_on"], r["due_on"], r["completed_on"] or r["returned_on"]
    asked = r["supplement_asked_on"]
    waits = r["status"] == "supplement_requested" or r.unclear("supplement_asked_on")
    lost = end_is_unclear(r) or (not end and not asked and waits) or r.unclear("supplements")
    judged = end or asked or w.day
    if due is None or due < received or lost or judged < received or None in cells:
        return MISSING
    return int(reached(judged <= due and (r["supplements"] or 0) <= 1, r))


def accepted(rule, among=lambda _r, _w: True):
    def found(r, w):
        if not among(r, w):
            return OUT
        return EXCLUDED if r["status"] == "not_accepted" else MISSING if r.unclear("status") else rule(r, w)

    return found


def system(r, w, cell, among=()):
    if r["serves_public"] is False or (among and r["level"] in {"central", "local"} - set(among)):
        return OUT
    if r["state"] in ("building", "retired"):
        return EXCLUDED
    unclear = (
        r["state"] != "operating" or (among and r["level"] not in among) or (r["valid_to"] or w.end) < r["valid_from"]
    )
    unclear = unclear or r.unclear("valid_to")
    return MISSING if unclear else known(cell, r["serves_public"], cell)


def integrated(r, w):
    platform = r["platform"] or (None if r["integrated"] in (True, None) else "other")
    clear = r["integrated"] is not None and platform in ("lgsp", "ndxp", "other")
    return system(r, w, r["integrated"] and platform != "other" if clear else None)


def declared(r, _w):
    held = r["held_in_national_database"]
    return OUT if held is False else known(r["asked_again"] is False, held, r["asked_again"])


def flow(day):
    return lambda r, w: w.holds(r["received_on"] if r.unclear(day) else r[day])


RECEIVED, STAFF, SYSTEMS = ("dossiers", flow("received_on")), ("staff", valid), ("systems", valid)
RULES = {
    ("documents_internal_electronic", ""): (
        *("documents", flow("sent_on")),
        lambda r, w: document(r, w, ["internal"], DOCUMENT_CHANNELS[:3], r["also_paper"]),
    ),
    ("documents_external_electronic", ""): (
        *("documents", flow("sent_on")),
        lambda r, w: document(r, w, ["outgoing", "incoming"], DOCUMENT_CHANNELS[3:5], False),
    ),
    ("tasks_tracked", ""): ("assignments", was_open, tracked),
    ("tasks_on_time", ""): ("assignments", flow("assigned_on"), task_on_time),
    ("work_records_digital", ""): ("work_records", flow("closed_on"), digital),
    ("staff_official_mail", ""): (*STAFF, mail),
    ("staff_trained", "any_class"): (*STAFF, trained),
    ("staff_trained", "awareness"): (*STAFF, lambda r, w: trained(r, w, kind="awareness")),
    ("staff_trained", "digital_skills"): (*STAFF, lambda r, w: trained(r, w, kind="digital_skills")),
    ("staff_trained", "platform_management"): (*STAFF, lambda r, w: trained(r, w, kind="platform_management")),
    ("infrastructure_conditions", ""): (
        *("infrastructure", last_snapshot),
        lambda r, _w: EXCLUDED if r["required"] is False else known(r["met"] or 0, r["required"], r["met"]),
    ),
    ("dossiers_authenticated", "dossiers"): (*RECEIVED, authenticated),
    ("dossiers_authenticated", "users"): (*RECEIVED, authenticated),
    ("dossiers_authenticated", "systems"): (*SYSTEMS, lambda r, w: system(r, w, r["sso"])),
    ("dossiers_authenticated", "systems_central"): (*SYSTEMS, lambda r, w: system(r, w, r["sso"], ["central"])),
    ("dossiers_authenticated", "systems_local"): (*SYSTEMS, lambda r, w: system(r, w, r["sso"], ["local"])),
    ("dossiers_online", ""): (*RECEIVED, accepted(online)),
    ("dossiers_fully_online", "all"): (*RECEIVED, accepted(fully)),
    ("dossiers_fully_online", "online"): (*RECEIVED, accepted(fully, lambda r, _w: channel(r) in ("online", None))),
    ("dossiers_fully_online", "full_service_procedures"): (
        *RECEIVED,
        accepted(
            lambda r, w: fully(r, w) if level(r, w) == "full" else MISSING,
            lambda r, w: level(r, w) not in ("partial", "information"),
        ),
    ),
    ("dossiers_on_time", "received"): (*RECEIVED, accepted(timely)),
    ("dossiers_on_time", "decision_766"): ("dossiers", open_by_then, accepted(timely_by_then)),
    ("dossiers_on_time", "completed"): ("dossiers", flow("completed_on"), accepted(timely)),
    ("applicants_satisfied", "survey"): (
        *("satisfaction", flow("answered_on")),
        lambda r, _w: SCORES.get(r["score"], MISSING),
    ),
    ("applicants_satisfied", "administrative"): (
        *RECEIVED,
        accepted(lambda r, w: timely(r, w, lambda on_time, r: on_time and not r["complaint"], r["complaint"])),
    ),
    ("applicants_satisfied", "decision_766"): (
        *("dossiers", open_by_then),
        accepted(lambda r, w: timely_by_then(r, w, lambda on_time, r: on_time - r["complaint"], r["complaint"])),
    ),
    ("systems_integrated", ""): (*SYSTEMS, integrated),
    ("declarations_not_repeated", ""): ("declarations", flow("declared_on"), declared),
}


def person(found):
    """One person of their records: reached where all known ones are, missing where one is unknown and none failed."""
    known_ones = [one for one in found if one not in (MISSING, EXCLUDED)]
    if 0 in known_ones:
        return 0
    return MISSING if MISSING in found else 1 if known_ones else EXCLUDED


BEGINS = {
    "documents": "sent_on", "assignments": "assigned_on", "assignment_updates": "updated_on",
    "work_records": "closed_on", "mailbox_use": "used_on", "training": "completed_on",
    "infrastructure": "snapshot_on", "dossiers": "received_on", "satisfaction": "answered_on",
    "declarations": "declared_on",
}  # fmt: skip
ENDS = {"assignments": ("completed_on",), "work_records": ("opened_on",)}
ENDS["dossiers"] = ("completed_on", "returned_on", "supplement_asked_on")


def by_then(register, rows, as_of):
    """The rows as a reader of that day could know them: what is dated after it has not happened."""
    for row in rows:
        begin = row.get(BEGINS.get(register))
        if isinstance(begin, date) and begin > as_of:
            continue
        late = [name for name in ENDS.get(register, ()) if isinstance(row.get(name), date) and row[name] > as_of]
        row = row | dict.fromkeys(late)
        asked = "supplement_asked_on" in late and row.get("status") == "supplement_requested"
        ended = {"completed_on", "returned_on"}.intersection(late) and row.get("status") in ENDED
        if register == "dossiers" and (asked or ended):
            row["status"] = "in_process"
        yield row


def count(indicator, registers, periods, as_of):
    """Return {(unit, period, span): (records, excluded, missing, denominator, numerator)}, where there are records."""
    register, placed, rule = RULES[indicator]
    registers = {name: [Row(cells) for cells in by_then(name, rows, as_of)] for name, rows in registers.items()}
    counts = {}
    for period in periods:
        # A stock's year to date is its last quarter's.
        seen = replace(period, to_date=False) if placed in (valid, last_snapshot) else period
        world, found = World(registers, seen, as_of), defaultdict(list)
        for number, row in enumerate(registers[register]):
            if placed(row, world) and (outcome := rule(row, world)) != OUT:
                who = row["user"] if indicator[1] == "users" else None
                nobody = indicator[1] == "users" and who is None and outcome != EXCLUDED
                found[row["unit"], who if who is not None else number].append(MISSING if nobody else outcome)
        for unit in {unit for unit, _ in found}:
            ends = [person(found[key]) if indicator[1] == "users" else found[key][0] for key in found if key[0] == unit]
            counted = [end for end in ends if end not in (EXCLUDED, MISSING)]
            excluded, missing = ends.count(EXCLUDED), ends.count(MISSING)
            five = (len(ends), excluded, missing, len(counted), max(0, sum(counted)))
            counts[unit, period.label, period.span] = five
    return counts
