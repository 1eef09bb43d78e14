"""A workspace that sets how few are not shown: no output tells of them, whatever its format."""

import html
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pypdf
import pytest
from office import UNITS, dossiers, dtplan, once, opened, write_office
from workspaces import ONLINE, touch, workspace

from dtplan_analysis.errors import ConfigurationError, InputError
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store, open_workspace

FORMATS = {".html", ".docx", ".xlsx", ".ods", ".csv", ".json"}
UNITS_OF_FOUR = [*UNITS, {"code": "CC", "name_vi": "Vụ Ba", "name_en": "Third Department"}]
COUNTS = {
    "2024Q1": {"AA": (20, 43), "BB": (21, 44), "CC": (31, 57), "PP": (17, 39)},
    "2024Q2": {"AA": (3, 41), "BB": (19, 47), "CC": (29, 53), "PP": (2, 38)},
}
"""Of the dossiers of a quarter, so many were processed online: few of AA's, which BB's protect, and of the pilot's."""

HIDDEN = ("AA", "BB", "PP")
TOLD = re.compile(
    r"\b(?:3|19|2)\s*(?:/|of|trên)\s*(?:41|47|38)\b|\b(?:23|40|19)\s*(?:/|of|trên)\s*(?:84|91|77)\b"  # and to date
    r"|\b(?:7[.,]3|40[.,]4|5[.,]3|27[.,]4|44[.,]0|24[.,]7)\s?%|0\.0731|0\.4042|0\.0526|0\.2738|0\.4395|0\.2467"
)


def office(folder: Path, settings: str = "suppress = 5") -> Path:
    rows = [
        row
        for quarter, units in COUNTS.items()
        for unit, (online, all_) in units.items()
        for row in dossiers(unit, quarter, online, all_ - online)
    ]
    return write_office(folder, {"dossiers": rows}, units=UNITS_OF_FOUR, targets="CB2", settings=settings)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        office(folder, 'suppress = 5\nlayout = "official"')
        asked = ("--quarter", "2024Q2", "--unit", "AA", "--unit", TOTAL, "--to", "html,pdf,docx,xlsx,ods,csv,json")
        assert dtplan("report", "-w", folder, *asked, "--lang", "vi,en").code == 0

    return once(tmp_path_factory, "suppressed", make)


def texts(file: Path) -> str:
    """All text of a file, packed or not, without its looks."""
    if file.suffix in (".docx", ".xlsx", ".ods"):
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
            parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
        return " ".join(re.sub("<[^>]*>", " ", part) + part for part in parts)
    if file.suffix == ".pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        return html.unescape(re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", text))
    return text


def test_no_file_of_a_batch_tells_a_hidden_number(made: Path) -> None:
    files = [file for file in (made / "reports").rglob("*") if file.is_file() and file.suffix not in (".js", ".woff2")]
    assert {file.suffix for file in files} >= {".html", ".pdf", ".docx", ".xlsx", ".ods", ".csv", ".json"}
    for file in files:
        text = texts(file)
        assert not TOLD.search(text), (file.name, TOLD.search(text))
        for unit in HIDDEN:
            assert f"{unit}-2024Q2-0" not in text, file.name  # the numbers of its dossiers
    page = next(file for file in files if file.name.endswith("aa_2024Q2_en.html"))
    assert "fewer than 5 records pass or fail" in texts(page)
    assert "1 target is not shown, to protect small groups" in texts(page)
    assert "no records are listed: Dossiers online (CB2)" in texts(page)


def test_figures_say_that_and_why_they_are_suppressed(made: Path) -> None:
    content = json.loads((made / "reports" / "figures" / "2024Q2.json").read_text(encoding="utf-8"))
    rows = {(row["unit"], row["span"]): row for row in content["judged"] if row["target"] == "CB2"}
    for span in ("quarter", "year_to_date"):
        for unit in HIDDEN:
            assert [rows[unit, span][name] for name in ("status", "reason")] == ["suppressed", "protected"]
            for name in ("records", "denominator", "numerator", "missing", "value", "lower", "shortfall"):
                assert rows[unit, span][name] is None
    assert [rows[TOTAL, "quarter"][name] for name in ("numerator", "denominator")] == [51, 141]


def test_the_terminal_and_lists_tell_none_either(made: Path, tmp_path: Path) -> None:
    for said in (
        dtplan("show", "2024Q2", "-w", made, "--lang", "en"),
        dtplan("show", "2024Q2", "-w", made, "--unit", "AA", "--lang", "en"),
        dtplan("show", "2024Q2", "-w", made, "--json"),
        dtplan("explain", "-w", made, "--quarter", "2024Q2"),
    ):
        assert not TOLD.search(said.out)
        assert not re.search(r"\b(?:41|47|38)\b", said.out)
    listed = dtplan("records", "-w", made, "-q", "2024Q2", "--target", "CB2", "-o", tmp_path / "all.csv")
    assert listed.code == 0
    found = (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert "CC-2024Q2-" in found
    assert not any(f"{unit}-2024Q2-" in found for unit in HIDDEN)
    refused = dtplan("records", "-w", made, "-q", "2024Q2", "--target", "CB2", "--unit", "AA", "-o", tmp_path / "a.csv")
    assert (refused.code, "CB2 is suppressed" in refused.err) == (2, True)


def test_the_verbs_of_a_notebook_refuse_what_is_hidden(made: Path) -> None:
    report = opened(made, "AA")
    supposed = report.what_if("CB2", more=5).frame
    assert supposed[["status", "numerator", "numerator_then"]].iloc[0].tolist() == ["suppressed", None, None]
    for ask in (lambda: report.records("CB2"), lambda: report.breakdown("CB2", by="channel")):
        with pytest.raises(InputError, match="CB2 is suppressed"):
            ask()
    whole = opened(made, TOTAL)
    with pytest.raises(InputError, match="another's could be computed"):
        whole.breakdown("CB2", by="channel")  # whose groups are all or none
    assert set(whole.records("CB2").frame["unit"]) == {"CC"}


@pytest.mark.slow
def test_other_settings_make_the_reports_anew(tmp_path: Path) -> None:
    folder = office(tmp_path / "w", "")
    assert dtplan("report", "-w", folder, "--quarter", "2024Q2", "--lang", "en", "--to", "html").code == 0
    assert TOLD.search(texts(next((folder / "reports").glob("*aa_2024Q2_en.html"))))
    told = [dtplan("explain", "-w", folder, "--quarter", "2024Q2", "--lang", "en").out]
    shutil.copytree(folder / "reports", tmp_path / "before")
    touch(folder, "dtplan.toml", lambda text: "suppress = 5\n" + text)
    told.append(dtplan("explain", "-w", folder, "--quarter", "2024Q2", "--lang", "en").out)
    assert dtplan("report", "-w", folder, "--quarter", "2024Q2", "--lang", "en", "--to", "html").code == 0
    for options in ((), ("--json",)):  # what was told once is not told again
        moved = dtplan("diff", tmp_path / "before", folder / "reports", *options)
        assert moved.code == 1
        assert "AA" in moved.out
        assert not TOLD.search(moved.out)
    store = open_store(folder)
    assert store.counts.loc[store.counts["reason"] == "protected", "unit"].unique().tolist() == ["AA", "BB", "PP"]
    assert told[0] != told[1]
    assert open_store(office(tmp_path / "w", "suppress = 2")).judged["status"].eq("suppressed").sum() == 0


@pytest.mark.parametrize("value", ["1", "0", "-5", "true", '"5"', "4.5"])
def test_a_setting_that_hides_nothing_or_is_no_number_is_refused(tmp_path: Path, value: str) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], f"suppress = {value}\n", dossiers=ONLINE)
    with pytest.raises(ConfigurationError, match=r"hides nothing|is not a whole number") as raised:
        open_workspace(folder)
    assert raised.value.where == "dtplan.toml, suppress"


PLAN = """id = "own"
title = { vi = "K", en = "P" }
[[targets]]
id = "T1"
counted = { vi = "hồ sơ", en = "cases" }
nature = "flow"
threshold = "50%"
text = { vi = "a", en = "a" }
"""
TREE = {"TOP": "", "MID": "TOP", "LOW": "MID", "SIDE": "MID", "APART": "TOP", "LONE": ""}
REPORTED = {"TOP": (4203, 9341), "MID": (2130, 5227), "LOW": (3, 2657), "SIDE": (2127, 2570), "APART": (2073, 4114)}
"""Of each unit with those below it: LOW's three are MID's less SIDE's."""


@pytest.mark.slow
def test_no_file_tells_what_the_row_of_a_unit_above_would(tmp_path: Path) -> None:
    """All files of a workspace whose rows hold the units below, searched, and subtracted from one another."""
    folder = tmp_path / "w"
    folder.mkdir()
    given = REPORTED | {"LONE": (1877, 3331)}
    rows = [f"{unit},2026Q1,T1,{x},{n},0" for unit, (x, n) in given.items()]
    (folder / "given.csv").write_text(
        "\n".join(["unit,period,target,numerator,denominator,missing", *rows]), encoding="utf-8"
    )
    (folder / "units.csv").write_text(
        "\n".join(["code,name_vi,name_en,parent", *(f"{one},Vụ {one},Unit {one},{up}" for one, up in TREE.items())]),
        encoding="utf-8",
    )
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    table = '[counts.given]\nsource = "given.csv"\nincludes_below = true\n'
    (folder / "dtplan.toml").write_text(
        f'plan = "plan.toml"\nunits = "units.csv"\nsuppress = 5\n{table}', encoding="utf-8"
    )
    asked = ("--quarter", "2026Q1", "--to", "html,docx,xlsx,ods,csv,json", "--lang", "en")
    assert dtplan("report", "-w", folder, *asked).code == 0
    told = re.compile(r"\b(?:2[.,]?657|2[.,]?654|2[.,]?127|2[.,]?570|0[.,]1\s?%|82[.,]8\s?%|0\.00112|0\.8276)\b")
    files = [file for file in (folder / "reports").rglob("*") if file.suffix in FORMATS]
    assert {file.suffix for file in files} == FORMATS
    assert [(file.name, found[0]) for file in files if (found := told.search(texts(file)))] == []
    content = json.loads((folder / "reports" / "figures" / "2026Q1.json").read_text(encoding="utf-8"))
    shown = {row["unit"]: row["numerator"] for row in content["judged"] if row["span"] == "quarter"}
    assert [unit for unit, number in shown.items() if number is None] == ["LOW", "SIDE"]
    assert shown[TOTAL] == shown["TOP"] + shown["LONE"]
