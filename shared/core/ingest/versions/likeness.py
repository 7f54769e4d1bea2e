"""Which tables of a file are which of a data set, and which of their columns were only renamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from shared.core.ingest.report import CleanColumn, CleanTable
    from shared.core.table.shape import ColumnShape, TableShape

_SAME_COLUMNS = 0.8
"""Tables of other names are the same when they share so many of the columns that either has."""
_SAME_VALUES = 2 / 3
"""A column of another name is the same when so many of its examples were seen in it."""
_SHORTEST = 3
"""Letters that an abbreviation has at least, unless it is one of the usual ones."""

_USUAL = {"no": "number", "nr": "number", "num": "number", "nos": "number", "dt": "date", "ts": "timestamp"}
_DIGITS = re.compile(r"(\d+)")


def paired(tables: tuple[CleanTable, ...], shapes: tuple[TableShape, ...]) -> tuple[tuple[CleanTable, TableShape], ...]:
    """The tables of a file with those of a data set that they are, in the file's order.

    By name, else by label, else because each side has but one, else by their columns.
    """
    if len(tables) == len(shapes) == 1:
        return ((tables[0], shapes[0]),)
    found: dict[str, TableShape] = {}
    for is_same in (_has_its_name, _has_its_label, _has_its_columns):
        for table in tables:
            taken = {shape.name for shape in found.values()}
            alike = [shape for shape in shapes if shape.name not in taken and is_same(table, shape)]
            if table.name not in found and len(alike) == 1:
                found[table.name] = alike[0]
    return tuple((table, found[table.name]) for table in tables if table.name in found)


def renames(
    new: tuple[CleanColumn, ...],
    lacking: tuple[ColumnShape, ...],
    values: Mapping[str, Collection[str]],
    fits: Callable[[CleanColumn, ColumnShape], bool],
) -> tuple[tuple[CleanColumn, ColumnShape], ...]:
    """Columns of the file that are most likely columns of the data set by another name.

    Both must fit each other, and be the only ones: their names say the same (qty, quantity), or values are shared.
    """
    alike = [
        (column, into)
        for column in new
        for into in lacking
        if fits(column, into)
        and (says_the_same(column.name, into.name) or _shares_values(column, values.get(into.name, ())))
    ]
    return tuple(
        (column, into)
        for column, into in alike
        if sum(each is column for each, _ in alike) == 1 and sum(each is into for _, each in alike) == 1
    )


def says_the_same(one: str, other: str) -> bool:
    """True when two names have the same words, in any order, some of them abbreviated; numbers must be equal."""
    mine, theirs = _words(one), _words(other)
    if len(mine) != len(theirs):
        return False
    left = list(theirs)
    for word in mine:
        match = next((each for each in left if _is_same_word(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _words(name: str) -> list[str]:
    return [_USUAL.get(word, word) for part in name.lower().split("_") for word in _DIGITS.split(part) if word]


def _is_same_word(one: str, other: str) -> bool:
    """True when the words are equal, or one is the other with letters left out after the first (qty, quantity)."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if len(short) < _SHORTEST or short[0] != long[0] or not (short + long).isalpha():
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _shares_values(column: CleanColumn, known: Collection[str]) -> bool:
    shared = sum(example in known for example in column.examples)
    return len(column.examples) > 1 and shared >= _SAME_VALUES * len(column.examples)


def _has_its_name(table: CleanTable, shape: TableShape) -> bool:
    return table.name == shape.name


def _has_its_label(table: CleanTable, shape: TableShape) -> bool:
    return table.label.casefold() == shape.label.casefold()


def _has_its_columns(table: CleanTable, shape: TableShape) -> bool:
    mine, theirs = {each.name for each in table.columns}, {each.name for each in shape.columns}
    return len(mine & theirs) >= _SAME_COLUMNS * len(mine | theirs)
