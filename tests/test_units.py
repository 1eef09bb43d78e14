"""Units: found by any spelling, in official order, refused with line and remedy."""

import unicodedata
from datetime import date

import pytest

from dtplan_analysis.errors import UnitError
from dtplan_analysis.language import Text
from dtplan_analysis.units import Unit, Units, folded, read_units, units_from_codes

HEAD = "code,name_vi,name_en,parent,scope,aliases,valid_from,valid_to,successor,exempt\n"
LIST = (
    HEAD + "VP,Văn phòng Bộ,Ministry Office,,,G17.91|Văn phòng,,2025-02-28,TT,dossiers|satisfaction\n"
    "PC,Vụ Pháp chế,Legal Affairs,VP,ministry,,2020-01-01,,,\n"
    "TT,Trung tâm Thông tin,Information Centre,,,,,,,\n"
    '"HN","Sở Xây dựng, Hà Nội",Hanoi Department of Construction,,pilot,,,,,\n'
)


@pytest.fixture
def read(tmp_path):
    def write(content: str, encoding: str = "utf-8") -> Units:
        path = tmp_path / "units.csv"
        path.write_bytes(content.encode(encoding))
        return read_units(path)

    return write


def test_list_is_read_in_official_order(read):
    units = read(LIST)
    assert [unit.code for unit in units] == ["VP", "PC", "TT", "HN"]
    assert units["VP"] == Unit(
        "VP",
        Text("Văn phòng Bộ", "Ministry Office"),
        aliases=("G17.91", "Văn phòng"),
        valid_to=date(2025, 2, 28),
        successor="TT",
        exempt=frozenset({"dossiers", "satisfaction"}),
    )
    assert (units["PC"].parent, units.pilots, units.declared) == ("VP", ("HN",), True)
    assert (len(units), "PC" in units, "XX" in units) == (4, True, False)


SPELLINGS = [
    "PC",
    "pc",
    "Vụ Pháp chế",
    "  vụ   PHÁP CHẾ ",
    unicodedata.normalize("NFD", "Vụ Pháp chế"),
    "legal affairs",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_unit_is_found_by_any_spelling(read, spelling):
    assert read(LIST).find(spelling).code == "PC"
    assert read(unicodedata.normalize("NFD", LIST)).find(spelling).code == "PC"


def test_list_may_start_with_a_mark_of_its_encoding(read):
    assert read("\ufeff" + LIST).find("G17.91").code == "VP"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Vụ Pháp chê", "did you mean PC (Vụ Pháp chế)?"),
        ("ministry ofice", "did you mean VP (Văn phòng Bộ)?"),
        ("qqqqqqqq", "known codes: VP, PC, TT, HN"),
    ],
)
def test_unknown_unit_is_named_with_the_nearest(read, text, remedy):
    with pytest.raises(UnitError) as refused:
        read(LIST).find(text)
    assert repr(text) in str(refused.value)
    assert refused.value.remedy == remedy


@pytest.mark.parametrize(
    ("start", "end", "exists"),
    [
        (date(2019, 10, 1), date(2019, 12, 31), False),
        (date(2019, 10, 1), date(2020, 1, 1), True),
        (date(2024, 12, 31), date(2025, 3, 31), True),
        (date(2025, 1, 1), date(2025, 3, 31), False),
    ],
)
def test_unit_exists_on_any_day_of_a_period(start, end, exists):
    unit = Unit("X", Text("X", "X"), valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31))
    assert unit.exists_in(start, end) is exists


def test_units_that_came_in_the_data_are_not_declared():
    units = units_from_codes(["B", "A"])
    assert ([unit.code for unit in units], units.declared) == (["B", "A"], False)
    assert units.find("b").name["vi"] == "B"


def test_spellings_compare_without_case_and_spaces():
    assert folded(" ĐẮK   Lắk ") == folded("đắk lắk") != folded("dak lak")


FAULTS = [
    (HEAD, "lists no unit", "add a line"),
    ("", "column 'code' is absent", "its columns are"),
    ("code,name_vi\nA,A\n", "column 'name_en' is absent", "its columns are"),
    (HEAD.replace("scope", "scop"), "unknown column 'scop'", "its columns are"),
    (HEAD + "A,,A\n", "line 2: column 'name_vi' is empty", "both names"),
    (HEAD + "(total),A,A\n", "the code (total) is reserved", "another code"),
    (HEAD + "A,A,A,,mnistry\n", "unknown scope 'mnistry'", "ministry or pilot"),
    (HEAD + "A,A,A,,,,31/12/2024\n", "column 'valid_from' has '31/12/2024'", "2024-06-30"),
    (HEAD + "A,A,A,,,,,,,,,,x\n", "line 2: has more cells", "quote cells"),
    (HEAD + "A,A\0,A\n", "line 2: has a NUL sign", "save it again"),
    (HEAD + "A,A,A\nA,B,B\n", "the code A stands twice", "its own code"),
    (HEAD + "A,A,A\nB,b,a\n", "'a' stands for two units, A and B", "its own code, names"),
    (HEAD + "A,A,A,B\n", "the parent 'B' of A is not listed", "as parent"),
    (HEAD + "A,A,A,,,,,,B\n", "the successor 'B' of A is not listed", "as successor"),
]


@pytest.mark.parametrize(("content", "fault", "remedy"), FAULTS, ids=[fault for _, fault, _ in FAULTS])
def test_fault_of_the_list_is_named_with_its_remedy(read, content, fault, remedy):
    with pytest.raises(UnitError) as refused:
        read(content)
    assert "units" in refused.value.where
    assert fault in str(refused.value)
    assert remedy in refused.value.remedy


def test_file_that_cannot_be_read_is_refused(read, tmp_path):
    with pytest.raises(UnitError, match="cannot be read"):
        read_units(tmp_path / "absent.csv")
    with pytest.raises(UnitError, match="cannot be read"):
        read(LIST, encoding="utf-16")


@pytest.mark.parametrize(("typed", "meant"), [("Vu Phap ch", "PC"), ("phapche", "PC"), ("Legal", "PC")])
def test_what_is_typed_in_haste_is_offered(typed: str, meant: str) -> None:
    units = Units((Unit("PC", Text("Vụ Pháp chế", "Legal Affairs")), Unit("VP", Text("Văn phòng Bộ", "Office"))))
    with pytest.raises(UnitError, match=f"did you mean {meant}"):
        units.find(typed)


def test_a_number_is_no_code(read):
    with pytest.raises(UnitError, match=r"7 is no text.*\n.*-r"):
        read(HEAD + "007,A,A\n").find(7)
