"""Addresses of sources: which are databases, what of them may be shown, and what comes from the environment."""

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, unquote_plus

from dtplan_analysis.errors import ConfigurationError

_DATABASES = ("postgresql", "postgres", "sqlite", "mysql", "mariadb", "mssql", "oracle", "duckdb", "db2", "firebird")
_ASKS = re.compile(r"[?&;]\w+=")
_HOW = re.compile(r"[?#]|;(?=\w+=)")
_SECRET = re.compile(r"(?is)(?:pwd|pass|token|secret|key|sig)\w*\s*=(.*)")
_SAID = {"user", "password"}
"""What a driver says itself, and many an address does."""

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

    A driver parts an address elsewhere than its writer meant, and quotes a piece: no word of a password is left.

    >>> hidden('failed for "postgresql://reader:s3cret@db/x"', "postgresql://reader:s3cret@db/x")
    'failed for "postgresql://***@db/x"'
    >>> hidden("no port 's3', no host 'CRET'", "postgresql://reader:s3/cret@db/x")
    "no port '***', no host '***'"
    """
    filled_in = [os.environ.get(name, "") for name in _VARIABLE.findall(address + str(options or {}))]
    _, who, _, how = _parted(address) if "://" in address else ("", "", "", "")
    secrets = [*filled_in, who, *who.split(":", 1)]
    for one in {how, unquote_plus(how)}:
        secrets += [value for part in re.split("[&;]", one) for value in (part, part.partition("=")[2])]
    secrets += [str(value) for value in (options or {}).values() if isinstance(value, str)]
    for one in sorted({*secrets, *map(unquote, secrets)} - {""}, key=len, reverse=True):
        text = text.replace(one, "***")
    parted = " ".join([*filled_in, who, *_SECRET.findall(how), *_SECRET.findall(unquote_plus(how))])
    words = {*re.findall(r"\w+", f"{parted} {unquote(parted)}")} - _SAID
    # A word of three letters is not looked for inside of others.
    found = [word if len(word) > 3 else rf"\b{word}\b" for word in sorted(words, key=len, reverse=True)]
    return re.sub("|".join(found), "***", text, flags=re.IGNORECASE) if found else text
