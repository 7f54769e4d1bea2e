"""Examples of what a column holds, written as answers write such values."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from shared.core.table.types import DataType
from shared.render import dates
from shared.render.escape import one_line
from shared.render.numbers import decimals_for, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.core.ingest.report import CleanColumn

_SHOWN = 3
_BETWEEN = " · "
"""Dates and numbers have commas of their own."""

_TRUTHS = {"t": "yes", "true": "yes", "f": "no", "false": "no"}
_WRITERS: dict[DataType, Callable[[str], str]] = {
    DataType.DATE: lambda text: dates.day(date.fromisoformat(text)),
    DataType.TIME: lambda text: dates.clock_time(time.fromisoformat(text)),
    DataType.TIMESTAMP: lambda text: dates.temporal(datetime.fromisoformat(text)),
    DataType.BOOLEAN: lambda text: _TRUTHS.get(text.lower(), text),
}
"""Whole numbers stay as they are: a year or a number of an order is not grouped."""


def example_words(column: CleanColumn) -> str:
    """Write a column's examples in one line, percentages with their sign; empty where there are none."""
    texts = [one_line(each) for each in column.examples[:_SHOWN]]
    sign = "%" if column.unit == "%" else ""
    if column.type in {DataType.DECIMAL, DataType.FLOAT}:
        return _BETWEEN.join(f"{each}{sign}" for each in _numbers(texts))
    if sign:
        return _BETWEEN.join(f"{each}{sign}" for each in texts)
    write = _WRITERS.get(column.type)
    return _BETWEEN.join(texts if write is None else [_written(each, write) for each in texts])


def _written(text: str, write: Callable[[str], str]) -> str:
    """Write one example; as it stands where it is none of its type."""
    try:
        return write(text)
    except ValueError:
        return text


def _numbers(texts: Sequence[str]) -> list[str]:
    """Write numbers with decimals they share; as they stand where one is none."""
    try:
        values = [Decimal(each) for each in texts]
    except DecimalException:
        return list(texts)
    if not all(each.is_finite() for each in values):
        return list(texts)
    places = decimals_for(values)
    return [number(each, decimals=places) for each in values]
