"""The words that readers see: terms of laws and official systems, and none of the forms that jar."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from places import ROOT

from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.figures import dictionary
from dtplan_analysis.language import Language, Text

WRONG = {
    r"mục tiêu": "",
    r"tại vị": "",
    r"còn thiếu \{n\}|còn thiếu \d": "",
    r"cần thêm \{n\}": "",
    r"lộ trình chia đều": "",
    r"có giữ được": "",
    r"chứa mục tiêu|chứa mức": "",
    r"khoảng wilson": "",
    r"số liệu tính(?! đến| bằng)": "",
    r"vướng mắc": "",
    r"loại trừ theo: loại": "",
    r"mọi điều kiện": "",
    r"thứ tự tổng hợp|xê dịch": "",
    r"nơi đơn vị đứng|lần thử": "",
    r"số dòng trong sổ": "",
    r"sai ở đâu|các phát hiện|không đọc được ô": "",
    r"bị bỏ trống|để riêng": "",
    r"nơi không có bản ghi|lẽ ra phải có": "",
    r"những khác biệt khác": "",
    r"mã băm": "",
    r"cách tính ở đây": "",
    r"tạm tính": "",
    r"đã thu hồi|yêu cầu thu hồi|từ chối thu hồi": "",
    r"xin rút": r"trả lại/xin rút|hồ sơ xin rút, dừng xử lý",  # form 06 names its column so
    r"biên chế": "",
    r"môi trường mạng": r"320/QĐ-BXD",  # as that plan writes it
    r"mức ngẫu nhiên|ngoài ngẫu nhiên": "",
    r"kết luận \{": "",  # a count stands before its words: “chưa đủ căn cứ kết luận 0” concludes nothing
    r"(?:bản ghi|hồ sơ) thiếu dữ liệu": "",
    r"tệp xuất|sổ dữ liệu": "",
    r"số đếm(?! được)": "",
    r"điểm %": r"điểm phần trăm \(điểm %\)|^\{points\} điểm %$",  # on a tile, which has no room, and says what it is
}
"""Wrong forms, as patterns without case, and the texts in which they are right all the same."""

WRONG_ENGLISH = (
    r"records? to mend", r"\bset aside\b", r"\beven path\b", r"holds the target", r"\btold on\b", r"however one counts",
    r"modified at 0 and n", r"none of its business",
)  # fmt: skip


def told() -> Iterator[tuple[str, str]]:
    """Every Vietnamese text that a reader sees, and where it comes from."""
    with (ROOT / "dtplan_analysis" / "locale" / "vi.po").open("rb") as file:
        for entry in read_po(file, locale="vi"):
            texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            yield from (("vi.po", str(text)) for text in texts)
    for register in LIBRARY.registers.values():
        yield register.name, register.title.vi
        for column in register.columns:
            yield f"{register.name}.{column.name}", column.meaning.vi
            yield from ((f"{register.name}.{column.name}", column.words_of(code, "vi")) for code in column.codes)
        yield from ((register.name, rule.message.vi) for rule in register.consistency)
    for declared in LIBRARY.indicators.values():
        for one in (declared, *declared.variants):
            texts = (one.label, one.definition, one.source, one.counted, one.lacking, one.of)
            yield from ((one.name, text.vi) for text in texts if isinstance(text, Text))
    for column in dictionary().values():
        yield from (
            (f"column {column.name}", text.vi) for text in (column.title, column.meaning, *column.codes.values())
        )
    for pattern in ("dtplan_analysis/plans/*.toml", "templates/**/*.j2", "templates/**/*.typ", "docs/*.md", "*.md"):
        for file in sorted(ROOT.glob(pattern)):
            text = file.read_text(encoding="utf-8")
            mark = "320/QĐ-BXD " if "320" in file.name else ""
            yield from ((file.name, f"{mark}{line}") for line in text.splitlines())


TOLD = list(told())


@pytest.mark.parametrize("wrong", WRONG)
def test_no_reader_sees_a_wrong_form(wrong: str) -> None:
    pattern, right = re.compile(wrong, re.IGNORECASE), re.compile(WRONG[wrong] or "$^", re.IGNORECASE)
    assert [(place, text) for place, text in TOLD if pattern.search(text) and not right.search(text)] == []


def test_a_percentage_is_written_without_a_space() -> None:
    """In both languages, as figures have it: 82.3%, 82,3%."""
    asked = re.compile(r"[\d}][  ]%(?=[\s.,;:)|]|$)(?! \d)")
    for pattern in ("dtplan_analysis/**/*.*", "templates/**/*.*", "docs/**/*.md", "*.md", "data/examples/**/*.toml"):
        files = [file for file in ROOT.glob(pattern) if file.suffix in {".py", ".toml", ".po", ".j2", ".typ", ".md"}]
        lines = [(file.name, line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        code = re.compile(r"\{year\} %|// 60 %")
        assert [(name, line) for name, line in lines if asked.search(line) and not code.search(line)] == []
        assert files


@pytest.mark.parametrize("wrong", WRONG_ENGLISH)
def test_no_message_reads_foreign(wrong: str) -> None:
    with (ROOT / "dtplan_analysis" / "locale" / "vi.po").open("rb") as file:
        messages = [str(entry.id) for entry in read_po(file, locale="vi")]
    files = [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md"), *ROOT.glob("templates/**/*.j2")]
    texts = messages + [file.read_text(encoding="utf-8") for file in files]
    assert [text for text in texts if re.search(wrong, text, re.IGNORECASE)] == []


KEPT = [
    ("met", "đạt"),
    ("not met", "chưa đạt"),
    ("no case arose", "không phát sinh"),
    ("inconclusive", "chưa đủ căn cứ kết luận"),
    ("provisional", "sơ bộ"),
    ("Year to date", "Lũy kế từ đầu năm"),
    ("All units, without the pilots", "Toàn cơ quan (không gồm các đơn vị thí điểm)"),
]


@pytest.mark.parametrize(("english", "vietnamese"), KEPT)
def test_official_words_stay(english: str, vietnamese: str) -> None:
    assert Language("vi")(english) == vietnamese


RIGHT_CODES = [
    ("dossiers", "status", "withdrawal_requested", "công dân yêu cầu rút hồ sơ"),
    ("dossiers", "status", "accepted", "được tiếp nhận"),
    ("documents", "state", "accepted", "đã tiếp nhận"),
    ("budget", "source", "economic", "chi sự nghiệp kinh tế"),
    ("dossiers", "channel", "direct", "trực tiếp"),
]


@pytest.mark.parametrize(("register", "column", "code", "words"), RIGHT_CODES)
def test_codes_are_spoken_as_official_systems_have_them(register: str, column: str, code: str, words: str) -> None:
    assert LIBRARY.registers[register].column(column).words_of(code, "vi") == words


def test_every_code_that_readers_meet_has_vietnamese_words() -> None:
    bare = [
        f"{register.name}.{column.name}: {code}"
        for register in LIBRARY.registers.values()
        for column in register.columns
        for code in column.codes
        if code not in column.words
    ]
    assert bare == []
