"""Labels of periods, as people write them."""

import pytest

from dtplan_analysis.periods import read_label

WRITTEN = [
    ("2024Q2", "2024Q2"), ("Q2/2024", "2024Q2"), ("Q2 2024", "2024Q2"), ("Quý II/2024", "2024Q2"),
    ("quý 2 năm 2024", "2024Q2"), ("QUÝ II NĂM 2024", "2024Q2"), ("II/2024", "2024Q2"), ("2024-Q2", "2024Q2"),
    ("tháng 5/2024", "2024-05"), ("05/2024", "2024-05"), ("Tháng 5 năm 2024", "2024-05"), ("May 2024", "2024-05"),
    ("6 tháng đầu năm 2024", "2024H1"), ("H2 2024", "2024H2"), ("năm 2024", "2024"), ("2024", "2024"),
    ("Quý I năm tài chính 2024", "FY2024Q1"), ("FY2024 Q1", "FY2024Q1"), ("năm tài chính 2024", "FY2024"),
    ("quarter 5 2024", None), ("2024-00", None), ("V/2024", None), ("24Q2", None), ("", None), ("2024Q22", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "label"), WRITTEN)
def test_labels_are_read_as_people_write_them(text, label):
    told = read_label(text)
    assert (told and str(told)) == label
