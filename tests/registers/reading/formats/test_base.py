"""What every export has: the column that a name is most like."""

from pathlib import Path

import pytest
from reading import opened, read

from dtplan_analysis.registers.reading.formats.base import digest_of


def test_names_the_nearest_column(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("NgayHenTra,DonVi\n", encoding="utf-8")
    read = opened(tmp_path / "x.csv")
    assert [read.nearest(name) for name in ("NgayHenTr", "donvi", "zzz")] == ["NgayHenTra", "DonVi", ""]


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [("a,B / x\n1,2\n", "x", True), ("a,b\n1,2\n", "A", True), ("a,A\n1,2\n", "á", False), ("a,b\n1,2\n", "c", False)],
)
def test_a_column_is_there_by_its_name_the_lowest_part_of_it_or_in_another_case(
    tmp_path: Path, text: str, wanted: str, found: bool
) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert opened(tmp_path / "x.csv", columns={"number": wanted}).has(wanted) is found


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u200d", "\u2060", "\ufeff"])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_sign_without_width_tells_no_cells_apart(tmp_path: Path, sign: str, place: int) -> None:
    rows = [(f"A1{n}é"[:place] + sign + f"A1{n}é"[place:], f"A1{n}é") for n in range(2)]
    written = "".join(f"{number},{sign}VP,2024-{sign}05-06\n" for pair in rows for number in pair)
    found = read(tmp_path, {"x.csv": "number,unit,received_on\n" + written})
    assert found.column("number") == ["A10é", "A11é"]
    assert found.reading.rejected == {"number: repeated, identical": 2}


def test_records_are_looked_up_by_their_number_and_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('a,b\nx,2\n\n3,"4\n5"\n6,7\n', encoding="utf-8")
    read = opened(tmp_path / "x.csv")
    assert [(line, list(cells)) for line, cells in read.look_up([2, 3, 9])] == [
        (4, ["3", "4\n5"]),
        (6, ["6", "7"]),
        (0, []),
    ]
    assert (read.place(2), read.place(9)) == ("line 4", "row 9")


def test_the_digest_of_a_file_is_its_sha_256(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert digest_of(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
