"""Text as offices save it: encodings, separators, records, titles above and signatures below."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from letters import cp1258, old, vni
from reading import Read, read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.language import Language
from dtplan_analysis.registers.reading.formats import recoding
from dtplan_analysis.terminal import print_readings
from dtplan_analysis.workspace import open_store

NAMES = {"number": "Mã hồ sơ", "unit": "Đơn vị", "received_on": "Ngày tiếp nhận"}


ROWS = (
    "Mã hồ sơ;Đơn vị;Ngày tiếp nhận;field\n"
    "HS1;Văn phòng Bộ;25/05/2024;Quy hoạch kiến trúc, Nhà ở\n"
    "HS2;Vụ Pháp chế;06/05/2024;Pháp\n"
)


def detected(found: Read, name: str = "in/x.csv") -> dict[str, str]:
    return found.reading.detected[name]


@pytest.mark.parametrize(
    ("content", "options", "encoding"),
    [
        pytest.param(ROWS.encode(), {}, "UTF-8", id="UTF-8"),
        pytest.param(ROWS.encode("utf-8-sig"), {}, "UTF-8 with mark", id="with a mark"),
        pytest.param(unicodedata.normalize("NFD", ROWS).encode(), {}, "UTF-8", id="decomposed"),
        pytest.param(ROWS.replace(" ", "\u00a0").encode(), {}, "UTF-8", id="spaces that do not break"),
        pytest.param(cp1258(ROWS), {}, "cp1258", id="cp1258"),
        pytest.param(cp1258(ROWS), {"encoding": "cp1258"}, "cp1258", id="cp1258, said"),
        pytest.param(ROWS.encode("utf-16"), {}, "UTF-16", id="UTF-16"),
        pytest.param(ROWS.encode("utf-16-be"), {}, "UTF-16", id="UTF-16 without a mark"),
        pytest.param(ROWS.encode("utf-16-le"), {"encoding": "utf-16"}, "UTF-16", id="UTF-16, said"),
        pytest.param(old(ROWS).encode("latin-1"), {"encoding": "tcvn3"}, "TCVN3", id="TCVN3, said"),
        pytest.param(old(ROWS).encode(), {"encoding": "tcvn3"}, "TCVN3", id="TCVN3 in the letters of UTF-8"),
        pytest.param(vni(ROWS).encode("latin-1"), {"encoding": "vni"}, "VNI", id="VNI, said"),
        pytest.param(vni(ROWS).encode(), {"encoding": "vni"}, "VNI", id="VNI in the letters of UTF-8"),
        pytest.param((ROWS + old("HS3;x;25/05/2024;Vụ\n")).encode(), {"encoding": "tcvn3"}, "TCVN3", id="both in one"),
    ],
)
def test_reads_vietnamese_in_any_encoding(
    tmp_path: Path, content: bytes, options: dict[str, Any], encoding: str
) -> None:
    found = read(tmp_path, {"x.csv": content}, columns=NAMES, **options)
    assert found.column("unit")[:2] == ["VP", "PC"]
    assert found.column("received_on")[:2] == [date(2024, 5, 25), date(2024, 5, 6)]
    field = found.column("field")
    assert field[0] == "Quy hoạch kiến trúc, Nhà ở"
    assert field[1:] in (["Pháp"], ["Pháp", "Vụ"])
    assert detected(found) == {
        "format": "CSV",
        "encoding": encoding,
        "header": "line 1",
        "delimiter": ";",
        "day-first": "received_on",
    }


def test_codes_are_compared_as_cells_are(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "number,unit,received_on,channel\nA,VP,2024-05-06,Trực\u00a0tuyến\n")
    codes = {"channel": {unicodedata.normalize("NFD", " Trực tuyến"): "online"}}
    assert read(tmp_path, {"x.csv": text}, codes=codes).column("channel") == ["online"]


def test_the_command_line_says_how_files_were_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dtplan.toml").write_text(
        '[registers.dossiers]\nsource = "*.csv"\n[registers.dossiers.columns]\nnumber = "Mã hồ sơ"\n'
        'unit = "Đơn vị"\nreceived_on = "Ngày tiếp nhận"\n',
        encoding="utf-8",
    )
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_bytes(cp1258(ROWS.replace("HS", name)))
    (tmp_path / "c.csv").write_text("BÁO CÁO\n" + ROWS + "Tổng cộng;;;\n", encoding="utf-16")
    store = open_store(tmp_path)
    print_readings(store, Language("en"), verbose=True)
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "dossiers: 2 files or sheets: CSV, encoding cp1258, header in line 1, delimiter ;, the day first in received_on"
        in said
    )
    assert "dossiers: c.csv: CSV, encoding UTF-16, header in line 2, delimiter ;, the day first in received_on" in said
    assert "rows that are no records, beside the rows read: title (1), total (1)" in said
    assert "6 rows read = 6 usable + 0 rejected" in said
    assert store.readings["dossiers"].as_json()["detected"]["a.csv"]["encoding"] == "cp1258"


def test_reads_western_letters(tmp_path: Path) -> None:
    text = "number,unit,received_on,field\nA,VP,2024-05-06,één café – “naïef”\n"
    found = read(tmp_path, {"x.csv": text.encode("cp1252")})
    assert found.column("field") == ["één café – “naïef”"]
    assert detected(found)["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("content", "options", "fault", "where"),
    [
        pytest.param(
            ROWS.encode() + b"\xff;;;\n", {}, "is not UTF-8 text, and a part of it is", "line 4", id="damaged"
        ),
        pytest.param(ROWS.encode("utf-16") + b"\n", {}, "is not utf-16 text", "line 4", id="half a letter"),
        pytest.param(ROWS.encode(), {"encoding": "cp1252"}, "is not cp1252 text", "line 1", id="not as said"),
        pytest.param(cp1258(ROWS), {"encoding": "utf-8"}, "is not UTF-8 text", "line 1", id="not UTF-8, as said"),
        pytest.param(old(ROWS).encode("latin-1"), {}, "looks like TCVN3", "line 1", id="TCVN3 in bytes"),
        pytest.param(vni(ROWS).encode("latin-1"), {}, "looks like VNI.* would be", "line 1", id="VNI in bytes"),
    ],
)
def test_refuses_letters_that_it_cannot_know(
    tmp_path: Path, content: bytes, options: dict[str, Any], fault: str, where: str
) -> None:
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, {"x.csv": content}, columns=NAMES, **options)
    assert raised.value.where == f"register dossiers, in/x.csv, {where}"
    assert raised.value.remedy


def test_reads_a_byte_that_the_encoding_lacks_and_says_where(tmp_path: Path) -> None:
    text = 'number,unit,received_on,field,note\nA,VP,2024-05-06,café,"Quantum\x9d x"\nB\x81,VP,2024-05-06,thé,\n'
    found = read(tmp_path, {"x.csv": text.encode("latin-1")})
    assert (found.column("number"), found.column("field")) == (["A"], ["café"])
    assert (detected(found)["bytes without a letter"], detected(found)["first of them"]) == ("2", "line 2")
    assert found.aside == [["in/x.csv", "3", "number", "B\ufffd", "unreadable"]]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl"])
def test_columns_of_one_name_are_told_apart_by_their_place(tmp_path: Path, name: str) -> None:
    if name.endswith("csv"):
        content = "number,unit,received_on,Ghi chú,Ghi chú\nA,VP,2024-05-06,một,hai\n"
    else:
        content = '{"number": "A", "unit": "VP", "received_on": "2024-05-06", "Ghi chú": "một", "Ghi chú ": "hai"}'
    assert read(tmp_path / "a", {name: content}).reading.usable == 1
    for place, found in (("1", "một"), ("2", "hai")):
        mapped = read(tmp_path / place, {name: content}, columns={"field": f"Ghi chú ({place})"})
        assert mapped.column("field") == [found]
    with pytest.raises(RegisterError, match=r"'Ghi chú ?' 2 times") as raised:
        read(tmp_path / "d", {name: content}, columns={"field": "Ghi chú"})
    assert "(2)" in raised.value.remedy


def test_copies_are_gone_afterwards(tmp_path: Path) -> None:
    read(tmp_path, {"x.csv": ROWS.encode("utf-16")}, columns=NAMES)
    assert {file.name for file in (tmp_path / "out").rglob("*")} == {
        "registers",
        "dossiers.parquet",
        "rejected",
        "dossiers.csv",
    }


# -- Separators and header -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "delimiter", "header"),
    [
        ("number\tunit\treceived_on\nA\tVP\t2024-05-06\n", {}, "tab", "line 1"),
        ("number|unit|received_on\nA|VP|2024-05-06\n", {}, "|", "line 1"),
        ("sep=;\nnumber;unit;received_on\nA;VP;2024-05-06\n", {}, ";", "line 2"),
        ("a, b, c, d, e, f\nnumber;unit;received_on\nA;VP;2024-05-06\n", {}, ";", "line 2"),
        ('"Kỳ: a,\nb";;\nnumber;unit;received_on\nA;VP;2024-05-06\n', {}, ";", "line 3"),
        ("number;received_on,x,y\nA;2024-05-06\n", {"columns": {"received_on": "received_on,x,y"}}, ";", "line 1"),
        ("number;a,b,c;received_on\nA;b;2024-05-06\n", {"delimiter": ";"}, ";", "line 1"),
    ],
)  # fmt: skip
def test_finds_separator_and_header(
    tmp_path: Path, text: str, options: dict[str, Any], delimiter: str, header: str
) -> None:
    found = read(tmp_path, {"x.csv": text}, constants={"unit": "VP"}, **options)
    assert found.column("received_on") == [date(2024, 5, 6)]
    assert (detected(found)["delimiter"], detected(found)["header"]) == (delimiter, header)


REPORT = """BỘ XÂY DỰNG;;;;
BÁO CÁO TÌNH HÌNH TIẾP NHẬN HỒ SƠ;;;;
Từ ngày 01/04/2024 đến ngày 30/06/2024;;;;
;;;;Đơn vị tính: hồ sơ
STT;Hồ sơ;;Kênh;
;Mã hồ sơ;Ngày tiếp nhận;Nộp;Trả
A;B;1;2;3
I;Văn phòng Bộ;;12;
1;HS1;25/05/2024;Trực tuyến;
2;HS2;;Trực tuyến;
3;HS3;26/05/2024;Trực tiếp;
II;Vụ Pháp chế;;;
4;HS4;27/05/2024;Trực tuyến;
;;;;
;Tổng cộng: 4 hồ sơ;;4;
;;;Hà Nội, ngày 01 tháng 7 năm 2024;
;Người lập biểu;;THỦ TRƯỞNG ĐƠN VỊ;
;Nguyễn Văn Kín;;;
"""


REPORT_OPTIONS: dict[str, Any] = {
    "columns": {"number": "Mã hồ sơ", "received_on": "Ngày tiếp nhận", "channel": "Kênh / Nộp"},
    "codes": {"channel": {"Trực tuyến": "online", "Trực tiếp": "direct"}},
    "group_rows": "unit",
}


def test_reads_an_office_s_report(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": REPORT}, **REPORT_OPTIONS)
    assert found.column("number") == ["HS1", "HS3", "HS4"]
    assert found.column("unit") == ["VP", "VP", "PC"]
    assert found.column("channel") == ["online", "direct", "online"]
    assert found.aside == [["in/x.csv", "10", "received_on", "", "empty"], ["in/x.csv", "14", "number", "", "empty"]]
    assert found.reading.not_records == {"group": 2, "numbering": 1, "signature": 3, "title": 4, "total": 1}
    assert detected(found)["header"] == "line 5–6"
    listed = (tmp_path / "out" / "rejected" / "dossiers-not-records.csv").read_text(encoding="utf-8")
    assert listed.splitlines() == [
        "file,sheet,line,kind,word",
        "in/x.csv,,1,title,",
        "in/x.csv,,2,title,",
        "in/x.csv,,3,title,",
        "in/x.csv,,4,title,",
        "in/x.csv,,7,numbering,",
        "in/x.csv,,8,group,",
        "in/x.csv,,12,group,",
        "in/x.csv,,15,total,Tổng cộng",
        'in/x.csv,,16,signature,"Hà Nội, ngày 01 tháng 7 năm"',
        "in/x.csv,,17,signature,Người lập biểu",
        "in/x.csv,,18,signature,",
    ]


def test_a_group_is_a_unit_only_where_the_workspace_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="column 'unit' is absent"):
        read(tmp_path, {"x.csv": REPORT}, **{**REPORT_OPTIONS, "group_rows": ""})
    found = read(tmp_path, {"x.csv": REPORT}, **{**REPORT_OPTIONS, "group_rows": "", "constants": {"unit": "PC"}})
    assert found.column("unit") == ["PC"] * 3
    assert found.reading.not_records["group"] == 2


def test_a_total_is_never_counted_twice(tmp_path: Path) -> None:
    text = "unit,period,served\nVP,2024Q2,100\nPC,2024Q2,20\nTỔNG CỘNG,2024Q2,120\n(1),(2),(3)\nCộng:,,120\n"
    found = read(tmp_path, {"x.csv": text}, register="satisfaction_served")
    assert found.rows[["unit", "served"]].to_numpy().tolist()[:2] == [["VP", 100], ["PC", 20]]
    assert found.reading.not_records == {"total": 2}
    assert found.reading.unknown_units == {"(1)": 1}  # a row of numbers stands below the header


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tổng số: 2,,", "total"),
        (",Cộng (I+II),", "total"),
        (",Tổng cục Đường bộ,", "group"),
        ("number,unit,received_on", "header"),
        ("Ghi chú: số liệu tạm tính,,", "note"),
        (",Người lập,", "signature"),
        ("(*) Số liệu tạm tính,,", "note"),
        ("Trang 1/2,,", "note"),
        ("Nơi nhận: như trên", "signature"),
        ("KT. BỘ TRƯỞNG,,", "signature"),
        ("HS7,,", ""),
        ("HS7,VP,", ""),
        (",VP,2024-05-06", ""),
        (",Tổng hợp,2024-05-06", ""),
        ("Cộng tác viên,VP,", ""),
        ("x", ""),
        ("I,VP", ""),
    ],
)
def test_tells_what_a_row_is_that_is_no_record(tmp_path: Path, line: str, kind: str) -> None:
    found = read(tmp_path, {"x.csv": f"number,unit,received_on\nA,VP,2024-05-06\n{line}\n"})
    assert found.reading.not_records == ({kind: 1} if kind else {})
    assert len(found.aside) == (0 if kind else 1)


def test_reads_dozens_of_files_of_several_kinds(tmp_path: Path) -> None:
    files: dict[str, object] = {}
    for n in range(24):
        text = f"number;unit;received_on\nHS{n};Văn phòng Bộ;{n % 28 + 1:02}/05/2024\n"
        files[f"{n:03}.csv"] = [text.encode(), cp1258(text), text.encode("utf-16"), text.replace(";", "\t").encode()][
            n % 4
        ]
    found = read(tmp_path, files, dates="day-first")
    assert (found.reading.usable, found.reading.units) == (24, ["VP"])
    assert len(found.reading.detected) == 24
    (tmp_path / "in" / "Báo cáo.docx").write_bytes(b"x")
    (tmp_path / "in" / ".hidden.docx").write_bytes(b"x")
    (tmp_path / "in" / "~$Báo cáo.docx").write_bytes(b"x")
    found = read(tmp_path, {}, dates="day-first")
    assert found.reading.detected["in"] == {"passed over": "Báo cáo.docx"}


@pytest.mark.parametrize("place", [0, 5, 300, 599])
def test_a_record_longer_than_a_small_block_is_read_in_a_larger_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 1 << 14)
    rows = [f"{n},VP,2024-05-06,{'dài ' * 2000 if n == place else 'x'}" for n in range(600)]
    rows.insert(200, "hỏng,VP")
    found = read(tmp_path, {"x.csv": "\n".join(["number,unit,received_on,field", *rows, ""])})
    assert found.column("number") == [str(n) for n in range(600)]
    assert [row[1:] for row in found.aside] == [["202", "line", "", "missing columns"]]
