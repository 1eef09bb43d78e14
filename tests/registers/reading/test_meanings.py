"""The words of codes, flags and units: known however they are typed, suggested where they leave a doubt."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from reading import UNITS, cells, dossiers, read, unit

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.registers.reading.meanings import Meanings
from dtplan_analysis.units import UNKNOWN, Units, plain

WORDS = {
    ("documents", "secrecy"): {
        "Mật": "confidential",
        "TỐI MẬT": "secret",
        "Tuyệt mật": "top_secret",
        "tuyet mat": "top_secret",
        "Không mật": "none",
        "Thường": "none",
        "top secret": "top_secret",
    },
    ("documents", "direction"): {"Văn bản đến": "incoming", "đi": "outgoing", "Nội bộ": "internal"},
    ("documents", "channel"): {
        "Trục liên thông văn bản quốc gia": "interconnection_axis",
        "QLVBĐH": "dms",
        "Bản giấy": "paper",
        "Thư điện tử công vụ": "email",
    },
    ("documents", "state"): {
        "01": "arrived",
        "2": "refused",
        "13.0": "recall_asked",
        "Đồng ý lấy lại": "recalled",
        "từ chối lấy lại": "recall_refused",
        "Đã tiếp nhận": "accepted",
    },
    ("dossiers", "status"): {
        "Mới đăng ký": "newly_registered",
        "mới đăng kí": "newly_registered",
        "02": "accepted",
        "Được tiếp nhận": "accepted",
        "Không được tiếp nhận": "not_accepted",
        "Đang xử lý": "in_process",
        "Đang xử lí": "in_process",
        "Yêu cầu bổ sung giấy tờ": "supplement_requested",
        "yêu cầu thực hiện nghĩa vụ tài chính": "financial_obligation_requested",
        "Công dân yêu cầu rút hồ sơ": "withdrawal_requested",
        "Dừng xử lý": "stopped",
        "Đã xử lý xong": "processed",
        "10": "returned",
        "Da tra ket qua": "returned",
    },
    ("dossiers", "channel"): {
        "Trực tuyến": "online",
        "TRỰC TIẾP": "direct",
        "Bưu chính công ích": "postal",
        "BCCI": "postal",
        "Qua dịch vụ bưu chính công ích": "postal",
        "Bưu điện": "postal",
        "Nộp qua mạng": "online",
        "Tại Bộ phận Một cửa": "direct",
        "truc tuyen": "online",
        "3": "postal",
    },
    ("dossiers", "applicant"): {"Người dân": "citizen", "Doanh nghiệp": "business", "Tổ chức": "organisation"},
    ("dossiers", "result_delivery"): {"Trực tuyến": "online", "Bưu chính": "postal"},
    ("dossiers", "reused"): {
        "Có": True,
        "Không": False,
        "ĐÚNG": True,
        "Sai": False,
        "Dung": True,
        "✓": True,
        "√": True,
        "Chưa": False,
        "X": True,
    },
    ("procedures", "level"): {
        "Toàn trình": "full",
        "Dịch vụ công trực tuyến một phần": "partial",
        "Mức độ 2": "information",
        "4": "full",
    },
    ("satisfaction", "score"): {"Rất hài lòng": "very_satisfied", "Hài lòng": "satisfied", "Bình thường": "neutral"},
    ("staff", "kind"): {"Viên chức": "public_employee", "Hợp đồng lao động": "contract"},
    ("systems", "state"): {"Đang vận hành": "operating", "Ngừng hoạt động": "retired"},
}


@pytest.mark.parametrize(("place", "words"), WORDS.items(), ids=map(".".join, WORDS))
def test_knows_the_usual_words_without_mapping(place: tuple[str, str], words: dict[str, object]) -> None:
    register, name = place
    meanings = Meanings(REGISTERS[register].column(name), {})
    typed = {unicodedata.normalize("NFD", word): ours for word, ours in words.items()} | words
    assert {word: meanings.of(word) for word in typed} == typed


def test_no_word_of_a_column_stands_for_two_codes() -> None:
    for register in REGISTERS.values():
        for column in register.columns:
            words = [plain(word) for code in column.codes for word in {code, *map(plain, column.words.get(code, ()))}]
            assert len(words) == len(set(words)), (register.name, column.name)
            assert set(column.words) <= set(column.codes)


def test_reads_words_and_says_what_it_does_not_know(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": cells("status", ["Đã trả kết quả", "Da tra kq", "Đang xử lí", "Ðang chờ", ""])})
    assert found.column("status") == ["returned", "Da tra kq", "in_process", "Ðang chờ", None]
    assert found.reading.unmapped == {"status": {"Da tra kq": 1, "Ðang chờ": 1}}
    assert found.reading.empty["status"] == 1


def test_suggests_what_a_word_or_unit_is_most_like(tmp_path: Path) -> None:
    text = dossiers("1,Vụ Pháp che 1,2024-05-06,Trực tuyếnn", "2,Sở Y tế,2024-05-06,hỏa tốc", columns="channel")
    found = read(tmp_path, {"x.csv": text})
    assert found.reading.unknown_units == {"Sở Y tế": 1, "Vụ Pháp che 1": 1}
    assert found.reading.suggested == {"unit": {"Vụ Pháp che 1": "PC"}, "channel": {"Trực tuyếnn": "online"}}


def test_the_office_s_own_words_come_first(tmp_path: Path) -> None:
    codes = {"channel": {"Trực tuyến": "other", "Qua mạng": "online"}}
    found = read(tmp_path, {"x.csv": cells("channel", ["trực tuyến", "qua mang", "Trực tiếp"])}, codes=codes)
    assert found.column("channel") == ["other", "online", "direct"]


@pytest.mark.parametrize(
    ("name", "codes", "given", "expected"),
    [
        pytest.param(
            "reused",
            {"": False},
            ["x", "", "v", "•", "không"],
            [True, False, True, True, False],
            id="ticks",
        ),
        pytest.param("reused", {}, ["x", "", "v"], [True, None, None], id="no column of ticks"),
        pytest.param("reused", {"": True}, ["", "không", "?"], [True, False, None], id="empty is true"),
        pytest.param("status", {"": "accepted"}, ["", "1"], ["accepted", "newly_registered"], id="an empty code"),
        pytest.param("supplements", {"": 0}, ["", "2", "hai"], [0, 2, None], id="an empty number"),
        pytest.param("field", {"": "khác"}, ["", "đất đai"], ["khác", "đất đai"], id="an empty text"),
    ],
)
def test_an_empty_cell_may_have_a_meaning(
    tmp_path: Path, name: str, codes: dict[str, object], given: list[str], expected: list[object]
) -> None:
    found = read(tmp_path, {"x.csv": cells(name, given)}, codes={name: codes})
    assert found.column(name) == expected
    unreadable = sum(one is None and cell != "" for one, cell in zip(expected, given, strict=True))
    assert found.reading.unreadable.get(name, 0) == unreadable


def test_a_period_may_stand_for_a_day_however_it_is_typed(tmp_path: Path) -> None:
    text = dossiers("1,VP,Quý II/2024,quý iii/2024", "2,VP,QUÝ II/2024,", "3,VP,Quý IV/2024,?", columns="due_on")
    days = {"Quý II/2024": date(2024, 6, 30), "Quý III/2024": date(2024, 9, 30)}
    found = read(tmp_path, {"x.csv": text}, codes={"received_on": days, "due_on": days})
    assert found.column("received_on") == [date(2024, 6, 30)] * 2
    assert found.column("due_on") == [date(2024, 9, 30), None]
    assert (found.reading.rejected, found.reading.unreadable) == ({"received_on: unreadable": 1}, {})


def test_an_empty_unit_may_have_a_meaning(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": dossiers("1,,2024-05-06", "2,PC,2024-05-06")}, codes={"unit": {"": "VP"}})
    assert (found.column("unit"), found.aside) == (["VP", "PC"], [])


def test_units_are_known_however_they_are_typed(tmp_path: Path) -> None:
    units = Units((unit("HB", "Sở Hoà Bình"), unit("KT", "Vụ Kỹ thuật"), unit("A", "Cục Hải"), unit("B", "Cục Hai")))
    spelt = ["Sở Hòa Bình", "SO HOA BINH", "Vụ Kĩ thuật", "Vụ  Kỹ-thuật", "Cục Hải", "Cuc Hai", "Cục Hãi"]
    found = read(
        tmp_path, {"x.csv": dossiers(*(f"{n},{name},2024-05-06" for n, name in enumerate(spelt)))}, units=units
    )
    assert found.column("unit") == ["HB", "HB", "KT", "KT", "A", UNKNOWN, UNKNOWN]


def test_without_a_list_units_are_one_in_both_spellings_of_a_tone(tmp_path: Path) -> None:
    text = dossiers("1,Sở Hoà Bình,2024-05-06", "2,Sở Hòa Bình,2024-05-06", "3,Sở Hoa Bình,2024-05-06")
    units = [unit(name, name) for name in ("Sở Hoa Bình", "Sở Hoà Bình")]
    found = read(tmp_path, {"x.csv": text}, units=Units(tuple(units)))
    assert found.column("unit") == ["Sở Hoà Bình", "Sở Hoà Bình", "Sở Hoa Bình"]
    assert UNITS.recognise("van phong bo") == "VP"
