"""Two units beside each other, and what is more than chance."""

from pathlib import Path

import pytest
from office import dossiers, opened, write_office

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.units import TOTAL


def test_two_units_are_compared_beyond_chance(aa: UnitQuarter) -> None:
    for answer in (aa.compare("AA", "BB"), aa.compare("BB"), aa.compare("Cục Thử nghiệm", "Vụ Mẫu")):
        (row,) = answer.frame.to_dict("records")
        assert (row["unit"], row["other"], row["difference"], row["differs"]) == ("AA", "BB", 0.0, False)
        assert row["lower"] < 0 < row["upper"]
        assert "Between Test Agency and Sample Department, no difference is larger than chance." in answer.said
    with pytest.raises(InputError, match="two units"):
        aa.compare()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "vi",
            "Cục Thử nghiệm và toàn cơ quan có phần dữ liệu chung: không kết luận được chênh lệch có vượt dao động "
            "ngẫu nhiên hay không.",
        ),
        (
            "en",
            "Test Agency and the sum of all units share records: whether their difference is chance is not told.",
        ),
    ],
)
def test_a_unit_is_no_peer_of_the_total_that_holds_it(office: Path, language: str, said: str) -> None:
    answer = opened(office, "AA", language=language).compare("AA", TOTAL)
    assert list(answer.said) == [said]
    (row,) = answer.frame.to_dict("records")
    assert (row["reason"], row["lower"], row["differs"]) == ("part", None, False)
    assert row["difference"] == pytest.approx(0)


def test_units_are_compared_where_a_target_has_no_data(tmp_path: Path) -> None:
    rows = [*dossiers("AA", "2024Q2", 3, 1), *dossiers("BB", "2024Q2", 1, 1)]
    report = opened(write_office(tmp_path / "office", {"dossiers": rows}, targets="CB2 CB3 OP5"), "AA")
    found = report.compare("BB").frame.set_index("target")
    assert found["reason"].to_dict() == {"CB2": "", "CB3": "no_case", "OP5": "no_case"}
    assert [*report.compare("BB", target="OP5").said] == [], "of nothing that was compared nothing is said"
    assert report.overview().frame["target"].nunique() == 3
