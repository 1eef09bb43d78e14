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
