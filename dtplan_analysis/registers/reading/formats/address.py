"""Addresses of sources: which are databases, what of them may be shown, and what comes from the environment."""

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote

from dtplan_analysis.errors import ConfigurationError

_DATABASES = ("postgresql", "postgres", "sqlite", "mysql", "mariadb", "mssql", "oracle", "duckdb", "db2", "firebird")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_USER = re.compile(r"(?<=://)[^/?#]*@")
_SECRET_OPTION = re.compile(r"(?i)([?&;](?:[^=&;]*(?:pass|pwd|secret|token|key|sig)[^=&;]*)=)[^&;]*")


def is_database(address: str) -> bool:
    """Return whether an address is one of a database.

    >>> is_database("postgresql+psycopg://host/db"), is_database("s3://bucket/x.csv"), is_database("exports/*.csv")
    (True, False, False)
    """
    scheme, sign, _ = address.partition("://")
    return bool(sign) and scheme.split("+")[0].lower() in _DATABASES


def without_secrets(address: str) -> str:
    """Return an address as it may be shown and kept: without user, password, keys and tokens.

    >>> without_secrets("postgresql://reader:s3cret@db.example/office?sslmode=require&password=x")
    'postgresql://db.example/office?sslmode=require&password=***'
    """
    return _SECRET_OPTION.sub(r"\1***", _USER.sub("", address))


def filled(text: str, where: str) -> str:
    """Return a text with each `${NAME}` as the environment has it; raises ConfigurationError where it has none."""

    def value(match: re.Match[str]) -> str:
        found = os.environ.get(match[1])
        if found is None:
            raise ConfigurationError(
                f"the environment has no variable {match[1]}", where=where, remedy=f"set {match[1]} before the run"
            )
        return found

    return _VARIABLE.sub(value, text)


def hidden(text: str, address: str, options: Mapping[str, object] | None = None) -> str:
    """Return a message without the secrets of an address, of its variables and of options.

    >>> hidden('failed for "postgresql://reader:s3cret@db/x"', "postgresql://reader:s3cret@db/x")
    'failed for "postgresql://***@db/x"'
    """
    secrets = [os.environ.get(name, "") for name in _VARIABLE.findall(address + str(options or {}))]
    if user := _USER.search(address):
        secrets += [user[0][:-1], *user[0][:-1].split(":")[1:]]
    secrets += [match[0].partition("=")[2] for match in _SECRET_OPTION.finditer(address)]
    secrets += [str(value) for value in (options or {}).values() if isinstance(value, str)]
    for one in sorted({*secrets, *map(unquote, secrets)} - {""}, key=len, reverse=True):
        text = text.replace(one, "***")
    return text
