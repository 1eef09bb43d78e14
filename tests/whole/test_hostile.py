"""An office whose names, texts and files would do something if they were taken for more than text."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from browser.tab import CHROMIUM, Tab
from office import HOSTILE, Rows, dossiers, dtplan, once, rows, soup_of, words_of, write_office
from pdfs import dense

from dtplan_analysis.batch.matrix import FORMATS
from dtplan_analysis.units import TOTAL

TEXTS = [
    *HOSTILE,
    "+1+1",
    "@SUM(A1)",
    '#import "x"',
    "$x$ *y* _z_",
    "{{ 7*7 }} {% x %}",
    "</style>",
    "[a](javascript:alert(1))",
    "javascript:alert(1)",
    "../../etc/passwd",
]
OWN = ["[a](javascript:alert(1))", "<script>alert('own')</script>", '#import "own"']
OFFICIAL = f"""
[official]
place = {json.dumps(TEXTS[0])}
symbol = {json.dumps("=1+1")}
signer = {json.dumps('#import "signer"')}
recipients = {json.dumps([TEXTS[3], "$x$"])}
texts = "texts"
"""
LINES = [text for text in TEXTS if len(text) < 99]
UNITS: Rows = [
    {
        "code": "AA",
        "name_vi": "<b onclick=alert(1)>AA</b>",
        "name_en": "<i>AA</i>",
        "aliases": '"><svg onload=alert(1)>',
    },
    {"code": "BB", "name_vi": "=1+1", "name_en": "=1+1"},
    {"code": "=2+2", "name_vi": "@2", "name_en": "@2"},
    *({"code": f"H{n}", "name_vi": text, "name_en": text} for n, text in enumerate(TEXTS)),
]
PLAN = {"Kế hoạch": TEXTS[3], '"Bộ"': '<base href="//x">', "Hồ sơ trực tuyến": '<script>alert("plan")</script>'}
FIGURES = sorted({*FORMATS} - {"html", "pdf"})
FILE = """"><img src=x onerror=alert(1)>;$(touch x).csv"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its workspace, with every output that the command line makes of it."""
    return once(tmp_path_factory, "hostile_outputs", _write) / "office"


def _write(folder: Path) -> None:
    office, registers = folder / "office", rows()
    for name, columns in {
        "plan_tasks": ("title", "state"),
        "inspections": ("criterion", "finding", "recommendation"),
        "initiatives": ("title",),
    }.items():
        row = next(row for row in registers[name] if row["unit"] == "AA")
        registers[name] += [
            row | {"task": f"T{n}", "initiative": f"I{n}"} | dict.fromkeys(columns, text)
            for n, text in enumerate(TEXTS)
        ]
    short = dossiers("AA", "2024Q2", 0, len(LINES))
    registers["dossiers"] += [row | {"number": text, "procedure": text} for row, text in zip(short, LINES, strict=True)]
    for n, row in enumerate(registers["satisfaction"]):
        row |= {"stratum": TEXTS[n % len(TEXTS)], "Ý kiến": TEXTS[n % len(TEXTS)]}
    write_office(office, registers, units=UNITS, targets="OP5 OP7 CB2 CB4")
    plan = (office / "plan.toml").read_text(encoding="utf-8")
    for text, hostile in PLAN.items():
        assert text in plan
        plan = plan.replace(f'"{text.strip(chr(34))}"', json.dumps(hostile))
    (office / "plan.toml").write_text(plan, encoding="utf-8")
    (office / "dossiers.csv").rename(office / FILE)
    settings = (office / "dtplan.toml").read_text(encoding="utf-8").replace('"dossiers.csv"', f"'{FILE}'")
    (office / "dtplan.toml").write_text(settings, encoding="utf-8")
    about = ("--quarter", "2024Q2")
    for command in (
        ("report", "-w", office, *about, "--unit", "AA", "--unit", TOTAL, "--lang", "vi", "--to", ",".join(FORMATS)),
        ("report", "-w", office, *about, "--lang", "vi", "--to", ",".join(FIGURES)),  # of all units
        ("check", "-w", office, "--to", "html,xlsx", "--lang", "vi"),
        ("records", "-w", office, *about, "--target", "CB2", "-o", office / "records.xlsx", "--to", "xlsx,csv"),
    ):
        ran = dtplan(*command)
        assert ran.code == 0, ran.err
    (office / "dtplan.toml").write_text(f'layout = "official"\n{settings}\n{OFFICIAL}', encoding="utf-8")
    (office / "texts" / "2024Q2").mkdir(parents=True)
    (office / "texts" / "2024Q2" / "AA.vi.md").write_text("## I\n\n" + "\n\n".join(OWN), encoding="utf-8")
    told = dtplan(
        "report", "-w", office, *about, "--unit", "AA", "--lang", "vi", "--to", "html,pdf", "-o", office / "official"
    )
    assert told.code == 0, told.err


def outputs(office: Path, ending: str) -> list[Path]:
    found = [file for name in ("reports", "checks", "official") for file in (office / name).rglob("*")]
    found += office.glob("records.*")
    files = [
        file for file in found if file.name.endswith(f".{ending}") and not any(p.startswith(".") for p in file.parts)
    ]
    assert files
    return files


def named(text: str) -> str:
    """A text as it is found again whatever the line breaks and the signs that steer the direction of writing."""
    return dense(re.sub(r"[\u202a-\u202e\u2066-\u2069]|\[U\+20(?:2|6).\]", "", text))


def shown(file: Path) -> str:
    """All words that a reader of a file sees."""
    if file.suffix == ".html":
        return words_of(file.read_text(encoding="utf-8"))
    if file.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    if file.suffix == ".docx":
        return "".join(docx.Document(str(file)).element.body.itertext())
    if file.suffix == ".xlsx":
        return " ".join(str(cell.value) for cell in cells(file))
    if file.suffix == ".ods":
        return html.unescape(re.sub("<[^>]*>", " ", zipfile.ZipFile(file).read("content.xml").decode()))
    if file.suffix == ".json":
        return json.dumps(json.loads(file.read_text(encoding="utf-8")), ensure_ascii=False).replace('\\"', '"')
    return file.read_text(encoding="utf-8-sig").replace('""', '"')


def cells(file: Path) -> Iterator[Any]:
    return (cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_all_texts_are_read_as_they_were_written(office: Path, ending: str) -> None:
    files = {f"{file.parent.name} {file.stem}": named(shown(file)) for file in outputs(office, ending)}
    unit, whole = (next(text for name, text in files.items() if part in name) for part in ("_aa_", "all-units"))
    assert [text for text in TEXTS if named(text) not in unit] == []
    assert [unit for unit in UNITS if named(str(unit["name_vi"])) not in whole] == []
    assert [text for text in PLAN.values() if named(text) not in whole] == []


def test_official_words_are_read_as_they_were_written(office: Path) -> None:
    (file,) = (file for file in outputs(office, "pdf") if file.parent.name == "official")
    text = named(shown(file)).casefold()  # a heading is in capitals
    for words in (TEXTS[0], "=1+1", '#import "signer"', TEXTS[3], "$x$", *OWN[1:], "alert(1)"):
        assert named(words).casefold() in text


@pytest.mark.parametrize("ending", sorted({*FIGURES} - {"csv"}))  # which has codes alone
def test_names_are_read_as_they_were_written(office: Path, ending: str) -> None:
    files = {file.name: file for file in outputs(office, ending)}
    for unit in UNITS:
        file = files[f"part_{re.sub('[=+]', '-', str(unit['code']).lower()).strip('-')}_2024Q2_vi.{ending}"]
        name, text = str(unit["name_vi"]), shown(file)
        if ending == "form.xlsx":  # says it in capitals
            name, text = name.upper(), text.upper()
        assert named(name) in named(text), file


def test_pages_hold_no_markup_but_their_own(office: Path) -> None:
    for file in outputs(office, "html"):
        soup = soup_of(file.read_text(encoding="utf-8"))
        assert {script.get("src") for script in soup.find_all("script")} <= {"site/site.js"}
        assert soup.find_all(["img", "iframe", "object", "base", "form", "b"]) == []
        assert [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)] == []
        links = [tag["href"] for tag in soup.find_all(href=True)]
        assert [link for link in links if not re.fullmatch(r"#[\w-]+|[\w./-]+", link) or ".." in link] == []


def test_pdf_files_hold_no_action(office: Path) -> None:
    for file in outputs(office, "pdf"):
        content = file.read_bytes()
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction)\b", content)


def test_workbooks_hold_no_formula(office: Path) -> None:
    for file in outputs(office, "xlsx"):
        assert {cell.data_type for cell in cells(file)} <= {"s", "n", "d", "b", "inlineStr"}, file
        parts = zipfile.ZipFile(file)
        assert [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()] == []
        assert not any(re.search(rb"<f[ >]", parts.read(name)) for name in parts.namelist() if "sheet" in name)
    for file in outputs(office, "ods"):
        assert b"table:formula" not in zipfile.ZipFile(file).read("content.xml")


def test_csv_cells_start_no_formula(office: Path) -> None:
    for file in outputs(office, "csv"):
        lines = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        assert len(lines) > 1
        started = [cell for line in lines for cell in line if re.match(r"[\s\"';,]*[=+@\t\r]|-(?![\d.]+$)", cell)]
        assert [cell for cell in started if not cell.startswith("'")] == [], file
    corrected = shown(office / "records.csv")
    assert [text for text in LINES if named(text) not in named(corrected)] == []


def test_files_have_plain_names_and_stay_in_their_folder(office: Path) -> None:
    made = [file for folder in ("reports", "checks", "official") for file in (office / folder).rglob("*")]
    assert [file for file in made if not re.fullmatch(r"\.?[\w.-]+", file.name)] == []
    assert {file.name for file in office.iterdir()} & {"x", "etc", "passwd"} == set()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found")
def test_pages_do_nothing_in_a_browser(office: Path, tmp_path: Path) -> None:
    tab = Tab(tmp_path)
    try:
        for file in outputs(office, "html"):
            tab.show(file)
            own = {file.as_uri(), f"{file.parent.as_uri()}/site/site.js"}
            assert {*tab.requests} <= own
            assert tab.complaints == []
            assert [event for event in tab.events if event.get("method") == "Page.javascriptDialogOpening"] == []
    finally:
        tab.close()
