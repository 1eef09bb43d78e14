"""A query over files: what it may read, what comes out, what is kept of its rows, and what it cannot reach."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from books import book
from reading import AS_OF, UNITS, dossiers, read

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import ConfigurationError, InputError
from dtplan_analysis.registers.reading import Reader, Source

HEAD = ["number", "unit", "received_on"]
ALL = "SELECT * FROM source"


def test_asks_the_table_as_it_was_read(tmp_path: Path) -> None:
    text = (
        "BÁO CÁO\nMã hồ sơ;Nơi nhận;Ngày;Kênh\nA;VP;06/05/2024;1\nB;;25/05/2024;x\n;VP;hôm qua;2\n"
        "D;VP;07/05/2024;2;zuviel\nTổng cộng;;;\n"
    )
    query = """SELECT "Mã hồ sơ" AS number, coalesce("Nơi nhận", 'PC') AS unit, "Ngày" AS received_on,
        CASE "Kênh" WHEN 'x' THEN 'online' ELSE "Kênh" END AS channel, _file, _line FROM source"""
    found = read(tmp_path, {"x.csv": text}, query=query)
    assert found.rows[["number", "unit", "channel"]].to_numpy().tolist() == [
        ["A", "VP", "direct"],
        ["B", "PC", "online"],
    ]
    assert found.column("received_on") == [date(2024, 5, 6), date(2024, 5, 25)]
    assert found.aside == [
        ["in/x.csv", "5", "number", "", "empty"],
        ["in/x.csv", "6", "line", "", "too many columns"],
    ]
    assert found.reading.not_records == {"title": 1, "total": 1}
    assert list(found.reading.files) == ["in/x.csv"]


def test_without_its_lines_rows_are_numbered(tmp_path: Path) -> None:
    text = "so,unit,received_on\nA,VP,2024-05-06\n,VP,2024-05-06\n"
    found = read(tmp_path, {"x.csv": text}, query="SELECT so AS number, unit, received_on FROM source ORDER BY so")
    assert found.column("number") == ["A"]
    assert found.aside == [["query", "2", "number", "", "empty"]]


def test_joins_sheets_sums_and_keeps_which_is_which(tmp_path: Path) -> None:
    sheets = {
        "x.xlsx": book(
            Q1=[HEAD, ["A", "VP", "2024-01-06"]], Q2=[HEAD, ["A", "VP", "2024-05-06"], ["", "VP", "2024-05-07"]]
        )
    }
    found = read(tmp_path, sheets, query=f"{ALL} WHERE received_on IS NOT NULL OR number IS NULL")
    assert found.column("received_on") == [date(2024, 5, 6)]
    assert [row[0:4] for row in found.aside] == [["in/x.xlsx", "2", "number", "A"], ["in/x.xlsx", "3", "number", ""]]


def test_rows_are_picked_and_filled_before_the_query(tmp_path: Path) -> None:
    text = "STT,number,unit,received_on\n1,A,VP,2024-05-06\nI,B,VP,2024-05-06\n2,C,,2024-05-06\n"
    found = read(tmp_path, {"x.csv": text}, query=ALL, only={"STT": "[0-9]+"}, fill_down=("unit",))
    assert found.rows[["number", "unit"]].to_numpy().tolist() == [["A", "VP"], ["C", "VP"]]
    assert found.reading.not_records == {"skipped": 1}


def test_no_person_leaves_by_a_query(tmp_path: Path) -> None:
    text = "number,unit,received_on,ChuHoSo,CCCD\n"
    text += "A,VP,2024-05-06,Nguyễn Văn A,001\nB,VP,2024-05-06,Nguyễn Văn A,001\n"
    query = "SELECT number, unit, received_on, ChuHoSo AS procedure, CCCD AS user FROM source"
    found = read(tmp_path, {"x.csv": text}, query=query)
    for column, written in (("procedure", "Nguyễn Văn A"), ("user", "001")):
        (one,) = set(found.column(column))
        assert written not in one


def test_reads_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2], "unit": ["VP", "VP"], "day": pd.to_datetime(["2024-05-06", "2024-05-07"])})
    found = read(tmp_path, {"x.parquet": frame}, query="SELECT n AS number, unit, day AS received_on FROM source")
    assert found.column("received_on") == [date(2024, 5, 6), date(2024, 5, 7)]


def test_reads_the_usable_rows_of_other_registers(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "procedure,name,level,unit,valid_from\nP1,a,full,VP,2020-01-01\n,b,full,VP,2020-01-01\n"
    )
    (tmp_path / "d.csv").write_text("number,unit,received_on,ten\nA,VP,2024-05-06,a\nB,VP,2024-05-06,b\n")
    query = "SELECT number, s.unit, received_on, p.procedure FROM source s LEFT JOIN Procedures p ON p.name = s.ten"
    sources = [
        Source(REGISTERS["procedures"], "p.csv", tmp_path),
        Source(REGISTERS["dossiers"], "d.csv", tmp_path, query=query),
    ]
    with Reader(tmp_path / "out") as reader:
        for source in sources:
            reader.stage(source)
        reader.finish("dossiers", UNITS, AS_OF)
    rows = pd.read_parquet(tmp_path / "out" / "registers" / "dossiers.parquet")
    assert sorted(zip(rows["number"], rows["procedure"].fillna(""), strict=True)) == [("A", "P1"), ("B", "")]


REACHING = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM source, read_parquet('http://127.0.0.1/x')",
    "SELECT (SELECT content FROM read_text('/etc/passwd')) AS number FROM source",
    "WITH a AS (FROM read_text('/etc/passwd')) SELECT * FROM a",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('source')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM pragma_database_list()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM memory.main.source",
    "SELECT getvariable('secret') AS number FROM source",
    "SELECT current_setting('temp_directory') AS number FROM source",
    "SELECT now() AS received_on FROM source",
    "SELECT current_date AS received_on FROM source",
    "SELECT random() AS number FROM source",
    "SELECT getenv('HOME') AS number FROM source",
    "SHOW TABLES",
    "DESCRIBE source",
    "INSTALL httpfs",
    "LOAD httpfs",
    "ATTACH '/tmp/x.db'",
    "COPY source TO '/tmp/x.csv'",
    "SET memory_limit = '1TB'",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "EXPORT DATABASE '/tmp/x'",
    "DROP TABLE source",
    "SELECT 1; COPY source TO '/tmp/x.csv'",
    "SELECT * FROM source) TO '/tmp/x.csv'",
    "",
    "SELECT 'open",
]


@pytest.mark.parametrize("query", REACHING)
def test_reaches_nothing_else(tmp_path: Path, query: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, {"x.csv": dossiers("A,VP,2024-05-06")}, query=query or " ")
    assert "dossiers" in str(raised.value)
    assert raised.value.remedy


def test_no_name_of_python_is_a_table(tmp_path: Path) -> None:
    secrets = pd.DataFrame({"number": ["x"], "unit": ["VP"], "received_on": ["2024-05-06"]})
    with pytest.raises(ConfigurationError, match="secrets does not exist"):
        read(tmp_path, {"x.csv": dossiers("A,VP,2024-05-06")}, query="SELECT * FROM secrets")
    assert len(secrets) == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nummer AS number FROM source", 'column "nummer"'),
        ("SELECT number FROM source WHERE unit::INTEGER > 1", "Conversion Error"),
        ("SELECT number, unit FROM source", "'received_on' is absent"),
        ("SELECT _file, _line FROM source", "no column but"),
        ("SELECT * FROM source WHERE false", "no row below its header"),
    ],
)
def test_refuses_a_query_that_does_not_serve(tmp_path: Path, query: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, {"x.csv": dossiers("A,Nguyễn Văn A,2024-05-06")}, query=query)
    assert said in str(raised.value)
    assert "Nguyễn" not in str(raised.value)
