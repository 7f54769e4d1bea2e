"""Values of PostgreSQL's types at their edges, and texts of them that both databases can be asked for.

Nothing here is the program's: what it reads is compared with PostgreSQL's own texts, turned into one form by rules of
this file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import struct
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import psycopg

Texts = list[str | None]

FITTING: dict[str, tuple[str, tuple[str, ...]]] = {
    # PostgreSQL's type: the type it is stored as, and literals
    "smallint": ("SMALLINT", ("-32768", "32767")),
    "integer": ("INTEGER", ("-2147483648", "2147483647")),
    "bigint": ("BIGINT", ("-9223372036854775808", "9223372036854775807", "0")),
    "oid": ("BIGINT", ("0", "4294967295")),
    "boolean": ("BOOLEAN", ("t", "f")),
    "real": ("FLOAT", ("NaN", "Infinity", "-Infinity", "3.4028235e38", "1e-45", "0.1", "-0")),
    "double precision": (
        "DOUBLE",
        ("NaN", "Infinity", "-Infinity", "5e-324", "1.7976931348623157e308", "0.1", "-0", "123456789.123456789"),
    ),
    "numeric(12,2)": ("DECIMAL(12,2)", ("-9999999999.99", "9999999999.99", "0.01", "-0.01", "0", "1.10")),
    "numeric(18,0)": ("DECIMAL(18,0)", ("-999999999999999999", "999999999999999999")),
    "numeric(18,18)": ("DECIMAL(18,18)", ("-0.999999999999999999", "0.000000000000000001")),
    "numeric(19,2)": ("DECIMAL(19,2)", ("-99999999999999999.99", "99999999999999999.99")),
    "numeric(38,10)": ("DECIMAL(38,10)", ("-9999999999999999999999999999.9999999999", "0.0000000001")),
    "numeric(5,-2)": ("DECIMAL(7,0)", ("1234567", "-100", "9999900")),
    "numeric(3,5)": ("DECIMAL(5,5)", ("0.00123", "-0.00999")),
    "numeric(50,0)": ("VARCHAR", ("9" * 50, "NaN", "-1")),
    "numeric": ("VARCHAR", ("1e-30", "1.10", "9" * 60 + ".5", "Infinity", "-Infinity", "NaN", "1e100", "0.00")),
    "money": ("VARCHAR", ("-92233720368547758.08", "1.50")),
    "text": (
        "VARCHAR",
        ("", "é中😀", "a\"b'c\\d\n\r\te,f;g", " NULL ", "\\N", "\\.", "NULL", "\r", "\n", "{}", "!", '"', '""'),
    ),
    "varchar(10)": ("VARCHAR", ("", "ü", "  x  ")),
    "char(5)": ("VARCHAR", ("ab", "", "ab de")),
    "name": ("VARCHAR", ("abc", "")),
    '"char"': ("VARCHAR", ("x", "")),
    "uuid": ("UUID", ("0" * 32, "f" * 32, "7fffffff-0123-4567-89ab-cdef01234567")),
    "json": ("JSON", ('{"a" : 1.0,  "a":2}', "null", '"\\ud83d\\ude00"', "[1e999]", '"\\u0000"')),
    "jsonb": (
        "JSON",
        ('{"b":1.10,"a":"é\\u0041\\n\\"","n":12345678901234567890.12300,"x":null}', "[]", '""', "null", "1e400"),
    ),
    "date": (
        "DATE",
        ("0001-01-01", "4713-01-01 BC", "5874897-12-31", "infinity", "-infinity", "2000-02-29", "0001-12-31 BC"),
    ),
    "time": ("TIME", ("00:00", "24:00:00", "23:59:59.999999", "12:34:56.7")),
    "time with time zone": ("VARCHAR", ("24:00:00+05:30", "12:34:56.789-15:59", "00:00+00")),
    "timestamp": (
        "TIMESTAMP",
        (
            "infinity",
            "-infinity",
            "294247-01-10 04:00:54.775806",
            "4713-01-01 00:00:00.5 BC",
            "1969-12-31 23:59:59.999999",
            "0001-12-31 23:59:59.1 BC",
            "2262-04-12 00:00",
        ),
    ),
    "timestamptz": (
        "TIMESTAMP WITH TIME ZONE",
        (
            "infinity",
            "-infinity",
            "4714-11-24 00:00:00+00 BC",
            "1969-12-31 23:59:59.999999+00",
            "2025-03-30 02:30+05:30",
            "1677-01-01 00:00+00",
            "294246-12-31 23:59:59.999999+00",
        ),
    ),
    "timestamp(0)": ("TIMESTAMP", ("2025-01-01 00:00:00.6",)),
    "interval": (
        "INTERVAL",
        (
            "1 year 2 mons -3 days 04:05:06.789",
            "-178000000 years",
            "-1 day +23:59:59.999999",
            "2562047788 hours",
            "00:00",
            "-1 mons +1 day -00:00:00.000001",
            "1 mon",
        ),
    ),
    "bytea": ("BLOB", ("", "\\x00ff5c0a22", "\\xdeadbeef")),
    "bit(8)": ("VARCHAR", ("10101010",)),
    "bit varying": ("VARCHAR", ("101", "")),
    "inet": ("VARCHAR", ("192.168.0.1/24", "::1")),
    "cidr": ("VARCHAR", ("10.0.0.0/8",)),
    "macaddr": ("VARCHAR", ("08:00:2b:01:02:03",)),
    "point": ("VARCHAR", ("(1,2)",)),
    "polygon": ("VARCHAR", ("((0,0),(1,1),(1,0))",)),
    "int4range": ("VARCHAR", ("[1,10)", "empty", "(,5)")),
    "tstzrange": ("VARCHAR", ("[2025-01-01 00:00+00,)",)),
    "int4multirange": ("VARCHAR", ("{[1,3),[5,9)}",)),
    "tsvector": ("VARCHAR", ("a:1 b:2",)),
    "regclass": ("VARCHAR", ("pg_class",)),
    "pg_lsn": ("VARCHAR", ("16/B374D848",)),
    "jsonpath": ("VARCHAR", ("$.a",)),
    "oidvector": ("VARCHAR", ("1 2 3",)),
    "mood": ("VARCHAR", ("sad", "o'k", "glücklich", "")),
    "price": ("DECIMAL(8,3)", ("12345.678", "-0.001")),
    "pair": ("VARCHAR", ('(1,"a,b")', "(,)")),
    "integer[]": ("INTEGER[]", ("{}", "{1,NULL,3}")),
    "bigint[]": ("BIGINT[]", ("{-9223372036854775808}",)),
    "text[]": ("VARCHAR[]", ("{}", '{"",NULL,"NULL","a,b","q\\"\\\\","é\n😀"}')),
    "double precision[]": ("DOUBLE[]", ("{NaN,0.1,-Infinity,5e-324}",)),
    "boolean[]": ("BOOLEAN[]", ("{t,f,NULL}",)),
    "numeric(10,2)[]": ("DECIMAL(10,2)[]", ("{1.10,NULL,-99999999.99}",)),
    "numeric[]": ("VARCHAR[]", ("{1.10,NaN,1e50}",)),
    "uuid[]": ("UUID[]", ("{00000000-0000-0000-0000-00000000000a}",)),
    "timestamptz[]": ("TIMESTAMP WITH TIME ZONE[]", ('{"2025-01-01 00:00:00+00",infinity,"0044-03-15 12:00+00 BC"}',)),
    "date[]": ("DATE[]", ("{2025-01-01,infinity,0044-03-15 BC}",)),
    "jsonb[]": ("JSON[]", ('{"{\\"a\\": 1}",null}',)),
    "mood[]": ("VARCHAR[]", ("{sad,o'k}",)),
    "bytea[]": ("BLOB[]", ('{"\\\\x00ff",""}',)),
    "price[]": ("DECIMAL(8,3)[]", ("{1.500,NULL}",)),
    "interval[]": ("INTERVAL[]", ('{"1 mon","-1 days +02:00:00"}',)),
    "int4range[]": ("VARCHAR[]", ('{"[1,10)",NULL}',)),
}

ODD: dict[str, tuple[str, ...]] = {
    "numeric(12,2)": ("NaN", "1.10"),
    "numeric(30,2)": ("NaN", "1.10"),
    "timestamp": ("294276-12-31 23:59:59.999999", "infinity", "4713-01-01 00:00 BC"),
    "timestamp(6)": ("294247-01-10 04:00:54.775807",),  # one microsecond more than DuckDB's last: its infinity
    "timestamptz": ("294276-12-31 23:59:59.999999+00", "-infinity", "2025-01-01 00:00+05:30"),
    "interval": ("infinity", "1 mon"),
    "json": ('"\\ud800"', '{"a" : 1}'),
    "integer[]": ("{{1,2},{3,4}}", "{1}"),
    "text[]": ("[0:1]={a,b}", "{}"),
    "numeric(10,2)[]": ("{NaN}", "{1.10}"),
    "timestamptz[]": ('{"294276-12-31 23:59:59+00"}',),
}
"""Values that the type their column would be stored as cannot hold, beside others."""

KINDS = """
CREATE TYPE mood AS ENUM ('sad', 'o''k', 'glücklich', '');
CREATE DOMAIN price AS numeric(8,3);
CREATE TYPE pair AS (a int, b text);
"""


def make_table(connection: psycopg.Connection[tuple[str]], name: str, values: dict[str, tuple[str, ...]]) -> None:
    """Make a table with a column of each type, named by its place, and a row for each value; the last row is NULLs."""
    columns = ", ".join(f"v{place} {kind}" for place, kind in enumerate(values))
    connection.execute(f"CREATE TABLE {name} (n int, {columns})".encode())
    longest = max(map(len, values.values())) + 1
    for row in range(longest):
        cells = [texts[row] if row < len(texts) else None for texts in values.values()]
        marks = ", ".join(f"%s::{kind}" for kind in values)
        connection.execute(f"INSERT INTO {name} VALUES ({row}, {marks})".encode(), cells)


def texts_there(connection: psycopg.Connection[tuple[str]], table: str, columns: Sequence[str]) -> dict[str, Texts]:
    """PostgreSQL's texts of columns (expressions), rows in any order."""
    connection.execute("SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres'; SET DateStyle = 'ISO, YMD'")
    connection.execute("SET extra_float_digits = 3; SET bytea_output = 'hex'")
    asked = ", ".join(f"({each})::text" for each in columns)
    rows = connection.execute(f"SELECT {asked} FROM {table}".encode()).fetchall()
    return {each: [row[place] for row in rows] for place, each in enumerate(columns)}


def texts_here(paths: Iterable[Path], stored: dict[str, str]) -> dict[str, Texts]:
    """DuckDB's texts of columns as they are in a snapshot: read from files and cast to the stored types."""
    files = ", ".join(f"'{each}'" for each in paths)
    if not files:
        return {each: [] for each in stored}
    cells = []
    for each, kind in stored.items():
        column = f"CAST({_quoted(each)} AS {kind})"
        if kind == "BLOB":
            column = f"'\\x' || lower(hex({column}))"
        elif kind == "BLOB[]":
            column = f"to_json(list_transform({column}, lambda e: '\\x' || lower(hex(e))))"
        elif kind.endswith("[]"):
            column = f"to_json(CAST({column} AS VARCHAR[]))"
        cells.append(f"CAST({column} AS VARCHAR)")
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        rows = engine.execute(f"SELECT {', '.join(cells)} FROM read_parquet([{files}])").fetchall()
    return {each: [row[place] for row in rows] for place, each in enumerate(stored)}


def one_form(text: str | None, stored: str, *, from_postgres: bool) -> str | None:
    """The text of a value in one form for both databases; stored is the DuckDB type."""
    if text is None:
        return None
    if stored.endswith("[]"):
        kind = stored.removesuffix("[]")
        return repr([one_form(each, kind, from_postgres=from_postgres) for each in json.loads(text)])
    if stored.startswith("INTERVAL"):
        return text.replace("mon", "month").replace("+", "") if from_postgres else text
    return next((form(text) for kind, form in _FORMS.items() if stored.startswith(kind)), text)


def _floating(text: str, width: str) -> str:
    number = float(text)
    return "nan" if math.isnan(number) else struct.pack(width, number).hex()


def _before_christ(text: str) -> str:
    return re.sub(r"^(\S+) (?:(.*) )?BC$", lambda m: " ".join(filter(None, [m[1], "(BC)", m[2]])), text)


_FORMS: dict[str, Callable[[str], str]] = {
    "DOUBLE": lambda text: _floating(text, "d"),
    "FLOAT": lambda text: _floating(text, "f"),
    "BOOLEAN": lambda text: text[0],
    "DECIMAL": lambda text: re.sub(r"^(-?)\.", r"\g<1>0.", text),
    "DATE": _before_christ,
    "TIMESTAMP": _before_christ,
}


def forms_there(texts: Texts, stored: str) -> Texts:
    """PostgreSQL's texts in one form."""
    return [_units(one_form(each, stored, from_postgres=True), stored) for each in texts]


def forms_here(texts: Texts, stored: str) -> Texts:
    """DuckDB's texts in one form."""
    return [_units(one_form(each, stored, from_postgres=False), stored) for each in texts]


def checksum(texts: Texts) -> tuple[int, int, int]:
    """An order-free checksum: rows, NULLs, and the sum of the first 64 bits of each value's md5."""
    sums = (
        int(hashlib.md5(each.encode(), usedforsecurity=False).hexdigest()[:16], 16)
        for each in texts
        if each is not None
    )
    return len(texts), sum(each is None for each in texts), sum(sums)


def _units(text: str | None, stored: str) -> str | None:
    """Both say -1 in singular or plural as they like."""
    if text is None or not stored.startswith("INTERVAL"):
        return text
    return re.sub(r"\b(year|month|day)s?\b", r"\1", text)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
