"""A record in each column, and the names in the first one."""

from datetime import date
from pathlib import Path

import pytest
from books import book
from reading import read

TURNED = "BÁO CÁO;;;\nunit;VP;PC;\nnumber;A;B;\nreceived_on;06/05/2024;25/05/2024;\nGhi chú;;x;\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_record_in_each_column(tmp_path: Path, kind: str) -> None:
    rows = [line.split(";") for line in TURNED.splitlines()]
    rows[1].append("VP")
    rows[2].append("")
    rows[3].append("07/05/2024")
    text = "\n".join(";".join(row) for row in rows)
    found = read(tmp_path, {f"x.{kind}": text if kind == "csv" else book(S=rows)}, transposed=True)
    assert found.rows[["number", "unit"]].to_numpy().tolist() == [["A", "VP"], ["B", "PC"]]
    assert found.column("received_on") == [date(2024, 5, 6), date(2024, 5, 25)]
    assert [row[1:] for row in found.aside] == [["5", "number", "", "empty"]]
