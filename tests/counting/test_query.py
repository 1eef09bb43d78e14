"""Counting on plain frames: periods, time zones, what is refused and what is said."""

import warnings
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import BACKENDS, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.errors import InputError, PeriodError, RegisterError
from dtplan_analysis.indicators import (
    applicants_satisfied,
    documents_internal_electronic,
    dossiers_authenticated,
    dossiers_fully_online,
    dossiers_on_time,
    dossiers_online,
    infrastructure_conditions,
    staff_official_mail,
    staff_trained,
    systems_integrated,
    tasks_tracked,
)
from dtplan_analysis.periods import CALENDAR, ND09, dated_quarters

AS_OF = date(2024, 12, 31)


SYSTEM = pd.DataFrame({"system": ["a"], "unit": ["A"], "serves_public": [True], "state": ["operating"]}).assign(
    integrated=True, platform="lgsp", valid_from=pd.Timestamp("2024-01-01")
)


def dossiers(*days, **columns):
    """Dossiers received on some days, online throughout unless said otherwise."""
    rows = {"unit": "A", "channel": "online", "processed_online": True, "status": "processed"} | columns
    return pd.DataFrame({"received_on": pd.to_datetime(list(days))}).assign(**rows)


def periods(counts, *names):
    """What was counted per period: numerator and denominator, or the counts that are named."""
    return {
        (row["period"], row["span"]): tuple(row[name] for name in names or ("numerator", "denominator"))
        for row in rows_of(counts)
    }


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

    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
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

# -- Year to date ------------------------------------------------------------------------------------------------


def test_flow_to_date_is_the_sum_of_its_quarters():
    found = dossiers_online.counts(
        dossiers("2023-12-31", "2024-01-01", "2024-03-31", "2024-04-01", "2024-09-30"), period="year_to_date"
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


@pytest.mark.parametrize("asked", [["2024Q3"], ["2024Q1", "2024Q3"], ["2024Q3", "2024Q4"]], ids=str)
def test_year_to_date_is_whole_whatever_quarters_are_asked_for(asked):
    third = CALENDAR.year_to_date(CALENDAR.quarter("2024Q3"))
    frame = dossiers("2024-01-01", "2024-05-05", "2024-08-08", "2024-10-01")
    for only in ([third], [third, *map(CALENDAR.quarter, asked)]):
        assert periods(dossiers_online.counts(frame, period=only))["2024Q3", "year_to_date"] == (3, 3)


def test_days_between_listed_quarters_are_in_no_year_to_date():
    listed = dated_quarters([(date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 11), date(2024, 6, 30))])
    frame = dossiers("2024-01-01", "2024-04-10", "2024-04-11")
    found = dossiers_online.counts(frame, period="year_to_date", quarters=listed)
    assert periods(found)["2024Q2", "year_to_date"] == (2, 2)


def test_stock_to_date_is_the_last_quarters():
    staff = pd.DataFrame(
        {
            "staff": ["s1", "s2", "s3"],
            "unit": "A",
            "kind": "official",
            "valid_from": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-05-01"]),
            "valid_to": pd.to_datetime(["2024-05-31", None, None]),
            "long_leave": False,
            "official_mailbox": True,
        }
    )
    used = pd.DataFrame(
        {"staff": ["s1", "s2", "s3"], "used_on": pd.to_datetime(["2024-02-01", "2024-02-01", "2024-06-01"])}
    )
    found = staff_official_mail.counts(staff, registers={"mailbox_use": used}, period="year_to_date")
    # s2 used the mailbox in the first quarter only, and s1 had left by the end of the second.
    expected = {"2024Q1": (2, 2), "2024Q2": (1, 2)}
    assert periods(found) == {(q, span): both for q, both in expected.items() for span in ("quarter", "year_to_date")}
    trained = staff_trained.counts(
        staff, registers={"training": used.rename(columns={"used_on": "completed_on"})}, period="year_to_date"
    )
    assert periods(trained)["2024Q2", "year_to_date"] == (2, 2)  # classes count from the start of the year


def test_open_tasks_are_counted_again_over_the_year():
    tasks = pd.DataFrame(
        {
            "number": ["t1", "t2"],
            "unit": "A",
            "assigned_on": pd.to_datetime(["2024-01-10", "2024-01-10"]),
            "completed_on": pd.to_datetime(["2024-02-01", None]),
            "due_on": pd.NaT,
            "tracked": True,
            "secrecy": "none",
        }
    )
    updates = pd.DataFrame({"number": ["t2"], "updated_on": pd.to_datetime(["2024-03-01"])})
    others = {"assignment_updates": updates}
    found = tasks_tracked.counts(tasks, registers=others, period="year_to_date", as_of=date(2024, 6, 30))
    assert periods(found) == {
        ("2024Q1", "quarter"): (2, 2),
        ("2024Q2", "quarter"): (0, 1),
        ("2024Q1", "year_to_date"): (2, 2),
        ("2024Q2", "year_to_date"): (2, 2),
    }


def test_users_are_counted_again_over_the_year_and_over_all_units():
    frame = dossiers("2024-01-10", "2024-04-10", "2024-04-11", user=["u", "u", "v"], unit=["A", "B", "B"])
    frame["authenticated"] = [True, False, True]
    by_unit = dossiers_authenticated.counts(frame, variant="users", period="year_to_date", by=None)
    assert periods(by_unit) == {
        ("2024Q1", "quarter"): (1, 1),
        ("2024Q2", "quarter"): (1, 2),
        ("2024Q1", "year_to_date"): (1, 1),
        ("2024Q2", "year_to_date"): (1, 2),
    }


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


# -- Days --------------------------------------------------------------------------------------------------------

ZONES = [
    # The moment, the zone that decides, the quarter.
    ("2024-03-31T22:30+00:00", "Europe/Amsterdam", "2024Q2"),  # the day summer time began: 00:30 there
    ("2024-03-30T23:30+00:00", "Europe/Amsterdam", "2024Q1"),
    ("2024-06-30T21:59+00:00", "Europe/Amsterdam", "2024Q2"),
    ("2024-06-30T22:00+00:00", "Europe/Amsterdam", "2024Q3"),
    ("2023-12-31T22:59+00:00", "Europe/Amsterdam", "2023Q4"),
    ("2023-12-31T23:00+00:00", "Europe/Amsterdam", "2024Q1"),
    ("2024-06-30T16:59+00:00", "Asia/Ho_Chi_Minh", "2024Q2"),
    ("2024-06-30T17:00+00:00", "Asia/Ho_Chi_Minh", "2024Q3"),
    ("2024-07-01T00:30+09:00", "Asia/Ho_Chi_Minh", "2024Q2"),
    ("2024-01-01T04:59+00:00", "America/New_York", "2023Q4"),
]


@pytest.mark.parametrize("kind", ["pandas", "pandas objects", "polars", "pyarrow", "duckdb"])
@pytest.mark.parametrize(("moment", "zone", "quarter"), ZONES)
def test_zone_decides_the_day(moment, zone, quarter, kind):
    when = datetime.fromisoformat(moment)
    # All dates of the frame are aware; the as-of date is taken from them, in the same zone.
    cells = {"unit": ["A"], "channel": ["online"], "processed_online": [True], "status": ["processed"]}
    table = pa.table({**cells, "received_on": pa.array([when], pa.timestamp("us", str(when.tzinfo)[3:] or "UTC"))})
    frame = {
        "pandas": table.to_pandas,
        "pandas objects": lambda: pd.DataFrame({**cells, "received_on": pd.Series([when], dtype=object)}),
        "polars": lambda: pl.from_arrow(table),
        "pyarrow": lambda: table,
        "duckdb": lambda: duckdb.from_arrow(table),
    }[kind]()
    assert list(periods(dossiers_online.counts(frame, timezone=zone))) == [(quarter, "quarter")]


def test_as_of_date_is_the_latest_day_in_the_zone():
    frame = dossiers("2024-06-30T17:00+00:00", due_on=pd.Timestamp("2024-06-30"), completed_on=pd.NaT)
    frame = frame.assign(status="in_process")
    assert dossiers_on_time(frame, timezone="UTC")[["as_of", "numerator"]].to_numpy().tolist() == [
        [date(2024, 6, 30), 1]
    ]
    assert dossiers_on_time(frame)[["as_of", "numerator"]].to_numpy().tolist() == [[date(2024, 7, 1), 0]]


def test_slip_of_the_pen_is_no_as_of_date():
    frame = dossiers(*["2024-05-05"] * 9, "2204-05-05")
    with pytest.warns(UserWarning, match="1 rows have a 'received_on' that cannot be"):
        judged = dossiers_online(frame)
    assert judged[["period", "as_of", "records"]].to_numpy().tolist() == [["2024Q2", date(2024, 5, 5), 9]]


# -- What comes in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_counts_come_as_the_kind_of_frame_that_was_given(backend):
    rows = [{"unit": "A", "received_on": date(2024, 5, 5), "channel": None, "processed_online": True, "status": None}]
    frame = BACKENDS[backend](rows, "dossiers")
    with pytest.warns(UserWarning, match="1 rows have no 'channel': read as 'direct'; 1 rows have no 'status'"):
        found = dossiers_online.counts(frame)
    assert type(found) is type(frame)
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (1, 0, 0, 1, 0)}


CATEGORIES = {
    "pandas categories": lambda frame: frame.astype({"channel": "category", "unit": "category", "status": "category"}),
    "pandas objects": lambda frame: frame.astype(object),
    "pandas dictionaries of arrow": lambda frame: frame.astype(
        {name: pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string())) for name in ("channel", "unit")}
    ),
    "pandas with an index of its own": lambda frame: frame.set_index(pd.Index([7, 7, 3])),
    "polars categories": lambda frame: pl.from_pandas(frame).with_columns(
        pl.col("channel", "unit").cast(pl.Categorical)
    ),
    "polars enum": lambda frame: pl.from_pandas(frame).with_columns(
        pl.col("channel").cast(pl.Enum(["online", "direct"]))
    ),
    "pyarrow dictionaries": lambda frame: pa.Table.from_pandas(
        frame.astype({"channel": "category", "unit": "category"})
    ),
    "duckdb enum": lambda frame: duckdb.from_df(frame).project(
        "* REPLACE (channel::ENUM('online', 'direct') AS channel)"
    ),
    "nanoseconds": lambda frame: frame.astype({"received_on": "datetime64[ns]"}),
    "seconds": lambda frame: frame.astype({"received_on": "datetime64[s]"}),
    "dates of arrow": lambda frame: pa.Table.from_pandas(frame).set_column(
        0, "received_on", pa.array(frame["received_on"].dt.date)
    ),
    "names that counting uses itself": lambda frame: frame.assign(
        period="2020Q1", span="x", missing_0=9, stretch=1, running="no", level="full", last_snapshot=None
    ),
}


@pytest.mark.parametrize("kind", CATEGORIES)
def test_counts_do_not_depend_on_how_columns_are_stored(kind):
    frame = dossiers("2024-04-01", "2024-05-05", "2024-06-30", channel=["online", "direct", "online"])
    found = dossiers_online.counts(CATEGORIES[kind](frame))
    assert [{name: row[name] for name in ("unit", "period", *COUNTS)} for row in rows_of(found)] == [
        {"unit": "A", "period": "2024Q2", "records": 3, "excluded": 0, "missing": 0, "denominator": 3, "numerator": 2}
    ]


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NaT, pd.NA], ids=str)
@pytest.mark.parametrize("column", ["channel", "processed_online", "status", "completed_on"])
def test_column_without_any_value_may_have_any_type(column, empty):
    frame = dossiers("2024-04-01", completed_on=pd.Timestamp("2024-04-02")).assign(**{column: empty})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (counts,) = periods(dossiers_online.counts(frame), "missing", "denominator", "numerator").values()
    assert counts == {"channel": (0, 1, 0), "processed_online": (1, 0, 0)}.get(column, (0, 1, 1))


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


# -- Rules of single indicators ----------------------------------------------------------------------------------


def test_replaced_document_stands_as_its_replacement():
    rows = [
        # number, replaces, state, channel
        ("d1", None, None, "paper"),  # replaced by d2
        ("d2", "d1", None, "dms"),
        ("d3", None, None, "dms"),  # its replacement was recalled
        ("d4", "d3", "recalled", "paper"),
        ("d5", "d5", None, "dms"),  # names itself
        ("d6", "elsewhere", None, "dms"),
    ]
    frame = pd.DataFrame(rows, columns=["number", "replaces", "state", "channel"]).assign(
        unit="A", direction="internal", sent_on=pd.Timestamp("2024-05-05"), also_paper=False, secrecy="none"
    )
    with pytest.warns(UserWarning, match="5 rows have no 'state': not excluded by it"):
        found = documents_internal_electronic.counts(frame)
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (6, 2, 0, 4, 4)}
    without = documents_internal_electronic.counts(
        frame.drop(columns=["number", "replaces", "state"]).assign(state="arrived")
    )
    assert periods(without, *COUNTS) == {("2024Q2", "quarter"): (6, 0, 0, 6, 4)}


def test_subtraction_of_decision_766_never_goes_below_zero():
    late = dossiers(
        "2024-04-01", due_on=pd.Timestamp("2024-04-02"), completed_on=pd.Timestamp("2024-05-01"), complaint=True
    )
    for variant in ("decision_766", "administrative"):
        assert applicants_satisfied(late, variant=variant)[["numerator", "value"]].to_numpy().tolist() == [[0, 0.0]]


def test_level_of_a_procedure_is_that_of_the_day_and_never_guessed():
    rows = [
        # procedure, level, valid from, valid to
        ("changed", "partial", "2024-01-01", "2024-05-31"),
        ("changed", "full", "2024-06-01", None),
        ("twice", "full", "2024-01-01", None),
        ("twice", "full", "2024-02-01", None),
        ("contradicted", "full", "2024-01-01", None),
        ("contradicted", "partial", "2024-01-01", None),
    ]
    procedures = pd.DataFrame(rows, columns=["procedure", "level", "valid_from", "valid_to"]).assign(
        valid_from=lambda frame: pd.to_datetime(frame["valid_from"]),
        valid_to=lambda frame: pd.to_datetime(frame["valid_to"]),
    )
    frame = pd.concat(
        dossiers("2024-05-31", "2024-06-01", procedure=name) for name in ("changed", "twice", "contradicted", "unknown")
    ).assign(result_online=True, result_delivery="online", reused=True)
    found = dossiers_fully_online.counts(frame, registers={"procedures": procedures})
    # Of `changed` the second, of `twice` both; the others are missing.
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (7, 0, 4, 3, 3)}


def test_dossiers_of_nobody_are_missing_users():
    frame = dossiers(
        *["2024-05-05"] * 5, user=["u", "u", None, None, None], authenticated=[True, None, True, True, None]
    )
    frame["channel"] = ["online", "online", "online", "direct", "online"]
    found = dossiers_authenticated.counts(frame, variant="users")
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (4, 1, 3, 0, 0)}


def test_classes_of_unknown_kind_leave_the_coverage_of_a_kind_unknown():
    staff = pd.DataFrame({"staff": ["s"], "unit": "A", "kind": "official", "long_leave": False}).assign(
        valid_from=pd.Timestamp("2024-01-01")
    )
    training = pd.DataFrame({"staff": ["s"], "completed_on": pd.to_datetime(["2024-02-02"])})
    by_kind = staff_trained.counts(staff, registers={"training": training}, variant="awareness")
    assert periods(by_kind, "missing", "denominator") == {("2024Q1", "quarter"): (1, 0)}
    assert periods(staff_trained.counts(staff, registers={"training": training})) == {("2024Q1", "quarter"): (1, 1)}


def test_contradicting_dates_are_missing_and_never_vanish():
    system = SYSTEM.assign(valid_from=pd.Timestamp("2024-02-01"), valid_to=pd.Timestamp("2024-01-01"))
    found = systems_integrated.counts(system, as_of=date(2024, 6, 30))
    assert periods(found, *COUNTS) == dict.fromkeys([("2024Q1", "quarter"), ("2024Q2", "quarter")], (1, 0, 1, 0, 0))


def test_snapshot_of_all_units_needs_no_unit_to_group_by():
    frame = pd.DataFrame(
        {
            "unit": ["A", "A", "B"],
            "item": ["i", "i", "i"],
            "snapshot_on": pd.to_datetime(["2024-04-01", "2024-06-01", "2024-05-01"]),
            "required": True,
            "met": [False, True, True],
        }
    )
    assert periods(infrastructure_conditions.counts(frame, by=None)) == {("2024Q2", "quarter"): (2, 2)}


def test_groups_may_be_any_columns():
    frame = dossiers("2024-04-01", "2024-05-01", "2024-05-02", district=["x", None, "x"], unit="A")
    found = dossiers_online(frame, by=["district", "channel"])
    assert found[["channel", "records"]].to_numpy().tolist() == [["online", 2], ["online", 1]]
    assert found["district"].isna().tolist() == [False, True]


# -- What is said ------------------------------------------------------------------------------------------------


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


WRONG = [
    # Indicator, what is done to its frame, the words of the error.
    ({"received_on": "01/04/2024"}, "register dossiers: column 'received_on' is String, not date", "to_datetime"),
    ({"processed_online": "yes"}, "column 'processed_online' is String, not flag", "true, false or empty"),
    ({"processed_online": 1}, "column 'processed_online' is Int64, not flag", "true, false or empty"),
    ({"unit": 7.5}, "column 'unit' is Float64, not text", "7.0 is no code"),
    ({"channel": True}, "column 'channel' is Boolean, not code", "map it"),
    ({"status": pd.Timestamp("2024-01-01")}, "column 'status' is Datetime", "map it"),
]


@pytest.mark.parametrize(("wrong", "fault", "remedy"), WRONG)
def test_wrong_type_is_refused(wrong, fault, remedy):
    with pytest.raises(RegisterError, match=fault) as refused:
        dossiers_online.counts(dossiers("2024-04-01").assign(**wrong), as_of=AS_OF)
    assert remedy in refused.value.remedy


def test_dates_of_many_kinds_are_refused():
    mixed = pd.Series(["2024-04-01", date(2024, 4, 1)], dtype=object)
    zones = pd.Series([datetime(2024, 4, 1, tzinfo=ZoneInfo(zone)) for zone in ("UTC", "Asia/Tokyo")], dtype=object)
    for days in (mixed, zones):
        with pytest.raises(RegisterError, match="column 'received_on' is Object, not date"):
            dossiers_online.counts(dossiers("2024-04-01", "2024-04-01").assign(received_on=days), as_of=AS_OF)


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
    (lambda f: dossiers_online.counts(f, period="2024Q2"), PeriodError, "unknown period '2024Q2'", "CALENDAR.quarter"),
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


def test_one_scan_counts_all_indicators_of_a_register_alike():
    days = [date(2024, 1, 1) + timedelta(days=step) for step in range(0, 360, 9)]
    frame = dossiers(*days, authenticated=True)
    together = count([dossiers_online, dossiers_authenticated], {"dossiers": frame}, YEAR, as_of=AS_OF)
    for indicator, table in zip([dossiers_online, dossiers_authenticated], together, strict=True):
        alone = count([indicator], {"dossiers": frame}, YEAR, as_of=AS_OF)[0]
        assert table.to_native().equals(alone.to_native())


def test_every_indicator_counts_an_empty_register():
    for indicator in INDICATORS.values():
        frames = {one.name: BACKENDS["polars"]([], one.name) for one in indicator.registers}
        assert count([indicator], frames, YEAR, as_of=AS_OF)[0].to_native().is_empty()


# -- The records behind a shortfall ------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_records_are_those_that_an_indicator_lacks(backend):
    cells = [
        ("1", "online", True),
        ("2", "direct", True),
        ("3", "online", None),
        ("4", "fax", True),
        ("5", None, False),
    ]
    rows = [
        {"number": number, "unit": "A", "received_on": date(2024, 5, 6), "channel": channel, "processed_online": done}
        | {"status": "not_accepted" if number == "5" else "processed"}
        for number, channel, done in cells
    ]
    found = dossiers_online.records(BACKENDS[backend](rows, "dossiers"), period=CALENDAR.quarter("2024Q2"))
    problems = {row["number"]: row["problem"] for row in rows_of(found)}
    assert problems == {"2": "not_reached", "3": "missing", "4": "missing"}
