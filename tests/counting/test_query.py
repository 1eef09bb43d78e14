"""Counting on plain frames: periods, time zones, what is refused and what is said."""

import warnings
from datetime import date

import pandas as pd
import polars as pl
import pytest
from backends import BACKENDS
from counted import AS_OF, SYSTEM, dossiers, periods
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.errors import InputError, PeriodError, RegisterError
from dtplan_analysis.indicators import (
    applicants_satisfied,
    dossiers_fully_online,
    dossiers_online,
    staff_official_mail,
    staff_trained,
    systems_integrated,
)
from dtplan_analysis.periods import CALENDAR, ND09, dated_quarters, regular_quarters

APRIL = regular_quarters(year_begins="04-01")


def test_counts_add_up_in_any_order_of_rows():
    cells = st.fixed_dictionaries(
        {
            "unit": st.sampled_from("AB"),
            "received_on": st.dates(date(2024, 1, 1), date(2024, 12, 31)),
            "channel": st.sampled_from(["online", "direct", "unheard of", None]),
            "processed_online": st.sampled_from([True, False, None]),
            "status": st.sampled_from(["processed", "not_accepted", None]),
        }
    )

    @settings(derandomize=True, database=None)
    @given(
        st.lists(cells, min_size=1, max_size=12).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))
    )
    def check(both):
        first, again = (
            count([dossiers_online], {"dossiers": BACKENDS["polars"](rows, "dossiers")}, YEAR, as_of=AS_OF)[
                0
            ].to_native()
            for rows in both
        )
        keys = ["unit", "period", "span"]
        assert first.sort(keys).equals(again.sort(keys))
        assert (first["records"] == first["excluded"] + first["missing"] + first["denominator"]).all()
        assert ((first["numerator"] >= 0) & (first["numerator"] <= first["denominator"])).all()
        assert first.filter(pl.col("span") == "quarter")["records"].sum() == len(both[0])

    check()


YEAR = [*(quarters := CALENDAR.between(date(2024, 1, 1), AS_OF)), *map(CALENDAR.year_to_date, quarters)]


def test_flow_to_date_is_the_sum_of_its_quarters():
    found = dossiers_online.counts(
        dossiers("2023-12-31", "2024-01-01", "2024-03-31", "2024-04-01", "2024-09-30"),
        period="year_to_date",
        as_of=date(2024, 9, 30),
    )
    assert periods(found) == {
        ("2023Q4", "quarter"): (1, 1),
        ("2024Q1", "quarter"): (2, 2),
        ("2024Q2", "quarter"): (1, 1),
        ("2024Q3", "quarter"): (1, 1),
        ("2023Q4", "year_to_date"): (1, 1),
        ("2024Q1", "year_to_date"): (2, 2),
        ("2024Q2", "year_to_date"): (3, 3),
        ("2024Q3", "year_to_date"): (4, 4),
    }


def test_year_of_decree_09_starts_on_15_december():
    frame = dossiers("2023-12-14", "2023-12-15", "2024-03-14", "2024-03-15", "2024-06-14")
    found = dossiers_online.counts(frame, period="year_to_date", quarters=ND09)
    assert periods(found, "records") == {
        ("2023Q4", "quarter"): (1,),
        ("2024Q1", "quarter"): (2,),
        ("2024Q2", "quarter"): (2,),
        ("2023Q4", "year_to_date"): (1,),
        ("2024Q1", "year_to_date"): (2,),
        ("2024Q2", "year_to_date"): (4,),
    }


WANTED = [
    # what is asked for, the years' first day, records by period and span
    ("month", CALENDAR, {("2024-03", "month"): 1, ("2024-04", "month"): 2, ("2025-03", "month"): 1}),
    ("half_year", CALENDAR, {("2024H1", "half_year"): 3, ("2025H1", "half_year"): 1}),
    ("year", APRIL, {("FY2023", "year"): 1, ("FY2024", "year"): 3}),
    ("year_to_date", APRIL.of_length(12), {(label, span): n for label, n in (("FY2023", 1), ("FY2024", 3))
                                           for span in ("year", "year_to_date")}),
    ("Quý II/2024", CALENDAR, {("2024Q2", "quarter"): 2}),
    (["Q1/2024", "2025"], CALENDAR, {("2024Q1", "quarter"): 1, ("2025", "year"): 1}),
    ("FY2024Q4", APRIL, {("FY2024Q4", "quarter"): 1}),
]  # fmt: skip


@pytest.mark.parametrize(("period", "quarters", "records"), WANTED, ids=lambda one: str(one)[:20])
def test_periods_of_any_length_by_span_or_label(period, quarters, records):
    frame = dossiers("2024-03-31", "2024-04-01", "2024-04-30", "2025-03-31")
    found = dossiers_online.counts(frame, period=period, quarters=quarters, as_of=date(2025, 3, 31))
    assert periods(found, "records") == {key: (n,) for key, n in records.items()}


def test_fiscal_year_to_date_runs_from_its_first_day():
    frame = dossiers("2024-03-31", "2024-04-01", "2024-09-30", "2025-03-31")
    found = dossiers_online.counts(frame, period="year_to_date", quarters=APRIL, as_of=date(2025, 3, 31))
    to_date = {label: n for (label, span), n in periods(found, "records").items() if span == "year_to_date"}
    assert to_date == {"FY2023Q4": (1,), "FY2024Q1": (1,), "FY2024Q2": (2,), "FY2024Q3": (2,), "FY2024Q4": (3,)}


@pytest.mark.parametrize("asked", [["2024Q3"], ["2024Q1", "2024Q3"], ["2024Q3", "2024Q4"]], ids=str)
def test_year_to_date_is_whole_whatever_quarters_are_asked_for(asked):
    third = CALENDAR.year_to_date(CALENDAR.quarter("2024Q3"))
    frame = dossiers("2024-01-01", "2024-05-05", "2024-08-08", "2024-10-01")
    for only in ([third], [third, *map(CALENDAR.quarter, asked)]):
        assert periods(dossiers_online.counts(frame, period=only, as_of=AS_OF))["2024Q3", "year_to_date"] == (3, 3)


def test_days_between_listed_quarters_are_in_no_year_to_date():
    listed = dated_quarters([(date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 11), date(2024, 6, 30))])
    frame = dossiers("2024-01-01", "2024-04-10", "2024-04-11")
    found = dossiers_online.counts(frame, period="year_to_date", quarters=listed, as_of=AS_OF)
    assert periods(found)["2024Q2", "year_to_date"] == (2, 2)


def test_nothing_is_counted_of_a_period_after_the_as_of_date():
    asked = [CALENDAR.quarter("2024Q2"), CALENDAR.quarter("2024Q3")]
    assert periods(systems_integrated.counts(SYSTEM, period=asked, as_of=date(2024, 5, 1))) == {
        ("2024Q2", "quarter"): (1, 1)
    }


def test_no_period_is_no_row():
    for indicator, frame in ((dossiers_online, dossiers("2024-01-01")), (systems_integrated, SYSTEM)):
        found = indicator.counts(frame, period=[], as_of=AS_OF)
        assert found.empty
        assert [*COUNTS] == [name for name in found.columns if name in COUNTS]


@pytest.mark.parametrize("backend", BACKENDS)
def test_counts_come_as_the_kind_of_frame_that_was_given(backend):
    rows = [{"unit": "A", "received_on": date(2024, 5, 5), "channel": None, "processed_online": True, "status": None}]
    frame = BACKENDS[backend](rows, "dossiers")
    with pytest.warns(UserWarning, match="1 rows have no 'channel': read as 'direct'; 1 rows have no 'status'"):
        found = dossiers_online.counts(frame)
    assert type(found) is type(frame)
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (1, 0, 0, 1, 0)}


@pytest.mark.parametrize("backend", BACKENDS)
def test_absent_flag_of_an_exclusion_excludes_nobody(backend):
    rows = [{"staff": "s", "unit": "A", "valid_from": date(2024, 1, 1), "official_mailbox": True}]
    used = [{"staff": "s", "used_on": date(2024, 2, 1)}]
    frames = BACKENDS[backend](rows, "staff"), BACKENDS[backend](used, "mailbox_use")
    with pytest.warns(UserWarning, match="no column 'kind': it excludes nothing; there is no column 'long_leave'"):
        found = staff_official_mail.counts(frames[0], registers={"mailbox_use": frames[1]})
    assert periods(found, *COUNTS) == {("2024Q1", "quarter"): (1, 0, 0, 1, 1)}


@pytest.mark.parametrize(
    ("scores", "counts"),
    [
        ([5, 4, 3, 1], (0, 4, 2)),
        ([5.0, float("nan"), 4.5, 9], (3, 1, 1)),  # nothing, and no such score
        (["satisfied", "5", "very_satisfied", None], (2, 2, 2)),
    ],
)
def test_official_numbers_are_codes(scores, counts):
    frame = pd.DataFrame({"unit": "A", "answered_on": pd.Timestamp("2024-05-05"), "score": scores})
    found = applicants_satisfied.counts(frame)
    assert periods(found, "missing", "denominator", "numerator") == {("2024Q2", "quarter"): counts}


def test_subtraction_of_decision_766_never_goes_below_zero():
    late = dossiers(
        "2024-04-01", due_on=pd.Timestamp("2024-04-02"), completed_on=pd.Timestamp("2024-05-01"), complaint=True
    )
    for variant in ("decision_766", "administrative"):
        assert applicants_satisfied(late, variant=variant)[["numerator", "value"]].to_numpy().tolist() == [[0, 0.0]]


def test_classes_of_unknown_kind_leave_the_coverage_of_a_kind_unknown():
    staff = pd.DataFrame({"staff": ["s"], "unit": "A", "kind": "official", "long_leave": False}).assign(
        valid_from=pd.Timestamp("2024-01-01")
    )
    training = pd.DataFrame({"staff": ["s"], "completed_on": pd.to_datetime(["2024-02-02"])})
    by_kind = staff_trained.counts(staff, registers={"training": training}, variant="awareness")
    assert periods(by_kind, "missing", "denominator") == {("2024Q1", "quarter"): (1, 0)}
    assert periods(staff_trained.counts(staff, registers={"training": training})) == {("2024Q1", "quarter"): (1, 1)}


def test_groups_may_be_any_columns():
    frame = dossiers("2024-04-01", "2024-05-01", "2024-05-02", district=["x", None, "x"], unit="A")
    found = dossiers_online(frame, by=["district", "channel"])
    assert found[["channel", "records"]].to_numpy().tolist() == [["online", 2], ["online", 1]]
    assert found["district"].isna().tolist() == [False, True]


@pytest.mark.parametrize("period", ["quarter", [CALENDAR.quarter("2024Q2")]], ids=str)
@pytest.mark.parametrize("call", [dossiers_online, dossiers_online.counts])
def test_rows_without_a_day_are_never_dropped_silently(call, period):
    frame = dossiers("2024-04-01", None, "1989-12-31")
    with pytest.warns(UserWarning, match="rows") as said:
        call(frame, period=period, as_of=AS_OF)
    assert [str(one.message) for one in said] == [
        "register dossiers: 1 rows have no 'received_on' and are in no period; "
        "1 rows have a 'received_on' that cannot be and are in no period"
    ]
    assert said[0].filename == __file__


def test_nothing_is_said_of_a_frame_in_order():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dossiers_online.counts(dossiers("2024-04-01"))


FAULTS = [
    (lambda f: dossiers_online.counts(f, by="unti"), RegisterError, "column 'unti' is absent", "did you mean 'unit'"),
    (lambda f: dossiers_online.counts(f, by="period"), RegisterError, "cannot group by 'period'", "rename"),
    (lambda f: dossiers_online.counts(f, by="missing_0"), RegisterError, "cannot group by 'missing_0'", "rename"),
    (lambda f: dossiers_online(f, by="status"), RegisterError, "cannot group by 'status'", "rename"),
    (
        lambda f: dossiers_online.counts(f.drop(columns="channel")),
        RegisterError,
        "dossiers: column 'channel' is absent",
        "the columns given are received_on",
    ),
    (
        lambda f: dossiers_online.counts(f.drop(columns="received_on")),
        RegisterError,
        "no register has a date",
        "as_of=",
    ),
    (
        lambda f: dossiers_online.counts(f.drop(columns="received_on"), as_of=AS_OF),
        RegisterError,
        "column 'received_on' is absent",
        "rename or add",
    ),
    (
        lambda f: dossiers_fully_online.counts(f, variant="al"),
        InputError,
        "there is no variant 'al'",
        "did you mean 'all'",
    ),
    (
        lambda f: dossiers_online.counts(f, variant="all"),
        InputError,
        "there is no variant 'all'",
        "leave the variant out",
    ),
    (lambda f: dossiers_online.counts(f, period="quartr"), PeriodError, "unknown period 'quartr'", "2024Q2"),
    (
        lambda f: dossiers_online.counts(f, period=[CALENDAR.quarter("2024Q1"), ND09.quarter("2024Q2")]),
        PeriodError,
        "the quarters 2024Q1 and 2024Q2 overlap",
        "one rule",
    ),
    (lambda f: dossiers_online.counts(f, timezone="Hanoi"), InputError, "'Hanoi' is no time zone", "Asia/Ho_Chi_Minh"),
    (
        lambda f: dossiers_fully_online.counts(f, registers={"procedure": f}),
        InputError,
        "it reads no register 'procedure'",
        "did you mean 'procedures'",
    ),
    (
        lambda f: dossiers_online.counts(f, registers={"procedures": f}),
        InputError,
        "it reads no register 'procedures'",
        "it reads 'dossiers' alone",
    ),
    (lambda f: dossiers_online(f, taget="60%"), InputError, "there is no keyword 'taget'", "did you mean 'target'"),
    (lambda f: dossiers_online(f, per="quarter"), InputError, "there is no keyword 'per'", "did you mean 'period'"),
    (lambda f: dossiers_online(f, extra=f), InputError, "there is no keyword 'extra'", "use one of: by, period"),
    (lambda f: dossiers_online.counts(f, register={}), InputError, "no keyword 'register'", "did you mean 'registers'"),
    (
        lambda f: dossiers_online.records(f, perod=CALENDAR.quarter("2024Q2"), period=None),
        InputError,
        "there is no keyword 'perod'",
        "did you mean 'period'",
    ),
    (
        lambda f: count([dossiers_online], {"dossiers": f}, [], as_of=AS_OF, timezon="UTC"),
        InputError,
        "count: there is no keyword 'timezon'",
        "did you mean 'timezone'",
    ),
    (
        lambda f: dossiers_fully_online.counts(
            f.assign(procedure="p", result_online=True, result_delivery="online", reused=True)
        ),
        RegisterError,
        "register procedures: is needed",
        "registers={'procedures': …}",
    ),
    (lambda _: dossiers_online.counts("dossiers.csv"), RegisterError, "str is no frame", "pandas, polars"),
    (lambda f: dossiers_online(f.to_dict("list")), RegisterError, "dict is no frame", "pandas, polars"),
    (lambda f: dossiers_online(f.iloc[:0]), RegisterError, "no register has a date", "as_of="),
    (
        lambda f: dossiers_online.records(f, period=CALENDAR.quarter("2024Q2")),
        RegisterError,
        "column 'number' is absent",
        "the columns given are",
    ),
    (
        lambda _: dossiers_online.counts(pd.DataFrame([[1, 2]], columns=["unit", "unit"])),
        RegisterError,
        "'unit' 2 times",
        "its own name",
    ),
    (lambda f: dossiers_online(f, target="sixty"), InputError, "'sixty' is no share", "'60%'"),
    (lambda f: dossiers_online(f, target="60"), InputError, "'60' is no share", "'60%'"),
    (lambda f: dossiers_online(f, target="3/0"), InputError, "'3/0' is no share", "'60%'"),
    (lambda f: dossiers_online(f, target=0.6), InputError, "0.6 is no share", "'60%'"),
]


@pytest.mark.parametrize(("call", "error", "fault", "remedy"), FAULTS, ids=[fault for _, _, fault, _ in FAULTS])
def test_fault_is_named_with_its_remedy(call, error, fault, remedy):
    with pytest.raises(error) as refused:
        call(dossiers("2024-04-01"))
    assert fault in str(refused.value)
    assert remedy in refused.value.remedy


def test_events_before_the_first_are_no_zeros():
    staff = pd.DataFrame({"staff": ["s"], "unit": "A", "kind": "official", "long_leave": False}).assign(
        valid_from=pd.Timestamp("2019-01-01"), official_mailbox=True
    )
    used = pd.DataFrame({"staff": ["s"], "used_on": pd.to_datetime(["2024-05-05"])})
    assert list(periods(staff_official_mail.counts(staff, registers={"mailbox_use": used}))) == [("2024Q2", "quarter")]
