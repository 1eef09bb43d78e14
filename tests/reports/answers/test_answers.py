"""The verbs of a report and of a judged table, on an office whose figures are counted by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from office import HOSTILE, Rows, dossiers, opened, words_of, write_office

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.reports import JudgedTable, MinistryQuarter, UnitQuarter
from dtplan_analysis.units import TOTAL


def _dossiers() -> Rows:
    """AA: 6 of 10 in May, two of them without a word on processing; BB: 2 of 4; the pilot PP: 1 of 1."""
    aa = dossiers("AA", "2024Q2", 6, 4)
    aa[0] |= {"processed_online": None}
    aa[1] |= {"processed_online": None, "received_on": "2024-06-03", "due_on": "2024-06-20", "completed_on": None}
    aa[9] |= {"procedure": "9.000202", "status": 2, "completed_on": None, "due_on": "2025-02-01"}
    bb = dossiers("BB", "2024Q2", 2, 2, procedure="9.000202")
    found = [*aa, *bb, *dossiers("PP", "2024Q2", 1), *dossiers("AA", "2024Q1", 3, 1)]
    return [row | {"field": f"Lĩnh vực {n % 3}" if n % 4 else None} for n, row in enumerate(found)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_office(tmp_path_factory.mktemp("answers"), {"dossiers": _dossiers()}, targets="CB2")


@pytest.fixture(scope="module")
def aa(office: Path) -> UnitQuarter:
    return opened(office, "AA")


@pytest.fixture(scope="module")
def whole(office: Path) -> MinistryQuarter:
    return opened(office, TOTAL)  # type: ignore[return-value]


def cells(frame: pd.DataFrame, *names: str) -> list[list[Any]]:
    return frame[list(names)].astype(object).where(frame[list(names)].notna(), None).values.tolist()


BROKEN = [
    # by, groups with denominator, numerator, missing and what is not as required; that stands most in the way first
    ("procedure", [["9.000101", 7, 4, 2, 5], ["9.000202", 1, 0, 0, 1]]),
    ("month", [["2024-04", 0, 0, 0, 0], ["2024-05", 8, 4, 1, 5], ["2024-06", 0, 0, 1, 1]]),
    ("channel", [["direct", 4, 0, 0, 4], ["online", 4, 4, 2, 2]]),
]


@pytest.mark.parametrize(("by", "expected"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_breakdown_says_where_a_figure_comes_from(aa: UnitQuarter, by: str, expected: list[list[Any]]) -> None:
    found = aa.breakdown("CB2", by=by).frame
    shown = cells(found, by, "denominator", "numerator", "missing", "lacking")
    assert shown == [row for row in expected if sum(row[1:])]


@pytest.mark.parametrize(("language", "said"), [("vi", "theo tháng, mã TTHC: "), ("en", "by month, code of the ")])
def test_a_title_names_columns_as_within_a_sentence(office: Path, language: str, said: str) -> None:
    report = UnitQuarter.open("AA", "2024Q2", workspace=office, language=language)
    assert said in repr(report.breakdown("CB2", by=("month", "procedure")))


@pytest.mark.parametrize("by", ["procedure", "month", "channel", "field", ("month", "procedure")])
@pytest.mark.parametrize("unit", ["AA", TOTAL])
def test_the_groups_of_a_breakdown_add_up_to_the_judged_row(office: Path, unit: str, by: Any) -> None:
    report = opened(office, unit)
    row = report.now.iloc[0]
    found = report.breakdown("CB2", by=by).frame
    names = list(COUNTS)
    assert found[names].sum().tolist() == row[names].astype(int).tolist()


def test_a_breakdown_of_the_whole_by_unit_leaves_the_pilots_out(whole: MinistryQuarter) -> None:
    assert cells(whole.breakdown("CB2", by="unit").frame, "unit", "denominator") == [["AA", 8], ["BB", 4]]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("proceedure", "did you mean 'procedure'"),
        ("applicant", "the export has no column 'applicant'"),
        ("user", "cannot be broken down"),
        ((), "one column or two"),
    ],
)
def test_what_cannot_tell_groups_apart_is_refused(aa: UnitQuarter, by: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        aa.breakdown("CB2", by=by)


def test_records_say_what_why_and_until_when(aa: UnitQuarter) -> None:
    answer = aa.records("CB2")
    found = answer.frame.set_index("number")[["problem", "mend"]].T.to_dict("list")
    assert found["AA-2024Q2-0000"] == ["missing", "any_time"]
    assert found["AA-2024Q2-0006"] == ["not_reached", "over"]
    assert found["AA-2024Q2-0009"] == ["not_reached", "running"]
    assert len(found) == 6
    rows = {row[0]: row[-2:] for row in answer.table.rows}
    assert rows["AA-2024Q2-0009"] == ("Channel: direct; Processed online: no", "1 February 2025")
    assert rows["AA-2024Q2-0000"][0].startswith("Processed online: empty")
    assert "that can still be mended: 3" in answer.said[0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # of 8 counted 4 reach it, 2 are missing; 60 % of 10 are 6
        ({"more": 1}, [5, 8, 2, "inconclusive", 1]),
        ({"more": 2}, [6, 8, 2, "met", 0]),
        ({"more": 100}, [10, 10, 0, "met", 0]),
        ({"missing": "pass"}, [6, 10, 0, "met", 0]),
        ({"missing": "fail"}, [4, 10, 0, "not_met", 2]),
        ({"missing": "drop"}, [4, 8, 0, "not_met", 1]),
        ({"missing": "fail", "more": 2}, [6, 10, 0, "met", 0]),
        ({}, [4, 8, 2, "inconclusive", 2]),
    ],
)
def test_what_if_judges_again(aa: UnitQuarter, asked: dict[str, Any], expected: list[Any]) -> None:
    answer = aa.what_if("CB2", **asked)
    names = ("numerator_then", "denominator_then", "missing_then", "status_then", "shortfall_then")
    assert cells(answer.frame, *names) == [expected]
    assert ("Only 6 records" in " ".join(answer.said)) == (asked.get("more") == 100)


def test_what_if_of_a_limit_moves_records_out_of_the_numerator() -> None:
    frame = pd.DataFrame({"records": [10], "excluded": [0], "missing": [2], "denominator": [8], "numerator": [3]})
    from dtplan_analysis.judging import judge

    judged = judge(frame, threshold="20%", comparison="<=").assign(unit="A", period="2024Q2", indicator="late")
    judged = judged.assign(target="L1", variant="", span="quarter")
    found = JudgedTable(judged).what_if("L1", missing="pass", more=1).frame
    assert cells(found, "numerator_then", "denominator_then", "status_then") == [[2, 10, "met"]]


@pytest.mark.parametrize("asked", [{"more": -1}, {"more": 1.5}, {"more": True}, {"missing": "passs"}])
def test_what_if_refuses_what_cannot_be(aa: UnitQuarter, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="what_if"):
        aa.what_if("CB2", **asked)


def test_two_units_are_compared_beyond_chance(aa: UnitQuarter) -> None:
    for answer in (aa.compare("AA", "BB"), aa.compare("BB"), aa.compare("Cục Thử nghiệm", "Vụ Mẫu")):
        (row,) = answer.frame.to_dict("records")
        assert (row["unit"], row["other"], row["difference"], row["differs"]) == ("AA", "BB", 0.0, False)
        assert row["lower"] < 0 < row["upper"]
        assert "Between Test Agency and Sample Department, no difference is larger than chance." in answer.said
    with pytest.raises(InputError, match="two units"):
        aa.compare()


def test_units_are_compared_where_a_target_has_no_data(tmp_path: Path) -> None:
    rows = [*dossiers("AA", "2024Q2", 3, 1), *dossiers("BB", "2024Q2", 1, 1)]
    report = opened(write_office(tmp_path / "office", {"dossiers": rows}, targets="CB2 CB3 OP5"), "AA")
    found = report.compare("BB").frame.set_index("target")
    assert found["reason"].to_dict() == {"CB2": "", "CB3": "no_case", "OP5": "no_case"}
    assert report.overview().frame["target"].nunique() == 3


def test_history_and_definition(aa: UnitQuarter) -> None:
    assert cells(aa.history("CB2").frame, "period", "value") == [["2024Q1", 0.75], ["2024Q2", 0.5]]
    answer = aa.definition("CB2")
    said = dict(zip(answer.frame["what"], answer.frame["said"], strict=True))
    assert said["Asks for"] == "at least 60%"
    assert said["Missing where one of these is empty"] == "Channel; Processed online"
    assert "Records: 10." in answer.chart.description
    assert list(aa.definition().frame["target"]) == ["CB2"]


ASKED: list[Callable[[UnitQuarter], Any]] = [
    lambda report: report.breakdown("CB2", by=("procedure", "month")),
    lambda report: report.records("CB2"),
    lambda report: report.what_if("CB2", more=1),
    lambda report: report.compare("AA", "BB"),
    lambda report: report.history(),
    lambda report: report.definition("CB2"),
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_answer_shows_itself(office: Path, asked: Callable[[UnitQuarter], Any], language: str) -> None:
    answer = asked(opened(office, "AA", language=language))
    data = answer._repr_mimebundle_()
    assert answer.title in words_of(data["text/html"])
    assert data["text/html"].count("<svg") == 1
    assert data["text/markdown"].startswith("### ")
    assert "| --- |" in data["text/markdown"]
    assert len(repr(answer)) < 3000
    assert "None" not in repr(answer)
    assert [name for name in dir(answer) if name.startswith("_")] == []
    assert {"frame", "table", "chart"} <= set(dir(answer))


def test_a_judged_table_of_a_frame_is_asked_alike() -> None:
    rows = _dossiers()
    frame = pd.DataFrame(rows)[["unit", "procedure", "channel", "processed_online"]]
    frame = frame.assign(received_on=pd.to_datetime([str(row["received_on"]) for row in rows]), status="processed")
    judged = dossiers_online(frame, by=("unit", "procedure"), target="60%", period=["2024Q2"])
    table = JudgedTable(judged)
    found = table.breakdown("dossiers_online", by="unit", unit="BB").frame
    assert cells(found, "unit", "denominator") == [["BB", 4]]
    with pytest.raises(InputError, match="is not by 'channel'"):
        table.breakdown("dossiers_online", by="channel", unit="BB")
    with pytest.raises(InputError, match="counts alone"):
        table.records("dossiers_online", unit="BB")
    with pytest.raises(InputError, match="name one unit"):
        table.breakdown("dossiers_online", by="procedure")
    assert "dossiers" in repr(table)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    units: Rows = [{"code": "AA", "name_vi": HOSTILE[0], "name_en": HOSTILE[3]}]
    rows = [
        row for n, text in enumerate(HOSTILE) for row in dossiers("AA", "2024Q2", 0, 1, procedure=text, number=f"N{n}")
    ]
    report = opened(write_office(tmp_path / "office", {"dossiers": rows}, units=units, targets="CB2"), "AA")
    for answer in (report.breakdown("CB2", by="procedure"), report.records("CB2"), report.history("CB2"), report):
        html, markdown = answer._repr_html_(), answer._repr_markdown_()
        assert "<script" not in html
        assert "<img" not in html
        assert "<script" not in markdown.replace("\\<", "")
        assert "\u202e" not in repr(answer)
