"""What is known about a table, as a table: its columns, their kinds, what they hold; and how fresh data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render import dates
from shared.render.datasets import rows_of
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.core.semantic.model import Entity, Field
    from shared.core.store.dataset import Dataset

_SHOWN = 3
"""Values given as examples."""
TYPE_NAMES = {
    DataType.TEXT: "text",
    DataType.INTEGER: "whole number",
    DataType.DECIMAL: "number",
    DataType.FLOAT: "number",
    DataType.BOOLEAN: "yes or no",
    DataType.DATE: "date",
    DataType.TIME: "time of day",
    DataType.TIMESTAMP: "date and time",
}
"""Data types in everyday words."""


def columns_headline(entity: Entity) -> str:
    """Say how many columns and rows a table has."""
    rows = "" if entity.rows is None else f" and {count(entity.rows, 'row')}"
    return f"{entity.label} has {count(len(entity.fields), 'column')}{rows}."


def columns_table(entity: Entity) -> ResultTable:
    """Describe a table's columns; of personal data only the kind is said."""
    columns = tuple(_text(label) for label in ("Column", "Kind", "Unit", "What it holds"))
    rows = tuple((each.label, _kind(each), each.unit or None, _holds(each) or None) for each in entity.fields)
    return ResultTable(columns, rows)


def freshness_headline(datasets: Sequence[Dataset], now: datetime) -> str:
    """Say how old the data is; of several data sets the oldest and the latest. now is zone-aware."""
    read = sorted(each.snapshot.read_at for each in datasets if each.snapshot is not None)
    if not read:
        return "The data is still being prepared."
    latest = f"{dates.ago(read[-1], now)} ({dates.exact(read[-1])})"
    if read[0] == read[-1]:
        return f"The data was last updated {latest}."
    return (
        f"The latest update was {latest}; the oldest data is from {dates.ago(read[0], now)} ({dates.exact(read[0])})."
    )


def freshness_table(datasets: Sequence[Dataset]) -> ResultTable:
    """List the data sets with their rows and when each was read."""
    rows = ResultColumn("rows", "Rows", DataType.INTEGER, Role.ATTRIBUTE)
    columns = (_text("Data"), rows, _text("Updated"))
    return ResultTable(
        columns,
        tuple((each.label, rows_of(each), dates.exact(each.snapshot.read_at)) for each in datasets if each.snapshot),
    )


def _text(label: str) -> ResultColumn:
    return ResultColumn(label.casefold().replace(" ", "_"), label, DataType.TEXT, Role.ATTRIBUTE)


def _kind(field: Field) -> str:
    if field.personal:
        return f"{TYPE_NAMES[field.type]}, personal data"
    return f"{TYPE_NAMES[field.type]}, tells rows apart" if field.identifier else TYPE_NAMES[field.type]


def _holds(field: Field) -> str:
    """Its description, else its span, else its first values, else how many different ones."""
    if field.personal:
        return field.description
    if field.description:
        return field.description
    if field.minimum is not None and field.maximum is not None:
        return f"{field.minimum} to {field.maximum}"
    if field.values and field.indexed:
        more = (field.distinct or len(field.values)) - _SHOWN
        return f"{', '.join(field.values[:_SHOWN])}{f' and {number(more)} more' if more > 0 else ''}"
    return count(field.distinct, "different value") if field.distinct else ""
