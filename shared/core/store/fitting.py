"""Whether a version of a data set has the columns that its model asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.store.joined import Side, joined_columns
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.model import Entity
    from shared.core.store.dataset import Dataset
    from shared.core.store.manifest import JoinedView, Manifest

_KINDS = {
    "BOOLEAN": DataType.BOOLEAN,
    "DATE": DataType.DATE,
    "TIME": DataType.TIME,
    "FLOAT": DataType.FLOAT,
    "DOUBLE": DataType.FLOAT,
    "TIMESTAMP": DataType.TIMESTAMP,
    "TIMESTAMPTZ": DataType.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": DataType.TIMESTAMP,
} | dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), DataType.INTEGER)


def kind_of(stored: str) -> DataType:
    """Return what people can do with a column of this DuckDB type; what is no number, date or truth value is text."""
    if stored.startswith("DECIMAL") and not stored.endswith("]"):
        return DataType.DECIMAL
    return _KINDS.get(stored, DataType.TEXT)


def is_other_than_text(stored: str) -> bool:
    """True for a type that is text to people and not to the engine: a uuid, a span, bytes, a list."""
    return kind_of(stored) is DataType.TEXT and stored not in {"VARCHAR", "JSON"}


def column_kinds(manifest: Manifest) -> dict[str, dict[str, DataType]]:
    """Return the columns of every table and view of a version, in order, with what they hold."""
    tables = {each.name: {c.name: kind_of(c.type) for c in each.columns} for each in manifest.tables}
    return tables | {view.name: _joined(view, tables) for view in manifest.views}


def fits(manifest: Manifest, dataset: Dataset) -> bool:
    """True when every field of the data set's model is a column of this version, of the same kind.

    Numbers of any kind will do for a number. A data set without a model asks for nothing.
    """
    if dataset.model is None:
        return True
    kinds = column_kinds(manifest)
    ours = (each for each in dataset.model.entities if each.table.dataset == dataset.name)
    return all(_has_all(kinds.get(each.table.table, {}), each) for each in ours)


def _has_all(kinds: Mapping[str, DataType], entity: Entity) -> bool:
    for each in entity.fields:
        kind = kinds.get(each.name)
        if kind is None or not (kind is each.type or (kind.is_numeric and each.type.is_numeric)):
            return False
    return True


def _joined(view: JoinedView, tables: Mapping[str, Mapping[str, DataType]]) -> dict[str, DataType]:
    parts = {Side.DATASET: tables.get(view.dataset, {}), Side.RESULTS: tables.get(view.results, {})}
    columns = joined_columns(parts[Side.DATASET], parts[Side.RESULTS], view.on)
    return {each.name: parts[each.side][each.column] for each in columns}
