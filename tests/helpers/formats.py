"""The same table in every format that is read."""

import json
from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
from books import ods, xls, xlsx
from letters import cp1258, old, vni


def shown(cell: object) -> str:
    """A cell as text."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y") if cell.year > 1999 else cell.isoformat()
    return "" if cell is None else str(cell)


def as_csv(rows: list[list[object]], delimiter: str, encode: Callable[[str], bytes]) -> bytes:
    lines = [delimiter.join('"' + shown(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    return encode("\n".join(lines) + "\n")


def as_lines(rows: list[list[object]]) -> bytes:
    header, *body = rows
    named = [dict(zip(header, row, strict=True)) for row in body]
    return "\n".join(json.dumps(row, default=shown, ensure_ascii=False) for row in named).encode()


def as_parquet(rows: list[list[object]]) -> bytes:
    header, *body = rows
    return pd.DataFrame([[shown(cell) for cell in row] for row in body], columns=header).to_parquet()


def lenient(encoding: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(encoding, "replace")


def in_cp1258(text: str) -> bytes:
    return b"".join(cp1258(letter) if _has(letter) else b"?" for letter in text)


def _has(letter: str) -> bool:
    try:
        cp1258(letter)
    except UnicodeEncodeError:
        return False
    return True


def no_formulas(rows: list[list[object]]) -> list[list[object]]:
    return [["'" + cell if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]


FORMATS: dict[str, tuple[str, Callable[[list[list[object]]], bytes]]] = {
    "utf-8": ("x.csv", lambda rows: as_csv(rows, ",", lenient("utf-8"))),
    "mark": ("x.csv", lambda rows: as_csv(rows, ";", lenient("utf-8-sig"))),
    "utf-16": ("x.csv", lambda rows: as_csv(rows, "\t", lenient("utf-16"))),
    "cp1252": ("x.csv", lambda rows: as_csv(rows, ";", lenient("cp1252"))),
    "cp1258": ("x.csv", lambda rows: as_csv(rows, "|", in_cp1258)),
    "tcvn3": ("x.csv", lambda rows: as_csv(rows, ",", lambda text: old(text).encode("latin-1", "replace"))),
    "vni": ("x.csv", lambda rows: as_csv(rows, ";", lambda text: vni(text).encode("latin-1", "replace"))),
    "lines": ("x.jsonl", as_lines),
    "parquet": ("x.parquet", as_parquet),
    "xlsx": ("x.xlsx", lambda rows: xlsx(no_formulas(rows))),
    "xls": ("x.xls", xls),
    "ods": ("x.ods", ods),
}
