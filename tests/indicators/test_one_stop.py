"""Form II.06a counts as its rules say, on every back-end, and what a workspace keeps of it."""

from collections import Counter
from datetime import date
from itertools import product

import pandas as pd
import pytest
from backends import BACKENDS, rows_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.indicators.one_stop import BESIDE, COLUMNS, NOT_STATED, one_stop_form
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.registers.dossiers import ENDED, STATUSES

AS_OF = date(2024, 8, 15)
QUARTERS = CALENDAR.between(date(2023, 11, 1), AS_OF)
PERIODS = [*QUARTERS, *(CALENDAR.year_to_date(quarter) for quarter in QUARTERS)]
DAYS = st.sampled_from(
    [
        *(date(2023, 9, 9), date(2023, 12, 31), date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 1)),
        *(date(2024, 5, 20), date(2024, 6, 30), date(2024, 7, 1), AS_OF, date(2024, 8, 16), date(2024, 10, 1)),
    ]
)
DOSSIERS = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["A", "B"]),
        "procedure": st.sampled_from(["1", "2", None]),
        "field": st.sampled_from(["Nhà ở", None, None, "(total)", ""]),
        "received_on": DAYS,
        "due_on": DAYS | st.none(),
        "completed_on": DAYS | st.none() | st.none(),
        "returned_on": st.none() | st.none() | DAYS,
        "supplement_asked_on": st.none() | st.none() | DAYS,
        "status": st.sampled_from([*STATUSES, "in_process", "supplement_requested", "unheard of", None]),
        "channel": st.sampled_from(["online", "direct", "postal", "email", "unheard of", None]),
    }
)
PROCEDURES = st.fixed_dictionaries(
    {
        "procedure": st.sampled_from(["1", "2"]),
        "field": st.sampled_from(["Nhà ở", "Xây dựng", "(total)", None]),
        "valid_from": DAYS,
        "valid_to": DAYS | st.none(),
    }
)

# -- The rules once more, over plain dicts -----------------------------------------------------------------------


def field_of(row, procedures):
    if row["field"] not in (None, "", "(total)"):
        return row["field"]
    day = row["received_on"]
    valid = [p for p in procedures if p["valid_from"] <= day <= (p["valid_to"] or day)]
    fields = {p["field"] for p in valid if p["procedure"] == row["procedure"]} - {None, "(total)"}
    return fields.pop() if len(fields) == 1 else NOT_STATED


def waits(row, last):
    asked, status = row["supplement_asked_on"], row["status"]
    may_wait = status in ("supplement_requested", None, *ENDED)
    return may_wait and (asked <= last if asked else status == "supplement_requested")


def places(row, period):
    """The columns in which a dossier counts in a period."""
    last = min(period.end, AS_OF)
    received, due, end = row["received_on"], row["due_on"], row["completed_on"] or row["returned_on"]
    fresh = period.start <= received <= last
    if row["status"] == "not_accepted":
        return ["not_accepted"] * fresh
    came = {"online": "online", "direct": "direct", "postal": "direct", None: "direct"}.get(row["channel"], "otherwise")
    # Of a status without a meaning nobody can tell whether it is an end.
    given_back = row["status"] in ("withdrawal_requested", "stopped", "supplement_requested")
    if (end is None and row["status"] in (*ENDED, "unheard of")) or (end and end < received):
        how = "on_time" if given_back else "undated"
        return ["received", f"received_{came}", "settled", f"settled_{how}"] * fresh
    if not fresh and (received >= period.start or (end and end < period.start)):
        return []
    due = due if due and due >= received else None
    if end and end <= last:
        how = "without_due" if not due else "early" if end < due else "on_time" if end == due else "overdue"
        state = ["settled", "settled_on_time" if given_back else f"settled_{how}"]
    else:
        how = "without_due" if not due else "within_time" if last <= due else "overdue"
        state = ["open", "open_within_time" if waits(row, last) else f"open_{how}"]
    return ["received", f"received_{came}" if fresh else "carried_over", *state]


def counted_plainly(rows, procedures):
    found = {}
    for row, period in product(rows, PERIODS):
        if where := places(row, period):
            key = row["unit"], field_of(row, procedures), period.label, period.span
            found.setdefault(key, Counter()).update(where)
    return found


def agree(rows, procedures, backend):
    dossiers, other = BACKENDS[backend](rows, "dossiers"), BACKENDS[backend](procedures, "procedures")
    found = rows_of(one_stop_form(dossiers, PERIODS, as_of=AS_OF, registers={"procedures": other}))
    keys = [(row["unit"], row["field"], row["period"], row["span"]) for row in found]
    assert len(keys) == len(set(keys))
    expected = counted_plainly(rows, procedures)
    names = (*COLUMNS.values(), *BESIDE)
    numbers = dict(zip(keys, found, strict=True))
    assert {key: +Counter({name: row[name] for name in names}) for key, row in numbers.items()} == expected
    for row in found:
        three = row["received_online"] + row["received_direct"] + row["carried_over"] + row["received_otherwise"]
        assert row["received"] == three == row["settled"] + row["open"]
    for unit, field, _, _ in keys:  # what is open at a quarter's end is carried over into the next
        quarters = [numbers.get((unit, field, one.label, "quarter"), {}) for one in QUARTERS]
        assert [one.get("open", 0) for one in quarters[:-1]] == [one.get("carried_over", 0) for one in quarters[1:]]


quick = settings(
    deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)


def test_form_is_the_reference():
    @settings(quick, max_examples=20)
    @given(st.lists(DOSSIERS, max_size=12), st.lists(PROCEDURES, max_size=3))
    def check(rows, procedures):
        agree(rows, procedures, "polars")

    check()


@pytest.mark.parametrize("backend", [backend for backend in BACKENDS if backend != "polars"])
def test_every_backend_fills_the_form_alike(backend):
    drawn = []

    @settings(quick, max_examples=2)
    @given(st.lists(DOSSIERS, min_size=20, max_size=20), st.lists(PROCEDURES, min_size=3, max_size=3))
    def check(rows, procedures):
        drawn.append(rows)
        if len(drawn) > 1:  # the first is the simplest there is
            agree(rows, procedures, backend)

    check()
    assert len(drawn) > 1


ROW = {"unit": "A", "received_on": "2024-04-02", "due_on": "2024-04-10", "completed_on": None, "channel": "online"}
ROW |= {"supplement_asked_on": None}
GIVEN_BACK, WAITS, LATE = ("settled", "settled_on_time"), ("open", "open_within_time"), ("open", "open_overdue")


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ({"status": "withdrawal_requested", "completed_on": "2024-04-20"}, GIVEN_BACK),
        ({"status": "withdrawal_requested", "completed_on": "2024-04-05"}, GIVEN_BACK),
        ({"status": "withdrawal_requested", "due_on": None, "completed_on": "2024-04-05"}, GIVEN_BACK),
        ({"status": "withdrawal_requested"}, GIVEN_BACK),
        ({"status": "stopped", "completed_on": "2024-04-05"}, GIVEN_BACK),
        ({"status": "stopped", "completed_on": "2024-07-03"}, LATE),
        ({"status": "supplement_requested", "completed_on": "2024-04-20"}, GIVEN_BACK),
        ({"status": "supplement_requested"}, WAITS),
        ({"status": "supplement_requested", "due_on": None}, WAITS),
        ({"status": "supplement_requested", "supplement_asked_on": "2024-06-30"}, WAITS),
        ({"status": "supplement_requested", "supplement_asked_on": "2024-07-01"}, LATE),
        ({"status": "in_process", "supplement_asked_on": "2024-04-05"}, LATE),
        ({"status": "processed", "completed_on": "2024-07-03", "supplement_asked_on": "2024-04-05"}, WAITS),
        ({"status": "processed"}, ("settled", "settled_undated")),
        ({"status": "processed", "completed_on": "2024-04-20"}, ("settled", "settled_overdue")),
    ],
)
def test_dossiers_stand_in_the_columns_that_the_headings_name(row, columns):
    frame = pd.DataFrame([ROW | row])
    for day in ("received_on", "due_on", "completed_on", "supplement_asked_on"):
        frame[day] = pd.to_datetime(frame[day])
    (found,) = rows_of(one_stop_form(frame, [CALENDAR.quarter("2024Q2")], by="unit", as_of=date(2024, 7, 5)))
    filled = {name for name in (*COLUMNS.values(), *BESIDE) if found[name]}
    assert filled == {"received", "received_online", *columns}


def test_periods_that_have_not_begun_are_left_out():
    row = {"unit": "A", "received_on": AS_OF, "due_on": AS_OF, "completed_on": None, "channel": None}
    frame = BACKENDS["polars"]([row], "dossiers")
    later = CALENDAR.quarter("2024Q4")
    assert one_stop_form(frame, [later], as_of=AS_OF).columns == one_stop_form(frame, PERIODS, as_of=AS_OF).columns
    assert rows_of(one_stop_form(frame, [later], as_of=AS_OF)) == []
    assert {row["period"] for row in rows_of(one_stop_form(frame, [*QUARTERS, later], by=None))} == {"2024Q3"}


@pytest.mark.parametrize("name", ["open", "way", "period", "nth_0"])
def test_refuses_to_group_by_a_name_of_its_own(name):
    with pytest.raises(RegisterError, match=f"cannot group by '{name}'"):
        one_stop_form(BACKENDS["polars"]([], "dossiers"), PERIODS, by=name, as_of=AS_OF)


# -- A workspace's form ------------------------------------------------------------------------------------------
