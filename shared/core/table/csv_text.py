"""Rows as CSV that keeps NULL apart from the empty string: RFC 4180, texts always quoted, NULL an empty field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.core.table.types import Cell


def csv_lines(header: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> Iterator[str]:
    """Yield the header and each row as a line ending in a newline."""
    yield ",".join(_quoted(name) for name in header) + "\n"
    for row in rows:
        yield ",".join(map(_cell, row)) + "\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _quoted(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
