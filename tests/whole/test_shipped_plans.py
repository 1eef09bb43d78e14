"""Every plan that is shipped makes reports of a unit and of the whole, in both languages and every form."""

import re
import shutil
from pathlib import Path

import docx
import pypdf
import pytest
from office import dtplan, words_of
from shipped import shipped_workspace, write_workspace

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import SHIPPED, find_plan
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.official.parts import outlook, shortcomings
from dtplan_analysis.reports.summary import opening
from dtplan_analysis.workspace import Store, open_store

CODE = re.compile(r"[{}]|\bNone\b|\bnan\b|\bNaT\b|<NA>|\b[a-z]+_[a-z_]+\b")
"""What no reader should see: values of programs, and names of columns, codes and indicators."""

OFFICIAL = '\n[official]\nplace = { vi = "Hà Nội", en = "Hanoi" }\n'


def said(folder: Path, name: str, language: str) -> dict[str, str]:
    """The words of the sections of a unit and of the whole, without pictures."""
    found = {}
    unit = UnitQuarter.open("TTHC", "2026Q2", workspace=folder, language=language)
    whole = MinistryQuarter.open("2026Q2", workspace=folder, language=language)
    for of, report in (("unit", unit), ("whole", whole)):
        sections = [report.summary(), report.scores(), report.outlook(), report.data_quality(), report.method()]
        found[of] = "\n".join(section.to_text() for section in sections)
        draft = report.form("official")
        assert draft is not None, name
        found[f"draft of {of}"] = str(draft.content["blocks"]) + str(draft.content["annexes"])
    found["map"] = words_of(whole.units_and_targets().to_html())
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("service-index-766", "vi"), ("hanoi-par-2026", "en")])
def test_a_frame_and_a_plan_by_level_are_told_in_the_readers_words(
    tmp_path_factory: pytest.TempPathFactory, name: str, language: str
) -> None:
    plan, found = find_plan(name), said(shipped_workspace(tmp_path_factory, name), name, language)
    for of in ("unit", "whole", "map"):
        assert CODE.findall(re.sub(r"dtplan\.toml|\w+\.csv", "", found[of])) == [], of
    for target in plan.targets:
        assert target.short[language] in found["map"], target.id
        assert target.text[language] in found["unit"], target.id
        if target.indicator:
            assert target.short[language] in found["draft of unit"], target.id


def test_the_whole_tells_a_target_of_levels_by_its_units(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No total over several levels is judged: how many units of each meet theirs is what its lead can say."""
    folder = shipped_workspace(tmp_path_factory, "hanoi-par-2026")
    whole = MinistryQuarter.open("2026Q2", workspace=folder, language="en")
    rows = whole.now_of_all[(whole.now_of_all["target"] == "H1") & (whole.now_of_all["unit"] != "(total)")]
    told = []
    for level, name in (("city", "city"), ("commune", "commune")):
        status = rows.loc[rows["unit_level"] == level, "status"]
        decided = status.isin(["met", "not_met", "inconclusive", "not_due"]).sum()
        told.append(f"{name}: met by {(status == 'met').sum()} of {decided} units with cases")
    assert f"By level of units: Electronic work files (H1): {'; '.join(told)}." in opening(whole)
    draft = whole.form("official")
    assert draft is not None
    said = str(draft.content["blocks"]), str(draft.content["annexes"])
    assert all("; ".join(told) in words and "): ;" not in words for words in said)


@pytest.mark.slow
def test_a_draft_names_what_has_time_and_what_is_not_measured(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = shipped_workspace(tmp_path_factory, "digital-government-2025-2027")
    report = UnitQuarter.open("HTKT", "2026Q2", workspace=folder, language="en")
    assert "by 31 December 2027; now: eligible procedures not fully online: 1." in str(outlook(report))
    told = str(shortcomings(report))
    assert "cannot be measured yet: Reporting regimes digitised (G5); Proactive essential services (G6)." in told


# -- All of them -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=list(SHIPPED))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A workspace of a plan with the reports of a unit and of the whole, as pages, PDF files and Word drafts."""
    folder = write_workspace(tmp_path_factory.mktemp("shipped") / request.param, request.param)
    settings = (folder / "dtplan.toml").read_text("utf-8")
    wanted = ("report", "-w", folder, "-q", "2026Q2", "--unit", "TTHC", "--unit", "(total)", "--lang", "vi,en")
    ran = dtplan(*wanted, "--to", "html,pdf,docx,xlsx,csv", "-j", "1")
    assert ran.code == 0, ran.err
    official = folder.with_name(f"{request.param}-official")
    shutil.copytree(folder, official, ignore=shutil.ignore_patterns("reports"))
    (official / "dtplan.toml").write_text(f'layout = "official"\n{settings}{OFFICIAL}', "utf-8")
    ran = dtplan(*wanted[:2], official, *wanted[3:], "--to", "pdf", "-j", "1")
    assert ran.code == 0, ran.err
    return open_store(folder)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", ["tthc", "all-units"])
def test_every_form_of_every_plan_is_made(made: Store, of: str, language: str) -> None:
    plan, folder = made.workspace.plan, made.workspace.folder
    stem = f"{folder.name}_{of}_2026Q2_{language}"
    page = (folder / "reports" / f"{stem}.html").read_text("utf-8")
    word = docx.Document(str(folder / "reports" / f"{stem}.docx"))
    words = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    analysis, draft = (
        " ".join(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(file).pages).split())
        for file in (
            folder / "reports" / f"{stem}.pdf",
            folder.with_name(f"{folder.name}-official") / "reports" / f"{stem}.pdf",
        )
    )
    for target in plan.counted:
        assert target.short[language] in page, target.id
        assert target.short[language] in words, target.id
        assert f"{target.id}" in draft, target.id
        assert f"{target.id}" in analysis, target.id
    assert (folder / "reports" / "index.html").exists()
    for text in (analysis, draft, words):
        assert re.findall(r"\b(?:None|nan|NaT|not_met|no_data|no_case)\b", text) == []
