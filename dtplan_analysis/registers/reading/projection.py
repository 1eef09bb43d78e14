"""The columns of an export as ours, in SQL: which of its cells make up a column, and what is known without a cell."""

from collections.abc import Iterator, Mapping
from datetime import date

from dtplan_analysis.registers.columns import NOT_APPLICABLE, PERSONAL, Column, Value
from dtplan_analysis.registers.reading.cells import (
    TYPES,
    as_text,
    expanded,
    hashed,
    literal,
    matches,
    quoted,
    says_missing,
    typed,
)
from dtplan_analysis.registers.reading.formats.letters import composed, neat
from dtplan_analysis.registers.reading.formats.oddities import ERRORS
from dtplan_analysis.registers.reading.origin import Origin
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.units import plain


class Projection:
    """What the rows of one export, with columns `c0`, `c1` …, are to a register."""

    def __init__(self, source: Source, fixed: Mapping[str, Value | date], types: Mapping[str, str]) -> None:
        """Take the constants of the file, and the engine's type of each column that is read, in their order."""
        self._source, self._fixed, self._types = source, fixed, types
        self._places = {name: place for place, name in enumerate(types)}

    def rows(self, table: str) -> str:
        """Return the query of the rows of a table, with the text of our columns, as all that follows takes it."""
        cells = [f"{as_text(f'c{n}', type_)} AS t{n}, c{n}" for n, type_ in enumerate(self._types.values())]
        ours = []
        for column in self._source.given:
            if names := self._names(column):
                origin = self._source.origins[column.name]
                texts = [_filled(f"t{self._places[name]}", self._source.codes.get(column.name, {})) for name in names]
                known = [self._known(text, column, origin) for text in texts]
                if self.type_of(column) == "VARCHAR":
                    known = [expanded(text, origin) for text in known]
                told = texts if len(texts) == 1 and origin.pivot is None else [*known, *texts]
                ours.append(f"{_first(known)} AS {_known_of(column)}, {_first(told)} AS {_text_of(column)}")
        return f"SELECT {', '.join(['*', *ours])} FROM (SELECT {', '.join([*cells, 'row_record'])} FROM {table})"

    def _known(self, text: str, column: Column, origin: Origin) -> str:
        """A text that is no word for what nobody knows, no failed formula, and no key with a lost letter."""
        tests = [says_missing(text, origin)] if origin.missing else []
        if column.type == "text":
            failed = f"{text} IN ({', '.join(map(literal, ERRORS))})"
            tests.append(f"CASE WHEN starts_with({text}, '#') THEN {failed} ELSE false END")
        if column.type == "text" and column.name in self._source.register.key:
            tests.append(f"contains({text}, '\ufffd')")
        return f"CASE WHEN NOT ({' OR '.join(tests)}) THEN {text} END" if tests else text

    def _names(self, column: Column) -> list[str]:
        if column.name in self._fixed:
            return []
        return [name for name in self._source.names(column.name) if name in self._places]

    def type_of(self, column: Column) -> str:
        """Return the engine's type of the cells of a column; several cells are text."""
        names = self._names(column)
        return self._types[names[0]] if len(names) == 1 else "VARCHAR" if names else ""

    def known(self, column: Column) -> str:
        """Return the SQL of a column's text without what stands for something that nobody knows."""
        return _known_of(column)

    def text(self, column: Column) -> str:
        """Return the SQL of a column's text as it was exported."""
        if column.name in self._fixed:
            return literal(self._fixed[column.name])
        names = self._names(column)
        if not names:
            return "NULL::VARCHAR"
        text, known = _text_of(column), _known_of(column)
        secret = self._secret(text, column, names)
        return text if secret == text else f"CASE WHEN {known} IS NULL THEN {secret} END"  # a hash is dear

    def _secret(self, text: str, column: Column, names: list[str]) -> str:
        if column.pseudonym != "hashed" and not any(map(is_personal, names)):
            return text
        known = says_missing(text, self._source.origins[column.name])  # which is nobody
        return f"CASE WHEN {known} THEN {text} ELSE {hashed(text)} END" if known else hashed(text)

    def value(self, column: Column, way: str) -> str:
        """Return the SQL of a column's typed value, null where it is empty or unreadable."""
        if column.name in self._fixed:
            text = self.text(column)
            constant = column.name in self._source.constants
            return typed(text, text, "VARCHAR", column, self._source, "." if constant else self._way(column))
        names = self._names(column)
        if not names:
            return "NULL"
        known = self._secret(_known_of(column), column, names)
        cell = f"c{self._places[names[0]]}" if len(names) == 1 else known
        value = typed(known, cell, self.type_of(column), column, self._source, way)
        if not self._source.origins[column.name].missing:
            return value
        unknown = _text_of(column) if column.type == "code" else "NULL"  # a code without a meaning, not an empty cell
        return (
            f"CASE WHEN {_known_of(column)} IS NULL AND {_text_of(column)} IS NOT NULL THEN {unknown} ELSE {value} END"
        )

    def _way(self, column: Column) -> str:
        return "." if column.type != "date" else ""

    def spared(self, column: Column) -> str:
        """Return the SQL of whether a column does not apply to a row."""
        codes = self._source.codes.get(column.name, {})
        words = ", ".join(literal(neat(word).lower()) for word, ours in codes.items() if ours == NOT_APPLICABLE)
        tests = [f"lower(t{self._places[name]}) IN ({words})" for name in self._names(column)] if words else []
        return f"coalesce({' OR '.join(tests)}, false)" if tests else "false"

    def named(self) -> Iterator[tuple[Column, str, str]]:
        """Yield the columns whose value a name holds, with its text and the SQL of its typed value."""
        for column in self._source.register.columns:
            origin = self._source.origins.get(column.name)
            if origin and origin.place and column.name in self._fixed:
                value = f"{self.value(column, '')}::{TYPES[column.type]}"
                yield column, str(self._fixed[column.name]), value

    def skipped(self) -> Iterator[str]:
        """Yield the SQL of the tests, unless a query had them already, of which a row that is not wanted passes one."""
        if self._source.asks:
            return
        for patterns, sign in ((self._source.only, "NOT "), (self._source.skip, "")):
            for name, pattern in patterns.items():
                cell = f"coalesce(t{self._places[composed(name)]}, '')"
                yield sign + matches(cell, pattern)


def is_personal(name: str) -> bool:
    """Return whether an export's column is known to hold personal data, in whichever register."""
    return plain(name) in {plain(known) for known in PERSONAL}


def _filled(text: str, codes: Mapping[str, object]) -> str:
    """A text that is no word for nothing, and none for a column that does not apply."""
    empty = [neat(word).lower() for word, ours in codes.items() if ours in ("", NOT_APPLICABLE) and word]
    return f"CASE WHEN lower({text}) NOT IN ({', '.join(map(literal, empty))}) THEN {text} END" if empty else text


def _first(texts: list[str]) -> str:
    return f"coalesce({', '.join(dict.fromkeys(texts))})" if len(set(texts)) > 1 else texts[0]


def _known_of(column: Column) -> str:
    return quoted("known_" + column.name)


def _text_of(column: Column) -> str:
    return quoted("text_" + column.name)
