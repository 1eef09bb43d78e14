"""The list of units: read in official order, refused with file, line, column, value and remedy."""

import subprocess
import sys
import time
import unicodedata
from datetime import date
from fractions import Fraction

import pytest

from dtplan_analysis.errors import UnitError
from dtplan_analysis.language import Text
from dtplan_analysis.units import Unit, Units
from dtplan_analysis.units.listing import read_units

HEAD = "code,name_vi,name_en,parent,scope,aliases,valid_from,valid_to,successor,exempt,level\n"
LIST = (
    HEAD + "VP,Văn phòng Bộ,Ministry Office,,,G17.91|Văn phòng,,2025-02-28,TT,dossiers|satisfaction,\n"
    "PC,Vụ Pháp chế,Legal Affairs,VP,ministry,,2020-01-01,,,,department\n"
    "TT,Trung tâm Thông tin,Information Centre,,,,,,,,\n"
    '"HN","Sở Xây dựng, Hà Nội",Hanoi Department of Construction,,pilot,,,,,,\n'
)


@pytest.fixture
def read(tmp_path):
    def write(content: str, encoding: str = "utf-8") -> Units:
        path = tmp_path / "units.csv"
        path.write_bytes(content.encode(encoding))
        return read_units(path, ("dossiers", "satisfaction"), ("province", "department", "commune"))

    return write


def test_list_is_read_in_official_order(read):
    units = read(LIST)
    assert [unit.code for unit in units] == ["VP", "PC", "TT", "HN"]
    assert units["VP"] == Unit(
        "VP",
        Text("Văn phòng Bộ", "Ministry Office"),
        aliases=("G17.91", "Văn phòng"),
        valid_to=date(2025, 2, 28),
        successors=(("TT", Fraction(1)),),
        exempt=("dossiers", "satisfaction"),
    )
    assert (units["PC"].parent, units["PC"].level, units.pilots, units.declared) == ("VP", "department", ("HN",), True)
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


def test_a_renamed_unit_has_a_row_for_each_name(read):
    units = read(
        HEAD + "H49,Tỉnh Y,Y Province,,,,2020-01-01,2026-09-30,,,province\nB,B,B\n"
        "H49,Thành phố Y,Y City,,,H.49,2026-10-01,,,,province\n"
    )
    assert [unit.code for unit in units] == ["H49", "B"]
    assert units["H49"] == Unit(
        "H49",
        Text("Thành phố Y", "Y City"),
        aliases=("H.49",),
        valid_from=date(2020, 1, 1),
        level="province",
        former=((date(2026, 9, 30), Text("Tỉnh Y", "Y Province")),),
    )


def test_a_split_unit_names_its_parts_with_their_shares(read):
    units = read(HEAD + "S,S,S,,,,,2025-06-30,A 62.5%|B b 37.5 %\nA,A,A\nB b,B,B\n")
    assert units["S"].successors == (("A", Fraction(5, 8)), ("B b", Fraction(3, 8)))
    assert units["S"].successor == ""


def test_several_units_may_go_on_as_one(read):
    units = read(HEAD + "A,A,A,,,,,2025-02-28,C\nB,B,B,,,,,2025-02-28,C\nC,C,C\n")
    assert [unit.code for unit in units.predecessors("C")] == ["A", "B"]


RENAME = "A,A,A,,,,,2025-06-30,{},,{}\nA,B,B,,,,{},,,,{}\n"
FAULTS = [
    (HEAD, "lists no unit", "add a line"),
    ("", "column 'code' is absent", "its columns are"),
    ("code,name_vi\nA,A\n", "column 'name_en' is absent", "its columns are"),
    (HEAD.replace("scope", "scop"), "unknown column 'scop'", "its columns are"),
    (HEAD + "A,,A\n", "line 2: column 'name_vi' is empty", "both names"),
    (HEAD + "(total),A,A\n", "the code (total) is reserved", "another code"),
    (HEAD + "A,A,A,,mnistry\n", "unknown scope 'mnistry'", "ministry or pilot"),
    (HEAD + "A,A,A,,,,31/12/2024\n", "column 'valid_from' has '31/12/2024'", "2024-06-30"),
    (HEAD + "A,A,A,,,,2025-01-01,2024-12-31\n", "line 2: column 'valid_to' has 2024-12-31", "one of the two days"),
    (HEAD + "A,A,A,,,,,,,,,x\n", "line 2: has more cells", "quote cells"),
    (HEAD + "A,A\0,A\n", "line 2: has a NUL sign", "save it again"),
    (HEAD + "A,A,A\nA,B,B\n", "line 3: the code A stands twice", "its own code"),
    (HEAD + RENAME.format("", "", "2025-07-02", ""), "line 3: the code A stands twice", "on the day after"),
    (HEAD + RENAME.format("", "x", "2025-07-01", "y"), "line 3: column 'level' of A differs", "name and days alone"),
    (HEAD + RENAME.format("A", "", "2025-07-01", ""), "line 2: column 'successor' of A", "leave it empty"),
    (HEAD + "A,A,A\nB,b,a\n", "'a' stands for two units, A and B", "its own code, names"),
    (HEAD + "AB1,A,A,AB2\n", "line 2: the parent 'AB2' of AB1 is not listed", "did you mean 'AB1'?"),
    (HEAD + "A,A,A,,,,,,B\n", "the successor 'B' of A is not listed", "as successor"),
    (HEAD + "A,A,A,A\n", "line 2: column 'parent' of A has 'A', which goes round in a circle: A → A", "the parent"),
    (HEAD + "A,A,A,B\nB,B,B,C\nC,C,C,A\n", "goes round in a circle", "correct or empty the parent"),
    (HEAD + "A,A,A,,,,,2025-01-01,B\nB,B,B,,,,,2025-01-01,A\n", "column 'successor' of", "the successor"),
    (HEAD + "A,A,A,,,,,,B 50%|C 40%\nB,B,B\nC,C,C\n", "line 2: column 'successor' has 'B 50%|C 40%'", "A 60%|B 40%"),
    (HEAD + "A,A,A,,,,,,B|C\nB,B,B\nC,C,C\n", "line 2: column 'successor' has 'B|C'", "its share"),
    (HEAD + "A,A,A,,,,,,B 60%|B 40%\nB,B,B\n", "line 2: column 'successor' has 'B 60%|B 40%'", "each part once"),
    (HEAD + "A,A,A,,,,,,,,provinse\n", "line 2: column 'level' of A has 'provinse'", "did you mean 'province'?"),
    (HEAD + "A,A,A,,,,,,,dosiers\n", "line 2: column 'exempt' of A has 'dosiers'", "did you mean 'dossiers'?"),
]


@pytest.mark.parametrize(("content", "fault", "remedy"), FAULTS, ids=[fault for _, fault, _ in FAULTS])
def test_fault_of_the_list_is_named_with_its_remedy(read, content, fault, remedy):
    with pytest.raises(UnitError) as refused:
        read(content)
    assert "units.csv" in refused.value.where
    assert fault in str(refused.value)
    assert remedy in refused.value.remedy


def test_file_that_cannot_be_read_is_refused(read, tmp_path):
    with pytest.raises(UnitError, match="cannot be read"):
        read_units(tmp_path / "absent.csv")
    with pytest.raises(UnitError, match="cannot be read"):
        read(LIST, encoding="utf-16")


def test_thousands_of_units_are_read_at_once(read):
    rows = "".join(f"X{n},Xã {n},Commune {n},{'T' if n else ''},,,,,,,commune\n" for n in range(4000))
    content, start = HEAD + "T,Tỉnh,Province,,,,,,,,province\n" + rows, time.process_time()
    assert len(read(content).below("T")) == 3999
    assert time.process_time() - start < 1  # what grows with the square of the units takes many times as long


def test_what_is_written_of_a_unit_is_the_same_in_every_process(read, tmp_path):
    """A register is read anew where its units are others, as their texts tell."""
    read(LIST)
    script = (
        f"from pathlib import Path; from dtplan_analysis.units.listing import read_units; "
        f"print(read_units(Path({str(tmp_path / 'units.csv')!r})).listed)"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_a_list_that_a_spreadsheet_saved_is_read(read):
    units = read("\ufeffcode;name_vi;name_en;;\nA;Vụ A, B;A;;\n;;;;\n\nB;B;B;;\n")
    assert [(unit.code, unit.name.vi) for unit in units] == [("A", "Vụ A, B"), ("B", "B")]
