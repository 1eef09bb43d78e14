"""Which tables a query reads: it is looked at before it is asked, and must be one plain SELECT."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from dtplan_analysis.errors import ConfigurationError

SOURCE = "source"
"""What a query calls the table of its files."""

_FUNCTIONS = {"range", "generate_series", "unnest"}
"""The functions that may stand in the place of a table."""

_REFUSED = re.compile(
    r"now|today|current_.*|get_current_.*|localtime.*|transaction_timestamp|random|setseed|gen_random_uuid|uuid.*|"
    r"getvariable|getenv|query|query_table|nextval|currval|write_log|pg_.*|version|txid_current|in_search_path"
)
"""What would be another answer tomorrow, or speaks of the machine."""


def tables_of(query: str, where: str) -> set[str]:
    """Return the names of the tables that a query reads; raises ConfigurationError for what is no plain query."""
    with duckdb.connect() as engine:
        (text,) = engine.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0]
    tree = json.loads(text)
    if tree.get("error"):
        fault = str(tree.get("error_message", "")).splitlines()[0]
        raise _fault(where, f"query is no SELECT that can be read: {fault}", "write one SELECT … FROM source")
    tables, own = set(), set()
    for node in _nodes(tree):
        kind, name = node.get("type"), str(node.get("function_name", "")).lower()
        if kind == "TABLE_FUNCTION":
            name = str(node["function"].get("function_name", "")).lower()
            if name not in _FUNCTIONS:
                raise _fault(where, f"query calls {name}, and may read tables only", "read from source")
        elif name and _REFUSED.fullmatch(name):
            raise _fault(
                where, f"query calls {name}: its answer would depend on clock, chance or machine", "leave it out"
            )
        if kind == "BASE_TABLE":
            if node.get("schema_name") or node.get("catalog_name"):
                raise _fault(where, f"query reads {node['table_name']} of a schema", "read from source")
            tables.add(str(node["table_name"]).lower())
        if kind == "SHOW_REF":
            raise _fault(where, "query shows tables", "write one SELECT … FROM source")
        own |= {str(one["key"]).lower() for one in node.get("cte_map", {}).get("map", ())}
    return tables - own


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            yield from _nodes(one)


def names_in(query: str) -> set[str]:
    """Return what may be the names of columns in a query.

    >>> sorted(names_in('SELECT "Mã số", ngay FROM source'))
    ['FROM', 'Mã số', 'SELECT', 'ngay', 'source']
    """
    return {quoted or bare for quoted, bare in re.findall(r'"((?:[^"]|"")+)"|([^\W\d]\w*)', query)}


def _fault(where: str, fault: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(fault, where=where, remedy=remedy)
