"""Which columns name rows or things rather than measure them: codes, numbers of documents, running numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.column_words import ADDITIVE, AVERAGED, IDENTIFIERS
from shared.core.semantic.naming import singular, words
from shared.core.semantic.relationships import is_key
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.semantic.profile import ColumnProfile, TableProfile

_CALENDAR = frozenset({"day", "hour", "minute", "week", "weekday", "month", "quarter", "year"})
_COUNTED = frozenset({"of"})
_ORDINALS = frozenset({"serial", "sr", "sl", "sno", "srno", "slno", "seq", "sequence", "row", "line"})
"""What a column is called that says the how-manyth a row is."""
_THINGS = frozenset({"order", "visit", "member", "employee", "student", "seat", "passenger", "index"})
"""Words of amounts that, said of one, name it: "orders" are counted, an "order" has a number."""
_FEWEST = 10
"""Fewer rows than this may have the numbers from 1 on by chance."""


def is_identifier(
    profile: TableProfile, column: ColumnProfile, parts: tuple[str, ...], rows_said: tuple[str, ...]
) -> bool:
    """True when the column's values name something. parts are its words, rows_said what the table's rows are called."""
    if not (column.type.is_numeric or column.type is DataType.TEXT) or _COUNTED & set(parts):
        return False
    return (
        _is_called_so(column, parts)
        or _is_of_the_calendar(column, parts)
        or (column.type is DataType.INTEGER and _numbers_rows(profile, column, parts, rows_said))
    )


def _is_called_so(column: ColumnProfile, parts: tuple[str, ...]) -> bool:
    named = words(column.label)[-2:]
    if len(named) > 1 and named[-1] in {"number", "code", "id"} and named[0] not in {"total", "of", "average"}:
        return column.type is not DataType.FLOAT
    if parts[-1] in IDENTIFIERS:
        return column.type is not DataType.FLOAT or parts[-1] not in {"number", "no", "account"}
    return False


def _is_of_the_calendar(column: ColumnProfile, parts: tuple[str, ...]) -> bool:
    if column.type is not DataType.INTEGER:
        return False
    if parts[-1] in _CALENDAR and len(parts) <= 2:  # noqa: PLR2004 - "month", "birth day"
        return True
    return parts[-1] == "time" and 1000 <= int(column.maximum or 0) <= 2400  # noqa: PLR2004 - a clock as a number: 2359


def _numbers_rows(
    profile: TableProfile, column: ColumnProfile, parts: tuple[str, ...], rows_said: tuple[str, ...]
) -> bool:
    """True for whole numbers that count the rows up, or tell them apart under the name of what a row is."""
    low, high = int(column.minimum or 0), int(column.maximum or 0)
    if parts[-1] in _ORDINALS and (is_key(profile, column) or 0 <= low <= high <= profile.rows):
        return True
    if not is_key(profile, column):
        return False
    names_a_row = singular(rows_said[-1]) == parts[-1] and not _measures(parts)
    runs_on = profile.rows >= _FEWEST and high - low + 1 == profile.rows and not _measures(parts) and not column.unit
    return parts[-1].endswith("id") or names_a_row or runs_on


def _measures(parts: tuple[str, ...]) -> bool:
    """True for a name that says an amount or a rate; of things that can be counted, only in the plural."""
    return any(singular(part) in (ADDITIVE | AVERAGED) and part not in _THINGS for part in parts)
