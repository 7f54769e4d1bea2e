"""Keys that people declare: which columns tell the rows of a table apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.cleaning.names import file_stem
from shared.core.ingest.rules.columns import Columns, words_of
from shared.core.ingest.rules.rule import Rule
from shared.core.semantic.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.report import CleanTable

MOST_KEY_COLUMNS = 16
LATER_COPY = "a later row is exactly the same"
"""Why a row with a key was left out."""


@dataclass(frozen=True, slots=True)
class DeclaredKey:
    """Columns that people say tell rows apart, by their headers or names.

    table is what the table or its file is called, or how that begins: "invoices" is "Invoices", "invoices.csv" and
    "Invoices March.xlsx". Empty, it is every table that has the columns. is_whole: it is the whole name.
    """

    table: str
    columns: tuple[str, ...]
    is_whole: bool = False

    @property
    def words(self) -> str:
        """What it does: "Key of invoices: of rows with the same voucher_no the last is kept, ..."."""
        return f"{self.title}: of rows with the same {listed(self.columns)} the last is kept, the others are left out"

    @property
    def title(self) -> str:
        """What it is called: "Key of invoices"."""
        return f"Key of {self.table}" if self.table else "Key"

    def names(self, *names: str) -> bool:
        """True when one of the names is that of its table, or begins so."""
        wanted, found = words_of(self.table), [words_of(file_stem(name)) for name in names]
        if not wanted or self.is_whole:
            return not wanted or wanted in found
        return any(f"{name} ".startswith(f"{wanted} ") for name in found)


Written = Rule | DeclaredKey
"""What people write about the files of a channel."""


def key_of(keys: Iterable[DeclaredKey], names: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """The columns of the key of a table with these names, as declared; none where no key is of it.

    Of several the one that names the table most closely holds, of equal ones the first.
    """
    of_it = [key for key in keys if key.names(*names) and not _absent(key, columns)]
    return max(of_it, key=lambda key: len(words_of(key.table))).columns if of_it else ()


def key_problem(key: DeclaredKey, tables: Sequence[CleanTable], file_name: str) -> str:
    """Why a declared key holds for no table of a file, as a clause; empty where it holds for one.

    A file of which no table is called so says nothing here: whether that is a mistake, its caller knows.
    """
    named = [each for each in tables if key.names(each.label, file_name)]
    absent = [(_columns_of(each), _absent(key, _columns_of(each))) for each in named]
    if not absent:
        return ""
    columns, name = min(absent, key=lambda pair: bool(pair[1]))
    if name:
        return columns.missing(name) if len(named) == 1 else f"none of its tables has a column “{name}”."
    if any(_is_used(key, each) for each in named):
        return ""
    others = next((each.key for each in named if each.key), ())
    if others:
        return f"{listed(others)} tells its rows apart already."
    return "its columns are made while the file is read, and their rows are kept as they are."


def later_row(labels: tuple[str, ...]) -> str:
    """Why a row was left out that differs from a later one with the same key of these columns."""
    return f"a later row has the same {listed(tuple(f'“{label}”' for label in labels))}"


def _is_used(key: DeclaredKey, table: CleanTable) -> bool:
    """True when the table's key is this one."""
    columns = _columns_of(table)
    places = [columns.place(name) for name in key.columns]
    return None not in places and {columns.name(place) for place in places if place is not None} == set(table.key)


def _columns_of(table: CleanTable) -> Columns:
    return Columns(tuple(each.label for each in table.columns), tuple(each.name for each in table.columns))


def _absent(key: DeclaredKey, columns: Columns) -> str:
    """The first of its columns that the table has not."""
    return next((name for name in key.columns if columns.place(name) is None), "")
