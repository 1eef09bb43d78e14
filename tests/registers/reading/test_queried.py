"""Which tables a query reads, what its columns may be called, and what it may not ask."""

import pytest

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.registers.reading.queried import names_in, tables_of


def test_which_tables_a_query_reads() -> None:
    query = 'WITH a AS (SELECT 1 FROM Procedures) SELECT * FROM a, source JOIN "staff" ON x IN (SELECT y FROM systems)'
    assert tables_of(query, "") == {"procedures", "source", "staff", "systems"}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT * FRO source", "no SELECT that can be read"),
        ("DROP TABLE source", "no SELECT that can be read"),
        ("SELECT * FROM read_csv('x.csv')", "query calls read_csv"),
        ("SELECT * FROM 'x.csv', glob('*')", "query calls glob"),
        ("SELECT now() FROM source", "query calls now"),
        ("SELECT * FROM source ORDER BY random()", "query calls random"),
        ("SELECT getenv('HOME') FROM source", "query calls getenv"),
        ("SELECT * FROM information_schema.tables", "query reads tables of a schema"),
        ("SHOW TABLES", "query shows tables"),
    ],
)
def test_a_query_that_is_none_of_its_table_alone_is_refused(query: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault) as refused:
        tables_of(query, "dtplan.toml, [registers.dossiers]")
    assert refused.value.where == "dtplan.toml, [registers.dossiers]"
    assert refused.value.remedy


@pytest.mark.parametrize("query", ["SELECT n FROM source, range(3) r(n)", "SELECT unnest([1, 2]) FROM source"])
def test_rows_may_be_made_of_nothing(query: str) -> None:
    assert tables_of(query, "") == {"source"}


def test_names_are_bare_or_quoted() -> None:
    query = 'SELECT "Mã số", ngay FROM source WHERE "a""b" = \'x\''
    assert {"Mã số", "ngay", 'a""b', "source"} <= names_in(query)
    assert "số" not in names_in(query)
