"""What all cells of a column decide together: the decimal sign, the order of day and month."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reading import columns_of, dossiers, read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading import intake


@pytest.mark.parametrize(
    ("weights", "options", "expected", "said"),
    [
        pytest.param(
            ["1.5", "2", "nan", "inf", "x", ""], {}, [1.5, 2, None, None, None, None], "decimal .", id="point"
        ),
        pytest.param(["1,5", "1.234", "12.345,6"], {}, [1.5, 1234, 12345.6], "decimal ,", id="comma and thousands"),
        pytest.param(["0.5", "1,234", "1,234.5"], {}, [0.5, 1234, 1234.5], "decimal .", id="point and thousands"),
        pytest.param(["1.234", "2"], {"decimal": "."}, [1.234, 2], "decimal .", id="asked for: a point"),
        pytest.param(["1.234", "2"], {"decimal": ","}, [1234, 2], "decimal ,", id="asked for: a comma"),
        pytest.param(["1.5", "1,5", "2,25"], {"decimal": ","}, [None, 1.5, 2.25], "decimal ,", id="one of two ways"),
        pytest.param(["2", "3", "1e3"], {}, [2, 3, 1000], "", id="nothing to decide"),
    ],
)
def test_decides_the_decimal_sign_for_a_column(
    tmp_path: Path, weights: list[str], options: dict[str, str], expected: list[float | None], said: str
) -> None:
    text = "unit;answered_on;score;weight\n" + "".join(f"VP;2024-05-06;5;{weight}\n" for weight in weights)
    found = read(tmp_path, {"x.csv": text}, register="satisfaction", **options)
    assert found.column("weight") == expected
    assert [key for key, names in found.reading.detected["in/x.csv"].items() if names == "weight"] == [said][
        : len(said)
    ]


@pytest.mark.parametrize(
    ("served", "expected", "said"),
    [
        pytest.param(["1.000", "20"], [1000, 20], "thousands", id="nobody counts in thousandths"),
        pytest.param(["1.000", "2,0"], [1000, 2], "decimal ,", id="a comma before tenths"),
        pytest.param(["1.000", "2.0"], [1, 2], "decimal .", id="a point before tenths"),
        pytest.param(["1.000.000", "1.234"], [1000000, 1234], "decimal ,", id="points between thousands"),
        pytest.param(["1,234", "0.5"], [1234, None], "decimal .", id="half a person is no count"),
    ],
)
def test_reads_thousands_of_whole_numbers(
    tmp_path: Path, served: list[str], expected: list[int | None], said: str
) -> None:
    text = "unit;period;served\n" + "".join(f"VP;{place};{one}\n" for place, one in enumerate(served))
    found = read(tmp_path, {"x.csv": text}, register="satisfaction_served")
    assert found.column("served") == expected
    assert found.reading.detected["in/x.csv"][said] == "served"


def test_asks_for_a_decimal_sign_that_nothing_tells(tmp_path: Path) -> None:
    text = "unit;answered_on;score;weight\nVP;2024-05-06;5;2\nVP;2024-05-06;5;1.234\n"
    with pytest.raises(RegisterError, match="nothing in column 'weight' tells whether a comma or a point") as raised:
        read(tmp_path, {"x.csv": text}, register="satisfaction")
    assert raised.value.where == "register satisfaction, in/x.csv, line 3"
    assert 'decimal = "," or decimal = "."' in raised.value.remedy


@pytest.mark.parametrize(
    ("options", "planned"), [({}, None), ({"decimal": ","}, 1_234_000_000), ({"decimal": "."}, 1_234_000)]
)
def test_an_amount_in_millions_may_have_thousandths(
    tmp_path: Path, options: dict[str, Any], planned: int | None
) -> None:
    text = "unit;year;as_of;source;planned\nVP;2024;2024-06-30;regular;1.234\n"
    options = {**options, "register": "budget", "columns": columns_of("budget", planned={"scale": 1_000_000})}
    if planned is None:
        with pytest.raises(RegisterError, match="nothing in column 'planned' tells whether a comma or a point"):
            read(tmp_path, {"x.csv": text}, **options)
    else:
        assert read(tmp_path, {"x.csv": text}, **options).column("planned") == [planned]


def dated(*days: str) -> str:
    return dossiers(*(f"{place},VP,{day}" for place, day in enumerate(days)))


@pytest.mark.parametrize(
    ("days", "options", "expected", "said"),
    [
        pytest.param(["06/05/2024", "25/05/2024"], {}, ["2024-05-06", "2024-05-25"], "day-first", id="a 25th tells"),
        pytest.param(["06/05/2024", "05/25/2024"], {}, ["2024-06-05", "2024-05-25"], "month-first", id="so does May"),
        pytest.param(["5/5/2024", "2024-05-06"], {}, ["2024-05-05", "2024-05-06"], "", id="the same either way"),
        pytest.param(["06/05/2024"], {"dates": "day-first"}, ["2024-05-06"], "day-first", id="asked for"),
        pytest.param(["06/05/2024"], {"dates": "month-first"}, ["2024-06-05"], "month-first", id="asked for: month"),
        pytest.param(
            ["06/05/2024"], {"dates": {"received_on": "month-first"}}, ["2024-06-05"], "month-first", id="of a column"
        ),
        pytest.param(
            ["45418", "06.05.2024", "13-05-2024"], {}, ["2024-05-06"] * 2 + ["2024-05-13"], "day-first", id="mixed"
        ),
    ],
)
def test_decides_the_order_of_day_and_month_for_a_column(
    tmp_path: Path, days: list[str], options: dict[str, Any], expected: list[str], said: str
) -> None:
    found = read(tmp_path, {"x.csv": dated(*days)}, **options)
    assert [day.isoformat() for day in found.column("received_on")] == expected
    ways = {key: names for key, names in found.reading.detected["in/x.csv"].items() if names == "received_on"}
    assert ways == ({said: "received_on"} if said else {})


def test_one_slip_does_not_turn_a_column_round(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": dated(*["25/05/2024"] * 30, "05/25/2024", "06/05/2024")})
    assert found.column("received_on")[-1] == date(2024, 5, 6)
    assert found.aside == [["in/x.csv", "32", "received_on", "05/25/2024", "unreadable"]]


def test_reads_a_file_as_the_others_of_its_register(tmp_path: Path) -> None:
    files = {"a.csv": dossiers("A,VP,06/05/2024"), "b.csv": dossiers("B,VP,25/05/2024")}
    assert read(tmp_path, dict(files)).column("received_on") == [date(2024, 5, 6), date(2024, 5, 25)]
    files["c.csv"] = dossiers("C,VP,05/25/2024")
    with pytest.raises(RegisterError, match="nothing in column 'received_on' tells") as raised:
        read(tmp_path, dict(files))
    assert raised.value.where == "register dossiers, in/a.csv, line 2"


def test_decides_by_all_rows_where_the_first_do_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_spread", lambda first: first.slice(0, 2))
    text = dossiers(
        "A,VP,06/05/2024,07/05/2024,1.000",
        ",VP,06/05/2024,,1",
        "C,,06/05/2024,,",
        "D,VP,06/25/2024,06/26/2024,2.0",
        "E,VP,13/13/2024,13/13/2024,x",
        "F,VP,2024-06-25,13/13/2024,x",
        columns="due_on,supplements",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.column("received_on") == [date(2024, 6, 5), date(2024, 6, 25), date(2024, 6, 25)]
    assert found.column("due_on") == [date(2024, 7, 5), date(2024, 6, 26), None]
    assert found.column("supplements") == [1, 2, None]
    assert found.reading.unreadable == {"due_on": 1, "supplements": 1}
    assert [row[1:] for row in found.aside] == [
        ["3", "number", "", "empty"],
        ["4", "unit", "", "empty"],
        ["6", "received_on", "13/13/2024", "unreadable"],
    ]


def test_refuses_a_column_in_both_orders(tmp_path: Path) -> None:
    text = dated(*["25/05/2024"] * 5, *["05/25/2024"] * 5)
    with pytest.raises(RegisterError, match="differ in whether the day or the month comes first") as raised:
        read(tmp_path, {"x.csv": text})
    assert "'25/05/2024' in line 2 and '05/25/2024' in line 7" in str(raised.value)
    assert "the cells that differ are then unreadable" in raised.value.remedy
    found = read(tmp_path / "b", {"x.csv": text}, dates="day-first")
    assert found.reading.rejected == {"received_on: unreadable": 5}


def test_finds_late_cells_in_another_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_spread", lambda first: first.slice(0, 5))
    with pytest.raises(RegisterError, match="differ in whether"):
        read(tmp_path, {"x.csv": dated(*["25/05/2024"] * 5, *["05/25/2024"] * 5)})
