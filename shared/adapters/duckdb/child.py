"""The child process that runs statements: no credentials, no files but the snapshots, and it may be killed.

Speaks JSON lines: a request {"attach": {data set: files}, "sql", "params", "fetch", "memory_mb", "threads"} gives
{"rows": [...], "kinds": [...]} or {"error": kind}; with "plan": true it gives {"plan": [...]} and runs nothing. The
files of a data set are the path of one file with all its tables, or {"tables": [{"name", "path", "as", "texts"}],
"views": [statement]}: a file a table, attached under the name "as", behind views of the data set's own name in which
the columns of "texts" are text. A database's own error text stays here. Started with -m by the runner; everything it
may import stands in this file.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import OrderedDict
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb

_OPEN_AT_MOST = 4
"""Sets of snapshots kept open; opening a cold file costs about 10 ms."""

_READERS = {
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
}
_ZONED = "TIMESTAMP WITH TIME ZONE"
_KINDS = {"DATE": "date", "TIME": "time", "TIMESTAMP": "timestamp", _ZONED: "timestamp"}
"""Kinds of cells that go out as text; one that its reader does not know, as "infinity", stays text."""
_PLAIN = frozenset(
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT FLOAT DOUBLE BOOLEAN VARCHAR "
    'JSON TIME NULL "NULL"'.split()
)
"""Types whose cells Python reads as they are."""

Connections = OrderedDict[str, tuple[str, duckdb.DuckDBPyConnection]]


def main() -> None:
    """Answer requests until the input ends."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connections: Connections = OrderedDict()
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), connections), ensure_ascii=False), flush=True)  # noqa: T201


def _answer(request: dict[str, Any], connections: Connections) -> dict[str, Any]:
    try:
        cursor = _connection(request, connections).cursor()
        statements = cursor.extract_statements(request["sql"])
        if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
            return {"error": "refused: not one SELECT"}
        params = {name: _read(value) for name, value in request["params"].items()}
        if request.get("plan"):
            # The statement is one of ours, compiled and guarded; EXPLAIN plans it and reads no rows.
            explained = cursor.execute("EXPLAIN (FORMAT JSON) " + request["sql"], params).fetchall()
            return {"plan": json.loads(explained[0][1])}
        types = [row[1] for row in cursor.execute("DESCRIBE " + request["sql"], params).fetchall()]
        rows = cursor.execute(_readable(request["sql"], types), params).fetchmany(request["fetch"])
    except duckdb.OutOfMemoryException:
        return {"error": "memory"}
    except duckdb.IOException:
        return {"error": "files"}
    except duckdb.Error as error:
        return {"error": f"refused: {type(error).__name__}"}
    kinds = [_kind(kind) for kind in types] if rows else []
    return {"rows": [[_plain(cell) for cell in row] for row in rows], "kinds": kinds}


def _readable(sql: str, types: list[str]) -> str:
    """The statement with columns as text that Python would not read as they are: zones, infinities, bytes, lists.

    A moment with a time zone becomes the same moment in UTC, without one.
    """
    if all(_is_plain(each) for each in types):
        return sql
    names = [f"c{i}" for i in range(len(types))]
    cells = (name if _is_plain(kind) else _as_text(name, kind) for name, kind in zip(names, types, strict=True))
    return f"SELECT {', '.join(cells)} FROM ({sql}\n) AS answer({', '.join(names)})"  # noqa: S608 - a guarded statement


def _is_plain(kind: str) -> bool:
    return kind in _PLAIN or (kind.startswith("DECIMAL(") and kind.endswith(")"))


def _as_text(name: str, kind: str) -> str:
    if kind == _ZONED:
        name = f"CAST({name} AS TIMESTAMP)"  # in the session's time zone, which is UTC
    return f"CAST({name} AS VARCHAR)"


def _connection(request: dict[str, Any], connections: Connections) -> duckdb.DuckDBPyConnection:
    """A connection to these files; one to other files of the same data sets is closed, so that they can be deleted."""
    names, files = (json.dumps(each, sort_keys=True) for each in (sorted(request["attach"]), request["attach"]))
    known = connections.get(names)
    if known is None or known[0] != files:
        if known is not None:
            connections.pop(names)[1].close()
        connections[names] = (files, _open(request))
        while len(connections) > _OPEN_AT_MOST:
            connections.popitem(last=False)[1][1].close()
    connections.move_to_end(names)
    return connections[names][1]


def _open(request: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "memory_limit": f"{request['memory_mb']}MB",
            "threads": request["threads"],
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    for name, files in request["attach"].items():
        _attach(connection, name, files)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")  # each statement has a session of its own
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _attach(connection: duckdb.DuckDBPyConnection, name: str, files: str | dict[str, Any]) -> None:
    if isinstance(files, str):
        connection.execute(f"ATTACH {_text(files)} AS {_quoted(name)} (READ_ONLY)")
        return
    connection.execute(f"ATTACH ':memory:' AS {_quoted(name)}")
    for each in files["tables"]:
        table = _quoted(each["name"])
        connection.execute(f"ATTACH {_text(each['path'])} AS {_quoted(each['as'])} (READ_ONLY)")
        texts = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in map(_quoted, each["texts"]))
        cells = f"* REPLACE ({texts})" if texts else "*"
        rows = f"SELECT {cells} FROM {_quoted(each['as'])}.main.{table}"  # noqa: S608 - names are quoted
        connection.execute(f"CREATE VIEW {_quoted(name)}.main.{table} AS {rows}")
    for statement in files["views"]:
        connection.execute(statement)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _read(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READERS[kind](text)
    return value


def _plain(cell: Any) -> Any:  # noqa: ANN401 - whatever DuckDB gives
    if cell is None or isinstance(cell, str | int | bool):
        return cell
    if isinstance(cell, float):
        return cell if cell - cell == 0 else None  # infinity and NaN have no JSON form and are no answer
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _kind(kind: str) -> str:
    return "decimal" if kind.startswith("DECIMAL(") else _KINDS.get(kind, "")


if __name__ == "__main__":
    main()
