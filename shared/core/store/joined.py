"""The columns of the view that joins a data set's two parts: which part each comes from, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "dataset_"
"""What stands before the name of a dataset column that the results have too."""


class Side(StrEnum):
    """The part that a column comes from."""

    DATASET = "dataset"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class JoinedColumn:
    """A column of the view: the part and the column it is, and its name in the view."""

    side: Side
    column: str
    name: str


def joined_columns(dataset: Iterable[str], results: Iterable[str], on: str) -> tuple[JoinedColumn, ...]:
    """Return the view's columns: those of the results as they are, then those of the dataset but the one joined on.

    A dataset column whose name is taken gets the prefix, again until its name is free: names that differ only in
    small and capital letters are the same to DuckDB, and no column of either part is lost.
    """
    mine = [JoinedColumn(Side.RESULTS, each, each) for each in results]
    taken = {each.name.casefold() for each in mine}
    others = [each for each in dataset if each.casefold() != on.casefold()]
    kept = {each for each in others if each.casefold() not in taken}
    taken |= {each.casefold() for each in kept}
    for each in others:
        name = each
        while each not in kept and name.casefold() in taken:
            name = PREFIX + name
        taken.add(name.casefold())
        mine.append(JoinedColumn(Side.DATASET, each, name))
    return tuple(mine)
