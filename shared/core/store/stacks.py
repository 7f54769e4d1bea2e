"""Stacks of layers: which layers a table needs, which files, and what names the result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shared.core.store.manifest import Window

if TYPE_CHECKING:
    from shared.core.store.manifest import Layer, StoredFile, TableSnapshot


def bottom(table: TableSnapshot) -> int:
    """Return the place of the lowest layer that anything is left of: the last one that replaces every row, else 0."""
    whole = [place for place, each in enumerate(table.layers) if _replaces_all(each)]
    return whole[-1] if whole else 0


def files_above(table: TableSnapshot, lower: int) -> tuple[StoredFile, ...]:
    """Return the files to lay over a file of the lowest lower layers (0: over nothing), in the layers' order."""
    layers = table.layers[max(lower, bottom(table)) :]
    removed = [each.removed for each in layers if each.removed is not None]
    return (*(file for each in layers for file in each.files), *removed)


def is_of_use(table: TableSnapshot, lower: int) -> bool:
    """True when a file of the lowest lower layers saves reading any of them."""
    return lower > bottom(table)


def stack_name(table: TableSnapshot, layers: int) -> str:
    """Return a name for what the lowest layers make, the same wherever the same files make the same table."""
    said = [table.name, *table.key, *(f"{each.name} {each.type}" for each in table.columns)]
    for each in table.layers[:layers]:
        said += ["layer", *(file.key for file in each.files), str(each.replaces)]
        said += ["removed", each.removed.key] if each.removed is not None else []
    lengths = (f"{len(text)}:{text}" for text in said)  # so that no two lists have one text
    return hashlib.sha256("".join(lengths).encode()).hexdigest()[:32]


def _replaces_all(layer: Layer) -> bool:
    return isinstance(layer.replaces, Window) and layer.replaces.value is None
