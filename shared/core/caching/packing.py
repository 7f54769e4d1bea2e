"""Rows as the few bytes in which they are kept, and back, exactly: the same values of the same types."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from shared.core.codec import decode, encode
from shared.core.errors import AvexraError
from shared.core.semantic.model import TableRef
from shared.core.table.result import ReadVersion, ResultColumn, ResultTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.core.table.types import Cell

T = TypeVar("T")

_WRITERS: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime: ("timestamp", datetime.isoformat),
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
    Decimal: ("decimal", str),
}
_READERS: dict[str, Callable[[str], Cell]] = {
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
}
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class KeptResult:
    """Rows, and the statement they came from: its text, what was bound in it, and the tables it read."""

    table: ResultTable
    sql: str
    params: tuple[tuple[str, str], ...]
    reads: tuple[TableRef, ...]

    @property
    def cells(self) -> int:
        """How many cells the table has."""
        return len(self.table.rows) * len(self.table.columns)


def pack_result(kept: KeptResult) -> bytes:
    """Return the result as bytes. Cells stand by column, each column's type said once."""
    table = kept.table
    return packed(
        {
            "columns": encode(table.columns),
            "cells": [_column([row[i] for row in table.rows]) for i in range(len(table.columns))],
            "rows": len(table.rows),
            "truncated": table.truncated,
            "worked": table.rows_worked,
            "read": encode(table.read),
            "sql": kept.sql,
            "params": encode(kept.params),
            "reads": encode(kept.reads),
        }
    )


def unpack_result(data: bytes) -> KeptResult | None:
    """Return the result, or None for bytes that another version or an accident wrote."""
    return _read(data, _result)


def _result(form: dict[str, Any]) -> KeptResult:
    columns = tuple(decode(ResultColumn, each) for each in form["columns"])
    cells = [_cells(each) for each in form["cells"]]
    rows = tuple(zip(*cells, strict=True)) if cells else ((),) * form["rows"]
    read = tuple(decode(ReadVersion, each) for each in form["read"])
    table = ResultTable(columns, rows, form["truncated"], rows_worked=form["worked"], read=read)
    params = tuple((str(name), str(value)) for name, value in form["params"])
    return KeptResult(table, form["sql"], params, tuple(decode(TableRef, each) for each in form["reads"]))


def _column(cells: Sequence[Cell]) -> list[Any]:
    """Return [type, cells]; the type is empty for what JSON holds as it is."""
    types = {type(each) for each in cells if each is not None}
    if not types & _WRITERS.keys():
        return ["", cells]
    if len(types) == 1:
        name, write = _WRITERS[types.pop()]
        return [name, [None if each is None else write(each) for each in cells]]
    return ["mixed", [_tagged(each) for each in cells]]


def _tagged(cell: Cell) -> Any:  # noqa: ANN401 - JSON
    if type(cell) not in _WRITERS:
        return cell
    name, write = _WRITERS[type(cell)]
    return [name, write(cell)]


def _cells(column: list[Any]) -> list[Cell]:
    name, cells = column
    if name == "mixed":
        return [_READERS[each[0]](each[1]) if isinstance(each, list) else each for each in cells]
    if not name:
        return list(cells)
    read = _READERS[name]
    return [None if each is None else read(each) for each in cells]


def pack(value: object) -> bytes:
    """Return any of our dataclasses as bytes."""
    return packed({"value": encode(value)})


def unpack(expected: type[T], data: bytes) -> T | None:
    """Return the dataclass that pack made the bytes of, or None for others."""
    return _read(data, lambda form: decode(expected, form["value"]))


def packed(form: dict[str, Any]) -> bytes:
    """Return JSON, compressed."""
    return zlib.compress(json.dumps(form, separators=(",", ":"), ensure_ascii=False).encode(), _LEVEL)


def _read(data: bytes, make: Callable[[dict[str, Any]], T]) -> T | None:
    try:
        return make(json.loads(zlib.decompress(data)))
    except (AvexraError, zlib.error, ValueError, KeyError, TypeError, IndexError, InvalidOperation):
        return None
