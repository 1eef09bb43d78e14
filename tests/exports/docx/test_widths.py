"""Columns of a Word document's tables have room for every word, and the letters are as large as that allows."""

from collections.abc import Sequence
from typing import Any

import pytest
from docx.shared import Mm

from dtplan_analysis import document
from dtplan_analysis.exports.docx.widths import INSET, fitted, parted
from dtplan_analysis.exports.typeset import extent, letters_of

ASIDE = Mm(249)
FORM = document.table(
    "", [f"({n})" for n in range(1, 6)], [["1", "Quy hoạch", "2.510", "197", "4"]], numbers=range(2, 5),
    above=[[("STT", 1, 2), ("Lĩnh vực", 1, 2), ("Đã giải quyết", 3, 1)],
           [("Tổng số", 1, 1),
            ("Đúng hạn (bao gồm cả hồ sơ chờ bổ sung và trả lại/xin rút)", 1, 1), ("Quá hạn", 1, 1)]],
)  # fmt: skip
NAME = "Trường Đại học Kiến trúc Thành phố Hồ Chí Minh"


def heat(targets: int, name: str = NAME) -> document.Block:
    heads = ["Đơn vị", *(f"CB{n}\nHồ sơ trực tuyến toàn trình" for n in range(targets))]
    return document.table("", heads, [[name, *["✓ 100,0%"] * targets]], kind="heat")


def room_in_ems(width: int, size: int) -> float:
    return float((width - 2 * INSET) / Mm(1) * 72 / 25.4 / size)


@pytest.mark.parametrize("block", [FORM, heat(3), heat(13)])
def test_all_the_room_is_taken_and_no_word_is_broken(block: document.Block) -> None:
    size, widths = fitted(block, ASIDE)
    assert sum(widths) == pytest.approx(ASIDE, abs=len(widths))
    bold = letters_of("LiberationSerif-Bold")
    for head, width in zip(block["heads"], widths, strict=True):
        assert extent(head["runs"], bold)[0] <= room_in_ems(width, size)
    for _, column, head in document.heads_placed(block["above"]):
        if head["columns"] == 1:
            assert extent(head["runs"], bold)[0] <= room_in_ems(widths[column], size)


def test_a_long_head_has_more_room_than_a_short_one() -> None:
    _, widths = fitted(FORM, ASIDE)
    assert widths[3] > 1.3 * widths[4]


@pytest.mark.parametrize(("targets", "size"), [(3, 10), (13, 8), (15, 7)])
def test_letters_are_smaller_where_there_are_many_columns(targets: int, size: int) -> None:
    assert fitted(heat(targets), ASIDE)[0] == size


def test_names_have_more_room_than_figures() -> None:
    _, (name, *targets) = fitted(heat(13), ASIDE)
    assert name > 2 * max(targets)


@pytest.mark.parametrize("rows", [[], [["1"]]])
def test_columns_that_want_nothing_share_alike(rows: Sequence[Any]) -> None:
    block = document.table("", ["a", "a"], rows)
    _, widths = fitted(block, ASIDE)
    assert widths[0] == widths[1] or rows


@pytest.mark.parametrize(("block", "parts"), [(heat(13), 1), (heat(41), 3), (heat(0), 1), (FORM, 1)])
def test_a_map_of_too_many_columns_comes_in_parts_each_with_the_names(block: document.Block, parts: int) -> None:
    found = parted(block, ASIDE)
    assert len(found) == parts
    assert [head for n, one in enumerate(found) for head in one["heads"][bool(n) :]] == block["heads"]
    for one in found:
        assert [row[0] for row in one["rows"]] == [row[0] for row in block["rows"]]
        assert [len(row) for row in one["rows"]] == [len(one["heads"])] * len(one["rows"])
