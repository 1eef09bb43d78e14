"""Addresses of sources: which are databases, what of them may be shown, and what comes from the environment."""

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, unquote_plus

from dtplan_analysis.errors import ConfigurationError

_DATABASES = ("postgresql", "postgres", "sqlite", "mysql", "mariadb", "mssql", "oracle", "duckdb", "db2", "firebird")
_ASKS = re.compile(r"[?&;]\w+=")
_HOW = re.compile(r"[?#]|;(?=\w+=)")
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def is_database(address: str) -> bool:
    """Return whether an address is one of a database.

    >>> is_database("postgresql+psycopg://host/db"), is_database("s3://bucket/x.csv"), is_database("exports/*.csv")
    (True, False, False)
    """
    scheme, sign, _ = address.partition("://")
    return bool(sign) and scheme.split("+")[0].lower() in _DATABASES


def _parted(address: str) -> tuple[str, str, str, str]:
    """Return the parts of an address: its scheme, who asks, where, and how.

    A password may hold any sign, so all that stands before the last `@` is of it.
    """
    scheme, sign, rest = address.partition("://")
    who, _, after = rest.rpartition("@")
    if _ASKS.search(who):  # whether the last `@` is of a password or of a query, nobody can tell
        return scheme + sign, rest, "", _HOW.split(rest, 1)[-1]
    where, *how = _HOW.split(after, 1)
    return scheme + sign, who, where, "".join(how)


def without_secrets(address: str) -> str:
    """Return an address as it may be shown and kept: its scheme, host and path, and nothing else.

    >>> without_secrets("postgresql://reader:s3/cr?t#@db.example/office?sslmode=require&password=x")
    'postgresql://db.example/office'
    """
    if "://" not in address:
        return address
    scheme, _, where, _ = _parted(address)
    return scheme + where


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
    _, who, _, how = _parted(address) if "://" in address else ("", "", "", "")
    secrets += [who, *who.split(":", 1)]
    secrets += [value for part in re.split("[&;]", unquote_plus(how)) for value in (part, part.partition("=")[2])]
    secrets += [part.partition("=")[2] for part in re.split("[&;]", how)]
    secrets += [str(value) for value in (options or {}).values() if isinstance(value, str)]
    for one in sorted({*secrets, *map(unquote, secrets)} - {""}, key=len, reverse=True):
        text = text.replace(one, "***")
    return text
