"""What a workspace sets for official reports."""

import re
from pathlib import Path

import pytest
from drafts import draft, small
from pdfs import dense, words_of
from places import ROOT

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Official, open_workspace


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
    return [told, re.sub("(?m)^# ", "", shipped[shipped.index("# layout") : shipped.index("# Each register")])]


@pytest.mark.parametrize("settings", settings_told())
def test_what_is_told_of_settings_can_be_written(settings: str, tmp_path: Path) -> None:
    units = [{"code": "HDXD", "name_vi": "Cục", "name_en": "Agency"}]
    head, tables = settings.split("[official]", 1)
    official = open_workspace(small(tmp_path, head, f"[official]{tables}", units=units)).official
    assert official is not None
    assert official.texts == "texts"
    assert official.says("signer", "HDXD") != official.says("signer", TOTAL)


FAULTS = [
    ('layout = "uniform"', "", "'uniform' is not possible here"),
    ("", "[official]\nplaces = 'x'", "did you mean 'place'?"),
    ("", "[official]\nplace = 1", "official.place: 1 is no text"),
    ("", "[official]\nplace = { vi = 'x' }", "official.place: .* is no text"),
    ("", "[official]\nrecipients = 'x'", "official.recipients: 'x' is not a list"),
    ("", "[official]\nrecipients = [1]", "official.recipients: 1 is no text"),
    ("", "[official]\nunits = 1", "official.units: 1 is not a table"),
    ("", "[official.units.AB]\nsigner = 'x'", r"official\.units\.AB: unknown unit 'AB'"),
    ("", "[official.units.AA]\ntexts = 'x'", r"official\.units\.AA\.texts: unknown key 'texts'"),
    ("", "[official]\nform = 'II.07'", "form: 'II.07' is not possible here"),
    ("official = 1", "", "official: 1 is not a table"),
]


@pytest.mark.parametrize(("settings", "tables", "fault"), FAULTS)
def test_a_faulty_setting_is_refused_with_its_place(settings: str, tables: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=fault) as told:
        open_workspace(small(tmp_path, settings, tables))
    assert told.value.remedy


def test_texts_that_no_report_takes_are_named_with_what_they_may_mean(tmp_path: Path) -> None:
    meant = {
        "2024Q2/hdxd.vi.md": "2024Q2/HDXD.vi.md",
        "2024Q2/HDXD.vn.md": "2024Q2/HDXD.vi.md",
        "2024Q2/VU\u0323.vi.md": "2024Q2/V\u1ee4.vi.md",
        "2024Q2/all-unit.en.md": "2024Q2/all-units.en.md",
        "2024Q2/draft.MD": "",
        "2024q2/HDXD.vi.md": "2024Q2/HDXD.vi.md",
        "2024Q9/HDXD.vi.md": "",
        "HDXD.vi.md": "",
    }
    for name in (*meant, "2024Q2/HDXD.vi.md", "2026Q4/all-units.vi.md", "2024Q2/notes.txt"):
        (tmp_path / "texts" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "texts" / name).touch()
    strays = Official({"": {}}, tmp_path, "texts").strays(["HDXD", "V\u1ee4"], CALENDAR)
    assert strays == {f"texts/{name}": other for name, other in meant.items()}
    assert Official({"": {}}, tmp_path).strays(["HDXD"], CALENDAR) == {}
