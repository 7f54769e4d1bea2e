"""Reads one Parquet file in a process of its own: python parquet_child.py FILE FOLDER LIMITS.

Run as a script, see shared.adapters.files.children; the engine is loaded once it is bound, may read this one file and
write this one folder, and loads no extension. Limits are held against the footer before anything is read. Times of a
zone become UTC; what is no number or no date (NaN, infinity) becomes NULL, which is told; nested columns are JSON text;
bytes are text where all of them are UTF-8, else hexadecimal.
"""

from __future__ import annotations

import errno
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.adapters.files.child_bounds import run

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_MEMORY_SHARE = 0.6
"""Of the address space, for the engine's own buffers."""
_MAX_CELL_CHARACTERS = 1_000_000
"""As of core/ingest/text/records.py."""
_PLAIN = (
    dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), "integer")
    | dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT"), "decimal")
    | {"BOOLEAN": "boolean"}
)
"""Types that are written as they stand, and what they then are."""
_FLOATS = frozenset({"FLOAT", "DOUBLE"})
_NESTED = re.compile(r".*\[\d*\]$|^(?:STRUCT|MAP|UNION|VARIANT|JSON)\b", re.DOTALL)
_MOMENTS = re.compile(r"^TIMESTAMP(?P<unit>_S|_MS|_NS)?$")
_ZONED = re.compile(r"^TIMESTAMP(?:_NS)? WITH TIME ZONE$|^TIMESTAMPTZ(?:_NS)?$")
_NO_NUMBER = "values that are no numbers (NaN, infinity) were left empty"
_FINER = "times were rounded to the microsecond"
_NO_DATE = "dates without an end (infinity) were left empty"


class Told(NamedTuple):
    """What is told of columns, how often (as SQL), whether people should check it, what it says against the data.

    unit is what is counted.
    """

    words: str
    times: str = "1"
    to_check: bool = False
    flaw: str = ""
    unit: str = "column"


class Column(NamedTuple):
    """How a column is written: the SQL of its text, the type it then has (a DataType's value), and what is told."""

    text: str
    declared: str
    told: tuple[Told, ...] = ()


def read(file: Path, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """Write the table and describe it, or say why it cannot be: encrypted, damaged, rows, columns, cell."""
    import duckdb  # noqa: PLC0415 - bound first

    try:
        with duckdb.connect() as engine:
            _bind(engine, file, folder, bounds)
            return _read(engine, file, folder, bounds)
    except duckdb.OutOfMemoryException:
        return {"problem": "memory"}
    except duckdb.Error as error:
        return {"problem": _problem(str(error))}


def _bind(engine: DuckDBPyConnection, file: Path, folder: Path, bounds: dict[str, int]) -> None:
    """Shut the engine in: one thread, no extension, no file but these."""
    engine.execute(f"SET memory_limit = '{int(bounds['bytes'] * _MEMORY_SHARE)}B'")
    for setting in (
        "threads = 1",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "TimeZone = 'UTC'",
    ):
        engine.execute(f"SET {setting}")
    engine.execute("SET temp_directory = ?", [str(folder / "spill")])
    engine.execute("SET allowed_directories = ?", [[str(folder)]])
    engine.execute("SET allowed_paths = ?", [[str(file)]])
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")


def _read(engine: DuckDBPyConnection, file: Path, folder: Path, bounds: dict[str, int]) -> dict[str, Any]:
    """The report on a file that can be opened."""
    rows = int(_one(engine, "SELECT sum(num_rows) FROM parquet_file_metadata(?)", [str(file)])[0] or 0)
    if rows > bounds["rows"]:
        return {"problem": "rows"}
    engine.read_parquet(str(file)).create_view("source")
    kinds = [(row[0], row[1]) for row in engine.execute("DESCRIBE source").fetchall()]
    if len(kinds) > bounds["columns"]:
        return {"problem": "columns"}
    if not rows:
        return {"problem": "there are no rows in it"}
    columns = {name: _column(engine, name, kind) for name, kind in kinds}
    repairs, longest = _told(engine, columns)
    if longest > _MAX_CELL_CHARACTERS:
        return {"problem": "cell"}
    path = folder / "table.csv"
    # The line of a row of one cell must not be blank even where the cell is.
    form = "coalesce(({0})::VARCHAR, '') AS {1}" if len(columns) == 1 else "{0} AS {1}"
    texts = ", ".join(form.format(column.text, _quoted(name)) for name, column in columns.items())
    engine.execute(f"COPY (SELECT {texts} FROM source) TO '{path.name}' (FORMAT csv, HEADER true)")  # noqa: S608 - quoted
    return {
        "sheets": [
            {
                "name": "table",
                "file": path.name,
                "declared": [each.declared for each in columns.values()],
                "repairs": repairs,
            }
        ]
    }


def _column(engine: DuckDBPyConnection, name: str, kind: str) -> Column:
    """How a column of a type is written."""
    cell = _quoted(name)
    plain = "decimal" if kind.startswith("DECIMAL") else _PLAIN.get(kind)
    if plain:
        return Column(cell, plain)
    if kind in _FLOATS:
        return _finite(cell, "float", _NO_NUMBER)
    if kind == "DATE" or _MOMENTS.match(kind) or _ZONED.match(kind):
        return _moment(cell, kind)
    if kind in {"TIME", "TIME_NS"}:
        return Column(f"{cell}::TIME", "time")
    return _text(engine, cell, kind)


def _finite(cell: str, declared: str, words: str, text: str = "") -> Column:
    """A column without the values that no table of ours can hold."""
    counted = f"count(*) FILTER ({cell} IS NOT NULL AND NOT isfinite({cell}))"
    return Column(
        f"CASE WHEN isfinite({cell}) THEN {text or cell} END",
        declared,
        (Told(words, counted, to_check=True, flaw="stray", unit="value"),),
    )


def _moment(cell: str, kind: str) -> Column:
    """A column of dates or of dates with times, to the microsecond."""
    if kind == "DATE":
        return _finite(cell, "date", _NO_DATE)
    if _ZONED.match(kind):
        zoned = f"({cell}::TIMESTAMPTZ AT TIME ZONE 'UTC')"
        column = _finite(cell, "timestamp", _NO_DATE, zoned)
        return column._replace(told=(*column.told, Told("columns of times with a zone are told in UTC")))
    column = _finite(f"{cell}::TIMESTAMP", "timestamp", _NO_DATE)
    if kind == "TIMESTAMP_NS":
        finer = f"count(*) FILTER ({cell}::TIMESTAMP::TIMESTAMP_NS <> {cell})"
        return column._replace(told=(*column.told, Told(_FINER, finer, unit="value")))
    return column


def _text(engine: DuckDBPyConnection, cell: str, kind: str) -> Column:
    """A column of anything else, as text."""
    if kind == "BLOB":
        unreadable = f"count(*) FILTER ({cell} IS NOT NULL AND TRY(decode({cell})) IS NULL)"
        if _one(engine, f"SELECT {unreadable} FROM source")[0]:  # noqa: S608 - quoted
            told = Told("columns of bytes are kept as hexadecimal text", to_check=True)
            return Column(f"lower(hex({cell}))", "text", (told,))
        return Column(_clean(f"decode({cell})"), "text")
    if _NESTED.match(kind):
        told = Told("columns of lists and structures are kept as JSON text")
        return Column(_clean(f"to_json({cell})::VARCHAR"), "text", (told,))
    return Column(_clean(f"{cell}::VARCHAR"), "text")


def _clean(text: str) -> str:
    """A text without the one character that no database stores."""
    return f"replace({text}, chr(0), '')"


def _told(engine: DuckDBPyConnection, columns: dict[str, Column]) -> tuple[list[tuple[Any, ...]], int]:
    """What is told of all columns, in words with counts, and the characters of the longest text."""
    asked = [told for column in columns.values() for told in column.told]
    texts = [f"max(length({column.text}))" for column in columns.values() if column.declared == "text"]
    longest = f"greatest(0, {', '.join(texts)})" if texts else "max(0)"
    counts = ", ".join([longest, *(told.times for told in asked)])
    found = _one(engine, f"SELECT {counts} FROM source")  # noqa: S608 - our own expressions
    totals: dict[Told, int] = {}
    for told, count in zip(asked, found[1:], strict=True):
        same = told._replace(times="")
        totals[same] = totals.get(same, 0) + int(count)
    return [(told.words, count, told.to_check, told.flaw, told.unit) for told, count in totals.items()], int(
        found[0] or 0
    )


def _one(engine: DuckDBPyConnection, sql: str, values: list[str] | None = None) -> tuple[Any, ...]:
    """The one row of a result; an unfinished one would block the next statement."""
    (row,) = engine.execute(sql, values or []).fetchall()
    return tuple(row)


def _quoted(name: str) -> str:
    """An identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def _problem(error: str) -> str:
    """Why the engine would not read; raises OSError where the disk is full."""
    said = error.lower()
    if "no space left" in said:
        raise OSError(errno.ENOSPC, "no space left")
    if "file too large" in said:
        return "large"
    return "encrypted" if "encrypt" in said else "damaged"


if __name__ == "__main__":
    run(read, sys.argv[1:4])
