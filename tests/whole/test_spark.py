"""Spark counts as the plain reference does. Where there is no Java or no pyspark, this is skipped."""

import shutil
import sys

import narwhals as nw
import pytest
from backends import BACKENDS, table
from engines import PERIODS, REGISTERS_COUNTED, agree, quick, registers
from hypothesis import given, settings

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.periods import CALENDAR

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed", exc_type=ImportError)
    if not shutil.which("java"):
        pytest.skip("there is no Java")
    settings_ = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.pyspark.python": sys.executable,
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = sql.SparkSession.builder.master("local[*]")
    for name, value in settings_.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("name", REGISTERS_COUNTED)
def test_spark_counts_as_the_reference(name, spark, monkeypatch):
    monkeypatch.setitem(BACKENDS, "spark", lambda rows, register: spark.createDataFrame(table(rows, register)))

    @settings(quick, max_examples=2)
    @given(registers(name, 15, 15))
    def check(rows):
        agree(name, rows, "spark", [period for period in PERIODS if period.label in ("2024Q1", "2024Q3")])

    check()


def test_counts_stay_a_frame_of_spark(spark):
    rows = [
        {"unit": "A", "received_on": day, "channel": "online", "processed_online": done, "status": "processed"}
        for day, done in ((CALENDAR.quarter("2024Q2").start, True), (CALENDAR.quarter("2024Q2").end, False))
    ]
    counts = dossiers_online.counts(spark.createDataFrame(table(rows, "dossiers")))
    assert type(counts).__module__.startswith("pyspark")
    (row,) = nw.from_native(counts).collect().rows(named=True)
    assert [row[name] for name in ("unit", "period", *COUNTS)] == ["A", "2024Q2", 2, 0, 0, 2, 1]
