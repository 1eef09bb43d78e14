"""The command line: what it prints, how it ends, and that a user's mistake leaves everything as it was."""

import errno
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import typer
from office import PROGRAM, Ran, dossiers, dtplan, rows, spawned, write_csv, write_office
from typer.main import get_command
from typer.testing import CliRunner

import dtplan_analysis
from dtplan_analysis.cli import app, code_of
from dtplan_analysis.errors import ConfigurationError, InputError, OutputError
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.judging.wording import SIGNS
from dtplan_analysis.language import LANGUAGES, translations
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store

COMMANDS = sorted(command.name or str(command.callback.__name__) for command in app.registered_commands)


def small(folder: Path) -> Path:
    """A workspace of one register and one target."""
    return write_office(folder, {"dossiers": dossiers("AA", "2024Q2", 7, 3)}, targets="CB2")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is measured."""
    folder = write_office(tmp_path_factory.mktemp("office"), targets="OP5 OP7 CB2 CB4 CB5")
    open_store(folder)
    return folder


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small(tmp_path_factory.mktemp("measured") / "office")
    open_store(folder)
    return folder


def squeezed(text: str) -> str:
    return " ".join(text.split())


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what is in it; but the store's lock, and its key of pseudonyms."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in ("key", "lock")
    }


# -- Help --------------------------------------------------------------------------------------------------------


MORE = ["records", "report", "sample", "show"]


def test_these_are_all_commands() -> None:
    assert ["check", "diff", "explain", "init", "map", "measure", "plan", *MORE] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_its_options(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert f"dtplan {command} " in result.output, "an example"
    told = get_command(app).commands[command]
    options = told.get_params(typer.Context(told))
    assert [option.name for option in options if not option.help] == []
    valued = [one for one in options if one.param_type_name == "option" and not one.is_flag]
    assert [one.name for one in valued if not one.metavar] == [], "a value has a name"
    assert re.findall(r"<\w+", result.output) == [], "of Python's types"


def _examples() -> list[str]:
    """What the help of the commands gives as examples, in their order."""
    commands = get_command(app).commands
    return [line.strip("`") for one in commands.values() for line in one.epilog.split("\n\n")[1:]]


@pytest.mark.slow
def test_the_examples_of_the_help_run_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    units: list[dict[str, object]] = [{"code": "HDXD", "name_vi": "Cục", "name_en": "Agency"}]
    write_office(Path("office"), {"dossiers": dossiers("HDXD", "2024Q2", 7, 3)}, units=units, targets="CB2")
    open_store("office")
    Path("exports").mkdir()
    names = ("Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận")
    export = pd.DataFrame([(f"HS{n}", "HDXD", "13/05/2024") for n in range(9)], columns=names)
    export.to_csv("exports/a.csv", index=False)
    export.to_excel("exports/dossiers.xlsx", index=False)
    for example in _examples():
        if " last-week/" in example and not Path("last-week").exists():
            shutil.copytree("office/reports", "last-week/reports")
        line, _, file = example.partition(" > ") if "'" not in example else (example, "", "")
        _, *asked = shlex.split(line)
        ran = dtplan(*[path for one in asked for path in (sorted(map(str, Path().glob(one))) if "*" in one else [one])])
        assert (ran.code, "Traceback" in ran.err) == (0, False), (example, ran.err)
        if file:
            Path(file).write_text(ran.out, encoding="utf-8")
    assert Path("outcome").read_text(encoding="utf-8") == "0 failed\n"
    assert Path("moved.html").exists()


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_the_program_lists_its_commands_and_exit_codes(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert [command for command in COMMANDS if command not in result.output] == []
    assert "Exit codes" in result.output


def test_version() -> None:
    assert dtplan("--version") == Ran(0, f"dtplan {dtplan_analysis.__version__}\n", "")


USAGE = [
    ("report",),
    ("report", "--quarter"),
    ("show",),
    ("check", "--nonsense"),
    ("nonsense",),
    ("report", "--quarter", "2024Q2", "--jobs", "0"),
    ("sample", "x", "--rows", "many"),
    ("init",),
]


@pytest.mark.parametrize("arguments", USAGE)
def test_wrong_use_ends_with_2_and_says_so(arguments: tuple[str, ...]) -> None:
    ran = dtplan(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Error" in ran.err or "Usage:" in ran.err
    assert "Traceback" not in ran.err


# -- Faults of the input -----------------------------------------------------------------------------------------

Break = Callable[[Path], object]


def _text(name: str, change: Callable[[str], str]) -> Break:
    def correct(folder: Path) -> None:
        file = folder / name
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    return correct


def _bytes(name: str, content: bytes) -> Break:
    return lambda folder: (folder / name).write_bytes(content)


def _columns(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Break:
    def correct(folder: Path) -> None:
        file = folder / "dossiers.csv"
        change(pd.read_csv(file, dtype=str, keep_default_na=False)).to_csv(file, index=False)

    return correct


_NOTHING: Break = lambda _: None  # noqa: E731
_REPORT = ("report", "--quarter", "2024Q2")
_LATIN = "number,unit,received_on\n1,Công".encode() + b"\xff,2024-05-14\n"  # of UTF-8 a part

FAULTS: dict[str, tuple[Break, tuple[str, ...], list[str]]] = {
    # name: how the workspace is broken, the command, what the message has
    "no such quarter": (_NOTHING, ("report", "--quarter", "2024Q5"), ["2024Q5", "such as 2024Q2"]),
    "a quarter without data": (_NOTHING, ("report", "--quarter", "2019Q1"), ["2019Q1", "2024Q1 to 2024Q4"]),
    "a misspelt unit": (_NOTHING, (*_REPORT, "--unit", "Vụ Mâu"), ["'Vụ Mâu'", "did you mean BB (Vụ Mẫu)"]),
    "a wholly unknown unit": (_NOTHING, (*_REPORT, "--unit", "QQQQQQ"), ["'QQQQQQ'", "AA, BB, PP"]),
    "an unknown language": (_NOTHING, (*_REPORT, "--lang", "vi,fr"), ["'fr'", "vi"]),
    "an unknown format": (_NOTHING, (*_REPORT, "--to", "odt"), ["'odt'", "html"]),
    "an output that is a file": (_NOTHING, (*_REPORT, "--output", "{folder}/units.csv"), ["units.csv", "not a folder"]),
    "show: no such quarter": (_NOTHING, ("show", "Q2"), ["'Q2'", "2024Q2"]),
    "show: a misspelt unit": (_NOTHING, ("show", "2024Q2", "--unit", "AAA"), ["'AAA'", "AA"]),
    "show: an unknown language": (_NOTHING, ("show", "2024Q2", "--lang", "de"), ["'de'", "vi"]),
    "plan: an unknown language": (_NOTHING, ("plan", "--lang", "de"), ["'de'", "vi"]),
    "no workspace": (lambda folder: (folder / "dtplan.toml").unlink(), _REPORT, ["no dtplan.toml", "dtplan init"]),
    "no TOML": (_text("dtplan.toml", lambda text: "= 1\n" + text), _REPORT, ["dtplan.toml", "line"]),
    "an unknown key": (_text("dtplan.toml", lambda text: "unit = 1\n" + text), _REPORT, ["'unit'", "mean 'units'"]),
    "an unknown register": (
        _text("dtplan.toml", lambda text: text.replace("registers.dossiers", "registers.dosiers")),
        _REPORT,
        ["'dosiers'", "did you mean 'dossiers'"],
    ),
    "no file": (lambda folder: (folder / "dossiers.csv").unlink(), _REPORT, ["dossiers.csv", "dossiers"]),
    "an empty file": (_bytes("dossiers.csv", b""), _REPORT, ["dossiers", "is empty"]),
    "no row": (_columns(lambda table: table.head(0)), _REPORT, ["dossiers", "no row"]),
    "no usable row": (_columns(lambda table: table.assign(received_on="?")), _REPORT, ["10 rows", "received_on"]),
    "no key column": (_columns(lambda table: table.drop(columns="number")), _REPORT, ["dossiers", "number", "absent"]),
    "no unit column": (_columns(lambda table: table.drop(columns="unit")), _REPORT, ["dossiers", "unit", "absent"]),
    "a wrong encoding": (_bytes("dossiers.csv", _LATIN), _REPORT, ["dossiers.csv", "line 2", "UTF-8"]),
    "a plan that is not there": (lambda folder: (folder / "plan.toml").unlink(), _REPORT, ["plan.toml", "be read"]),
    "a wrong key in the plan": (
        _text("plan.toml", lambda text: text.replace("[[targets]]\n", "[[targets]]\ntreshold = 1\n", 1)),
        _REPORT,
        ["plan.toml", "targets", "'treshold'", "threshold"],
    ),
    "an unknown indicator in the plan": (
        _text("plan.toml", lambda text: text.replace("dossiers_online", "dossier_online")),
        _REPORT,
        ["plan.toml", "'dossier_online'", "dossiers_online"],
    ),
    "a unit twice": (_text("units.csv", lambda text: text + "AA,x,y\n"), _REPORT, ["units.csv", "AA"]),
    "an unknown column of units": (_text("units.csv", lambda t: t.replace("aliases", "alias")), _REPORT, ["'alias'"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_with_2_and_one_message_and_changes_nothing(measured: Path, tmp_path: Path, name: str) -> None:
    damage, command, words = FAULTS[name]
    folder = measured
    if damage is not _NOTHING:
        folder = small(tmp_path / "office")
        (folder / ".dtplan").mkdir()
        (folder / ".dtplan" / "seen.json").write_text("{}", encoding="utf-8")
        damage(folder)
    before = state_of(folder)
    where = () if command[0] == "plan" else ("-w", str(folder))
    ran = dtplan(command[0], *where, *(part.format(folder=folder) for part in command[1:]))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("dtplan: ")
    assert ran.err.count("dtplan: ") == 1
    assert "→" in ran.err
    assert "Traceback" not in ran.err
    assert [word for word in words if word not in squeezed(ran.err)] == []
    assert state_of(folder) == before


@pytest.mark.parametrize("command", [("report", "--quarter", "2024Q2"), ("show", "2024Q2"), ("check",), ("measure",)])
def test_a_folder_without_a_workspace_is_refused_by_each_command(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = dtplan(*command, "-w", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "dtplan init" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_itself_is_also_clean() -> None:
    ran = spawned("show", "2024Q2", "-w", "/nowhere/at/all")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("dtplan: /nowhere/at/all: ")


# -- Faults of rows ----------------------------------------------------------------------------------------------


def test_rows_without_faults_pass_strictly(tmp_path: Path) -> None:
    assert dtplan("check", "-w", small(tmp_path), "--strict").code == 0


# -- check and measure -------------------------------------------------------------------------------------------


def test_map_prints_a_table_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Mã hồ sơ,Đơn vị,Ngày tiếp nhận\n1,VP,2024-05-13\n", encoding="utf-8")
    ran = dtplan("map", tmp_path / "x.csv", "-w", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert 'received_on = "Ngày tiếp nhận"  # Ngày tiếp nhận; theo tên cột' in ran.out
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]
    assert dtplan("map", tmp_path / "y.csv").code == 2


def test_a_list_of_rejected_rows_goes_when_there_are_none(tmp_path: Path) -> None:
    odd = {**dossiers("AA", "2024Q2", 1)[0], "number": "odd", "received_on": "?"}
    folder = write_office(tmp_path, {"dossiers": [*dossiers("AA", "2024Q2", 12), odd]}, targets="CB2")
    dtplan("check", "-w", folder, "-o", tmp_path / "out")
    assert [file.name for file in (tmp_path / "out" / "rejected").iterdir()] == ["dossiers.csv"]
    write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 12)}, targets="CB2")
    assert "with line and reason" not in dtplan("check", "-w", folder, "-o", tmp_path / "out", "--language", "en").out
    assert list((tmp_path / "out" / "rejected").iterdir()) == []


def test_check_as_json_has_the_same_figures(office: Path) -> None:
    found = json.loads(dtplan("check", "-w", office, "--json").out)
    assert list(found) == sorted(found, key=list(found).index)
    for name, reading in found.items():
        assert reading["register"] == name
        assert reading["rows"] == reading["usable"] + sum(reading["rejected"].values())
    assert found["dossiers"]["rows"] == len(rows()["dossiers"])


def test_measure_counts_and_says_what(tmp_path: Path) -> None:
    folder = small(tmp_path)
    ran = dtplan("measure", "-w", folder, "--language", "en")
    assert ran.code == 0
    assert "Counted 1 indicators for Q1 2024 to Q4 2024." in ran.out
    assert (open_store(folder).place / "counts.parquet").is_file()
    assert not list((folder / ".dtplan").glob("measuring-*"))


# -- show --------------------------------------------------------------------------------------------------------


def test_show_json_is_the_judged_table_unrounded(tmp_path: Path) -> None:
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 1, 2)}, targets="CB2")
    found = json.loads(dtplan("show", "2024Q2", "-w", folder, "--json").out)
    assert {tuple(one) for one in found} == {JUDGED}
    assert {(one["unit"], one["span"]) for one in found} == {
        (unit, span) for unit in ("AA", "BB", "PP", TOTAL) for span in ("quarter", "year_to_date")
    }
    (own,) = (one for one in found if one["unit"] == "AA" and one["span"] == "quarter")
    assert own["value"] == 1 / 3
    assert (own["threshold"], own["shortfall"], own["status"]) == ("3/5", 1, "not_met")
    assert (own["denominator"], own["numerator"], own["missing"], own["excluded"]) == (3, 1, 0, 0)
    assert (own["period_start"], own["period_end"], own["as_of"]) == ("2024-04-01", "2024-06-30", "2024-12-31")
    (other,) = (one for one in found if one["unit"] == "BB" and one["span"] == "quarter")
    assert (other["value"], other["denominator"], other["status"]) == (None, None, "no_data")


CONTRACT = (
    "plan target indicator variant unit period span period_start period_end provisional baseline as_of records "
    "excluded missing denominator numerator value worst best lower upper interval threshold shortfall status reason "
    "method confidence nature distinct comparison due unit_level counted_from points points_least points_most "
    "effective served response response_worst response_best"
)


def test_the_judged_table_has_the_columns_that_were_agreed() -> None:
    assert " ".join(JUDGED) == CONTRACT


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--lang", "en"), "rows read"),
        (("--lang", "en", "--language", "vi"), "dòng"),
        (("--lang", "en", "--to", "html"), "dòng"),
        ((), "dòng"),
    ],
)
def test_a_check_that_makes_no_file_speaks_the_language_that_is_named(
    office: Path, tmp_path: Path, asked: tuple[str, ...], words: str
) -> None:
    assert words in dtplan("check", "-w", office, "-o", tmp_path, *asked).out


def test_show_json_of_one_unit(office: Path) -> None:
    for unit, code in (("Vụ Mẫu", "BB"), (TOTAL, TOTAL)):
        found = json.loads(dtplan("show", "2024Q2", "-w", office, "--json", "--unit", unit).out)
        assert {one["unit"] for one in found} == {code}
        assert {one["period"] for one in found} == {"2024Q2"}


def test_show_lists_units_and_targets_with_signs(office: Path) -> None:
    ran = dtplan("show", "2024Q2", "-w", office, "--lang", "en")
    lines = {line.split()[0]: line.split()[1:] for line in ran.out.splitlines() if line.split()}
    assert [code for code in lines if code in ("AA", "BB", "PP", TOTAL)] == ["AA", "BB", "PP", TOTAL]
    assert lines["Unit"] == ["OP5", "OP7", "CB2", "CB4", "CB5"]
    assert lines["AA"] == ["100%", "✓", "2/2", "✓", "70%", "✓", "100%", "?", "∅"]
    assert lines["BB"] == ["75%", "✗", "0/2", "✗", "40%", "✗", "100%", "?", "∅"]
    assert lines["PP"] == ["∅"] * 5
    assert [
        sign for one, sign in SIGNS.items() if one not in ("not_due", "suppressed") and f"{sign} " not in ran.out
    ] == []


@pytest.mark.parametrize(("language", "met", "quarter"), [("vi", "đạt", "Quý II/2024"), ("en", "met", "Q2 2024")])
def test_show_of_one_unit_lists_its_targets(office: Path, language: str, met: str, quarter: str) -> None:
    out = dtplan("show", "2024Q2", "-w", office, "--unit", "AA", "--lang", language).out
    assert quarter in out.splitlines()[0]
    listed = re.findall(r"^[│ ]+((?:OP|CB)\d)\b", out, re.MULTILINE)
    assert listed == ["OP5", "OP7", "CB2", "CB4", "CB5"]
    assert f"✓ {met}" in out
    assert "…" not in out


def test_what_is_printed_is_never_read_as_markup(tmp_path: Path) -> None:
    name = "[bold]Vụ[/bold] [/] [red]"
    units = [{"code": "A[red]", "name_vi": name, "name_en": name}]
    folder = tmp_path / "[blue]x[/]"
    write_office(folder, {"dossiers": dossiers("A[red]", "2024Q2", 1)}, units=units, targets="CB2")
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('en = "Plan"', f'en = "{name}"'), encoding="utf-8")
    out = dtplan("show", "2024Q2", "-w", folder, "--lang", "en").out
    assert name in squeezed(out)
    assert "A[red]" in out
    assert name in squeezed(dtplan("show", "2024Q2", "-w", folder, "--unit", "A[red]", "--lang", "en").out)
    assert name in dtplan("plan", "-w", folder, "--lang", "en").out
    assert str(tmp_path / "[none]") in dtplan("check", "-w", tmp_path / "[none]").err
    fault = dtplan("show", "2024Q2", "-w", folder, "--unit", "[/red]zz")
    assert (fault.code, "'[/red]zz'" in fault.err) == (2, True)


# -- plan --------------------------------------------------------------------------------------------------------


# -- init and sample ---------------------------------------------------------------------------------------------


def test_init_makes_a_workspace_in_a_new_or_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "new" / "deep", tmp_path / "empty"):
        ran = dtplan("init", folder)
        assert ran.code == 0
        assert {file.name for file in folder.iterdir()} == {
            "dtplan.toml",
            "units.csv",
            "registers",
            "notebooks",
            "templates",
        }
        assert (folder / "notebooks" / "unit_quarter.ipynb").is_file()
        assert (folder / "templates" / "html" / "style.css").is_file()
        assert "dtplan report" in ran.out


@pytest.mark.parametrize("command", ["init", "sample"])
def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, command: str) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        ran = dtplan(command, folder)
        assert (ran.code, ran.out) == (2, "")
        assert "not an empty folder" in ran.err
    assert state_of(tmp_path) == {"mine.txt": b"x"}


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    before = state_of(small(tmp_path))
    ran = dtplan("init", tmp_path)
    assert (ran.code, "is a workspace already" in ran.err) == (2, True)
    assert state_of(tmp_path) == before


def test_sample_writes_registers_of_a_size_and_always_the_same(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        ran = dtplan("sample", tmp_path / name, "--rows", "200", "--seed", str(seed))
        assert ran.code == 0
    one, same, other = (state_of(tmp_path / name) for name in ("a", "b", "c"))
    assert one == same
    assert one["registers/dossiers.csv"] != other["registers/dossiers.csv"]
    assert len(one["registers/dossiers.csv"].splitlines()) == 201


def test_sample_writes_a_shipped_example(tmp_path: Path) -> None:
    assert dtplan("sample", tmp_path / "given", "--example", "first-export").code == 0
    assert state_of(tmp_path / "given") == state_of(resource("data") / "examples" / "first-export")
    ran = dtplan("sample", tmp_path / "other", "--example", "first-exprt")
    assert (ran.code, "did you mean 'first-export'" in ran.err) == (2, True)
    assert not (tmp_path / "other").exists()


# -- A changed export --------------------------------------------------------------------------------------------


def test_show_counts_anew_when_an_export_changed(tmp_path: Path) -> None:
    folder = small(tmp_path)
    before = dtplan("show", "2024Q2", "-w", folder).out
    write_csv(folder / "dossiers.csv", dossiers("AA", "2024Q2", 3, 7))
    after = dtplan("show", "2024Q2", "-w", folder).out
    assert ("70% ✓" in before, "30% ✗" in after) == (True, True)


# -- Edges -------------------------------------------------------------------------------------------------------


def test_what_is_said_is_in_the_workspace_s_first_language_unless_another_is_asked_for(tmp_path: Path) -> None:
    folder = write_office(
        tmp_path, {"dossiers": dossiers("AA", "2024Q2", 7, 3)}, targets="CB2", settings='languages = ["en", "vi"]'
    )
    assert "Test Agency" in dtplan("show", "2024Q2", "-w", folder, "--unit", "AA").out
    assert "Cục Thử nghiệm" in dtplan("show", "2024Q2", "-w", folder, "--unit", "AA", "--lang", "vi").out


def _speaking(folder: Path, first: str) -> Path:
    """A workspace that speaks a language first, with something to say of every kind."""
    odd = [{**dossiers("AA", "2024Q2", 1)[0], "number": f"odd-{n}"} for n in range(6)]
    changes: list[dict[str, object]] = [
        {"received_on": "?"},
        {"number": ""},
        {"unit": "ZZ"},
        {"channel": "drone"},
        {"processed_online": "?"},
        {"due_on": "2024-01-02"},
    ]
    faulty = [row | change for row, change in zip(odd, changes, strict=True)]
    languages = [first, *(code for code in LANGUAGES if code != first)]
    settings = f"languages = {json.dumps(languages)}"
    given = {"dossiers": [*dossiers("AA", "2024Q2", 7, 3), *dossiers("AA", "2024Q3", 4, 6), *faulty]}
    write_office(folder, given, targets="CB2", settings=settings)
    strays = folder / "texts" / "2024Q2"
    strays.mkdir(parents=True)
    (strays / "nobody.md").write_text("## I\nx\n", encoding="utf-8")
    with (folder / "dtplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[official]\ntexts = "texts"\n')
    with (folder / "dossiers.csv").open("a", encoding="utf-8") as file:
        file.write("Tổng cộng: 12\n")
    return folder


def _walk(folder: Path, *more: str, only: Collection[str] = ()) -> dict[str, str]:
    """What every command says of a workspace, and of what becomes of it; paths of folders are left out."""
    work, (given, made) = ("-w", folder), (folder / "dossiers.csv", folder / "reports")
    quarter = ("-q", "2024Q2", "--unit", "AA", "--lang", "en", "--to", "json")
    steps: dict[str, tuple[object, ...]] = {
        "init": ("init", folder / "new"),
        "sample": ("sample", folder / "given", "--example", "first-export"),
        "map": ("map", given, *work),
        "map without a workspace": ("map", given, "-w", folder / "new" / "notebooks"),
        "measure": ("measure", *work, "--anew"),
        "check": ("check", *work, "-v"),
        "explain": ("explain", *work, *quarter),
        "report": ("report", *work, *quarter),
        "show": ("show", "2024Q2", *work),
        "show a unit": ("show", "2024Q2", *work, "--unit", "AA"),
        "records": ("records", *work, "-q", "2024Q2", "--target", "CB2", "-o", folder / "a.csv"),
        "plan": ("plan", *work),
        "changed": ("check", *work),
        "explain a change": ("explain", *work, *quarter),
        "moved": ("report", *work, "-q", "2024Q2", "--lang", "en", "--to", "json", "-o", folder / "later"),
        "diff": ("diff", made, folder / "later"),
    }
    told = {}
    for name, step in steps.items():
        if only and name not in only:
            continue
        if name == "changed":
            write_csv(given, dossiers("AA", "2024Q2", 3, 7))
        ran = dtplan(*step, *more)  # type: ignore[arg-type]
        assert ran.code in (0, 1), (name, ran.err)
        told[name] = (ran.out + ran.err).replace(str(folder), "")
    return told


_ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|be|there|none|yet|no|not|that|it|its|with|from|for|by|because|would|could|has|have|row|"
    r"rows|made|read|unchanged|failed|rejected|usable|unknown|empty|header|columns?|cells|sheet|file)\b"
)
_PIECE = re.compile(r"\{[^{}]*\}")


def _pieces(messages: Iterable[str]) -> set[str]:
    """Texts of several words that stand in messages between what is filled in."""
    found = {part.strip(" .,:;()“”") for message in messages for part in _PIECE.split(message)}
    return {part for part in found if part.count(" ") > 1}


def _speaks_one_language(vietnamese: dict[str, str], english: dict[str, str]) -> None:
    """No word of the other language is in what commands say."""
    spoken = translations()
    of_english = _pieces(one.rpartition("\4")[2] for one in spoken) - _pieces(spoken.values())
    of_vietnamese = _pieces(spoken.values()) - _pieces(one.rpartition("\4")[2] for one in spoken)
    for name, said in vietnamese.items():
        line = re.sub(r"dtplan \S+ .*|'[^']*'|\S*[/=\[_]\S*|\(unknown\)", "", " ".join(said.split()))
        assert [piece for piece in of_english if piece in line] == [], name
        assert _ENGLISH.findall(line) == [], name
    for name, said in english.items():
        line = " ".join(said.split())
        assert [piece for piece in of_vietnamese if piece in line] == [], name
        foreign = set(re.findall(r"\w*[ăâđêôơưạảáàãậấầẩẫẹẻéèẽệếềểễọỏóòõộốồổỗịỉíìĩụủúùũựứừửữỳýỵỷỹ]\w*", line.lower()))
        assert foreign <= {"qđ"}, name


def test_what_is_read_and_shown_is_said_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    folder, only = _speaking(tmp_path / "office", "vi"), ("map", "check", "show a unit", "plan")
    _speaks_one_language(_walk(folder, only=only), _walk(folder, "--language", "en", only=only))


@pytest.mark.slow
def test_every_command_speaks_the_workspaces_language_or_the_one_that_is_asked_for(tmp_path: Path) -> None:
    """And no word of the other: each command is walked through in both languages, asked for and not."""
    own = {code: _walk(_speaking(tmp_path / code / "office", code)) for code in LANGUAGES}
    asked = _walk(_speaking(tmp_path / "asked" / "office", "vi"), "--language", "en")
    of_none = ("init", "sample", "map without a workspace")
    assert {name: said for name, said in asked.items() if name not in of_none} == {
        name: said for name, said in own["en"].items() if name not in of_none
    }
    _speaks_one_language(own["vi"], asked)


def test_quiet_prints_results_and_errors_alone_and_a_log_has_what_was_done_too(office: Path, tmp_path: Path) -> None:
    asked = ("report", "-w", office, "-q", "2024Q2", "--unit", "AA", "--to", "json", "-o", tmp_path / "reports")
    log = tmp_path / "said.log"
    assert dtplan(*asked, "--quiet", "--log", log, "--language", "en") == Ran(0, "", "")
    begun, quiet = log.read_text(encoding="utf-8").split("\n", 1)
    time, what = begun.split(" ", 1)
    assert (datetime.fromisoformat(time).tzinfo is not None, what) == (True, "dtplan report")
    assert quiet == f"2 of 2 reports made, 0 unchanged, 0 failed. Index:\n{tmp_path}/reports/index.html\n"
    told = dtplan(*asked, "--log", log, "--language", "en")
    assert log.read_text(encoding="utf-8").startswith(f"{begun}\n{quiet}")
    assert log.read_text(encoding="utf-8").endswith(f" dtplan report\n{told.out}")
    assert "2 unchanged" in told.out
    fault = dtplan("show", "1999Q1", "-w", office, "--quiet", "--log", log)
    assert log.read_text(encoding="utf-8").endswith(f" dtplan show\n{fault.err}")


@pytest.mark.parametrize(("quarter", "code"), [("2024Q2", 0), ("1999Q1", 2)])
def test_a_command_is_told_the_outcome(quarter: str, code: int, office: Path, tmp_path: Path) -> None:
    asked = ("report", "-w", office, "-q", quarter, "--unit", "AA", "--to", "json", "-o", tmp_path / "reports")
    ran = dtplan(*asked, "--notify", f"env | grep ^DTPLAN_ > '{tmp_path}/told'; exit 3")
    assert ran.code == code
    assert "the command of --notify ended with 3" in ran.err
    told = dict(line.split("=", 1) for line in (tmp_path / "told").read_text(encoding="utf-8").splitlines())
    assert told["DTPLAN_EXIT_CODE"] == str(code)
    if not code:
        assert told["DTPLAN_INDEX"] == str(tmp_path / "reports" / "index.html")
        assert (told["DTPLAN_MADE"], told["DTPLAN_UNCHANGED"], told["DTPLAN_FAILED"]) == ("2", "0", "0")


def test_a_suffix_that_is_none_is_kept(office: Path, tmp_path: Path) -> None:
    made = dtplan("show", "2024Q2", "-w", office, "-o", tmp_path / "figures.2024Q2", "--to", "json,csv").out.split()
    assert str(tmp_path / "figures.2024Q2.json") in made
    assert dtplan("show", "2024Q2", "-w", office, "-o", tmp_path / "a.JSON").out.split() == [str(tmp_path / "a.json")]


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("{dtplan} plan > /dev/full", 74, "cannot be written: No space left on device"),
        pytest.param(
            "{dtplan} plan service-index-766 > /dev/full",
            74,
            "cannot be written: No space left on device",
            marks=pytest.mark.slow,
        ),
        ("{dtplan} plan | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}", 0, ""),
        pytest.param("{dtplan} --help | true; exit ${{PIPESTATUS[0]}}", 0, "", marks=pytest.mark.slow),
        ("{dtplan} plan <&- >&-", 0, ""),
        pytest.param("{dtplan} --help >&-", 0, "", marks=pytest.mark.slow),
        pytest.param("{dtplan} plan 2>&- > /dev/null", 0, "", marks=pytest.mark.slow),
        pytest.param("PYTHONIOENCODING=ascii {dtplan} plan > /dev/null", 0, "", marks=pytest.mark.slow),
        pytest.param("PYTHONIOENCODING=cp437 {dtplan} plan > /dev/null", 0, "", marks=pytest.mark.slow),
    ],
)
def test_a_stream_that_cannot_take_it_is_no_traceback(command: str, code: int, said: str) -> None:
    program = " ".join(map(shlex.quote, PROGRAM))
    ran = subprocess.run(["bash", "-c", command.format(dtplan=program)], capture_output=True, text=True, check=False)
    assert (ran.returncode, said in ran.stderr, "Traceback" in ran.stderr) == (code, True, False), ran.stderr


def test_data_steer_neither_a_terminal_nor_what_reads_its_log(tmp_path: Path) -> None:
    name = "\x1b[2J\u202eVụ\n::error::x ##[group] :smile:"
    units = [{"code": "AA", "name_vi": name, "name_en": name}]
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 7, 3)}, targets="CB2", units=units)
    shown = dtplan("show", "2024Q2", "-w", folder, "--unit", "AA")
    fault = dtplan("show", "2024Q2", "-w", folder, "--unit", f"zz {name} zz")
    assert (shown.code, fault.code) == (0, 2)
    for text in (shown.out, fault.err):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert not re.search(r"^\s*::|##\[", text, re.M)
        assert "😄" not in text
    told = json.loads(dtplan("show", "2024Q2", "-w", folder, "--json").out)
    assert told


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        (OutputError, errno.ENOSPC, 74),
        (ConfigurationError, errno.ENOSPC, 74),  # the workspace's own folder
        (InputError, errno.EIO, 74),
        (OutputError, errno.EACCES, 2),  # which the user can mend
        (ConfigurationError, errno.ENOENT, 2),
    ],
)
@pytest.mark.parametrize("told", [True, False])
def test_a_system_that_refuses_ends_with_74_whatever_it_is_told_as(
    kind: type[InputError], number: int, code: int, told: bool
) -> None:
    error, fault = kind("cannot be written"), OSError(number, os.strerror(number))
    error.__context__ = fault  # as of any error that is raised while another is handled
    if told:
        error.__cause__ = fault
    assert code_of(error) == code
