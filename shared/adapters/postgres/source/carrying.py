"""How a value of each PostgreSQL type travels to a snapshot, and what it is there.

There are two ways over the wire: binary (ADBC, as Arrow) and text (COPY as CSV, and a cursor). For both a type has an
expression to select and one that makes DuckDB's value of what arrives; both make the same value, or fail. What was
measured of adbc-driver-postgresql 1.8.0 and 1.13 with DuckDB 2.0 is said where it matters; the tests hold with both.
Types that are not told below travel as PostgreSQL's text of them and stay text: money, bit, inet, ranges, points, xml,
tsvector, timetz, composites, enums, char(n) without its blanks, whatever an extension adds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

MOST_DIGITS = 38
"""Digits of DuckDB's widest DECIMAL."""
_DIGITS_OF_BIGINT = 18
"""Digits that always fit 64 bits."""


class Family(Enum):
    """What can be counted and summed of a column, for the fingerprint."""

    INTEGER = auto()
    DECIMAL = auto()
    FLOAT = auto()
    BOOLEAN = auto()
    DATE = auto()
    TIME = auto()
    TIMESTAMP = auto()
    TEXT = auto()
    BYTES = auto()
    JSON = auto()
    LIST = auto()
    WRITTEN = auto()  # PostgreSQL's text of a value of another type
    OPAQUE = auto()  # only whether there is a value


@dataclass(frozen=True, slots=True)
class SourceType:
    """A type of PostgreSQL, domains resolved.

    name as pg_type has it, said as people write it ("numeric(12,2)"). precision and scale are those of a numeric
    that has them; element is that of an array.
    """

    name: str
    said: str
    precision: int | None = None
    scale: int = 0
    element: SourceType | None = None


@dataclass(frozen=True, slots=True)
class Carriage:
    """How a column travels; "{}" stands for it in each expression.

    stored is the DuckDB type of the snapshot. sent and arrives are of the binary way: PostgreSQL's expression, and
    DuckDB's over what comes. written and read are of the text way. odd is PostgreSQL's condition for values that the
    stored type cannot hold, on which arrives or read fail; why says in plain words what they are.
    """

    stored: str
    family: Family
    sent: str = "{}"
    arrives: str = "{}"
    written: str = "{}::text"
    read: str = "{}"
    odd: str = ""
    why: str = ""


def carriage_of(kind: SourceType) -> Carriage:
    """Return how a column of that type travels, as long as all its values fit."""
    if kind.element is not None:
        return _list(carriage_of(kind.element))
    if kind.name == "numeric":
        return _numeric(kind)
    return _BY_NAME.get(kind.name, AS_TEXT)


def decimal(digits: int, scale: int) -> Carriage:
    """Return how numbers of at most so many digits, scale of them behind the point, travel as a DECIMAL.

    Up to 18 digits they travel as whole numbers of the last place, which no way by ADBC beats (driver 1.13: 9.5 s
    against 11.5 s as text and 17 s as numeric; 1.8.0: all three the same) and which cannot overflow:
    |x| < 10^digits. NaN fails there, and as text too.
    """
    stored = f"DECIMAL({digits},{scale})"
    read = f"CAST({{}} AS {stored})"
    as_text = Carriage(
        stored,
        Family.DECIMAL,
        sent="{}::text",
        arrives=read,
        read=read,
        odd="{} IN ('NaN', 'Infinity', '-Infinity')",
        why="NaN or Infinity",
    )
    if digits > _DIGITS_OF_BIGINT:
        return as_text
    if scale == 0:
        return replace(as_text, sent="{}::bigint")
    last_place = f"0.{'1'.rjust(scale, '0')}::DECIMAL({scale},{scale})"
    arrives = f"CAST(CAST({{}} AS DECIMAL({digits},0)) * {last_place} AS {stored})"
    return replace(as_text, sent=f"({{}} * 1{'0' * scale})::bigint", arrives=arrives)


def _numeric(kind: SourceType) -> Carriage:
    """numeric(p,s) as a DECIMAL that holds every value of it; without a precision, or too wide, as text.

    A negative scale leaves p digits before p+|s| zeros; a scale above the precision leaves zeros behind the point.
    """
    if kind.precision is None:
        return AS_TEXT
    digits = max(kind.precision, kind.scale) if kind.scale >= 0 else kind.precision - kind.scale
    return decimal(digits, max(kind.scale, 0)) if digits <= MOST_DIGITS else AS_TEXT


def _list(element: Carriage) -> Carriage:
    """A list of exact elements; it travels as JSON of the elements' texts.

    ADBC's own lists would lose the shape: {{1,2},{3,4}} and [0:1]={7,8} arrive as plain lists in silence. Here what
    is not one row of elements counted from 1 is marked by "!", on which the reader of JSON fails.
    """
    if element.family in _NOT_IN_LISTS:
        return AS_TEXT
    plain = "CASE WHEN array_ndims({}) > 1 OR array_lower({}, 1) <> 1 THEN '!' ELSE array_to_json({}::text[])::text END"
    read = f"list_transform(CAST(CAST({{}} AS JSON) AS VARCHAR[]), lambda each: {element.read.replace('{}', 'each')})"
    odd = "(array_ndims({}) > 1 OR array_lower({}, 1) <> 1)"
    if element.odd:
        odd += f" OR EXISTS (SELECT FROM unnest({{}}) AS e(each) WHERE {element.odd.replace('{}', 'e.each')})"
    why = "lists in lists" + (f", {element.why}" if element.why else "")
    return Carriage(f"{element.stored}[]", Family.LIST, plain, read, plain, read, odd, why)


AS_TEXT = Carriage("VARCHAR", Family.WRITTEN, sent="{}::text")
"""PostgreSQL's text of a value, whatever its type."""


def _plain(stored: str, family: Family) -> Carriage:
    cast = f"CAST({{}} AS {stored})"
    return Carriage(stored, family, arrives=cast, read=cast)


def _timestamp(stored: str, zone: str) -> Carriage:
    """Microseconds; PostgreSQL's infinities are DuckDB's.

    By ADBC microseconds since 2000 come with 30 years added, in 64 bits that turn over: what is beyond them comes
    as a moment before PostgreSQL's first (4714 BC). So the infinities, which are the greatest and the least number,
    are known exactly, and what else turned over fails: the last 29 years of PostgreSQL's calendar. So does the last
    microsecond before them, which is DuckDB's own infinity.
    """
    first = f"CAST('5000-01-01 (BC) 00:00:00{zone}' AS {stored})"
    arrives = (
        f"CASE WHEN {{}} < {first} OR {{}} = CAST('infinity' AS {stored}) THEN CASE epoch_us({{}}) "
        f"WHEN {_TURNED_OVER} THEN CAST('infinity' AS {stored}) "
        f"WHEN {_TURNED_OVER + 1} THEN CAST('-infinity' AS {stored}) "
        f"ELSE CAST(error('beyond DuckDB''s timestamps') AS {stored}) END ELSE {{}} END"
    )
    read = (
        "CAST(CASE WHEN suffix({}, ' BC') THEN regexp_replace({}, '^(\\S+) (.*) BC$', '\\1 (BC) \\2') ELSE {} END "
        f"AS {stored})"
    )
    last = f"{{}} > '294247-01-10 04:00:54.775806{zone}' AND {{}} <> 'infinity'"
    return Carriage(stored, Family.TIMESTAMP, "{}", arrives, "{}::text", read, last, "moments after 10 January 294247")


_TURNED_OVER = (2**63 - 1) + 946_684_800_000_000 - 2**64
"""Microseconds that PostgreSQL's infinity (2^63 - 1) becomes when the years from 1970 to 2000 are added in 64 bits."""
_DAYS_OVER = (2**31 - 1) + 10_957 - 2**32
"""The same for a date, in days and 32 bits. Every other date of PostgreSQL's is one of DuckDB's."""
_INFINITE_DAY = (
    f"CASE WHEN {{}} < CAST('5000-01-01 (BC)' AS DATE) THEN CASE date_diff('day', DATE '1970-01-01', {{}}) "
    f"WHEN {_DAYS_OVER} THEN CAST('infinity' AS DATE) WHEN {_DAYS_OVER + 1} THEN CAST('-infinity' AS DATE) "
    "ELSE CAST(error('beyond PostgreSQL''s dates') AS DATE) END ELSE {} END"
)
_INTERVAL = "CAST(CAST(replace(replace({}, 'mon', 'month'), '+', '') AS INTERVAL) AS VARCHAR)"
"""Months, days and microseconds apart, as PostgreSQL keeps them. Parquet's own interval has milliseconds: DuckDB's text
of it is stored, and cast where the snapshot is laid."""
_SURROGATE = r"{}::text ~ '\\u[dD][89a-fA-F]'"

_BY_NAME = {
    "int2": _plain("SMALLINT", Family.INTEGER),
    "int4": _plain("INTEGER", Family.INTEGER),
    "int8": _plain("BIGINT", Family.INTEGER),
    "oid": replace(_plain("BIGINT", Family.INTEGER), sent="{}::bigint"),  # by ADBC 4294967295 would come as -1
    "float4": _plain("FLOAT", Family.FLOAT),
    "float8": _plain("DOUBLE", Family.FLOAT),
    "bool": _plain("BOOLEAN", Family.BOOLEAN),
    "text": replace(_plain("VARCHAR", Family.TEXT), written="{}"),
    "varchar": replace(_plain("VARCHAR", Family.TEXT), written="{}"),
    "uuid": _plain("UUID", Family.OPAQUE),
    "time": _plain("TIME", Family.TIME),
    "date": Carriage("DATE", Family.DATE, arrives=_INFINITE_DAY, read="CAST(replace({}, ' BC', ' (BC)') AS DATE)"),
    "timestamp": _timestamp("TIMESTAMP", ""),
    "timestamptz": _timestamp("TIMESTAMP WITH TIME ZONE", "+00"),
    "jsonb": _plain("JSON", Family.JSON),
    "json": replace(_plain("JSON", Family.JSON), sent="{}::text", odd=_SURROGATE, why="halves of characters"),
    "bytea": Carriage("BLOB", Family.BYTES, read="unhex({}[3:])"),
    "interval": Carriage(
        "INTERVAL",
        Family.OPAQUE,
        sent="{}::text",
        arrives=_INTERVAL,
        read=_INTERVAL,
        odd="{}::text IN ('infinity', '-infinity')",
        why="infinity",
    ),
}
_NOT_IN_LISTS = {Family.LIST}
