"""The workspace file: what it says, and every fault with its place and remedy."""

from datetime import date
from pathlib import Path

import pytest

from dtplan_analysis.errors import ConfigurationError, InputError, PlanError, UnitError
from dtplan_analysis.indicators import applicants_satisfied
from dtplan_analysis.periods import CALENDAR, ND09
from dtplan_analysis.workspace import open_workspace
from dtplan_analysis.workspace.configuration import variant_of

DOSSIERS = '\n[registers.dossiers]\nsource = "exports/*.csv"\n'


def workspace(folder: Path, text: str, **files: str) -> Path:
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder


def test_leaves_out_what_needs_no_saying(tmp_path: Path) -> None:
    opened = open_workspace(workspace(tmp_path, DOSSIERS))
    assert opened.plan.id == "decision-320-2024"
    assert (opened.units, opened.quarters, opened.timezone) == (None, CALENDAR, "Asia/Ho_Chi_Minh")
    assert (opened.first_quarter, opened.as_of, opened.synthetic) == (None, None, False)
    assert (opened.languages, opened.show_staff_codes) == (("vi", "en"), False)
    assert opened.store == tmp_path / ".dtplan"
    assert list(opened.sources) == ["dossiers"]
    assert (opened.sources["dossiers"].duplicates, opened.sources["dossiers"].base) == ("", tmp_path)


def test_reads_everything(tmp_path: Path) -> None:
    text = """\ufeff
    units = "units.csv"
    timezone = "Europe/Amsterdam"
    quarters = "nd09"
    first_quarter = "2024Q2"
    as_of = 2024-12-31
    synthetic = true
    languages = ["en", "en"]
    show_staff_codes = true
    [registers.staff]
    source = "staff.parquet"
    timezone = "UTC"
    [registers.dossiers]
    source = "dossiers.csv"
    duplicates = "refuse"
    columns = { number = "Mã" }
    constants = { processed_online = true, due_on = 2024-12-31 }
    codes = { channel = { "2" = "online" } }
    """
    opened = open_workspace(workspace(tmp_path, text, units_csv="code,name_vi,name_en\nVP,Văn phòng,Office\n"))
    assert (opened.quarters, opened.first_quarter, opened.as_of) == (ND09, ND09.quarter("2024Q2"), date(2024, 12, 31))
    assert (opened.synthetic, opened.languages, opened.show_staff_codes) == (True, ("en",), True)
    assert opened.units is not None
    assert [unit.code for unit in opened.units] == ["VP"]
    assert list(opened.sources) == ["staff", "dossiers"]  # in the order of the contract, not of the file
    staff, dossiers = opened.sources.values()
    assert (staff.timezone, dossiers.timezone) == ("UTC", "Europe/Amsterdam")
    assert (dossiers.duplicates, dossiers.theirs("number"), dossiers.theirs("unit")) == ("refuse", "Mã", "unit")
    assert dossiers.constants == {"processed_online": True, "due_on": date(2024, 12, 31)}
    assert [file.name for file in opened.files] == ["dtplan.toml", "decision-320-2024.toml", "units.csv"]


def test_reads_listed_quarters(tmp_path: Path) -> None:
    text = f"quarters = [[2024-01-05, 2024-04-04], [2024-04-05, 2024-07-04]]{DOSSIERS}"
    assert open_workspace(workspace(tmp_path, text)).quarters.quarter("2024Q2").end == date(2024, 7, 4)


@pytest.mark.parametrize(
    ("text", "fault", "where", "remedy"),
    [
        ("", "no register is configured", "dtplan.toml", "[registers.dossiers]"),
        ("as_of = ", "cannot be read", "dtplan.toml", "correct the TOML"),
        ('unitz = "units.csv"', "unknown key 'unitz'", "dtplan.toml", "did you mean 'units'?"),
        ("zzzzzz = 1", "unknown key 'zzzzzz'", "dtplan.toml", "use one of: plan,"),
        ("[registers.dosiers]\nsource = 'x'", "unknown register 'dosiers'", "dtplan.toml", "did you mean 'dossiers'?"),
        ("registers = 5", "5 is not a table", "dtplan.toml, registers", "write [registers]"),
        ("[registers]\ndossiers = 'x'", "is not a table", "dtplan.toml, registers.dossiers", "write [dossiers]"),
        ("[registers.dossiers]", "'source' is missing", "dtplan.toml, registers.dossiers.source", 'source = "…"'),
        ("[registers.dossiers]\nsource = ''", "is empty", "dtplan.toml, registers.dossiers.source", 'source = "…"'),
        (DOSSIERS + "colums = {}", "unknown key 'colums'", "registers.dossiers.colums", "did you mean 'columns'?"),
        (DOSSIERS + "columns = { number = 1 }", "number is 1", "registers.dossiers.columns", "their name"),
        (DOSSIERS + "codes = { channel = 'x' }", "'x' is not a table", "registers.dossiers.codes", "each key"),
        (DOSSIERS + "columns = { numbr = 'x' }", "no column 'numbr'", "registers.dossiers.columns.numbr", "'number'?"),
        (DOSSIERS + "constants = { channel = 'fax' }", "'fax' is no value", "[registers.dossiers.constants]", "direct"),
        (DOSSIERS + "codes.channel = { a = 'fax' }", "'fax'", "[registers.dossiers.codes.channel]", "direct"),
        (
            DOSSIERS + "duplicates = 'keep'",
            "'keep' is not",
            "registers.dossiers.duplicates",
            "keep-last, keep-first",
        ),
        (DOSSIERS + "timezone = 'Hanoi'", "'Hanoi' is no time zone", "registers.dossiers.timezone", "Asia/Ho_Chi_Minh"),
        ("timezone = 'localtime'" + DOSSIERS, "'localtime' is no time zone", "dtplan.toml", "Asia/Ho_Chi_Minh"),
        ("timezone = 'Asia'" + DOSSIERS, "'Asia' is no time zone", "dtplan.toml", "Asia/Ho_Chi_Minh"),
        ("timezone = '../x'" + DOSSIERS, "'../x' is no time zone", "dtplan.toml", "Asia/Ho_Chi_Minh"),
        ("timezone = 7" + DOSSIERS, "7 is not a text", "dtplan.toml", "timezone"),
        (
            DOSSIERS + "dates = 'dd/mm'",
            "'dd/mm' is not",
            "registers.dossiers.dates",
            "day-first, month-first",
        ),
        (DOSSIERS + "dates = { due_on = 'first' }", "'due_on' = 'first'", "[registers.dossiers]", "day-first or"),
        (DOSSIERS + "dates = { unit = 'day-first' }", "'unit' = 'day-first'", "[registers.dossiers]", "received_on"),
        (DOSSIERS + "encoding = 'latin1'", "'latin1' is not", "registers.dossiers.encoding", "cp1258"),
        (DOSSIERS + "decimal = ';'", "';' is not", "registers.dossiers.decimal", "one of"),
        (DOSSIERS + "delimiter = 'xx'", "'xx' is not", "registers.dossiers.delimiter", "one of"),
        (DOSSIERS + "group_rows = 'field'", "'field' is not", "registers.dossiers.group_rows", "unit"),
        (DOSSIERS + "table = 't'", "a file has no table", "[registers.dossiers]", "beside the address"),
        (
            "[registers.dossiers]\nsource = 'postgresql://h/d'",
            "by a table or a query",
            "[registers.dossiers]",
            "table =",
        ),
        ("dates = 'first'" + DOSSIERS, "'first' is not", "dtplan.toml, dates", "day-first, month-first"),
        ("as_of = '2024-12-31'" + DOSSIERS, "'2024-12-31' is not a day", "dtplan.toml, as_of", "without quotes"),
        ("as_of = 2024-12-31T00:00:00" + DOSSIERS, "is not a day", "dtplan.toml, as_of", "without quotes"),
        ("synthetic = 'yes'" + DOSSIERS, "'yes' is neither", "dtplan.toml, synthetic", "without quotes"),
        ("languages = ['fr']" + DOSSIERS, "['fr'] is not", "dtplan.toml, languages", '["vi", "en"]'),
        ("languages = []" + DOSSIERS, "[] is not", "dtplan.toml, languages", '["vi", "en"]'),
        ("quarters = 'months'" + DOSSIERS, "'months' is not", "dtplan.toml, quarters", '"calendar"'),
        ("quarters = [[2024-01-01]]" + DOSSIERS, "] is not possible", "dtplan.toml, quarters", "date pairs"),
        ("quarters = [['a', 'b']]" + DOSSIERS, "] is not possible", "dtplan.toml, quarters", "date pairs"),
        ("quarters = []" + DOSSIERS, "[] is not possible", "dtplan.toml, quarters", "date pairs"),
        ("quarters = [[2024-03-31, 2024-01-01]]" + DOSSIERS, "quarters: the pair", "dtplan.toml", "in order of time"),
        (
            "quarters = [[2024-01-01, 2024-03-31], [2024-03-31, 2024-06-30]]" + DOSSIERS,
            "overlaps the pair before",
            "dtplan.toml",
            "without overlap",
        ),
        ("first_quarter = '2024H1'" + DOSSIERS, "first_quarter: '2024H1'", "dtplan.toml", "2024Q2"),
        ("quarters = { length = 4 }" + DOSSIERS, "quarters: length is 4", "dtplan.toml", "1, 3, 6 or 12"),
        ("quarters = { year_begins = '04-31' }" + DOSSIERS, "quarters: year_begins is '04-31'", "dtplan.toml", "04-01"),
        ("quarters = { year_begin = '04-01' }" + DOSSIERS, "unknown key 'year_begin'", "dtplan.toml", "year_begins"),
    ],
)
def test_refuses_a_fault_with_its_place_and_remedy(
    tmp_path: Path, text: str, fault: str, where: str, remedy: str
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_workspace(workspace(tmp_path, text))
    assert fault in raised.value.fault
    assert where in raised.value.where
    assert remedy in raised.value.remedy


def test_refuses_what_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no dtplan") as raised:
        open_workspace(tmp_path / "nowhere")
    assert "dtplan init" in raised.value.remedy
    (tmp_path / "dtplan.toml").write_bytes(b"units = '\xff'")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        open_workspace(tmp_path)
    (tmp_path / "dtplan.toml").unlink()
    (tmp_path / "dtplan.toml").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        open_workspace(tmp_path)


PLAN = """
id = "p"
title = { vi = "Kế hoạch", en = "Plan" }
[[targets]]
id = "T1"
indicator = "INDICATOR"
threshold = "60%"
text = { vi = "a", en = "a" }
short = { vi = "a", en = "a" }
"""


@pytest.mark.parametrize(
    ("text", "files", "error", "fault"),
    [
        ("plan = 'gone.toml'", {}, PlanError, "gone.toml"),
        ("plan = 'plan.toml'", {"plan_toml": "x ="}, PlanError, "plan.toml"),
        ("plan = 'plan.toml'", {"plan_toml": PLAN + "colour = 1"}, PlanError, "colour"),
        ("plan = 'plan.toml'", {"plan_toml": PLAN}, PlanError, "INDICATOR"),
        (
            "plan = 'plan.toml'",
            {"plan_toml": PLAN.replace("INDICATOR", "dossiers_on_time") + "variant = 'recieved'"},
            PlanError,
            "no variant 'recieved'",
        ),
        ("units = 'gone.csv'", {}, UnitError, "gone.csv"),
        ("units = 'units.csv'", {"units_csv": "code,name_vi\nA,B\n"}, UnitError, "'name_en' is absent"),
        ("units = 'units.csv'", {"units_csv": "code,name_vi,name_en\n"}, UnitError, "lists no unit"),
        ("units = 'units.csv'", {"units_csv": "code,name_vi,name_en\nA,B,C\nA,D,E\n"}, UnitError, "A"),
        ("units = 'units.csv'", {"units_csv": "code,name_vi,name_en\n(total),B,C\n"}, UnitError, "reserved"),
        (
            "units = 'units.csv'",
            {"units_csv": "code,name_vi,name_en,successor\nA,B,C,D\n"},
            UnitError,
            "successor 'D'",
        ),
        ("units = 'units.csv'", {"units_csv": "code,name_vi,name_en\nA,X,Y\nB,x,Z\n"}, UnitError, "stands for two"),
    ],
)
def test_refuses_a_plan_or_a_list_of_units(
    tmp_path: Path, text: str, files: dict[str, str], error: type[InputError], fault: str
) -> None:
    with pytest.raises(error) as raised:
        open_workspace(workspace(tmp_path, text + DOSSIERS, **files))
    assert fault in str(raised.value)
    assert raised.value.where
    assert raised.value.remedy


def test_measures_satisfaction_by_a_survey_only_where_there_is_one(tmp_path: Path) -> None:
    opened = open_workspace(workspace(tmp_path, DOSSIERS))
    target = opened.plan.target("CB4")
    assert variant_of(target, applicants_satisfied, opened.sources) == "administrative"
    survey = open_workspace(workspace(tmp_path, DOSSIERS + "[registers.satisfaction]\nsource = 'x.csv'"))
    assert variant_of(target, applicants_satisfied, survey.sources) == "survey"
