"""The child process that runs statements: no credentials, no files but the snapshots, and it may be killed.

Speaks JSON lines: a request {"attach": {alias: path}, "sql", "params", "fetch", "memory_mb", "threads"} gives
{"rows": [...], "kinds": [...]} or {"error": kind}; with "plan": true it gives {"plan": [...]} and runs nothing. A
database's own error text stays here. Started with -m by the runner; everything it may import stands in this file.
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

Connections = OrderedDict[str, duckdb.DuckDBPyConnection]


def main() -> None:
    """Answer requests until the input ends."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connections: Connections = OrderedDict()
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), connections), ensure_ascii=False), flush=True)  # noqa: T201


def _answer(request: dict[str, Any], connections: Connections) -> dict[str, Any]:
    try:
        connection = _connection(request, connections)
        cursor = connection.cursor()
        params = {name: _read(value) for name, value in request["params"].items()}
        if request.get("plan"):
            # The statement is one of ours, compiled and guarded; EXPLAIN plans it and reads no rows.
            explained = cursor.execute("EXPLAIN (FORMAT JSON) " + request["sql"], params).fetchall()
            return {"plan": json.loads(explained[0][1])}
        rows = cursor.execute(request["sql"], params).fetchmany(request["fetch"])
    except duckdb.OutOfMemoryException:
        return {"error": "memory"}
    except duckdb.IOException:
        return {"error": "files"}
    except duckdb.Error as error:
        return {"error": f"refused: {type(error).__name__}"}
    kinds = [_kind(row[i] for row in rows) for i in range(len(rows[0]))] if rows else []
    return {"rows": [[_plain(cell) for cell in row] for row in rows], "kinds": kinds}


def _connection(request: dict[str, Any], connections: Connections) -> duckdb.DuckDBPyConnection:
    key = json.dumps(request["attach"], sort_keys=True)
    if key not in connections:
        connections[key] = _open(request)
        while len(connections) > _OPEN_AT_MOST:
            connections.popitem(last=False)[1].close()
    connections.move_to_end(key)
    return connections[key]


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
    for alias, path in request["attach"].items():
        name, place = alias.replace('"', '""'), path.replace("'", "''")
        connection.execute(f"""ATTACH '{place}' AS "{name}" (READ_ONLY)""")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


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


def _kind(cells: Any) -> str:  # noqa: ANN401
    first = next((cell for cell in cells if cell is not None), None)
    kinds: tuple[tuple[type, str], ...] = (
        (datetime, "timestamp"),
        (date, "date"),
        (time, "time"),
        (Decimal, "decimal"),
    )
    return next((name for kind, name in kinds if isinstance(first, kind)), "")


if __name__ == "__main__":
    main()
