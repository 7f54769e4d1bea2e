"""What the tables of a version look like to people, where nobody has described them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.personal import is_personal
from shared.core.ingest.typed.digit_names import words_of_header
from shared.core.store.fitting import kind_of
from shared.core.table.shape import ColumnShape, TableShape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.core.store.manifest import Manifest, TableSnapshot


def shapes_of(manifest: Manifest, samples_of: Callable[[str], Mapping[str, Sequence[str]]]) -> tuple[TableShape, ...]:
    """Return the shape of each table: labels are the names in words, and what tells of people is marked.

    samples_of gives, for a table, some values of its columns of text by their names.
    """
    return tuple(_shape(each, samples_of(each.name)) for each in manifest.tables)


def _shape(table: TableSnapshot, samples: Mapping[str, Sequence[str]]) -> TableShape:
    labels = {each.name: _label(each.name) for each in table.columns}
    columns = tuple(
        ColumnShape(
            each.name,
            labels[each.name],
            kind_of(each.type),
            personal=bool(is_personal(labels[each.name], labels.values(), samples.get(each.name, ()))),
        )
        for each in table.columns
    )
    return TableShape(table.name, _label(table.name), columns)


def _label(name: str) -> str:
    words = words_of_header(name)
    return words[:1].upper() + words[1:] or name
