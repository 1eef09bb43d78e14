"""All indicators of dossiers once more, as one would write them by hand: in SQL, in pandas and in polars.

Each way yields frames with one row per unit and quarter, and columns `indicator:part` for the parts of PARTS.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

FIRST, LAST = date(2023, 10, 1), date(2024, 12, 31)
AS_OF = date(2025, 1, 10)
"""The day of the export: nothing in it is dated later."""
PARTS = ("excluded", "missing", "denominator", "numerator")
COLUMNS = [
    *("unit", "procedure", "received_on", "due_on", "completed_on", "returned_on", "status", "channel", "user"),
    *("processed_online", "result_online", "result_delivery", "reused", "authenticated", "supplements", "complaint"),
]
CHANNELS, DELIVERIES = ("direct", "online", "postal", "email", "other"), ("online", "postal", "direct")
ENDED, LEVELS = ("stopped", "processed", "returned"), ("full", "partial", "information")


# -- SQL ---------------------------------------------------------------------------------------------------------------

_RECEIVED = {
    "authenticated": ("true", "NOT online", "online IS NULL OR authenticated IS NULL", "authenticated"),
    "online": ("true", "refused", "online IS NULL OR processed_online IS NULL", "online AND processed_online"),
    "fully_all": ("true", "refused", "vague", "fully"),
    "fully_online": ("coalesce(online, true)", "refused", "vague", "fully"),
    "fully_full_service": ("coalesce(level = 'full', true)", "refused", "vague OR level IS NULL", "fully"),
    "on_time": ("true", "refused", "undated", "timely"),
    "administrative": ("true", "refused", "undated OR complaint IS NULL", "timely AND NOT complaint"),
}
"""Of each indicator of the dossiers received: which are among its records, excluded, missing, reached."""

_DOSSIERS = f"""
    SELECT *, channel_or_direct IN {CHANNELS} AS channel_known,
        CASE WHEN channel_known THEN channel_or_direct = 'online' END AS online,
        coalesce(status = 'not_accepted', false) AS refused,
        coalesce(result_online, false) OR coalesce(result_delivery IN ('online', 'postal'), false) AS far,
        coalesce(completed_on, returned_on) AS ended,
        ended IS NULL AND NOT coalesce(status IN {ENDED}, false) AS runs,
        online IS NULL OR processed_online IS NULL OR reused IS NULL OR NOT (far OR (result_online IS NOT NULL
            AND (result_delivery IN {DELIVERIES} OR (result_delivery IS NULL AND runs)))) AS vague,
        online AND processed_online AND far AND reused AS fully,
        CASE WHEN runs THEN DATE '{AS_OF}' WHEN ended >= received_on THEN ended END AS judged_on,
        judged_on IS NULL OR due_on IS NULL OR due_on < received_on AS undated,
        judged_on <= due_on AND coalesce(supplements, 0) <= 1 AS timely
    FROM (SELECT *, coalesce(channel, 'direct') AS channel_or_direct FROM dossiers)"""

_LEVELS = f"""
    SELECT procedure, received_on, CASE WHEN min(level) = max(level) THEN max(level) END AS level
    FROM (SELECT DISTINCT procedure, received_on FROM dossiers) JOIN procedures USING (procedure)
    WHERE valid_from <= received_on AND (valid_to IS NULL OR valid_to >= received_on) AND level IN {LEVELS}
    GROUP BY ALL"""


def _quarter(day: str) -> str:
    return f"year({day}) || 'Q' || quarter({day}) AS quarter"


def _counts(name: str, among: str, excluded: str, missing: str, reached: str) -> str:
    kept = f"{among} AND NOT coalesce({excluded}, false)"
    tests = {
        "excluded": f"{among} AND {excluded}",
        "missing": f"{kept} AND ({missing})",
        "denominator": f"{kept} AND NOT ({missing})",
        "numerator": f"{kept} AND NOT ({missing}) AND {reached}",
    }
    return ", ".join(f'count(*) FILTER ({test}) AS "{name}:{part}"' for part, test in tests.items())


def in_sql(folder: Path, memory: str) -> Iterator[object]:
    """Count with SQL, written by hand, on DuckDB."""
    import duckdb

    db = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(folder / "spill")})
    db.execute(f"CREATE VIEW dossiers AS FROM '{folder}/dossiers/*.parquet'")
    db.execute(f"CREATE VIEW procedures AS FROM '{folder}/procedures.parquet'")
    span = f"BETWEEN DATE '{FIRST}' AND DATE '{LAST}'"
    yield db.sql(
        f"WITH levels AS ({_LEVELS}), d AS ({_DOSSIERS} WHERE received_on {span}) "
        f"SELECT unit, {_quarter('received_on')}, {', '.join(_counts(name, *how) for name, how in _RECEIVED.items())} "
        f"FROM d LEFT JOIN levels USING (procedure, received_on) GROUP BY ALL"
    ).to_arrow_table()
    yield db.sql(
        f"SELECT unit, {_quarter('completed_on')}, {_counts('completed', 'true', 'refused', 'undated', 'timely')} "
        f"FROM ({_DOSSIERS} WHERE completed_on {span}) GROUP BY ALL"
    ).to_arrow_table()
    outcome = "CASE WHEN NOT online THEN 1 WHEN {} THEN 3 WHEN authenticated THEN 2 ELSE 4 END"
    yield db.sql(
        f"WITH d AS ({_DOSSIERS} WHERE received_on {span}), people AS ("
        f"  SELECT unit, {_quarter('received_on')}, "
        f"    max({outcome.format('online IS NULL OR authenticated IS NULL')}) AS outcome "
        f'  FROM d WHERE "user" IS NOT NULL GROUP BY unit, quarter, "user" UNION ALL BY NAME '
        f'  SELECT unit, {_quarter("received_on")}, {outcome.format("true")} AS outcome FROM d WHERE "user" IS NULL) '
        f"SELECT unit, quarter, {_counts('users', 'true', 'outcome = 1', 'outcome = 3', 'outcome = 2')} "
        f"FROM people GROUP BY ALL"
    ).to_arrow_table()


# -- pandas ------------------------------------------------------------------------------------------------------------


def in_pandas(folder: Path, memory: str) -> Iterator[object]:  # noqa: ARG001 (pandas knows no bound)
    """Count with pandas, as one writes it straight away."""
    import pandas as pd

    d = pd.read_parquet(folder / "dossiers", columns=COLUMNS, dtype_backend="pyarrow")
    levels = pd.read_parquet(folder / "procedures.parquet", dtype_backend="pyarrow")
    levels = levels.loc[levels["level"].isin(LEVELS), ["procedure", "level", "valid_from", "valid_to"]]
    days = d[["procedure", "received_on"]].drop_duplicates().merge(levels, on="procedure")
    ends = days["valid_to"].isna() | (days["valid_to"] >= days["received_on"])
    days = days[(days["valid_from"] <= days["received_on"]) & ends]
    days = days.groupby(["procedure", "received_on"])["level"].agg(["min", "max"]).reset_index()
    days = days.loc[days["min"] == days["max"], ["procedure", "received_on", "max"]].rename(columns={"max": "level"})
    d = d.merge(days, on=["procedure", "received_on"], how="left")

    channel = d["channel"].fillna("direct")
    refused = (d["status"] == "not_accepted").fillna(False)
    online, unknown = channel == "online", ~channel.isin(CHANNELS)
    processed, reused, complaint = (d[name].fillna(False) for name in ("processed_online", "reused", "complaint"))
    far = d["result_online"].fillna(False) | d["result_delivery"].isin(("online", "postal"))
    ended = d["completed_on"].fillna(d["returned_on"])
    running = ended.isna() & ~d["status"].isin(ENDED)
    delivery = d["result_delivery"]
    not_yet = d["result_online"].notna() & ((delivery.isna() & running) | delivery.isin(DELIVERIES))
    vague = unknown | d["processed_online"].isna() | d["reused"].isna() | ~(far | not_yet)
    fully = online & processed & far & reused
    received = d["received_on"]
    judged_on = ended.where((ended >= received).fillna(False)).where(~running, AS_OF)
    undated = judged_on.isna() | d["due_on"].isna() | (d["due_on"] < received).fillna(False)
    timely = (judged_on <= d["due_on"]).fillna(False) & (d["supplements"].fillna(0) <= 1)
    authenticated = d["authenticated"].fillna(False)
    everyone = pd.Series(True, d.index)

    def counted(day: str, **indicators: tuple[object, ...]) -> "pd.DataFrame":
        parts = {}
        for name, (among, excluded, missing, reached) in indicators.items():
            kept = among & ~excluded
            parts[f"{name}:excluded"] = among & excluded
            parts[f"{name}:missing"] = kept & missing
            parts[f"{name}:denominator"] = kept & ~missing
            parts[f"{name}:numerator"] = (kept & ~missing).astype("int64") * reached.astype("int64")
        frame = pd.DataFrame({name: part.astype("int64") for name, part in parts.items()})
        inside = d[day].between(FIRST, LAST).fillna(False)
        quarter = pd.PeriodIndex(pd.to_datetime(d.loc[inside, day]), freq="Q").astype(str)
        unit = d.loc[inside, "unit"].to_numpy()
        found = frame[inside].groupby([unit, quarter]).sum().rename_axis(["unit", "quarter"]).reset_index()
        totals = [name for name in found if name.endswith(":numerator")]
        return found.assign(**{name: found[name].clip(lower=0) for name in totals})

    full, level_known = (d["level"] == "full").fillna(False), d["level"].notna()
    yield counted(
        "received_on",
        authenticated=(everyone, ~online & ~unknown, unknown | d["authenticated"].isna(), authenticated),
        online=(everyone, refused, unknown | d["processed_online"].isna(), online & processed),
        fully_all=(everyone, refused, vague, fully),
        fully_online=(online | unknown, refused, vague, fully),
        fully_full_service=(full | ~level_known, refused, vague | ~level_known, fully),
        on_time=(everyone, refused, undated, timely),
        administrative=(everyone, refused, undated | d["complaint"].isna(), timely & ~complaint),
    )
    yield counted("completed_on", completed=(everyone, refused, undated, timely))
    outcome = pd.Series(4, d.index).mask(authenticated, 2).mask(unknown | d["authenticated"].isna(), 3)
    nobody = d["user"].isna()
    outcome = outcome.mask(nobody, 3).mask(~online & ~unknown, 1)
    inside = received.between(FIRST, LAST)
    people = pd.DataFrame({"unit": d["unit"], "user": d["user"], "outcome": outcome})[inside]
    people["quarter"] = pd.PeriodIndex(pd.to_datetime(received[inside]), freq="Q").astype(str)
    named = people[~nobody[inside]].groupby(["unit", "quarter", "user"])["outcome"].max().reset_index()
    people = pd.concat([named, people[nobody[inside]]])
    yield (
        pd.DataFrame(
            {
                "unit": people["unit"],
                "quarter": people["quarter"],
                "users:excluded": people["outcome"] == 1,
                "users:missing": people["outcome"] == 3,
                "users:denominator": people["outcome"].isin((2, 4)),
                "users:numerator": people["outcome"] == 2,
            }
        )
        .groupby(["unit", "quarter"])
        .sum()
        .reset_index()
    )


# -- polars ------------------------------------------------------------------------------------------------------------


def in_polars(folder: Path, memory: str) -> Iterator[object]:  # noqa: ARG001 (polars knows no bound)
    """Count with polars, lazily and streaming."""
    import polars as pl

    col, lit = pl.col, pl.lit
    d, procedures = pl.scan_parquet(folder / "dossiers/*.parquet"), pl.scan_parquet(folder / "procedures.parquet")
    days = (
        d.select("procedure", "received_on")
        .unique()
        .join(procedures.filter(col("level").is_in(LEVELS)), on="procedure")
        .filter(col("valid_from") <= col("received_on"))
        .filter(col("valid_to").is_null() | (col("valid_to") >= col("received_on")))
        .group_by("procedure", "received_on")
        .agg(level=pl.when(col("level").min() == col("level").max()).then(col("level").max()))
    )
    d = d.with_columns(channel=col("channel").fill_null("direct"), ended=pl.coalesce("completed_on", "returned_on"))
    running = col("ended").is_null() & ~col("status").is_in(ENDED).fill_null(False)
    delivery = col("result_delivery")
    d = d.with_columns(
        refused=(col("status") == "not_accepted").fill_null(False),
        online=pl.when(col("channel").is_in(CHANNELS)).then(col("channel") == "online"),
        far=col("result_online").fill_null(False) | delivery.is_in(("online", "postal")).fill_null(False),
        not_yet=col("result_online").is_not_null() & delivery.is_in(DELIVERIES).fill_null(running),
        judged_on=pl.when(running).then(lit(AS_OF)).when(col("ended") >= col("received_on")).then(col("ended")),
    ).with_columns(
        fully=col("online") & col("processed_online") & col("far") & col("reused"),
        vague=col("online").is_null()
        | col("processed_online").is_null()
        | col("reused").is_null()
        | ~(col("far") | col("not_yet")),
        undated=col("judged_on").is_null() | (col("due_on") < col("received_on")).fill_null(True),
        timely=(col("judged_on") <= col("due_on")) & (col("supplements").fill_null(0) <= 1),
    )

    def counted(frame: pl.LazyFrame, day: str, **indicators: tuple[pl.Expr, ...]) -> pl.DataFrame:
        parts = {}
        for name, (among, excluded, missing, reached) in indicators.items():
            kept = among & ~excluded
            parts[f"{name}:excluded"] = (among & excluded).sum()
            parts[f"{name}:missing"] = (kept & missing).sum()
            parts[f"{name}:denominator"] = (kept & ~missing).sum()
            parts[f"{name}:numerator"] = pl.when(kept & ~missing).then(reached.cast(pl.Int64)).sum().clip(0)
        return by_quarter(frame, day).group_by("unit", "quarter").agg(**parts).collect(engine="streaming")

    def by_quarter(frame: pl.LazyFrame, day: str) -> pl.LazyFrame:
        quarter = pl.format("{}Q{}", col(day).dt.year(), col(day).dt.quarter())
        return frame.filter(col(day).is_between(FIRST, LAST)).with_columns(quarter=quarter)

    everyone, online, level, timely = lit(True), col("online"), col("level"), col("timely")
    offline = (~online).fill_null(False)
    unclear = col("undated") | col("complaint").is_null()
    yield counted(
        d.join(days, on=["procedure", "received_on"], how="left"),
        "received_on",
        authenticated=(everyone, offline, online.is_null() | col("authenticated").is_null(), col("authenticated")),
        online=(
            everyone,
            col("refused"),
            online.is_null() | col("processed_online").is_null(),
            online & col("processed_online"),
        ),
        fully_all=(everyone, col("refused"), col("vague"), col("fully")),
        fully_online=(~offline, col("refused"), col("vague"), col("fully")),
        fully_full_service=(
            (level == "full").fill_null(True),
            col("refused"),
            col("vague") | level.is_null(),
            col("fully"),
        ),
        on_time=(everyone, col("refused"), col("undated"), timely),
        administrative=(everyone, col("refused"), unclear, timely & ~col("complaint")),
    )
    yield counted(d, "completed_on", completed=(everyone, col("refused"), col("undated"), timely))
    known = (
        pl.when(online.is_null() | col("authenticated").is_null())
        .then(3)
        .when(col("authenticated"))
        .then(2)
        .otherwise(4)
    )
    people = by_quarter(d, "received_on").select(
        "unit", "quarter", "user", outcome=pl.when(offline).then(1).otherwise(known)
    )
    named = people.filter(col("user").is_not_null()).group_by("unit", "quarter", "user").agg(col("outcome").max())
    nobody = people.filter(col("user").is_null()).with_columns(outcome=pl.when(col("outcome") > 1).then(3).otherwise(1))
    outcome = col("outcome")
    yield (
        pl.concat([named, nobody.select(named.collect_schema().names())], how="vertical_relaxed")
        .group_by("unit", "quarter")
        .agg(
            (outcome == 1).sum().alias("users:excluded"),
            (outcome == 3).sum().alias("users:missing"),
            outcome.is_in((2, 4)).sum().alias("users:denominator"),
            (outcome == 2).sum().alias("users:numerator"),
        )
        .collect(engine="streaming")
    )
