"""The site of a folder of reports: its pages, what they say, where they lead, and that they are the same every time."""

import json
import re
import zlib
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import altair as alt
import pytest
import vl_convert
from bs4 import BeautifulSoup
from office import HOSTILE, UNITS, Rows, dossiers, dtplan, soup_of, words_of, write_office

from dtplan_analysis.batch import held, settle
from dtplan_analysis.batch.output import Entry
from dtplan_analysis.batch.site import write_plans, write_site
from dtplan_analysis.charts import Chart, vega
from dtplan_analysis.direction import directed
from dtplan_analysis.exports.html import page_of
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

BUNDLE = "window.vegaEmbed = () => {};"


@pytest.fixture(autouse=True)
def bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Vega takes seconds to bundle: a line stands in for it; returns how often it was bundled."""
    asked: list[str] = []

    def made(snippet: str, vl_version: str) -> str:
        asked.append(f"{snippet} {vl_version}")
        return BUNDLE

    monkeypatch.setattr(vl_convert, "javascript_bundle", made)
    monkeypatch.setattr(vega, "user_cache_path", lambda name: tmp_path / "cache" / name)
    return asked


# AA comes to meet CB2 (60 %), BB no longer does, and nor do both together; PP, a pilot, has no case.
SHARES = {("AA", "2024Q1"): 5, ("BB", "2024Q1"): 7, ("AA", "2024Q2"): 7, ("BB", "2024Q2"): 4}


def made(folder: Path, units: Rows = UNITS) -> Store:
    rows = [row for (unit, quarter), n in SHARES.items() for row in dossiers(unit, quarter, n, 10 - n)]
    return open_store(write_office(folder, {"dossiers": rows}, units=units, targets="CB2"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made(tmp_path_factory.mktemp("office"))


def entry(unit: str, quarter: str, language: str, formats: str = "html", **more: Any) -> Entry:
    name = f"part_{re.sub('[^a-z]', '', unit.lower()) or 'x'}_{quarter}_{language}"
    about = {"notebook": "unit_quarter.ipynb", "unit": unit, "quarter": quarter, "language": language, "parameters": {}}
    files = {f"{name}.{format_}": "" for format_ in formats.split()}
    return Entry(name, about | more.pop("about", {}), files=files, **more)


EVERY = [entry(unit, q, code) for unit in (TOTAL, "AA") for q in ("2024Q1", "2024Q2") for code in ("vi", "en")]


def written(store: Store, folder: Path, entries: Sequence[Entry]) -> Path:
    """The folder of these reports, with its site; the reports themselves are empty."""
    with held(folder) as output:
        for one in entries:
            output.write(dict.fromkeys(one.files, b""))
            output.record(one if one.store else replace(one, store=store.fingerprint))
        assert write_site(store, output) == folder / "index.html"
    return folder


def page(folder: Path, name: str = "index.html") -> BeautifulSoup:
    return soup_of((folder / name).read_text(encoding="utf-8"))


def section(soup: BeautifulSoup, title: str) -> BeautifulSoup:
    """What stands between a heading and the next."""
    text = str(soup.main)
    begin = text.index(f">{title}</h2>")
    end = text.find("<h2", begin)
    return soup_of(text[begin + 1 : end if end > 0 else None])


def cells(soup: BeautifulSoup) -> list[list[str]]:
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in soup.tbody("tr")]


# -- Which pages -------------------------------------------------------------------------------------------------


def test_each_quarter_and_language_has_a_page_and_the_index_is_the_latest(store: Store, tmp_path: Path) -> None:
    folder = written(store, tmp_path / "reports", EVERY)
    names = {f"index_{quarter}_{code}.html" for quarter in ("2024Q1", "2024Q2") for code in ("vi", "en")}
    assert {file.name for file in folder.glob("index*")} == {"index.html", *names}
    assert (folder / "index.html").read_bytes() == (folder / "index_2024Q2_vi.html").read_bytes()
    for name in names:
        quarter, code = name.removeprefix("index_").removesuffix(".html").split("_")
        soup = page(folder, name)
        chosen = [link["href"] for link in soup.select(".switch [aria-current]")]
        assert (soup.html["lang"], chosen) == (code, [name, name])
        assert {link["href"] for link in soup.select(".switch a")} == {
            f"index_{quarter}_vi.html",
            f"index_{quarter}_en.html",
            f"index_2024Q1_{code}.html",
            f"index_2024Q2_{code}.html",
        }


def test_a_folder_in_one_language_has_its_pages_in_this_one(store: Store, tmp_path: Path) -> None:
    folder = written(store, tmp_path / "reports", [entry("AA", "2024Q2", "en")])
    assert {file.name for file in folder.glob("index*")} == {"index.html", "index_2024Q2_en.html"}
    assert page(folder).html["lang"] == "en"


def test_written_again_it_is_the_same_and_nothing_is_touched(store: Store, tmp_path: Path) -> None:
    folder, other = (written(store, tmp_path / name, EVERY) for name in ("reports", "other"))
    files = [file for file in folder.rglob("*") if file.is_file() and ".dtplan" not in file.parts]
    assert len(files) == len(EVERY) + 7
    before = {file: file.stat().st_mtime_ns for file in files}
    assert [file for file in files if file.read_bytes() != (other / file.relative_to(folder)).read_bytes()] == []
    with held(folder) as output:
        write_site(store, output)
    assert {file: file.stat().st_mtime_ns for file in files} == before


def test_vega_is_bundled_once_and_kept_for_other_folders(store: Store, tmp_path: Path, bundle: list[str]) -> None:
    for name in ("a", "b"):
        folder = written(store, tmp_path / name, EVERY[:1])
        assert BUNDLE in (folder / "site" / "vega.js").read_text(encoding="utf-8")
    assert len(bundle) == 1


# -- What a page may do ------------------------------------------------------------------------------------------


def test_a_page_runs_only_scripts_beside_it_and_asks_for_nothing_else(store: Store, tmp_path: Path) -> None:
    soup = page(written(store, tmp_path / "reports", EVERY))
    (policy,) = [meta["content"] for meta in soup.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'", "file:"]
    assert [(script["src"], script.text) for script in soup.find_all("script")] == [("site/site.js", "")]
    assert [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")] == []


def test_names_that_would_do_something_are_only_shown(tmp_path: Path) -> None:
    units = [
        *UNITS[:2],
        *({"code": f"H{n}", "name_vi": f"vi {t}", "name_en": f"en {t}"} for n, t in enumerate(HOSTILE)),
    ]
    store = made(tmp_path, units)
    entries = [entry(f"H{n}", "2024Q2", "en", about={"unit": f"H{n}"}) for n in range(len(HOSTILE))]
    entries = [
        Entry(f"part_h{n}", one.about, files={f"part_h{n}.html": ""}, error=HOSTILE[n]) for n, one in enumerate(entries)
    ]
    soup = page(written(store, tmp_path / "reports", entries))
    assert len(soup.find_all("script")) == 1
    assert soup.find_all(["img", "b", "iframe"]) == []
    names = [row[0] for row in cells(section(soup, "Units and targets"))]
    assert names[2:-1] == [" ".join(directed(f"en {text}").split()) for text in HOSTILE]
    told = [row[1] for row in cells(section(soup, "Reports and data"))]
    assert told == [" ".join(directed(f"Report ⚠ not up to date: {text}").split()) for text in HOSTILE]
    assert {link["href"] for link in section(soup, "Reports and data").tbody("a")} == {
        f"part_h{n}.html" for n in range(len(HOSTILE))
    }


def test_the_site_looks_as_the_workspaces_own_templates_want_it(tmp_path: Path) -> None:
    store = made(tmp_path / "office")
    own = tmp_path / "office" / "templates" / "html"
    own.mkdir(parents=True)
    (own / "style.css").write_text("body { color: teal }", encoding="utf-8")
    assert page(written(store, tmp_path / "reports", EVERY[:1])).style.text.strip() == "body { color: teal }"


# -- What a page says --------------------------------------------------------------------------------------------


def test_the_first_half_page_says_what_is_met_and_what_changed(store: Store, tmp_path: Path) -> None:
    folder = written(store, tmp_path / "reports", EVERY)
    short = words_of(str(section(page(folder, "index_2024Q2_en.html"), "In short")))
    assert "Ministry meets 0 of the 1 targets" in short
    assert "Against Q1 2024: no longer met Dossiers online; units' targets newly met: 1, no longer met: 1." in short
    (tile,) = page(folder, "index_2024Q2_en.html").find_all("li", "tile")
    for words in ("55.0%", "✗ not met", "−5.0 pp", "met by 1/2 units"):
        assert words in words_of(str(tile))
    before = words_of(str(section(page(folder, "index_2024Q1_en.html"), "In short")))
    assert "Ministry meets 1 of the 1 targets" in before
    assert "Against" not in before


def test_pilots_are_in_no_count_of_units_and_the_total_says_so(tmp_path: Path) -> None:
    rows = [*dossiers("AA", "2024Q2", 9, 1), *dossiers("BB", "2024Q2", 1, 9), *dossiers("PP", "2024Q2", 9, 1)]
    store = open_store(write_office(tmp_path / "office", {"dossiers": rows}, targets="CB2"))
    written(store, tmp_path / "site", [entry(TOTAL, "2024Q2", "en"), entry("PP", "2024Q2", "en")])
    soup = page(tmp_path / "site")
    (tile,) = soup.find_all("li", "tile")
    assert "1/2 units" in words_of(str(tile))
    names = [row[0] for row in cells(section(soup, "Units and targets"))]
    assert names[-2:] == ["Pilot Office (pilot)", "All units, without the pilots"]


@pytest.mark.parametrize("quarters", ["", "quarters = [[2024-01-01, 2024-03-31], [2024-04-01, 2024-06-30]]"])
def test_where_nothing_can_be_judged_the_page_says_so(tmp_path: Path, quarters: str) -> None:
    registers = {"dossiers": dossiers("AA", "2024Q1", 1)}
    store = open_store(write_office(tmp_path, registers, targets="CB5", settings=quarters))
    folder = written(store, tmp_path / "reports", [entry("AA", "2024Q1", "en")])
    short = words_of(str(section(page(folder), "In short")))
    assert "In Q1 2024, no target of Ministry can be judged." in short
    assert "Against" not in short
    (tile,) = page(folder).find_all("li", "tile")
    assert "∅ no data" in words_of(str(tile))
    assert "met by 0/0 units" in words_of(str(tile))


def test_the_map_leads_to_the_reports_in_the_readers_language(store: Store, tmp_path: Path) -> None:
    entries = [
        entry(TOTAL, "2024Q2", "vi"),
        entry("AA", "2024Q2", "vi"),
        entry("AA", "2024Q2", "en"),
        entry("BB", "2024Q2", "en"),
    ]
    folder = written(store, tmp_path / "reports", entries)
    found = section(page(folder, "index_2024Q2_vi.html"), "Các đơn vị và chỉ tiêu")
    rows = [(row.th.text, row.th.a and (row.th.a["href"], row.th.a["hreflang"])) for row in found.tbody("tr")]
    assert rows == [
        ("Cục Thử nghiệm", ("part_aa_2024Q2_vi.html", "vi")),
        ("Vụ Mẫu", ("part_bb_2024Q2_en.html", "en")),
        ("Sở Thí điểm (thí điểm)", None),
        ("Toàn cơ quan (không gồm các đơn vị thí điểm)", ("part_total_2024Q2_vi.html", "vi")),
    ]


def test_a_unit_is_found_by_code_names_and_aliases(store: Store, tmp_path: Path) -> None:
    soup = page(written(store, tmp_path / "reports", EVERY))
    found = {(tag["data-page"], tag["data-find"], tag.text) for tag in soup.select("[data-find]")}
    assert ("unit:AA", "Test Agency G17.91 TN", "Cục Thử nghiệm") in found
    search = soup.select_one(".search")
    assert search.has_attr("hidden")  # until a script shows it
    assert search["data-told"] == "tìm thấy {n}/{d} đơn vị"


def test_every_file_has_a_link_and_every_link_a_file(store: Store, tmp_path: Path) -> None:
    entries = [entry("AA", "2024Q2", "vi", "html json pdf"), entry("BB", "2024Q2", "vi", "json"), *EVERY[:4]]
    folder = written(store, tmp_path / "reports", entries)
    found = section(page(folder, "index_2024Q2_vi.html"), "Báo cáo và dữ liệu")
    assert cells(found) == [
        ["Toàn cơ quan (không gồm các đơn vị thí điểm)", "Báo cáo", "Báo cáo"],
        ["Cục Thử nghiệm", "Báo cáo · JSON · PDF", ""],
        ["Vụ Mẫu", "JSON", ""],
    ]
    links = {link["href"] for link in found("a")}
    assert {"figures/2024Q2.json", "manifest.json"} <= links
    shown = {name for one in entries if one.about["quarter"] == "2024Q2" for name in one.files}
    assert links - {"figures/2024Q2.json", "manifest.json"} == shown


FAILED = [
    # files of an earlier time, what is said of the failure
    ("html", "Report ⚠ not up to date: ValueError: x (cell 3 of unit_quarter.ipynb)"),
    ("", "⚠ not made: ValueError: x (cell 3 of unit_quarter.ipynb)"),
]


@pytest.mark.parametrize(("formats", "said"), FAILED)
def test_a_report_that_failed_is_said_to_be_so(store: Store, tmp_path: Path, formats: str, said: str) -> None:
    failed = entry("AA", "2024Q2", "en", formats, error="ValueError: x (cell 3 of unit_quarter.ipynb)")
    soup = page(written(store, tmp_path / "reports", [failed, entry("BB", "2024Q2", "en")]))
    assert soup.select_one(".fault").text.strip() == "⚠ 1 report of 2 is not up to date: see “Reports and data”."
    assert cells(section(soup, "Reports and data"))[0] == ["Test Agency", said]


def test_figures_of_an_earlier_state_are_marked_and_not_linked_as_present_ones(store: Store, tmp_path: Path) -> None:
    old = entry("AA", "2024Q2", "en", store="before")
    folder = written(store, tmp_path / "reports", [entry(TOTAL, "2024Q2", "en"), old, entry("BB", "2024Q2", "en")])
    soup = page(folder)
    assert "1 report of 3 shows figures of an earlier state" in words_of(str(section(soup, "In short")))
    links = {link["href"] for link in section(soup, "Units and targets").find_all("a")}
    assert f"{old.name}.html" not in links
    assert len(links) == 2
    (row,) = (row for row in cells(section(soup, "Reports and data")) if "figures of an earlier state" in row[-1])
    assert row[0] == "Test Agency"


STALE = [
    # what became of a report of which there is a page, what the page says of itself
    (
        {"error": "ValueError: <x>"},
        "This page is not up to date: the report could not be made again (ValueError: <x>).",
    ),
    ({"store": "before"}, "This page shows figures of an earlier state of the data; it has not been made again since."),
]


@pytest.mark.parametrize(("became", "said"), STALE)
def test_a_page_that_is_not_up_to_date_says_so_until_it_is(
    store: Store, tmp_path: Path, became: dict[str, str], said: str
) -> None:
    now, found = replace(entry("AA", "2024Q2", "en"), store=store.fingerprint), []
    with held(tmp_path) as output:
        now = replace(now, files=output.write({f"{now.name}.html": b'<div id="links"></div>'}))
        for state in ({}, became, {"error": "", "store": store.fingerprint}):
            output.record(replace(output.entries.get(now.name, now), **state))
            write_site(store, output)
            found.append([one.text for one in page(tmp_path, f"{now.name}.html").select(".fault")])
    assert found == [[], [f"⚠ {said}"], []]


def test_reports_whose_figures_are_the_same_still_hold(store: Store, tmp_path: Path) -> None:
    shown = Subject(store, "AA", store.quarter("2024Q2"), "en").input_hash
    same = entry("AA", "2024Q2", "en", store="before", fingerprint={"figures": shown})
    moved = entry("BB", "2024Q2", "en", store="before", fingerprint={"figures": shown})
    gone = entry("AA", "2019Q2", "en", store="before", fingerprint={"figures": shown})
    with held(tmp_path / "reports") as output:
        for one in (same, moved, gone):
            output.write(dict.fromkeys(one.files, b""))
            output.record(one)
        assert [one.name for one in settle(store, output)] == [moved.name, gone.name]
        assert output.entries[same.name].store == store.fingerprint


def test_where_nothing_failed_nothing_is_said_of_it(store: Store, tmp_path: Path) -> None:
    assert page(written(store, tmp_path / "reports", EVERY)).select(".fault, .stale") == []


def test_reports_of_other_notebooks_are_told_apart(store: Store, tmp_path: Path) -> None:
    own = Entry(
        "part_aa_2024Q2_en_own_least-5",
        entry("AA", "2024Q2", "en").about | {"notebook": "own.ipynb", "parameters": {"unit": "AA", "least": 5}},
        files={"part_aa_2024Q2_en_own_least-5.html": ""},
    )
    soup = page(written(store, tmp_path / "reports", [own, entry("AA", "2024Q2", "en")]))
    assert cells(section(soup, "Reports and data")) == [["Test Agency", "Report own, least = 5 Report"]]
    map_ = section(soup, "Units and targets")
    assert map_.tbody.th.a["href"] == "part_aa_2024Q2_en.html"


def test_a_unit_that_is_no_longer_listed_keeps_its_links(store: Store, tmp_path: Path) -> None:
    soup = page(written(store, tmp_path / "reports", [entry("GONE", "2024Q2", "en"), entry("AA", "2024Q2", "en")]))
    assert cells(section(soup, "Reports and data")) == [["Test Agency", "Report"], ["GONE", "Report"]]


# -- Charts that tell their figures --------------------------------------------------------------------------------

TIPS = [
    # chart, what its first mark tells
    ("trends", "CB2 Hồ sơ trực tuyến\nQuý I/2024: 50,0% (5/10)\nchưa đạt"),
    ("position", "Vụ Mẫu: 40,0%\nCB2 Hồ sơ trực tuyến\nchưa đạt"),
]


@pytest.mark.parametrize(("name", "told"), TIPS)
def test_a_chart_carries_its_specification_and_tells_it_in_the_readers_language(
    store: Store, name: str, told: str
) -> None:
    section = getattr(UnitQuarter(store, "AA", store.quarter("2024Q2"), "vi"), name)()
    (chart,) = [part for part in section.parts if isinstance(part, Chart)]
    (frame,) = soup_of(section.to_html()).select("[data-spec]")
    spec = json.loads(zlib.decompress(b64decode(frame["data-spec"])))
    address = "$schema"  # of a network, and needed by nobody who draws
    assert spec == {key: value for key, value in json.loads(json.dumps(chart.spec)).items() if key != address}
    tips = [row["tip"] for rows in spec["datasets"].values() for row in rows if row.get("tip")]
    assert tips[0] == told
    assert frame["data-spec"] == chart.packed


def test_a_chart_without_anything_to_tell_carries_nothing() -> None:
    figure = alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_point().encode(x="a:Q")
    assert Chart((figure,), "T", "D", "en").packed == ""
    assert "data-spec" not in Section("S", [Chart((figure,), "T", "D", "en")]).to_html()


@pytest.mark.parametrize("key", ["", "part_aa_2024Q2_vi"])
def test_only_a_report_of_a_folder_has_the_folders_script(key: str) -> None:
    html = page_of([Section("S", ["words"])], {"language": "en"}, key=key)
    assert [script["src"] for script in soup_of(html).find_all("script")] == (["site/site.js"] if key else [])
    assert ("script-src" in html) is bool(key)
    assert "unsafe-eval" not in html


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = {"dossiers": dossiers("AA", "2024Q2", 2, 1)}
    settings = 'languages = ["en", "vi"]\nplans = ["decision-320-2024", "moc-strategy-2030"]'
    return write_office(tmp_path_factory.mktemp("plans") / "w", rows, settings=settings)


def of_plans(page: Path) -> tuple[list[str], list[str]]:
    """Where the page of all plans leads, and what it says of each."""
    rows = soup_of(page.read_text(encoding="utf-8")).select("table tbody tr")
    return [row.a["href"] for row in rows], [row.find_all("td")[-1].text for row in rows]


def test_several_plans_have_a_page_that_leads_to_each(two_plans: Path, tmp_path: Path) -> None:
    page = write_plans(open_store(two_plans), tmp_path)
    assert of_plans(page) == (["decision-320-2024/index_en.html", "moc-strategy-2030/index_en.html"], ["", ""])
    assert not soup_of(page.read_text(encoding="utf-8")).find_all("script")  # which stand in the folders of the plans


def test_the_page_of_several_plans_says_how_each_stands(two_plans: Path, tmp_path: Path) -> None:
    asked = ("report", "-w", two_plans, "-q", "2024Q2", "--unit", "AA", "--to", "json", "-o", tmp_path, "--jobs", "1")
    assert dtplan(*asked).code == 0
    links, told = of_plans(tmp_path / "index.html")
    assert links == ["decision-320-2024/index_en.html", "moc-strategy-2030/index_en.html"]
    assert told[0].startswith("Q2 2024 · met: ")
    assert "no data: " in told[1]
    links, told = of_plans(tmp_path / "index_vi.html")
    assert links == [f"{plan}/index_vi.html" for plan in ("decision-320-2024", "moc-strategy-2030")]
    assert all((tmp_path / link).is_file() for link in links)
    assert told[0].startswith("Quý II/2024 · đạt: ")
    # What leads to another plan keeps the language, in the page of a quarter too.
    page = soup_of((tmp_path / "decision-320-2024" / "index_2024Q2_vi.html").read_text(encoding="utf-8"))
    assert page.select("a[href='../moc-strategy-2030/index_vi.html']")
    other = soup_of((tmp_path / "moc-strategy-2030" / "index_vi.html").read_text(encoding="utf-8"))
    assert other.html
    assert other.html["lang"] == "vi"
    first = soup_of((tmp_path / "decision-320-2024" / "index.html").read_text(encoding="utf-8"))
    assert first.html
    assert first.html["lang"] == "en"  # the workspace's first
