"""The annexes: all figures, and the one-stop form."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from drafts import OFFICIALLY, draft, officially, said
from office import Counts, dossiers, opened, rows, subject, write_office
from pdfs import dense, structure, words_of

from dtplan_analysis.indicators.one_stop import BESIDE, COLUMNS
from dtplan_analysis.workspace import Official


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


@pytest.mark.parametrize(("cell", "noted"), [(Counts(1, 2), True), ("no_register:dossiers", False)])
def test_how_shares_are_rounded_is_noted_where_there_is_one(cell: Any, noted: bool) -> None:
    report = subject({"CB2": cell})
    officially(report.store)  # type: ignore[arg-type]
    assert ("A share is rounded" in str(report.form().content["annexes"])) is noted  # type: ignore[union-attr]


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


def _form_of(form: pd.DataFrame | None, cell: Any = None, place: int = 1, **store: Any) -> Any:
    report = subject({"CB2": cell or Counts(1, 1)}, one_stop=form, **store)
    officially(report.store)  # type: ignore[arg-type]
    made = report.form()
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
    assert _form_of(form, cell, place=0)["runs"][0]["text"].startswith(words)


@pytest.mark.parametrize(
    ("as_of", "period"),
    [("2024-06-30", "1 April 2024 to 30 June 2024"), ("2024-05-15", "1 April 2024 to 15 May 2024 (provisional)")],
)
def test_the_form_ends_with_the_data(as_of: str, period: str) -> None:
    form = pd.DataFrame([{"unit": "AA", "period": "2024Q2", "span": "quarter", "field": "(total)"} | EMPTY])
    (run,) = _form_of(form, place=0, as_of=date.fromisoformat(as_of))["runs"]
    assert run["text"].endswith(f"reporting period: {period}")


def test_the_form_is_a_figure_that_is_shown(tmp_path: Path) -> None:
    given = rows()["dossiers"]
    hashes = set()
    for changes in ({}, {"field": "Nhà ở"}):
        changed = [row | changes for row in given]
        folder = write_office(tmp_path / f"{len(hashes)}", {"dossiers": changed}, targets="CB2")
        hashes.add(opened(folder, "AA").input_hash)
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("asked", "number", "title"),
    [
        ("II.06b", "Biểu số 06/VPCP/KSTT (II.06b: có khả năng đúng)", "tại cơ quan, đơn vị trực tiếp giải quyết TTHC"),
        ("II.06a", "Biểu số II.06a/VPCP/KSTT", "tại Trung tâm Phục vụ hành chính công"),
    ],
)
def test_the_form_has_the_number_and_title_that_were_asked_for(asked: str, number: str, title: str) -> None:
    form = pd.DataFrame([{"unit": "AA", "period": "2024Q2", "span": "quarter", "field": "(total)"} | EMPTY])
    report = subject({"CB2": Counts(1, 1)}, one_stop=form, language="vi")
    object.__setattr__(report.store, "official", Official({"": {}}, Path(), form=asked))
    made = report.form()
    assert made is not None
    annex = made.content["annexes"][-1]
    assert annex["title"].endswith(title)
    assert annex["blocks"][0]["runs"][0]["text"].startswith(number)
    heads = str(annex["blocks"][1])
    for head in (
        "Lĩnh vực, công việc giải quyết theo cấp",
        "Số hồ sơ nhận giải quyết",
        "trả lại/xin rút)",
        "hồ sơ khác)",
    ):
        assert head in heads
    carried, rules = (block["runs"][0]["text"] for block in annex["blocks"][2:])
    assert "trước ngày 01/04/2024" in carried
    assert "cột (12)" in rules


@pytest.mark.parametrize(
    ("lacks", "present", "absent"),
    [
        (["status", "supplement_asked_on"], "which dossiers were withdrawn or stopped, or await a", "status of today"),
        (["supplement_asked_on"], "is told by their status of today", "nobody can tell"),
        ([], "When a supplement came, an export does not tell.", "The export has no column"),
    ],
)
def test_what_of_the_form_an_export_cannot_tell_is_said(
    tmp_path: Path, lacks: list[str], present: str, absent: str
) -> None:
    given = [row | {"supplement_asked_on": ""} for row in dossiers("AA", "2024Q2", 3, 2)]
    given = [{name: cell for name, cell in row.items() if name not in lacks} for row in given]
    folder = write_office(tmp_path, {"dossiers": given}, targets="CB2", settings=OFFICIALLY)
    made = opened(folder, "AA").form()
    assert made is not None
    words = said({"blocks": made.content["annexes"]})
    assert present in words
    assert absent not in words
