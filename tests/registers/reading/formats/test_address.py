"""Addresses of sources: nothing of a secret is shown, whatever signs it has."""

import pytest

from dtplan_analysis.registers.reading.formats.address import hidden, without_secrets

SECRET = [
    ("postgresql://reader:s3cret@db.example:5432/office", "postgresql://db.example:5432/office"),
    ("postgresql://reader:s3/cr?e#t@db.example/office", "postgresql://db.example/office"),
    ("postgresql://reader:s3@cret@db.example/office?sslmode=require", "postgresql://db.example/office"),
    ("mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BUID%3Dreader%3BPWD%3Ds3cret", "mssql+pyodbc:///"),
    ("mssql+pyodbc:///?odbc_connect=DRIVER={X};UID=reader;PWD=a@s3cret", "mssql+pyodbc://"),
    ("postgresql://db/office?user=reader&password=a@s3cret", "postgresql://"),
    ("sqlserver://db;user=reader;password=s3cret", "sqlserver://db"),
    ("mssql://db/office;user=reader;pwd=s3cret@x", "mssql://"),
    ("mysql://db/office?user=reader&password=s3cret", "mysql://db/office"),
    ("sqlite:///office.db", "sqlite:///office.db"),
    ("s3://bucket/folder/*.csv", "s3://bucket/folder/*.csv"),
    ("exports/*@home?.csv", "exports/*@home?.csv"),
]


@pytest.mark.parametrize(("address", "shown"), SECRET)
def test_only_scheme_host_and_path_are_shown(address: str, shown: str) -> None:
    assert without_secrets(address) == shown


@pytest.mark.parametrize("address", [address for address, _ in SECRET if "reader" in address])
def test_a_driver_s_message_says_nothing_of_them(address: str) -> None:
    said = hidden(f"cannot open {address!r}", address)
    for secret in ("s3cret", "s3/cr?e#t", "s3@cret", "reader:"):
        assert secret not in said


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:{}@db.example/office",
        "postgresql://reader:{}@db.example/office?user=x@y",
        "postgresql://db.example/office?user=reader&password={}",
        "mssql+pyodbc:///?odbc_connect=DRIVER={{X}};UID=reader;PWD={{{}}};Encrypt=yes",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BUID%3Dreader%3BPWD%3D{}",
        "duckdb:///md:office;motherduck_token={}",
        "s3://reader:{}@bucket/x.csv",
    ],
)
def test_no_word_of_a_password_is_left_wherever_a_driver_parts_it(address: str) -> None:
    for sign in ("/", "?", "#", "@", ":", "&", "=", ";", "%2F", "+", "?a=", "@b:", "};"):
        whole = address.format(f"Hidden{sign}secreT")
        message = (
            f"port 'Hidden', host 'secret', {whole} in Hidden{sign}secreT: password authentication failed for user"
        )
        said = hidden(message, whole).casefold()
        assert "hidden" not in said, whole
        assert "secret" not in said, whole
        assert "password authentication failed for user" in said
