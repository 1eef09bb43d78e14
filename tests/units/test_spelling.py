"""Spellings: one word, however it is typed."""

from dtplan_analysis.units import folded


def test_spellings_compare_without_case_and_spaces():
    assert folded(" ĐẮK   Lắk ") == folded("đắk lắk") != folded("dak lak")
