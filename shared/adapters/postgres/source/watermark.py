"""How far a table was read, and where the next read begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.quoting import literal, name
from shared.adapters.postgres.source.session import failures
from shared.core.errors import UserError

if TYPE_CHECKING:
    from shared.adapters.postgres.source.catalogue import SourceColumn
    from shared.adapters.postgres.source.session import Session
    from shared.core.store.source import Watermark

_MOMENTS = {"timestamptz", "timestamp", "date"}
_NUMBERS = {"int2", "int4", "int8", "numeric"}
_FLOATS = {"float4", "float8"}
_TEXTS = {"text", "varchar"}
_GROWING = _MOMENTS | _NUMBERS | _FLOATS | _TEXTS | {"uuid", "oid"}
_MAY_BE_ENDLESS = {"numeric", *_FLOATS}


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far before its watermark a read begins again.

    A transaction that began before the last read and ended after it has rows with earlier values: for moments the
    overlap is how long a transaction may take, for whole numbers how many may be under way (identity columns hand
    out numbers before their transactions end). Texts and the rest overlap by their equals only.
    """

    moments: timedelta = timedelta(minutes=5)
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class Growing:
    """The incremental column of a source."""

    name: str
    type: str
    said: str

    @property
    def value(self) -> str:
        """The column as it is compared: texts byte by byte, as DuckDB does."""
        bare = f"source.{name(self.name)}"
        return f'{bare} COLLATE "C"' if self.type in _TEXTS else bare

    def literal(self, value: str) -> str:
        """A value of it in a statement."""
        return f"{literal(value)}::{self.type}"

    def greatest(self, since: str | None) -> str:
        """PostgreSQL's expression for the greatest value as text, and no less than where the last read ended.

        Neither infinity nor NaN counts: nothing is past them, so that no row would ever be new again.
        """
        if self.type == "uuid":  # PostgreSQL 17 and before have no greatest one
            found = f'max({self.value}::text COLLATE "C")::uuid'
        else:
            found = f"max({self.value}){self._finite()}"
        return f"greatest({found}, {self.literal(since)})::text" if since is not None else f"({found})::text"

    def _finite(self) -> str:
        if self.type in _MOMENTS:
            return f" FILTER (WHERE isfinite({self.value}))"
        if self.type in _MAY_BE_ENDLESS:
            return f" FILTER (WHERE {self.value} NOT IN ('NaN', 'Infinity', '-Infinity'))"
        return ""


def growing(table: str, columns: tuple[SourceColumn, ...], column: str) -> Growing | None:
    """Return the incremental column, None where none is declared. Raises UserError for one that cannot grow."""
    if not column:
        return None
    kind = next(each.type for each in columns if each.name == column)
    if kind.name not in _GROWING:
        raise UserError(f'"{table}" cannot be read from where it ended by "{column}": a {kind.said} does not grow.')
    return Growing(column, kind.name, kind.said)


def bound(session: Session, table: str, column: Growing, since: Watermark, overlap: Overlap) -> str:
    """Return the value at which a read begins again, as PostgreSQL's text of the column's type."""
    back = _back(column, overlap)
    with failures(table):
        ((value,),) = session.rows(f"SELECT ({column.literal(since.value)}{back})::{column.type}::text")
    return str(value)


def past(column: Growing, value: str) -> str:
    """Return PostgreSQL's condition for rows at or past the value, and those that have none."""
    return f"({column.value} >= {column.literal(value)} OR {column.value} IS NULL)"


def _back(column: Growing, overlap: Overlap) -> str:
    if column.type in _MOMENTS and overlap.moments:
        return f" - interval '{round(overlap.moments.total_seconds() * 1_000_000)} microseconds'"
    if column.type in _NUMBERS and overlap.numbers:
        return f" - {overlap.numbers:d}"
    return ""
