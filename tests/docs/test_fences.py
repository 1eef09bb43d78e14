"""Every block of Python and of TOML in the documentation does what it is there for."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from ast import literal_eval
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lessons import PAGES, fences
from office import dossiers, dtplan, write_csv, write_office
from places import ROOT

from dtplan_analysis import document
from dtplan_analysis.charts import drawing
from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.workspace import open_workspace

UNITS: list[dict[str, object]] = [{"code": "HDXD", "name_vi": "Cục", "name_en": "Agency"}]


def blocks(kind: str) -> dict[str, str]:
    """The blocks of a kind by page and number."""
    return {
        f"{page.relative_to(ROOT)} {n}": text for page in PAGES for n, text in enumerate(fences(page, kind)) if text
    }


TOML, PYTHON = blocks("toml"), blocks("python")

BESIDE = {
    # what else the workspace has of which a block is a part
    "docs/registers.md 1": '[registers.procedures]\nsource = "procedures.csv"\n',
}
VOCABULARY = {"docs/plans.md 0"}
"""Blocks of a file that the workspace names as its vocabulary."""


@pytest.mark.parametrize("name", TOML)
def test_a_block_of_toml_is_one_that_a_workspace_takes(name: str, tmp_path: Path) -> None:
    text = TOML[name]
    write_csv(tmp_path / "units.csv", UNITS)
    if name in VOCABULARY:
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
        text = 'vocabulary = ["own.toml"]\n'
    if not {"registers", "counts"} & tomllib.loads(text).keys():
        text += '\n[registers.dossiers]\nsource = "dossiers.csv"\n'
    if "official" in text and "units =" not in text:
        text = f'units = "units.csv"\n{text}'
    (tmp_path / "dtplan.toml").write_text(f"{text}\n{BESIDE.get(name, '')}", encoding="utf-8")
    assert open_workspace(tmp_path).folder == tmp_path


def _frame() -> pd.DataFrame:
    days = pd.to_datetime(["2024-04-02", "2024-05-06"])
    given = {"unit": "A", "number": ["1", "2"], "received_on": days, "channel": ["online", "direct"]}
    return pd.DataFrame({**given, "processed_online": True, "status": "processed"})


def _office() -> None:
    write_office(Path("my-workspace"), {"dossiers": dossiers("HDXD", "2024Q2", 7, 3)}, units=UNITS, targets="CB2")
    asked = ("-q", "2024Q2", "--unit", "HDXD", "--lang", "en", "--to", "csv")
    assert dtplan("report", "-w", "my-workspace", *asked).code == 0
    for file in Path("my-workspace/reports/figures").glob("2024Q2.*"):
        shutil.copy(file, file.name)


def _figures(_: dict[str, Any]) -> None:
    assert Path("figures.ods").stat().st_size > 1000
    assert Path("online.xlsx").stat().st_size > 1000


def _table(told: dict[str, Any]) -> None:
    assert set(told["table"]["unit"]) >= {"HDXD"}
    assert told["figures"]["columns"]["value"]["meaning"]["en"]


def _remark(told: dict[str, Any]) -> None:
    assert document.DOCUMENT in told["Remark"]()._repr_mimebundle_()


def _answer(told: dict[str, Any]) -> None:
    asked = told["table"].what_if("dossiers_online", missing="pass", unit="B")
    assert asked.frame["value_then"].tolist() == [1.0]


def _judged(told: dict[str, Any]) -> None:
    assert told["dossiers_online"](told["dossiers"], by="unit", period="quarter", target="60%")["unit"].tolist() == [
        "A",
        "B",
    ]


RUN: dict[str, tuple[Callable[[], Any], Callable[[dict[str, Any]], None]]] = {
    # the block: what it finds, and what it must have brought about
    "README.md 1": (dict, _judged),
    "docs/figures.md 0": (_office, _figures),
    "docs/figures.md 1": (_office, _table),
    "docs/how-to/notebook.md 0": (dict, _answer),
    "docs/pdf.md 0": (dict, _remark),
}
SPARK = {
    # the block, and what shows that it has counted
    "docs/how-to/spark.md 0": "print(judged.to_string())",
    "docs/size.md 0": "print(online.to_pandas().to_string())",
}
ELSEWHERE = {"README.md 0": "tests/test_installed.py", "docs/batch.md 0": "Airflow", "data/README.md 0": "a gigabyte"}
"""Blocks that run in another test, or in a program that the project does not bring: these are only compiled."""


@pytest.mark.parametrize("name", RUN)
def test_a_block_of_python_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begin, check = RUN[name]
    begin()
    told: dict[str, Any] = {"judged": dossiers_online(_frame(), by="unit", period="quarter", target="60%")}
    exec(compile(PYTHON[name], name, "exec"), told)
    check(told)


def test_a_block_on_drawing_names_what_there_is() -> None:
    (text,) = fences(ROOT / "docs" / "drawing.md", "python")
    compile(text, "drawing.md", "exec")
    assert callable(drawing.drawing_server)


_SPARK = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.session.timeZone": "UTC"}


@pytest.mark.spark
@pytest.mark.parametrize("name", SPARK)
def test_a_block_on_spark_counts(name: str, tmp_path: Path) -> None:
    """On one machine, its registers in a folder."""
    pytest.importorskip("pyspark.sql", reason="pyspark is not installed", exc_type=ImportError)
    if not shutil.which("java"):
        pytest.skip("there is no Java")
    frame = _frame().assign(procedure="P", result_online=True, result_delivery="online", reused=True)
    frame.to_parquet(tmp_path / "dossiers", coerce_timestamps="us")
    listed = {"procedure": ["P"], "valid_from": [pd.Timestamp("2020-01-01")], "level": ["full"]}
    pd.DataFrame(listed | {"valid_to": [pd.Timestamp("2030-01-01")]}).to_parquet(
        tmp_path / "procedures", coerce_timestamps="us"
    )
    text = PYTHON[name].replace("hdfs:///registers/", f"{tmp_path.as_uri()}/")
    configured = " ".join(f"--conf {key}={value}" for key, value in _SPARK.items())
    own = {"PYSPARK_SUBMIT_ARGS": f"--master local[1] {configured} pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-c", f"{text}\n{SPARK[name]}"]
    ran = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "2024Q2" in ran.stdout


@pytest.mark.slow
def test_the_rule_for_snakemake_asks_for_what_is_there_and_makes_what_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rule,) = (text for text in fences(ROOT / "docs" / "batch.md", "text") if "rule reports" in text)
    inputs, output, shell = (re.findall(rf"{part}: (.*)", rule)[0] for part in ("input", "output", "shell"))
    office = write_office(tmp_path / "office", targets="CB2")
    settings = (office / "dtplan.toml").read_text(encoding="utf-8")
    (office / "dtplan.toml").write_text(settings.replace('source = "', 'source = "registers/'), encoding="utf-8")
    (office / "registers").mkdir()
    for file in {*office.glob("*.csv")} - {office / "units.csv"}:
        file.rename(office / "registers" / file.name)
    monkeypatch.chdir(tmp_path)
    first, others = eval(inputs, {"Path": Path})
    assert others
    assert all(Path(file).is_file() for file in (first, *others))
    command, *arguments = shlex.split(literal_eval(shell).format(config={"quarter": "2024Q2"}))
    assert command == "dtplan"
    assert dtplan(*arguments, "--unit", "AA").code == 0
    assert Path(literal_eval(output)).is_file()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_block_for_elsewhere_is_python(name: str) -> None:
    compile(PYTHON[name], name, "exec")


def test_every_block_is_known() -> None:
    assert set(PYTHON) == {*RUN, *SPARK, *ELSEWHERE, "docs/drawing.md 0"}
    assert len(TOML) > 10
