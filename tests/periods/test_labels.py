"""Labels of periods, as people write them."""

import re

import pytest
from packages import PACKAGE

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


APART = re.compile(
    r'\b(?:label|period|quarter)(?:"\])?(?:\[[-\d:]|\.(?:starts|ends)with|\.r?(?:split|partition)\()|Q\[1-4\]'
)
"""What looks into a label, where a period should be asked."""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("year = label[:4]", True),
        ('row["period"][-1]', True),
        ("one.label.endswith(4)", True),
        ("quarter.split('Q')", True),
        ('label["vi"]', False),
        ("quarters[-1].label", False),
    ],
)
def test_what_looks_into_a_label_is_seen(line, found):
    assert bool(APART.search(line)) == found


def test_no_other_module_looks_into_a_label():
    lines = {
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "periods"
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert [line for line in lines if APART.search(line)] == []
