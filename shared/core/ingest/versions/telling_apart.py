"""Which column tells the rows of two versions apart, where no key is declared or known: found in their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.row_steps import IDENTIFIERS, SURE_IDENTIFIERS
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.table.shape import ColumnShape


def may_tell_apart(before: Sequence[ColumnShape], after: Sequence[ColumnShape]) -> tuple[str, ...]:
    """The names of columns of both whose values may tell rows apart, those named as identifiers first.

    Texts and whole numbers; amounts, days and moments are different by chance.
    """
    types = {each.name: each.type for each in before}
    kinds = {DataType.TEXT, DataType.INTEGER}
    names = [each.name for each in after if each.type in kinds and types.get(each.name) is each.type]
    return tuple(sorted(names, key=lambda name: not is_named_as_one(name)))


def is_named_as_one(name: str) -> bool:
    """True for the name of an identifier: order_id, voucher_no."""
    return name.rpartition("_")[2] in IDENTIFIERS


def may_number_rows(name: str) -> bool:
    """True where values from 1 to the number of rows may merely number them, which tells nothing of a row."""
    return name.rpartition("_")[2] not in SURE_IDENTIFIERS


def chosen_key(unique: Sequence[str]) -> tuple[str, ...]:
    """Of the columns that have another value in every row of both: the first identifier, else the only one there is."""
    named = [name for name in unique if is_named_as_one(name)]
    if named or len(unique) == 1:
        return ((named or unique)[0],)
    return ()
