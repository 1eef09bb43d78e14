"""The page of the checks, in its own folder and among the reports."""

import re
import shutil
from pathlib import Path

from office import dossiers, dtplan, soup_of, write_csv, write_office

NAME = "checks.en.html"


def test_a_folder_of_reports_takes_the_page_along_while_it_tells_of_the_same_data(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "w", {"dossiers": dossiers("AA", "2024Q2", 5, 5)}, targets="CB2")
    reports, asked = folder / "reports", ("-w", folder, "-q", "2024Q2", "--unit", "AA", "--lang", "en", "--jobs", "1")
    assert dtplan("report", *asked).code == 0
    assert not (reports / NAME).exists()
    assert dtplan("check", "-w", folder, "--to", "html", "--lang", "en,vi").code == 0
    again = dtplan("report", *asked, "--language", "en")
    assert again.out.startswith("0 of 1"), again.out + again.err
    copied = shutil.copytree(reports, tmp_path / "elsewhere")
    pages = {
        file.name: {*re.findall(r'href="([^"#]+)', file.read_text(encoding="utf-8"))} for file in copied.glob("*.html")
    }
    assert {name for links in pages.values() for name in links if not (copied / name).exists()} == set()
    assert all(NAME in pages[name] for name in ("index.html", "part_aa_2024Q2_en.html", "checks.vi.html"))
    assert {"index_2024Q2_en.html", "checks.vi.html"} <= pages[NAME]
    write_csv(folder / "dossiers.csv", dossiers("AA", "2024Q2", 6, 4))
    assert dtplan("report", *asked).code == 0
    assert not (reports / NAME).exists()
    assert NAME not in (reports / "index.html").read_text(encoding="utf-8")


def test_the_page_says_whose_data_it_checks_and_folds_what_is_long(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "w", {"dossiers": dossiers("??", "2024Q2", 5, 5)}, targets="CB2")
    assert dtplan("check", "-w", folder, "--to", "html", "--lang", "en").code == 0
    page = soup_of((folder / "checks" / NAME).read_text(encoding="utf-8"))
    assert (page.h1.text, page.select_one(".plan").text) == ("Checks of the registers", "Ministry")
    assert page.select_one(".synthetic").text.strip() == "Synthetic data"
    assert [one.text for one in page.select("main > h2")] == ["Overview", "Completeness"]
    assert all(one.summary.h2 for one in page.select("details.section"))
