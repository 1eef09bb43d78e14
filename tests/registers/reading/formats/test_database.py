"""Databases: tables and queries, one moment, no password anywhere, and what is refused."""

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from reading import read

from dtplan_analysis.errors import ConfigurationError, RegisterError
from dtplan_analysis.workspace import open_store

PASSWORD = "s3cret/@ Kín"
NAMES = {"number": "MaHoSo", "unit": "Đơn vị", "received_on": "ngay_nhan", "due_on": "han", "supplements": "lan"}
CREATE = """
CREATE TABLE "hồ sơ" ("MaHoSo" TEXT, "Đơn vị" TEXT, ngay_nhan {moment}, han DATE, lan NUMERIC(9, 3), "ChuHoSo" TEXT)
"""
INSERT = """
INSERT INTO "hồ sơ" VALUES
('HS1', 'Vu\u0323 Pháp chế', '2024-05-06 23:30:00+00', '2024-06-07', 1.000, 'Nguyễn Văn Kín'),
('HS2', 'VP', '2024-05-06 10:00:00+00', NULL, NULL, 'Trần Thị Kín'), (NULL, 'VP', '2024-05-06', NULL, 2.5, NULL)
"""


# -- A real server ---------------------------------------------------------------------------------------------------


def _binaries() -> Path | None:
    found = [Path(postgres).resolve().parent] if (postgres := shutil.which("postgres")) else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests of this file, without user and password."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL found")
    folder = tmp_path_factory.mktemp("postgres")
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        import pwd

        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    options = ("-U", "reader", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-N")
    subprocess.run(
        [binaries / "initdb", *options, "--pwfile", folder / "password", "-D", data],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **who,
    )
    running = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **who,
    )
    try:
        _fill(f"postgresql://reader:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/postgres")
        yield f"127.0.0.1:{port}/postgres"
    finally:
        running.terminate()
        running.wait(30)


def _fill(address: str) -> None:
    import time

    from adbc_driver_postgresql import dbapi

    for attempt in range(100):
        try:
            connection = dbapi.connect(address)
            break
        except dbapi.Error:
            if attempt == 99:
                raise
            time.sleep(0.1)
    with connection, connection.cursor() as cursor:
        cursor.execute(CREATE.format(moment="TIMESTAMPTZ"))
        cursor.execute(INSERT)
        cursor.execute("CREATE TABLE many AS SELECT 'HS' || n AS number, 'VP' AS unit, DATE '2024-01-01' + n % 300 "
                       "AS received_on, n % 7 = 0 AS reused FROM generate_series(1, 120000) AS n")  # fmt: skip
        connection.commit()


@pytest.fixture
def address(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DTPLAN_TEST_PASSWORD", quote(PASSWORD, safe=""))
    return f"postgresql://reader:${{DTPLAN_TEST_PASSWORD}}@{server}"


@pytest.mark.parametrize(
    "options",
    [
        {"table": "hồ sơ"},
        {"table": "public.hồ sơ"},
        {"query": 'SELECT * FROM "hồ sơ" ORDER BY "MaHoSo" NULLS LAST;'},
        {"query": 'WITH h AS (SELECT * FROM "hồ sơ") SELECT h.*, 1 AS more FROM h'},
    ],
)
@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
@pytest.mark.engines
def test_reads_postgresql(tmp_path: Path, address: str, scheme: str, options: dict[str, str]) -> None:
    if scheme.endswith("psycopg"):
        pytest.importorskip("psycopg")
    pattern = address.replace("postgresql", scheme, 1)
    found = read(tmp_path, {}, pattern=pattern, columns=NAMES, **options)
    assert found.column("number") == ["HS1", "HS2"]
    assert found.column("unit") == ["PC", "VP"]
    assert found.column("received_on") == [date(2024, 5, 7), date(2024, 5, 6)]  # half past six in Vietnam
    assert found.column("due_on") == [date(2024, 6, 7), None]
    assert found.column("supplements") == [1, None]
    assert [row[1:] for row in found.aside] == [["3", "number", "", "empty"]]
    (label,) = found.reading.files
    assert label == f"{pattern.replace('reader:${DTPLAN_TEST_PASSWORD}@', '')}, " + (
        f"table {options['table']}" if "table" in options else "query"
    )
    driver = "SQLAlchemy" if "+" in scheme else "ADBC"
    assert found.reading.detected[label] == {"format": "database", "driver": driver}
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    for secret in ("Kín", "s3cret", quote(PASSWORD, safe="")):
        assert secret.encode() not in written
    assert not list((tmp_path / "out").rglob("fetched"))


@pytest.mark.engines
def test_reads_more_than_one_batch(tmp_path: Path, address: str) -> None:
    found = read(tmp_path, {}, pattern=address, table="many")
    assert (found.reading.rows, found.reading.usable) == (120_000, 120_000)
    assert sum(found.column("reused")) == 120_000 // 7


@pytest.mark.parametrize(
    ("change", "options", "fault"),
    [
        pytest.param(str, {"table": "gone"}, "does not answer: .*gone", id="no table"),
        pytest.param(str, {"query": "SELEC 1"}, "does not answer: .*SELEC", id="no query"),
        pytest.param(str, {"query": "SELECT 1 AS x"}, "none of the columns is wanted: x", id="no column"),
        pytest.param(
            str, {"query": 'SELECT "Đơn vị", ngay_nhan, \'x\' AS "Mahoso" FROM "hồ sơ"'},
            "column 'MaHoSo', our 'number', is absent: the nearest is 'Mahoso'", id="no key",
        ),
        pytest.param(lambda at: at.replace("reader", "nobody"), {"table": "x"}, "does not answer", id="no user"),
        pytest.param(lambda at: at.replace("/postgres", "/gone"), {"table": "x"}, "does not answer", id="no database"),
        pytest.param(lambda at: at.replace(".1:", ".1:9"), {"table": "x"}, "does not answer", id="no server"),
        pytest.param(lambda at: at.replace("postgresql", "mysql+x"), {"table": "x"}, "does not answer", id="driver"),
    ],
)  # fmt: skip
@pytest.mark.engines
def test_refuses_without_a_word_of_the_password(
    tmp_path: Path, address: str, change: Any, options: dict[str, str], fault: str
) -> None:
    spelt = address.replace("${DTPLAN_TEST_PASSWORD}", quote(PASSWORD, safe=""))
    for pattern in (address, spelt):
        with pytest.raises(RegisterError, match=fault) as raised:
            read(tmp_path, {}, pattern=change(pattern), columns=NAMES, **options)
        assert raised.value.remedy
        assert raised.value.__suppress_context__ or not raised.value.__context__
        for secret in ("s3cret", quote(PASSWORD, safe=""), "reader:"):
            assert secret not in str(raised.value)


WORKSPACE = """
as_of = 2024-12-31
[registers.dossiers]
source = "{source}"
table = "{table}"
[registers.dossiers.columns]
number = "MaHoSo"
unit = "Đơn vị"
received_on = "ngay_nhan"
"""


@pytest.mark.engines
def test_a_workspace_keeps_no_password(tmp_path: Path, address: str) -> None:
    spelt = address.replace("${DTPLAN_TEST_PASSWORD}", quote(PASSWORD, safe=""))
    for name, source in (("a", address), ("b", spelt)):
        (tmp_path / name).mkdir()
        text = WORKSPACE.format(source=source, table="hồ sơ")
        (tmp_path / name / "dtplan.toml").write_text(text, encoding="utf-8")
        store = open_store(tmp_path / name)
        assert store.readings["dossiers"].usable == 2
        for file in store.workspace.store.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                assert b"s3cret" not in content, file
                assert b"reader" not in content or file.suffix == ".parquet", file


# -- Other databases -------------------------------------------------------------------------------------------------


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "office.db") as connection:
        connection.execute(CREATE.format(moment="TEXT"))
        connection.execute(INSERT)
    connection.close()
    return f"sqlite:///{tmp_path}/office.db"


@pytest.mark.parametrize("options", [{"table": "hồ sơ"}, {"query": 'SELECT * FROM "hồ sơ"'}])
def test_reads_any_database_of_sqlalchemy(tmp_path: Path, sqlite: str, options: dict[str, str]) -> None:
    found = read(tmp_path, {}, pattern=sqlite, columns=NAMES, **options)
    assert found.column("received_on") == [date(2024, 5, 7), date(2024, 5, 6)]
    assert found.column("supplements") == [1, None]
    assert "ChuHoSo" not in found.rows


@pytest.mark.usefixtures("sqlite")
def test_a_file_of_three_strokes_lies_below_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(elsewhere)
    found = read(tmp_path, {}, pattern="sqlite:///office.db", columns=NAMES, table="hồ sơ")
    assert found.column("supplements") == [1, None]
    with pytest.raises(RegisterError, match=r"offise\.db") as raised:
        read(tmp_path, {}, pattern="sqlite:///offise.db", columns=NAMES, table="hồ sơ")
    assert "register dossiers" in raised.value.where
    assert [file.name for file in elsewhere.iterdir()] == [], "no empty database is made"


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the environment has no variable DTPLAN_NO_SUCH") as raised:
        read(tmp_path, {}, pattern="postgresql://u:${DTPLAN_NO_SUCH}@h/d", table="x")
    assert "DTPLAN_NO_SUCH" in raised.value.remedy


@pytest.mark.parametrize(
    ("pattern", "options"),
    [
        ("postgresql://h/d", {}),
        ("postgresql://h/d", {"table": "x", "query": "SELECT 1"}),
        ("x.csv", {"table": "x"}),
        ("s3://bucket/x.csv", {"table": "x"}),
        ("x.csv", {"dates": {"number": "day-first"}}),
        ("x.csv", {"dates": {"received_on": "first"}}),
    ],
)
def test_refuses_options_that_do_not_go_together(tmp_path: Path, pattern: str, options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, {}, pattern=pattern, **options)
    assert raised.value.where == "dtplan.toml, [registers.dossiers]"
    assert raised.value.remedy
