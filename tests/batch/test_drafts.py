"""Word drafts of a batch: made beside the page, kept where somebody has edited them, linked where they are new."""

import io
import shutil
from pathlib import Path

import docx
import pytest
from office import Ran, Rows, dossiers, dtplan, write_office

from dtplan_analysis.batch.drafts import name_beside_edited
from dtplan_analysis.exports.docx import fingerprint
from dtplan_analysis.resources import resource

OPTIONS = ("--quarter", "2024Q2", "--unit", "AA", "--lang", "en", "--language", "en")
NAME = "plan_AA_2024Q2_en.docx"


def office(folder: Path, online: int = 7) -> Path:
    registers: dict[str, Rows] = {"dossiers": dossiers("AA", "2024Q2", online, 3)}
    return write_office(folder, registers, targets="CB2")


def words(ran: Ran) -> str:
    return " ".join((ran.out + ran.err).split())


def report(folder: Path) -> str:
    ran = dtplan("report", "-w", folder, *OPTIONS, "--to", "html,docx")
    assert ran.code == 0, words(ran)
    return words(ran)


def drafts(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "reports").glob("*.docx"))


def edit(file: Path, text: str) -> bytes:
    word, stream = docx.Document(str(file)), io.BytesIO()
    word.add_paragraph(text)
    word.save(stream)
    file.write_bytes(stream.getvalue())
    return stream.getvalue()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = office(tmp_path_factory.mktemp("done") / "office")
    report(folder)
    return folder


@pytest.fixture
def made(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "office"))


def test_draft_is_made_beside_the_page_and_linked(made: Path) -> None:
    (name,) = drafts(made)
    held, words = fingerprint((made / "reports" / name).read_bytes())
    assert held == words != ""
    index = (made / "reports" / "index.html").read_text(encoding="utf-8")
    assert f'href="{name}"' in index
    assert "unchanged, 0 failed" in report(made)


def test_edited_draft_stays_and_the_new_one_is_linked(made: Path) -> None:
    (name,) = drafts(made)
    file = made / "reports" / name
    content = edit(file, "Đơn vị đã bổ sung nguyên nhân.")
    ran = report(made)
    assert file.read_bytes() == content
    beside = name.replace(".docx", ".2.docx")
    assert drafts(made) == sorted([name, beside])
    assert beside in ran
    assert "edited" in ran
    index = (made / "reports" / "index.html").read_text(encoding="utf-8")
    assert f'href="{beside}"' in index
    assert f'href="{name}"' not in index
    assert "1 unchanged" in report(made)  # and once more there is nothing to do


@pytest.mark.slow  # an edited draft stays, and the next number is free: two tests here
def test_new_figures_leave_every_edited_draft(made: Path) -> None:
    (name,) = drafts(made)
    first = edit(made / "reports" / name, "một")
    report(made)
    second = edit(made / "reports" / name.replace(".docx", ".2.docx"), "hai")
    office(made, online=8)
    report(made)
    folder = made / "reports"
    assert (folder / name).read_bytes() == first
    assert (folder / name.replace(".docx", ".2.docx")).read_bytes() == second
    assert (folder / name.replace(".docx", ".3.docx")).exists()


def test_draft_that_nobody_edited_is_made_anew_in_its_place(made: Path) -> None:
    (name,) = drafts(made)
    before = (made / "reports" / name).read_bytes()
    office(made, online=8)
    report(made)
    assert drafts(made) == [name]
    assert (made / "reports" / name).read_bytes() != before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"notes of my own"])
def test_file_that_is_none_of_ours_is_not_written_over(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert name_beside_edited(tmp_path, NAME) == "plan_AA_2024Q2_en.2.docx"


def test_a_second_edited_draft_is_not_written_over_either(tmp_path: Path) -> None:
    for name in (NAME, NAME.replace(".docx", ".2.docx")):
        (tmp_path / name).write_bytes(b"edited")
    assert name_beside_edited(tmp_path, NAME) == "plan_AA_2024Q2_en.3.docx"


def test_other_formats_keep_their_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("edited", encoding="utf-8")
    assert name_beside_edited(tmp_path, "a.html") == "a.html"


def test_notebook_of_the_office_without_a_draft_is_told_what_it_lacks(tmp_path: Path) -> None:
    folder = office(tmp_path)
    own = folder / "notebooks"
    own.mkdir()
    text = (resource("notebooks") / "unit_quarter.ipynb").read_text(encoding="utf-8")
    (own / "unit_quarter.ipynb").write_text(text.replace("report.form(layout)", "report.summary()"), "utf-8")
    ran = dtplan("report", "-w", folder, *OPTIONS, "--to", "docx")
    assert ran.code == 1
    assert "no official draft" in words(ran)
