"""Registers that a plan file brings itself, or columns that it adds to one of the library's."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from dtplan_analysis.errors import nearest
from dtplan_analysis.language import Text
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.registers.columns import UNIT, Column, Type
from dtplan_analysis.registers.register import Register

_TYPES = ("text", "date", "flag", "whole", "number", "code")


def register_of(table: PlanTable, known: Mapping[str, Register]) -> Register:
    table.allow("name", "extends", "title", "key", "date", "columns")
    if "extends" in table.content:
        table.allow("name", "extends", "columns")
        if table.content.get("name", table.content["extends"]) != table.content["extends"]:
            raise table.error(
                "name", "an extended register keeps its name", "leave name out, or extends for a register of its own"
            )
        base = known_register(table, "extends", known)
        taken = (*base.names, *(derived.name for derived in base.derived))
        return replace(base, columns=base.columns + tuple(_columns(table, taken)))
    name = table.name("name")
    if name in known:
        raise table.error("name", f"there is a register {name!r} already", f'write extends = "{name}" to add columns')
    columns = list(_columns(table, ()))
    if not any(column.name == "unit" for column in columns):
        columns.insert(0, UNIT)
    names = {column.name: column for column in columns}
    if names["unit"].type != "text":
        raise table.error("columns", f"the column unit is of type {names['unit'].type}", 'write type = "text" for unit')
    key, date = table.names("key"), table.name("date", "")
    for one in (*key, *([date] if date else [])):
        if one not in names:
            raise table.error("key" if one in key else "date", f"there is no column {one!r}", nearest(one, names))
    if date and names[date].type != "date":
        raise table.error("date", f"{date!r} is of type {names[date].type}", "name a column of type date")
    return Register(name, table.both("title"), tuple(columns), key=key, date=date)


def _columns(table: PlanTable, taken: Iterable[str]) -> Iterable[Column]:
    rows, names = table.rows("columns"), set(taken)
    if not rows:
        raise table.error(
            "columns", "the register has no column", 'write columns = [ { name = "…", type = "text", … } ]'
        )
    for row in rows:
        row.allow("name", "type", "vi", "en", "codes", "required", "happened", "optional", "least", "most")
        name = row.name("name")
        if name in names:
            raise row.error("name", f"there is a column {name!r} already", "give it another name")
        # Databases do not tell capitals apart, and what begins or is joined by two underscores is the library's own.
        if not name.isidentifier() or name != name.lower() or name.startswith("_") or "__" in name:
            raise row.error("name", f"{name!r} is no plain name", "use small letters, digits and single _")
        names.add(name)
        type_ = cast(Type, row.choice("type", _TYPES, "text"))
        codes, words, english = _codes(row) if "codes" in row.content else ((), {}, {})
        if bool(codes) != (type_ == "code"):
            raise row.error("codes", "codes belong to columns of type code", 'write type = "code" and codes = { … }')
        limits = {key: row.whole(key) for key in ("least", "most") if key in row.content}
        meaning = Text(row.text("vi", name), row.text("en", name))
        yield Column(
            name, type_, meaning, codes=codes, words=words, english=english,
            required=row.flag("required"), optional=row.flag("optional"),
            happened=row.flag("happened") if "happened" in row.content else None,
            least=limits.get("least", 0 if type_ in ("whole", "number") else None), most=limits.get("most"),
        )  # fmt: skip


def _codes(row: PlanTable) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the codes of a column, the words that exports have in their place, and what they are in English."""
    inner, words, english = row.inner("codes"), {}, {}
    for code in inner.content:
        one = inner.inner(code)
        one.allow("vi", "en", "words")
        english[code] = one.text("en", code.replace("_", " "))
        words[code] = (one.text("vi", code), english[code], *one.texts("words"))
    return tuple(inner.content), words, english


def known_register(table: PlanTable, key: str, known: Mapping[str, Register]) -> Register:
    """Return the register that a key names; raises PlanError with the nearest."""
    name = table.name(key)
    if name not in known:
        raise table.error(key, f"there is no register {name!r}", nearest(name, known))
    return known[name]
