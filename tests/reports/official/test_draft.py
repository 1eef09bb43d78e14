"""The official dress: its heading, its parts and the office's own words in them, its annexes, its templates."""

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import papermill
import pypdf
import pytest
from batches import english, made
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import HOSTILE, PLAN, Counts, FakeStore, Rows, dossiers, opened, rows, subject, write_office
from pdfs import bookmarks, dense, root_of, structure, words_of
from places import ROOT

from dtplan_analysis.batch import Seen, plan
from dtplan_analysis.document import OFFICIAL
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.formats import export
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.exports.pdf import to_pdf
from dtplan_analysis.indicators.one_stop import BESIDE, COLUMNS
from dtplan_analysis.language import Language
from dtplan_analysis.reports.official.own_text import own_text
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store, open_workspace

TEXTS = '[official]\ntexts = "texts"'
OFFICIALLY = 'dress = "official"'
KINDS = [("AA", "vi"), ("AA", "en"), (TOTAL, "vi"), (TOTAL, "en")]
PARTS = {
    "vi": ("KẾT QUẢ THỰC HIỆN", "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "NHIỆM VỤ TRỌNG TÂM QUÝ III/2024",
           "ĐỀ XUẤT, KIẾN NGHỊ"),
    "en": ("RESULTS", "SHORTCOMINGS AND CAUSES", "MAIN TASKS IN Q3 2024", "PROPOSALS"),
}  # fmt: skip
ROOM = {"vi": ("(Đơn vị bổ sung nguyên nhân.)", "(Đơn vị bổ sung đề xuất, kiến nghị, nếu có.)"),
        "en": ("(The unit adds the causes.)", "(The unit adds its proposals, if any.)")}  # fmt: skip


def small(folder: Path, settings: str = OFFICIALLY, tables: str = "", **more: Any) -> Path:
    """An office with one target in the official dress."""
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)}
    return write_office(folder, registers, targets="CB2", settings=settings, tables=tables, **more)


def executed(folder: Path, unit: str = "AA", language: str = "vi", quarter: str = "2024Q2") -> NotebookNode:
    """What a report's notebook is when its first and last cell have run."""
    report = opened(folder, unit, quarter, language)
    shown = [one._repr_mimebundle_() for one in (report.summary(), report.official()) if one]
    cells = [new_code_cell("", outputs=[new_output("display_data", data=data)]) for data in shown]
    return new_notebook(cells=cells, metadata={"report": "a_report"})


def draft(folder: Path, unit: str = "AA", language: str = "vi", **more: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(executed(folder, unit, language), **more)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_office(tmp_path_factory.mktemp("office"), settings=OFFICIALLY)


@pytest.fixture(scope="module", params=KINDS, ids=lambda one: "-".join(one))
def drawn(request: pytest.FixtureRequest, office: Path) -> tuple[str, str, pypdf.PdfReader]:
    unit, language = request.param
    return unit, language, draft(office, unit, language)


# -- The draft ---------------------------------------------------------------------------------------------------


def test_a_draft_says_to_machines_what_it_is(drawn: Any) -> None:
    _, language, file = drawn
    metadata = root_of(file)["/Metadata"].get_object().get_data().decode()
    for mark in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
        assert mark in metadata
    assert (root_of(file)["/Lang"], root_of(file)["/MarkInfo"]["/Marked"].value) == (language, True)
    assert file.metadata is not None
    assert "2024" in str(file.metadata.title)


def test_the_parts_are_four_and_the_annexes_follow(drawn: Any) -> None:
    unit, language, file = drawn
    say = Language(language)
    titles = bookmarks(file.outline)
    firsts = [title for title in titles if re.match(r"(I{1,3}|IV)\. ", title)]
    assert firsts == [f"{n}. {title}" for n, title in zip(("I", "II", "III", "IV"), PARTS[language], strict=True)]
    annexes = [title.split(" ")[:3] for title in titles if title.startswith(("Phụ lục", "Annex"))]
    assert len(annexes) == (3 if unit == TOTAL else 2)
    assert [node["/S"] for node in structure(file)].count("/H1") == 4 + len(annexes)
    assert not [node for node in structure(file) if node["/S"] == "/Figure" and not node.get("/Alt")]
    words = words_of(file)
    order = [*PARTS[language], say("Recipients:"), say("Figures of all targets, {quarter}", quarter="").upper()]
    places = [words.index(dense(text.rstrip(", "))) for text in order]
    assert places == sorted(places)


def test_number_date_and_signature_are_blank(drawn: Any) -> None:
    unit, language, file = drawn
    first = dense(file.pages[0].extract_text())
    blanks = {"vi": ("Số: ……/BC-……", "……, ngày …… tháng …… năm ……", "DỰ THẢO", "BÁO CÁO", "CHỦ NGHĨA VIỆT NAM"),
              "en": ("No.: ……/BC-……", "……, day …… month …… year ……", "DRAFT", "REPORT", "REPUBLIC OF")}  # fmt: skip
    for text in blanks[language]:
        assert first.count(dense(text)) == 1
    signs = {"vi": ("THỦ TRƯỞNG ĐƠN VỊ", "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"),
             "en": ("HEAD OF UNIT", "AUTHORITY AND POSITION OF THE SIGNER")}  # fmt: skip
    assert dense(signs[language][unit == TOTAL]) in words_of(file)
    heads = {"AA": {"vi": "BỘ XÂY DỰNG CỤC THỬ NGHIỆM", "en": "MINISTRY OF CONSTRUCTION TEST AGENCY"},
             TOTAL: {"vi": "BỘ XÂY DỰNG Số", "en": "MINISTRY OF CONSTRUCTION No."}}  # fmt: skip
    assert first.startswith(dense(heads[unit][language]))


def test_pages_are_numbered_above_from_the_second_on_and_marked_as_synthetic(drawn: Any) -> None:
    *_, file = drawn
    _numbered(file)


def test_an_annex_of_more_than_one_page_has_numbers_of_its_own(tmp_path: Path) -> None:
    units = [{"code": f"U{n}", "name_vi": f"Vụ {n}", "name_en": f"Department {n}"} for n in range(90)]
    folder = write_office(tmp_path, {"dossiers": dossiers("U1", "2024Q2", 1)}, units=units, targets="CB2",
                          settings=OFFICIALLY)  # fmt: skip
    assert 2 in _numbered(draft(folder, TOTAL))[3:]


def _numbered(file: pypdf.PdfReader) -> list[int]:
    """Return the pages' numbers: those of the text, and of each annex its own."""
    numbers, number = [], 0
    for page in file.pages:
        first = re.search(r"\((Kèm theo|Enclosed with)", page.extract_text())
        number = 1 if first else number + 1
        numbers.append(number)
        found: list[tuple[str, float]] = []

        def note(text: str, page: Any, line: Any, *_: Any, found: list[Any] = found) -> None:
            if text.strip():
                found.append((text.strip(), line[4] * page[1] + line[5] * page[3] + page[5]))

        text = page.extract_text(visitor_text=note)
        top, (words, height) = float(page.mediabox.height), max(found, key=lambda one: one[1])
        assert (height > top - 57) == (number > 1)  # within the upper 20 mm
        assert number == 1 or words == str(number)
        assert "Dữ liệu mô phỏng / Synthetic data" in text
    return numbers


def ends(page: pypdf.PageObject) -> list[float]:
    """Where pieces of text begin, from the left."""
    found: list[float] = []

    def note(text: str, page: Any, line: Any, *_: Any) -> None:
        if text.strip():
            found.append(line[4] * page[0] + line[5] * page[2] + page[4])

    page.extract_text(visitor_text=note)
    return found


def test_nothing_leaves_the_margins(drawn: Any) -> None:
    *_, file = drawn
    _within_margins(file)


def test_an_own_table_of_many_columns_stays_within_the_margins(tmp_path: Path) -> None:
    wide = [f"{'|'.join(['đầu bảng'] * 14)}", "|".join(["---"] * 14), *["|".join(["một hai"] * 14)] * 3]
    write(small(tmp_path, tables=TEXTS), "## I\n" + "\n".join(wide))
    _within_margins(draft(tmp_path))


def _within_margins(file: pypdf.PdfReader) -> None:
    for page in file.pages:
        assert min(ends(page)) > 28 * 72 / 25.4
        assert max(ends(page)) < float(page.mediabox.width) - 18 * 72 / 25.4


def test_a_draft_carries_its_serif_fonts(drawn: Any) -> None:
    *_, file = drawn
    fonts = {}
    for page in file.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[inner["/BaseFont"].partition("+")[2]] = "/FontFile2" in inner["/FontDescriptor"]
    assert all(fonts.values())
    serif = {f"LiberationSerif{style}" for style in ("", "-Bold", "-Italic", "-BoldItalic")}
    assert serif <= {*fonts} <= serif | {"DejaVuSansMono"}


def test_all_figures_are_in_the_first_annex(drawn: Any, office: Path) -> None:
    unit, language, file = drawn
    report = opened(office, unit, language=language)
    words = words_of(file)
    for _, row in report.now[report.now["denominator"].fillna(0) > 0].iterrows():
        n, d = report.say.number(row["numerator"]), report.say.number(row["denominator"])
        line = f"{row['target']}. {report.plan.target(row['target']).short[language]}"
        line += f"{report.threshold(row['target'])}{n}{d}{report.say.number(row['missing'])}"
        assert dense(line) in words
    assert report.input_hash in words


def test_the_body_above_can_be_left_out(tmp_path: Path) -> None:
    for unit, superior in (("AA", ""), ("BB", "MINISTRY")):
        made = opened(small(tmp_path, tables='[official.units.AA]\nsuperior = ""'), unit).official()
        assert made is not None
        assert made.content["heading"]["superior"] == superior


def test_above_a_unit_from_outside_stands_a_blank(office: Path) -> None:
    pilot = opened(office, "PP", language="vi").official()
    assert pilot is not None
    assert (pilot.content["heading"]["superior"], pilot.content["heading"]["issuer"]) == ("……", "SỞ THÍ ĐIỂM")


# -- What it says ------------------------------------------------------------------------------------------------

FINDINGS = [
    # counts by target, and before; words, and words that are not there
    ({"CB2": Counts(70, 100)}, {}, ["meets 1 of the 1 targets", "Dossiers online (CB2): 70.0% (70 of 100 dossiers, of "
     "all dossiers received; target ≥ 60%): met.", "No target is missed"], ["still short", "still to come"]),
    ({"CB2": Counts(50, 100)}, {"CB2": Counts(60, 100)}, ["not met; down 10.0 "
     "percentage points on Q1 2024", "(CB2): dossiers still short of 60%: 10.", "(CB2): of about 101 dossiers still to "
     "come in the year, 71 (70.3%) must pass for the whole year to reach 60%; in the quarter, 50.0% did."],
     ["In the quarter before"]),
    ({"CB2": Counts(10, 100)}, {}, ["(CB2): if about 101 dossiers are still to come, the whole year is unlikely to "
     "reach 60%; a single quarter still can."], ["no longer"]),
    ({"CB2": Counts(60, 100)}, {"CB2": Counts(60, 100)}, ["unchanged on Q1 2024"], ["percentage points on"]),
    ({"CB2": Counts(70, 100)}, {"CB2": Counts(60, 100)}, ["up 10.0 percentage points on Q1 2024"], ["still short"]),
    ({"CB2": Counts(0, 0)}, {}, ["no target of", "(CB2): no case arose."], ["0%"]),
    ({"CB2": "no_register:dossiers"}, {}, ["(CB2): no data (the register “Dossiers", "No data to judge by (the"], []),
    ({"CB2": Counts(50, 80, 20)}, {}, ["inconclusive", "with missing cells, by target: CB2 20."], ["still short"]),
    ({"CB1": Counts(1, 2)}, {}, ["(CB1): the whole year can no longer reach 100%"], ["must pass", "unlikely"]),
    ({"CB1": Counts(2, 2, 1)}, {}, ["inconclusive"], ["no longer"]),
    ({"CB6": Counts(1, 1)}, {}, ["(CB6): 100.0% (1 of 1 fields; target = 100%, proposed): met."], []),
    ({"OP3": Counts(1, 2)}, {}, ["(OP3): tasks since the start of the year still to be brought up to reach"], []),
    ({"OP5": Counts(1, 2)}, {}, ["to be brought up to reach 100%: 1."], ["still to come", "since the start"]),
    ({"OP6": Counts(45, 100)}, {}, ["behind an even path for the year (proposed), which stands at 50.0%",
     "still short of 100%: 55."], ["on course"]),
    ({"OP6": Counts(55, 100)}, {}, ["on course: an even path for the year (proposed) stands at 50.0%",
     "No target is missed"], ["still short"]),
    ({"OP7": Counts(2, 3)}, {}, ["(OP7): 2 of 3 items (target every item): not met", "2 of 3 items are met; still to "
     "be ensured: 1.", "(OP7): items still to be ensured: 1."], []),
    ({"CB4": Counts(92, 100)}, {}, ["inconclusive", "of 100 answers; the interval"], ["still short"]),
]  # fmt: skip


def said(content: dict[str, Any]) -> str:
    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return ["".join(run["text"] for run in value["runs"])] if "runs" in value else texts([*value.values()])
        return [text for one in value for text in texts(one)] if isinstance(value, list) else []

    return "\n".join(texts(content["blocks"])).replace("\u00a0", " ")


def officially(store: FakeStore) -> FakeStore:
    from dtplan_analysis.workspace import Official

    object.__setattr__(store, "official", Official({"": {}}, Path()))
    return store


@pytest.mark.parametrize(("now", "before", "present", "absent"), FINDINGS)
def test_findings_are_plain_sentences(now: Any, before: Any, present: Sequence[str], absent: Sequence[str]) -> None:
    report = subject(now, before=before)
    officially(report.store)  # type: ignore[arg-type]
    made = report.official()
    assert made is not None
    words = said(made.content)
    for text in present:
        assert text in words
    for text in absent:
        assert text not in words


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("quarter", ["2024Q1", "2024Q2", "2024Q4"])
@pytest.mark.parametrize(
    "cell", [Counts(1, 2), Counts(0, 0), Counts(5, 8, 2, 5), "no_register:staff", "not_reported:x"]
)
def test_whatever_the_figures_are_a_report_can_be_said(cell: Any, quarter: str, language: str) -> None:
    report = subject({one.id: cell for one in PLAN.targets}, quarter=quarter, language=language)
    officially(report.store)  # type: ignore[arg-type]
    made = report.official()
    assert made is not None
    words = said(made.content)
    assert all(f"({one.id})" in words for one in PLAN.targets)
    assert "nan" not in words.split()
    assert len(made.content["annexes"][0]["blocks"][0]["rows"]) == len(PLAN.targets)


LATER = [
    # quarter, as of; counts by target, and before; words, and words that are not there
    ("2024Q3", "2024-12-31", {"CB2": Counts(60, 100)}, {"CB2": Counts(60, 100)}, "quarter before: 1 of 1.", "nan"),
    ("2024Q4", "2024-12-31", {"CB2": Counts(50, 100), "OP5": Counts(1, 2)}, {},
     "MAIN TASKS IN Q1 2025\nThe year is over; to be reached from the next on: Dossiers", "CB2): of about"),
    ("2024Q4", "2024-12-31", {"OP6": Counts(45, 100)}, {}, "to be reached from the next on: Training", "brought up"),
    ("2024Q4", "2024-11-15", {"OP6": Counts(45, 100)}, {}, "still to be brought up to reach 100%: 55.", "next on"),
]  # fmt: skip


@pytest.mark.parametrize(("quarter", "as_of", "now", "before", "present", "absent"), LATER)
def test_what_is_to_be_done_goes_by_the_year(
    quarter: str, as_of: str, now: Any, before: Any, present: str, absent: str
) -> None:
    report = subject(now, before=before, quarter=quarter, as_of=date.fromisoformat(as_of))
    officially(report.store)  # type: ignore[arg-type]
    made = report.official()
    assert made is not None
    assert present in said(made.content)
    assert absent not in said(made.content)


def test_a_checklist_wants_every_item_in_official_words() -> None:
    report = subject({"OP7": Counts(2, 3)}, language="vi")
    officially(report.store)  # type: ignore[arg-type]
    made = report.official()
    assert made is not None
    assert "(mục tiêu: bảo đảm tất cả các điều kiện" in said(made.content)


def test_tasks_and_solutions_are_told_in_short(office: Path) -> None:
    report = opened(office, TOTAL).official()
    assert report is not None
    words = said(report.content)
    for text in (
        "Tasks of the plan: 2 followed, 0 done, 0 overdue.",
        "Funds of 2024: VND 2,000.0 million planned, VND 500.0 million disbursed (25.0%).",
        "People: 4 IT staff on 6 posts, 2 for cybersecurity.",
        "Initiatives under way in the quarter: 2.",
        "Inspection of the quarter: 80.0% of the highest score.",
        "Tasks of the plan to be done: Rà soát lỗ hổng (Test Agency, Sample Department).",
        "Of 2 units for which cases arose, 1 do not meet it.",
        "(figures as of 31 December 2024; details in the enclosed Annexes I–III):",
    ):
        assert text in words


def test_pilots_are_in_no_count_of_units_and_are_marked(tmp_path: Path) -> None:
    given = dossiers("AA", "2024Q2", 1, 9) + dossiers("PP", "2024Q2", 1, 9)
    task = {"task": "T", "title": "Việc", "unit": "ZZ", "progress": 0, "updated_on": "2024-05-14"}
    folder = write_office(tmp_path, {"dossiers": given, "plan_tasks": [task]}, targets="CB2", settings=OFFICIALLY)
    made = opened(folder, TOTAL).official()
    assert made is not None
    assert "Of 1 units for which cases arose, 1 do not meet it." in said(made.content)
    assert "Tasks of the plan to be done: Việc (Unknown units)." in said(made.content)
    (table,) = made.content["annexes"][1]["blocks"]
    names = [row[0]["runs"][0]["text"] for row in table["rows"]]
    assert names == ["Test Agency", "Sample Department", "Pilot Office (pilot)", "All units"]


def test_overdue_tasks_are_named_and_of_too_many_the_number(tmp_path: Path) -> None:
    task: Rows = [
        {"task": f"T{n:02}", "unit": "AA", "title": f"Việc {n:02}", "progress": done, "updated_on": "2024-05-14"}
        | {"due_on": f"2024-{month}-{n + 1:02}"}
        for done, month, few in ((40, "05", 9), (40, "09", 1), (100, "04", 20))
        for n in range(few)
    ]
    task = [row | {"task": f"{row['task']}{row['due_on']}"} for row in task]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1), "plan_tasks": task}
    report = opened(write_office(tmp_path, registers, targets="CB2", settings=OFFICIALLY), "AA").official()
    assert report is not None
    words = said(report.content)
    late = "; ".join(f"Việc {n:02} (due {n + 1} May 2024)" for n in range(8))
    assert f"Tasks of the plan that are overdue: {late}; and 1 others." in words
    assert "Tasks of the plan to be done: Việc 00 (due 1 September 2024)." in words


def test_recipients_and_signature_never_stand_alone_on_a_page(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    for lines in range(0, 24, 3):  # one of them fills the page
        write(folder, "## IV\n" + "a\n\n" * lines)
        (page,) = (words for page in draft(folder).pages if "Nơi nhận:" in (words := page.extract_text()))
        assert "Trên đây là báo cáo" in page


# -- The office's own words --------------------------------------------------------------------------------------

OWN = """## I. Kết quả

Điểm **nổi bật** <b>x</b>

### Mục riêng

## II
- Thiếu người
- #import "x" = $y$

3. a
4. b

| a | b |
|---|---|
| 1 | 2 |

## IV Đề xuất
=cmd|'/c calc'!A0
"""


def write(folder: Path, text: str | bytes, name: str = "AA.vi.md") -> Path:
    file = folder / "texts" / "2024Q2" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_own_words_stand_in_their_parts_and_take_the_place_of_the_blanks(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    write(folder, OWN)
    write(folder, "## IV\nCả bộ", "all-units.vi.md")
    words = words_of(draft(folder))
    parts = [
        words.index(dense(f"{n}. {title}")) for n, title in zip(("I", "II", "III", "IV"), PARTS["vi"], strict=True)
    ]
    parts.append(words.index(dense("Trên đây là báo cáo")))
    for text, part in (
        ("Điểm nổi bật <b>x</b>", 0),
        ("Thiếu người", 1),
        ("3. a 4. b", 1),
        ('#import "x" = $y$', 1),
        ("=cmd|'/c calc'!A0", 3),
    ):
        assert words.count(dense(text)) == 1
        assert parts[part] < words.index(dense(text)) < parts[part + 1]
    assert "Mục riêng" in bookmarks(draft(folder).outline)
    for text in ROOM["vi"]:
        assert dense(text) not in words
    whole = words_of(draft(folder, TOTAL))
    assert dense("Cả bộ") in whole
    assert dense(ROOM["vi"][0]) in whole
    assert dense(ROOM["en"][1]) in words_of(draft(folder, "AA", "en"))


UNUSABLE = {
    "an unknown heading": ("## I\nA\n\n## V. B\n", "line 4: unknown heading 'V. B'"),
    "a heading below a line": ("Part\n====\n", "line 1: unknown heading 'Part'"),
    "a word that begins like a number": ("## Ivy\n", "unknown heading 'Ivy'"),
    "words above": ("\nA\n\n## I\n", "line 2: text stands above"),
    "a picture": ("## I\n![x](data:image/png;base64,AAAA)", "line 2: holds a picture"),
    "a picture from elsewhere": ("## I\nA\n\nB ![ảnh](anh.png)", "line 4: holds a picture"),
    "a picture named below": ("## I\n![ảnh][1]\n\n[1]: anh.png", "line 2: holds a picture"),
    "other letters": (b"## I\n\xff", "not UTF-8"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_own_text_that_cannot_be_used_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    text, fault = UNUSABLE[name]
    file = write(tmp_path, text)
    with pytest.raises(
        ConfigurationError, match=re.escape(f"texts/2024Q2/AA.vi.md{', ' if 'line' in fault else ''}")
    ) as told:
        own_text(file, "texts/2024Q2/AA.vi.md")
    assert fault in str(told.value)
    assert told.value.remedy


@pytest.mark.parametrize(
    "text", ["", "\ufeff## I\nA", "```\n## V\n```".replace("```", "## III\n```", 1), "## II. ### x"]
)
def test_other_own_texts_can_be_used(text: str, tmp_path: Path) -> None:
    assert {*own_text(write(tmp_path, text))} == {"I", "II", "III", "IV"}


def test_nothing_is_read_outside_of_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, "## I\nsecret")
    for texts in ("../texts", str(tmp_path / "texts")):
        with pytest.raises(ConfigurationError, match="leads out of the workspace"):
            open_workspace(small(tmp_path / "ws", tables=f'[official]\ntexts = "{texts}"'))
    folder = small(tmp_path / "ws", tables=TEXTS)
    (folder / "texts").mkdir()
    (folder / "texts" / "2024Q2").symlink_to(tmp_path / "texts" / "2024Q2")
    with pytest.raises(ConfigurationError, match=r"texts/2024Q2/AA\.vi\.md: leads out of the workspace"):
        opened(folder, "AA", language="vi").official()


def test_hostile_words_come_out_as_words(tmp_path: Path) -> None:
    units = [{"code": f"U{n}", "name_vi": text, "name_en": f"en {text}"} for n, text in enumerate(HOSTILE)]
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in HOSTILE]
    listed = ", ".join(f'"{text}"' for text in quoted)
    folder = write_office(
        tmp_path,
        {"dossiers": [row for n, text in enumerate(HOSTILE) for row in dossiers(f"U{n}", "2024Q2", 1, field=text)]},
        units=units, targets="CB2", settings=OFFICIALLY,
        tables=f'[official]\nplace = "{quoted[0]}"\nsigner = "{quoted[3]}"\nrecipients = [{listed}]',
    )  # fmt: skip
    write(folder, "## II\n" + "\n\n".join(f"x {text}" for text in HOSTILE), "U0.vi.md")
    for unit in (*(f"U{n}" for n in range(len(HOSTILE))), TOTAL):
        words = words_of(draft(folder, unit))
        for text in HOSTILE:
            shown = dense(text.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]"))
            assert shown in words


# -- The one-stop form -------------------------------------------------------------------------------------------


def test_the_form_has_its_official_columns_in_order(tmp_path: Path) -> None:
    given = [
        row
        for name, n in (("Nhà ở", 3), ("", 1), ("Quy hoạch", 2))
        for row in dossiers("AA", "2024Q2", n, 2, field=name)
    ]
    for place, row in enumerate(given):
        row |= {"number": f"AA-{place}"}
    folder = write_office(tmp_path, {"dossiers": given}, targets="CB2", settings=OFFICIALLY)
    report = opened(folder, "AA", language="vi")
    form = report.one_stop
    assert form is not None
    file = draft(folder)
    page = file.pages[-1]
    assert page.mediabox.width > page.mediabox.height
    words = dense(page.extract_text())
    numbers = [f"({n})" for n in range(1, 14)]
    numbers[2], numbers[6], numbers[10] = "(3)=(4)+(5)+(6)", "(7)=(8)+(9)+(10)", "(11)=(12)+(13)"
    assert "".join(numbers) in words
    names = {"(total)": "Tổng cộng", "(not stated)": "Chưa ghi lĩnh vực"}
    for place, row in enumerate(form.to_dict("records"), 1):
        assert row["received"] == row["settled"] + row["open"] > 0
        last = row["field"] == "(total)"
        figures = "".join(report.say.number(row[name]) for name in COLUMNS.values())
        assert dense(f"{'' if last else place}{names.get(row['field'], row['field'])}{figures}") in words
    found = [attributes(node) for node in structure(file) if node["/S"] == "/TH"]
    spans = [(one.get("/ColSpan", 1), one.get("/RowSpan", 1)) for one in found]
    assert (4, 1) in spans
    assert (1, 3) in spans


def attributes(node: Any) -> dict[str, Any]:
    found = node.get("/A", {})
    many = found if isinstance(found, list) else [found]
    return {key: value for one in many for key, value in one.get_object().items()}


EMPTY = dict.fromkeys([*COLUMNS.values(), *BESIDE], 0)
FORMS: list[tuple[dict[str, int], str, str]] = [
    ({}, "", "Beside the columns"),
    ({"received_otherwise": 2}, "Beside the columns: received in another way, within (3): 2.", "within (7)"),
    (
        {"settled_undated": 1, "not_accepted": 3},
        "within (7): 1; not accepted, in none of the columns: 3.",
        "within (3)",
    ),
]


@pytest.mark.parametrize(("more", "present", "absent"), FORMS)
def test_what_the_form_has_no_column_for_stands_below(more: dict[str, int], present: str, absent: str) -> None:
    form = pd.DataFrame([{"unit": "AA", "period": "2024Q2", "span": "quarter", "field": "(total)"} | EMPTY | more])
    note = _form_of(form)["note"]
    assert present in note
    assert absent not in note


def _form_of(form: pd.DataFrame | None, cell: Any = None, place: int = -1, **store: Any) -> Any:
    report = subject({"CB2": cell or Counts(1, 1)}, one_stop=form, **store)
    officially(report.store)  # type: ignore[arg-type]
    made = report.official()
    assert made is not None
    return made.content["annexes"][-1]["blocks"][place]


ANOTHERS = pd.DataFrame({"unit": ["BB"], "period": "2024Q2", "span": "quarter", "field": "(total)"})


@pytest.mark.parametrize(
    ("form", "cell", "words"),
    [
        (None, Counts(1, 1), "The register of dossiers was not given, or lacks a column"),
        (ANOTHERS, Counts(0, 0), "No case arose"),
        (ANOTHERS, "missing_column:dossiers.result_online", "No case arose"),
        (ANOTHERS, "outside_register:dossiers", "The form cannot be filled: the register “Dossiers of administrative"),
        (ANOTHERS, "not_reported:dossiers", "The form cannot be filled: the unit has no row in the register “Dossiers"),
    ],
)
def test_where_there_is_no_form_the_annex_says_so(form: pd.DataFrame | None, cell: Any, words: str) -> None:
    assert _form_of(form, cell)["runs"][0]["text"].startswith(words)


@pytest.mark.parametrize(
    ("as_of", "period"),
    [("2024-06-30", "1 April 2024 to 30 June 2024"), ("2024-05-15", "1 April 2024 to 15 May 2024 (provisional)")],
)
def test_the_form_ends_with_the_data(as_of: str, period: str) -> None:
    form = pd.DataFrame([{"unit": "AA", "period": "2024Q2", "span": "quarter", "field": "(total)"} | EMPTY])
    (run,) = _form_of(form, place=0, as_of=date.fromisoformat(as_of))["runs"]
    assert run["text"].endswith(f"reporting period: {period}")


# -- Configuration -----------------------------------------------------------------------------------------------


def test_what_the_workspace_says_takes_the_place_of_blanks(tmp_path: Path) -> None:
    tables = """
    [official]
    place = { vi = "Hà Nội", en = "Hanoi" }
    symbol = "BC-X"
    recipients = ["Như trên;", { vi = "Lưu: VT.", en = "Filed." }]
    [official.units.AA]
    symbol = "BC-AA"
    signer = "KT. CỤC TRƯỞNG\\nPHÓ CỤC TRƯỞNG"
    superior = "Trên"
    issuer = "Tên khác"
    [official.units."(total)"]
    signer = "Bộ trưởng"
    """
    folder = small(tmp_path, tables=tables)
    first, other, whole = (
        words_of(draft(folder, unit, "en" if unit == "BB" else "vi")) for unit in ("AA", "BB", TOTAL)
    )
    for text in (
        "Số: ……/BC-AA",
        "TRÊN TÊN KHÁC",
        "Hà Nội, ngày",
        "KT. CỤC TRƯỞNG PHÓ CỤC TRƯỞNG",
        "Như trên;",
        "Lưu: VT.",
    ):
        assert dense(text) in first
    for text in ("No.: ……/BC-X", "Hanoi, day", "HEAD OF UNIT", "Filed."):
        assert dense(text) in other
    assert dense("BỘ TRƯỞNG ……") in whole


def settings_told() -> list[str]:
    """What the documentation and the workspace file that comes with a new workspace say to write."""
    (told,) = re.findall("```toml\n(.+?)```", (ROOT / "docs" / "pdf.md").read_text("utf-8"), re.DOTALL)
    shipped = (resource("data") / "workspace.toml").read_text("utf-8")
    return [told, re.sub("(?m)^# ", "", shipped[shipped.index("# dress") : shipped.index("# Each register")])]


@pytest.mark.parametrize("settings", settings_told())
def test_what_is_told_of_settings_can_be_written(settings: str, tmp_path: Path) -> None:
    units = [{"code": "HDXD", "name_vi": "Cục", "name_en": "Agency"}]
    head, tables = settings.split("[official]", 1)
    official = open_workspace(small(tmp_path, head, f"[official]{tables}", units=units)).official
    assert official is not None
    assert official.texts == "texts"
    assert official.says("signer", "HDXD") != official.says("signer", TOTAL)


FAULTS = [
    ('dress = "uniform"', "", "dress is 'uniform'"),
    ("", "[official]\nplaces = 'x'", "did you mean 'place'?"),
    ("", "[official]\nplace = 1", "place has 1"),
    ("", "[official]\nplace = { vi = 'x' }", "place has"),
    ("", "[official]\nrecipients = 'x'", "recipients is not a list"),
    ("", "[official]\nrecipients = [1]", "recipients has 1"),
    ("", "[official]\nunits = 1", "units is not a table"),
    ("", "[official.units.AB]\nsigner = 'x'", r"\[official.units.AB\]: unknown unit 'AB'"),
    ("", "[official.units.AA]\ntexts = 'x'", r"\[official.units.AA\]: unknown key 'texts'"),
    ("official = 1", "", r"\[official\]: is not a table"),
]


@pytest.mark.parametrize(("settings", "tables", "fault"), FAULTS)
def test_a_faulty_setting_is_refused_with_its_place(settings: str, tables: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=fault) as told:
        open_workspace(small(tmp_path, settings, tables))
    assert told.value.remedy


def test_without_the_official_dress_nothing_of_it_is_made(tmp_path: Path) -> None:
    folder = small(tmp_path, "", "[official]\nplace = 'x'")
    assert opened(folder, "AA").official() is None
    assert open_workspace(folder).official is None


def test_the_page_and_its_figures_do_not_show_the_official_form(office: Path) -> None:
    notebook = executed(office)
    page, without = to_html(notebook), to_html(new_notebook(cells=notebook.cells[:1], metadata=notebook.metadata))
    assert page.split() == without.split()
    assert OFFICIAL in notebook.cells[1].outputs[0].data
    assert "BÁO CÁO" in notebook.cells[1].outputs[0].data["text/plain"]


def test_a_notebook_without_its_official_form_is_refused_where_that_is_wanted(office: Path) -> None:
    notebook = executed(office)
    del notebook.cells[1]
    with pytest.raises(ConfigurationError, match=r"no official form.*\n.*report\.official\(\)"):
        to_pdf(notebook)
    notebook.cells[0].outputs[0].data["application/vnd.dtplan.report+json"]["kind"] = "another"
    assert b"LiberationSans" in to_pdf(notebook)


# -- Templates ---------------------------------------------------------------------------------------------------


def own(folder: Path, content: str, name: str = "official.typ") -> Path:
    (folder / "templates" / "pdf").mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "pdf" / name).write_text(content, encoding="utf-8")
    return folder / "templates"


SHIPPED, BASE = (
    (resource("templates") / "pdf" / name).read_text(encoding="utf-8") for name in ("official.typ", "base.typ")
)
OF_THEIR_OWN = [
    ("official.typ", SHIPPED.replace("#heading-in-two-columns\n", "Của riêng\n")),
    ("official.typ", SHIPPED.replace("#heading-in-two-columns\n", '#include "parts/head.typ"\n')),
    ("base.typ", BASE.replace("  body\n}", "  [Của riêng]\n  body\n}")),
]


@pytest.mark.parametrize(("name", "content"), OF_THEIR_OWN)
def test_a_workspaces_own_template_takes_the_place_of_the_projects(name: str, content: str, tmp_path: Path) -> None:
    folder = small(tmp_path)
    (folder / "templates" / "pdf" / "parts").mkdir(parents=True)
    (folder / "templates" / "pdf" / "parts" / "head.typ").write_text("Của riêng", encoding="utf-8")
    file = draft(folder, templates=own(folder, content, name))
    assert dense("Của riêng") in words_of(file)
    assert dense("Trên đây là báo cáo") in words_of(file)


REFUSED = {
    "a fault": ("\n#let x = y", "templates/pdf/official.typ, line 2: unknown variable: y"),
    "a file above": ('#read("../../secret")', "would escape the project root"),
    "a file elsewhere": ('#read("/../../secret")', "would escape the project root"),
    "a file of the machine": ('#read("/etc/passwd")', "file not found"),
    "a link": ('#read("link")', "file not found"),
    "a package": ('#import "@preview/x:1.0.0"', """says 'import "@preview/x:1.0.0"'"""),
    "a package in disguise": ('#import "\\u{40}preview/x:1.0.0"', "says 'import"),
    "a package in pieces": ('#let x = str.from-unicode(64)\n#include (x + "preview/x:1.0.0")', "says 'include (x"),
    "a package evaluated": ('#eval("im" + "port")', "says 'eval"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_own_template_with_a_fault_fails_with_a_clear_error(name: str, tmp_path: Path) -> None:
    content, fault = REFUSED[name]
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    folder = small(tmp_path / "ws")
    templates = own(folder, content)
    (templates / "pdf" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(ConfigurationError, match=re.escape(fault)) as told:
        draft(folder, templates=templates)
    assert "templates/pdf" in str(told.value)
    assert str(tmp_path) not in str(told.value)
    assert told.value.remedy


# -- In a batch --------------------------------------------------------------------------------------------------


def test_a_batch_makes_drafts_and_makes_again_only_those_whose_text_changed(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    store = open_store(folder)
    reports = english(store, "AA", "BB")
    drafts = [replace(one, formats=("pdf",)) for one in reports]
    write(folder, "## V\n", "BB.en.md")
    ended = made(store, drafts)
    assert {one.report.unit: one.error.split("\n")[0].split(" (cell")[0] for one in ended.values()} == {
        "AA": "",
        "BB": "ConfigurationError: texts/2024Q2/BB.en.md, line 1: unknown heading 'V'",
    }
    write(folder, "## I\nOwn words\n", "AA.en.md")
    write(folder, "## I\nOthers\n", "AA.vi.md")
    (folder / "texts" / "2024Q2" / "BB.en.md").unlink()
    again = plan(open_store(folder), drafts, Seen(folder / "reports"))
    assert {one.report.unit: one.reasons for one in again} == {"AA": ("text",), "BB": ("failed",)}
    made(store, drafts)
    for unit in ("aa", "bb"):
        file = pypdf.PdfReader(folder / "reports" / f"part_{unit}_2024Q2_en.pdf")
        assert (dense("Own words") in words_of(file)) == (unit == "aa")
        assert "DRAFT" in words_of(file)


def test_the_form_is_a_figure_that_is_shown(tmp_path: Path) -> None:
    given = rows()["dossiers"]
    hashes = []
    for changes in ({}, {"field": "Nhà ở"}):
        for settings in (OFFICIALLY, ""):
            changed = [row | changes for row in given]
            folder = write_office(tmp_path / f"{len(hashes)}", {"dossiers": changed}, targets="CB2", settings=settings)
            hashes.append(opened(folder, "AA").input_hash)
    assert len({hashes[0], hashes[2]}) == 2
    assert hashes[1] == hashes[3]


def test_nbconvert_makes_the_draft_of_an_executed_notebook(tmp_path: Path) -> None:
    folder, done = small(tmp_path / "ws"), tmp_path / "executed.ipynb"
    given = {"workspace": str(folder), "unit": "AA", "quarter": "2024Q2", "language": "vi"}
    source = resource("notebooks") / "unit_quarter.ipynb"
    papermill.execute_notebook(source, done, given, engine_name="dtplan", progress_bar=False)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "dtplan-pdf", str(done)]
    subprocess.run(command, check=True, capture_output=True)
    content = done.with_suffix(".pdf").read_bytes()
    assert content == export(nbformat.read(done, 4), "pdf")
    assert dense("CỤC THỬ NGHIỆM") in words_of(pypdf.PdfReader(io.BytesIO(content)))
