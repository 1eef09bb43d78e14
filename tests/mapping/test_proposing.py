"""What is proposed for an export: its register, columns, codes, what stays open; and nobody's name."""

import tomllib
from pathlib import Path

import pytest
from books import book
from pyarrow import parquet

from dtplan_analysis.errors import InputError
from dtplan_analysis.mapping import propose
from dtplan_analysis.resources import resource
from dtplan_analysis.workspace import open_store

UNITS = """code,name_vi,name_en,scope,aliases,valid_from,valid_to,successor,exempt
VP,Văn phòng Bộ,Office,,,,,,
VLXD,Vụ Vật liệu xây dựng,Materials,,,,,,
"""
MESSY = """BÁO CÁO HỒ SƠ TTHC QUÝ II/2024;;;;;;;;
Đơn vị xuất: Văn phòng Bộ;;;;;;;;
Mã hồ sơ;Đơn vị xử lý;Ngày tiếp nhận;Hạn trả;Ngày trả;Hình thức nộp;Trạng thái;Chủ hồ sơ;Ghi chú
HS001;Van phong Bo;02/04/2024 08:30;20/04/2024;18/04/2024;Trực tuyến;Đã trả kết quả;Nguyễn Văn An;0912345678
HS002;Vụ Vật liệu xây dựng;15/05/2024;30/05/2024;02/06/2024;Trực tiếp;Đã trả kết quả;Trần Thị Bé;x@y.vn
HS003;VP;31/04/2024;;;Bưu chính;Đang xử lý;Lê Văn Cò;
Tổng cộng: 3;;;;;;;;
"""


def proposed(folder: Path, files: dict[str, str | bytes], **more: str) -> dict[str, dict[str, object]]:
    """The tables that are proposed for files."""
    found = "".join(propose(written(folder, files), folder, **more))
    for name in ("Nguyễn", "Trần", "Lê Văn", "0912345678", "x@y.vn", "HS001"):
        assert name not in found
    return tomllib.loads(found)["registers"]


def written(folder: Path, files: dict[str, str | bytes]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name for name in files]


def test_a_messy_export_leaves_nothing_to_edit_but_the_flag_that_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    settings = 'units = "units.csv"\nlanguages = ["en"]\n'
    (tmp_path / "dtplan.toml").write_text(settings)
    (text,) = propose(written(tmp_path, {"x.csv": MESSY}), tmp_path)
    to_edit = [line for line in text.splitlines() if line.startswith("# ") and " = " in line]
    (lacking,) = to_edit
    assert lacking.startswith("# processed_online = true  # no column says it (Processed online): if it is so of all")
    assert 'completed_on = "Ngày trả"  # Processing end; no column of its own' in text
    text = text.replace("# [registers.dossiers.c", "[registers.dossiers.c").replace("# processed", "processed")
    (tmp_path / "dtplan.toml").write_text(settings + text)
    store = open_store(tmp_path)
    own = store.judged.query("unit == 'VP' and period == '2024Q2' and span == 'quarter'")
    found = own.set_index(["indicator", "variant"])["numerator"]
    assert (found["dossiers_online", ""], found["dossiers_on_time", "received"]) == (1, 1)
    reading = store.readings["dossiers"]
    assert (reading.usable, reading.rejected) == (2, {"received_on: unreadable": 1})
    assert (reading.unmapped, reading.unknown_units) == ({}, {})
    rows = store.register("dossiers")
    assert rows["channel"].tolist() == ["online", "direct"]
    assert rows["status"].tolist() == ["returned", "returned"]
    assert list(propose([tmp_path / "x.csv"], tmp_path)) == [
        "# [registers.dossiers] is there already, and nothing is to be added\n"
    ]


@pytest.mark.parametrize(
    "header",
    [
        "MaHoSo,DonViXuLy,NgayTiepNhan,NgayHenTra,KenhThucHien",
        "Mã HS,ĐV xử lý,Ngày TN,Hạn giải quyết,Kênh",
        "SỐ HỒ SƠ,CƠ QUAN,NGÀY NHẬN,NGÀY HẸN TRẢ,PHƯƠNG THỨC NỘP",
        "ma ho so,don vi,ngay tiep nhan,han tra,kenh nop",
        "Case number,Agency,Date received,Due date,Channel",
        "Mã hồ sơ,A,Ngày tiếp nhận hồ sơ,Ngày hẹn trả kết quả,B",
    ],
)
def test_columns_are_known_by_names_and_cells(tmp_path: Path, header: str) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "dtplan.toml").write_text('units = "units.csv"\n')
    rows = "\nHS001,VP,13/05/2024,20/05/2024,Trực tuyến\nHS002,Vụ Vật liệu xây dựng,14/05/2024,21/05/2024,Trực tiếp\n"
    columns = proposed(tmp_path, {"x.csv": header + rows})["dossiers"]["columns"]
    assert columns == dict(zip(("number", "unit", "received_on", "due_on", "channel"), header.split(","), strict=True))


@pytest.mark.slow
def test_every_register_of_the_sample_is_known(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    for file in (resource("data") / "sample" / "registers").iterdir():
        first = tmp_path / "registers" / file.name
        if file.suffix == ".csv":
            first.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:200]))
        else:
            parquet.write_table(parquet.read_table(file).slice(0, 200), first)
    files = sorted((tmp_path / "registers").iterdir())
    found = tomllib.loads("\n".join(propose(files, tmp_path)))["registers"]
    assert set(found) == {file.stem for file in files}
    for name, table in found.items():
        assert table["source"] == f"registers/{Path(table['source']).name}"
        assert {ours for ours, theirs in table["columns"].items() if ours == theirs} or name == "dossiers"


def test_what_is_open_stands_in_its_place_with_its_reason(tmp_path: Path) -> None:
    text = "Mã hồ sơ,Đơn vị,Ngày tiếp nhận,Hạn trả,Kênh\n1,VP,01/02/24,9999,Trực tuyến\n2,VP,03/04/24,KCDL,Phi thuyền\n"
    table = "".join(propose(written(tmp_path, {"x.csv": text}), tmp_path))
    assert 'received_on = { name = "Ngày tiếp nhận", pivot = 70 }' in table
    assert 'due_on = { name = "Hạn trả", missing = ["9999", "KCDL"] }' in table
    assert '# "Phi thuyền" = "…"  # giá trị chưa rõ nghĩa: hãy ghi một trong direct (trực tiếp), online (' in table
    assert '"Trực tuyến" = "online"  # trực tuyến; từ thường dùng của mã này' in table
    assert 'source = "x.csv"' in table


def test_registers_of_one_s_own_are_known(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("""[[registers]]
name = "incidents"
title = { vi = "Sự cố", en = "Incidents" }
key = ["number"]
date = "reported_on"
columns = [
  { name = "number", type = "text", required = true, vi = "Mã sự cố", en = "Number" },
  { name = "reported_on", type = "date", required = true, vi = "Ngày\\nbáo", en = "Reported on" },
  { name = "hours", type = "number", vi = "Số giờ khôi phục", en = "Hours until restored" },
]
""")
    (tmp_path / "dtplan.toml").write_text('vocabulary = ["own.toml"]\n')
    text = "Mã sự cố;Đơn vị;Ngày báo;Số giờ khôi phục\n1;VP;13/05/2024;3\n2;VP;14/05/2024;30\n"
    assert proposed(tmp_path, {"x.csv": text})["incidents"]["columns"] == {
        "number": "Mã sự cố",
        "unit": "Đơn vị",
        "reported_on": "Ngày báo",
        "hours": "Số giờ khôi phục",
    }


@pytest.mark.parametrize(
    ("languages", "reason"),
    [
        ('["vi", "en"]', "Mã hồ sơ; theo tên cột"),
        ('["en"]', "Dossier number; by its name"),
        (None, "Mã hồ sơ; theo tên cột"),
    ],
)
def test_reasons_are_in_the_workspace_s_language(tmp_path: Path, languages: str | None, reason: str) -> None:
    (tmp_path / "dtplan.toml").write_text(f"languages = {languages}\n" if languages else "")
    (text,) = propose(written(tmp_path, {"x.csv": MESSY}), tmp_path)
    assert f'number = "Mã hồ sơ"  # {reason}\n' in text


def test_sheets_and_several_files(tmp_path: Path) -> None:
    rows = [["Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận"], ["1", "VP", "2024-05-13"]]
    staff = [["Mã cán bộ", "Đơn vị", "Từ ngày"], ["1", "VP", "2020-05-13"]]
    found = proposed(tmp_path, {"x.xlsx": book(Quy_1=rows, Quy_2=rows, Can_bo=staff)})
    assert found["dossiers"]["source"] == "x.xlsx"
    assert found["staff"]["columns"] == {"staff": "Mã cán bộ", "unit": "Đơn vị", "valid_from": "Từ ngày"}
    text = "Mã hồ sơ,Đơn vị,Ngày tiếp nhận\n1,VP,2024-05-13\n"
    assert proposed(tmp_path, {"a.csv": text, "b.csv": text})["dossiers"]["source"] == "*.csv"


def test_the_difference_to_a_table_that_is_there(tmp_path: Path) -> None:
    here = '[registers.dossiers]\nsource = "x.csv"\n[registers.dossiers.columns]\nnumber = "Mã hồ sơ"\ndue_on = "Hạn"\n'
    (tmp_path / "dtplan.toml").write_text(here)
    (text,) = propose(written(tmp_path, {"x.csv": MESSY}), tmp_path)
    changed = [line for line in text.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert '-due_on = "Hạn"' in changed
    assert '+due_on = "Hạn trả"' in changed
    assert '+"Trực tuyến" = "online"' in changed
    assert not [line for line in changed if "number" in line]
    assert (tmp_path / "dtplan.toml").read_text() == here


@pytest.mark.parametrize(
    ("files", "more", "said"),
    [
        ({"x.csv": "a,b\n1,2\n"}, {}, ("none of the registers is known", "x.csv", "--register")),
        ({"x.csv": "a,b\n1,2\n"}, {"register": "dosiers"}, ("unknown register 'dosiers'", "did you mean 'dossiers'?")),
        ({}, {}, ("there is no such file", "absent.csv", "name an export")),
        ({"x.csv": ""}, {}, ("is empty", "x.csv")),
    ],
)
def test_refuses_what_it_cannot_look_at(
    tmp_path: Path, files: dict[str, str | bytes], more: dict[str, str], said: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as raised:
        list(propose(written(tmp_path, files) or [tmp_path / "absent.csv"], tmp_path, **more))
    for part in said:
        assert part in str(raised.value)


@pytest.mark.parametrize(
    "end",
    [
        ["Tổng cộng: 2;;;;;", ";;;;Thủ trưởng đơn vị;Người lập biểu", ";;;;(Ký tên, đóng dấu);Quách Văn Tý"],
        [";;;;Hà Nội, ngày 3 tháng 7 năm 2024;", ";;;;KT. VỤ TRƯỞNG;", ";;;;Quách Văn Tý;"],
        ["II. Vụ Vật liệu xây dựng;;;;;", ";;;;;Người lập bảng"],
        ["Mã hồ sơ;Đơn vị;Ngày tiếp nhận;Hạn trả;Kênh;Trạng thái", "Ghi chú: số liệu tạm tính;;;;;"],
    ],
)
def test_rows_that_are_no_records_are_no_evidence(tmp_path: Path, end: list[str]) -> None:
    rows = [
        "Mã hồ sơ;Đơn vị;Ngày tiếp nhận;Hạn trả;Kênh;Trạng thái",
        "1;VP;02/04/2024;20/04/2024;Trực tuyến;Đã trả kết quả",
        "2;VP;15/05/2024;30/05/2024;Trực tiếp;Ngâm",
        *end,
    ]
    (text,) = propose(written(tmp_path, {"x.csv": "\n".join(rows) + "\n"}), tmp_path)
    of_codes = {line.strip("# ").split(" = ")[0] for line in text.splitlines() if line.lstrip("# ").startswith('"')}
    assert of_codes == {'"Trực tuyến"', '"Trực tiếp"', '"Đã trả kết quả"', '"Ngâm"'}
    assert "Tý" not in text


PEOPLE = ["Tạ Thị Hoa", "Ung Văn Bé", "QUÁCH VĂN TÝ", "trương thị na", "Ta Thi Hoa", "John Smith"]


def test_names_in_a_column_of_codes_are_not_shown(tmp_path: Path) -> None:
    rows = [f"{n};VP;1{n}/04/2024;{who}" for n, who in enumerate([*PEOPLE, "Ngâm", "Hồ sơ tồn"])]
    (text,) = propose(
        written(tmp_path, {"x.csv": "\n".join(["Mã hồ sơ;Đơn vị;Ngày tiếp nhận;Trạng thái", *rows])}), tmp_path
    )
    assert not [who for who in PEOPLE if who in text]
    assert '# "Ngâm" = ' in text
    assert '# "Hồ sơ tồn" = ' in text


def test_an_export_from_abroad_is_known_by_its_english_names(tmp_path: Path) -> None:
    header = "startdate,responsible,enddate_planned,department,group,case_id,deadline,channel,enddate"
    day = "2011-10-{}T13:42:22.688+02:00"
    rows = [
        ",".join([day.format(n), "R21", day.format(n), "General", "2", f"case-{n}", day.format(n), "Desk", ""])
        for n in range(11, 20)
    ]
    found = proposed(tmp_path, {"x.csv": "\n".join([header, *rows])})["dossiers"]["columns"]
    assert found == {
        "number": "case_id", "unit": "department", "received_on": "startdate", "due_on": "deadline",
        "completed_on": "enddate", "channel": "channel",
    }  # fmt: skip
