"""Statistics of rows computed the slow and plain way."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.core.semantic.model import TableRef
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from shared.core.semantic.model import Relationship
    from shared.core.table.shape import ColumnShape, TableShape

_READ: dict[DataType, Callable[[str], Any]] = {
    DataType.TEXT: str,
    DataType.INTEGER: int,
    DataType.DECIMAL: Decimal,
    DataType.FLOAT: float,
    DataType.BOOLEAN: lambda text: text.lower() in {"true", "t"},
    DataType.DATE: date.fromisoformat,
    DataType.TIME: time.fromisoformat,
    DataType.TIMESTAMP: datetime.fromisoformat,
}
_KEPT = 200


class PlainTableProfiler:
    """The TableProfiler port over CSV files. Texts are always quoted in them, so that NULL is an empty bare field."""

    def samples(self, file: Path, table: str) -> dict[str, tuple[str, ...]]:
        """All different values of every column that is quoted."""
        with file.open(encoding="utf-8", newline="") as lines:
            names, *rows = csv.reader(_marked(lines.read()))
        texts = {name: {row[i] for row in rows} - {"", _EMPTY} for i, name in enumerate(names)}
        return {name: tuple(sorted(values)) for name, values in texts.items()}

    def profile(
        self, files: Mapping[str, Path], dataset: str, shapes: tuple[TableShape, ...]
    ) -> tuple[TableProfile, ...]:
        """Count."""
        kept = {shape.name: _rows(files[shape.name], shape.columns) for shape in shapes}
        return tuple(
            TableProfile(
                shape.name,
                shape.label,
                TableRef(dataset, shape.name),
                len(kept[shape.name]),
                tuple(_column(each, [row[i] for row in kept[shape.name]]) for i, each in enumerate(shape.columns)),
            )
            for shape in shapes
        )

    def matches(
        self, files: Mapping[str, Path], profiles: tuple[TableProfile, ...], candidates: tuple[Relationship, ...]
    ) -> dict[Relationship, float]:
        """Look every row up."""
        kept = {each.name: _rows(files[each.name], each.columns) for each in profiles}
        places = {each.name: [column.name for column in each.columns] for each in profiles}

        def keys(table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
            indexes = [places[table].index(each) for each in columns]
            found = [tuple(row[i] for i in indexes) for row in kept[table]]
            return [key for key in found if None not in key]

        matched = {}
        for each in candidates:
            there = keys(each.to_entity, each.to_columns)
            here = keys(each.from_entity, each.from_columns)
            if len(set(there)) == len(there):
                matched[each] = sum(key in set(there) for key in here) / len(here) if here else 0.0
        return matched


def _rows(path: Path, columns: Sequence[ColumnShape | ColumnProfile]) -> list[tuple[Any, ...]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(_marked(lines.read()))
        next(reader)
        return [tuple(_cell(cell, each.type) for cell, each in zip(row, columns, strict=True)) for row in reader]


_EMPTY = "\x00empty"


def _marked(text: str) -> list[str]:
    """Mark the quoted empty string, which csv.reader does not tell from nothing."""
    for before in (",", "\n"):
        for after in (",", "\n"):
            while f'{before}""{after}' in text:
                text = text.replace(f'{before}""{after}', f'{before}"{_EMPTY}"{after}')
    return text.splitlines(keepends=True)


def _cell(text: str, kind: DataType) -> Any:  # noqa: ANN401 - a cell of any type
    if text == "":
        return None
    return "" if text == _EMPTY else _READ[kind](text)


def _column(shape: ColumnShape, cells: list[Any]) -> ColumnProfile:
    present = [cell for cell in cells if cell is not None]
    is_text = shape.type is DataType.TEXT
    frequent = sorted(Counter(present).items(), key=lambda pair: (-pair[1], pair[0])) if is_text else []
    ordered = [None, None] if is_text or not present else [min(present), max(present)]
    least, greatest = (None if x is None else x.isoformat() if hasattr(x, "isoformat") else str(x) for x in ordered)
    return ColumnProfile(
        shape.name,
        shape.label,
        shape.type,
        len(set(present)),
        len(cells) - len(present),
        () if shape.personal else tuple(text for text, _ in frequent[:_KEPT]),
        least,
        greatest,
        max(map(len, present), default=0) if is_text else 0,
        shape.unit,
        shape.personal,
    )
