"""The statements that lay the layers of a table over each other, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.duckdb.literals import quoted, text
from shared.core.errors import InternalError
from shared.core.store.manifest import Window
from shared.core.store.stacks import bottom, is_of_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from shared.core.store.manifest import Layer, StoredFile, TableSnapshot
    from shared.core.store.source import StoredColumn

_BEFORE_CHRIST = " BC"
_SAME_FOR_LESS = ("INTERVAL", "DOUBLE", "FLOAT", "TIME WITH TIME ZONE")
"""Types with values that are equal and yet are written differently."""


def laying(table: TableSnapshot, files: Mapping[str, Path], lower: int) -> tuple[str, ...]:
    """Return the statements that make the table from its layers above the lowest ones, which a file has already.

    lower: how many layers the file has; 0 for none, and then the table is created. files: local copies by key.
    """
    starts_anew = not is_of_use(table, lower)
    first = bottom(table) if starts_anew else lower
    statements = [_created(table)] if starts_anew else []
    for place, layer in enumerate(table.layers[first:]):
        if place or not starts_anew:
            taken = _taken_away(table, layer, files)
            statements += [f"DELETE FROM {quoted(table.name)} AS here WHERE {each}" for each in taken]  # noqa: S608
        if layer.files:
            names = ", ".join(quoted(each.name) for each in table.columns)
            statements.append(f"INSERT INTO {quoted(table.name)} ({names}) {_added(table, layer, files)}")
    return tuple(statements)


def changed(table: TableSnapshot, files: Mapping[str, Path], lower: int) -> str:
    """Return the statement that counts rows that are only among those the uppermost layer takes, or among its own.

    lower: how many layers the table of the file has. Cells are compared as they are told apart when they are written:
    one month is not thirty days, nor -0.0 zero.
    """
    cells = ", ".join(_told_apart(each) for each in table.columns)
    layer = table.layers[-1]
    taken = f"SELECT {cells} FROM ({_taken_rows(table, files, lower)})"  # noqa: S608 - names are quoted
    if not layer.files:
        return f"SELECT count(*) FROM ({taken})"  # noqa: S608
    own = f"SELECT {cells} FROM ({_added(table, layer, files)})"  # noqa: S608
    return f"SELECT count(*) FROM (({taken} EXCEPT ALL {own}) UNION ALL ({own} EXCEPT ALL {taken}))"  # noqa: S608


def replaced(table: TableSnapshot, files: Mapping[str, Path], lower: int) -> str:
    """Return the statement that counts the rows that the uppermost layer takes from those below it."""
    return f"SELECT count(*) FROM ({_taken_rows(table, files, lower)})"  # noqa: S608 - names are quoted


def repeated(table: str, key: Sequence[str]) -> str:
    """Return the statement that counts rows whose whole key another row before them has."""
    names = ", ".join(map(quoted, key))
    grouped = f"SELECT count(*) AS n FROM {quoted(table)} WHERE {whole(key)} GROUP BY {names} HAVING count(*) > 1"  # noqa: S608
    return f"SELECT CAST(coalesce(sum(n - 1), 0) AS BIGINT) FROM ({grouped})"  # noqa: S608


def whole(key: Sequence[str]) -> str:
    """Return the condition that nothing of a key is NULL."""
    return " AND ".join(f"{quoted(each)} IS NOT NULL" for each in key)


def counting(table: str) -> str:
    """Return the statement that counts a table's rows."""
    return f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608 - the name is quoted


def _created(table: TableSnapshot) -> str:
    columns = ", ".join(f"{quoted(each.name)} {each.type}" for each in table.columns)
    return f"CREATE TABLE {quoted(table.name)} ({columns})"


def _taken_away(table: TableSnapshot, layer: Layer, files: Mapping[str, Path]) -> Iterator[str]:
    """Conditions of the rows below that go, called here: in the window or of the same keys, and of removed keys."""
    if isinstance(layer.replaces, Window):
        yield _in_window(table, layer.replaces)
    elif table.key and layer.files:
        yield _of_keys(table, layer.files, files)
    if layer.removed is not None:
        yield _of_keys(table, (layer.removed,), files)


def _taken_rows(table: TableSnapshot, files: Mapping[str, Path], lower: int) -> str:
    """The rows that the uppermost layer takes from those below it, the lowest of which are in a file's table.

    Only such rows are followed through the layers between, so that the table is looked through once, however many
    those are.
    """
    names = ", ".join(quoted(each.name) for each in table.columns)
    *between, uppermost = table.layers[lower:]
    wanted = _any_of(_taken_away(table, uppermost, files))
    rows = f"SELECT {names} FROM {quoted(table.name)} AS here WHERE {wanted}"  # noqa: S608 - names are quoted
    for layer in between:
        taken = _any_of(_taken_away(table, layer, files))
        rows = f"SELECT {names} FROM ({rows}) AS here WHERE ({taken}) IS NOT TRUE"  # noqa: S608
        if layer.files:
            rows += f" UNION ALL SELECT {names} FROM ({_added(table, layer, files)}) AS here WHERE {wanted}"  # noqa: S608
    return rows


def _any_of(conditions: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in conditions) or "false"


def _added(table: TableSnapshot, layer: Layer, files: Mapping[str, Path]) -> str:
    """The rows of a layer, in its files' order: columns by name, of the table's types."""
    cells = ", ".join(f"CAST({quoted(each.name)} AS {each.type}) AS {quoted(each.name)}" for each in table.columns)
    return f"SELECT {cells} FROM {reading(_paths(layer.files, files))}"  # noqa: S608 - names are quoted, here and below


def _in_window(table: TableSnapshot, window: Window) -> str:
    if window.value is None:
        return "true"
    value = _value(window.value, type_of(table, window.column))
    return f"here.{quoted(window.column)} >= {value} OR here.{quoted(window.column)} IS NULL"


def _of_keys(table: TableSnapshot, wanted: Sequence[StoredFile], files: Mapping[str, Path]) -> str:
    """A NULL in a key equals nothing: such a row is never taken away by its key."""
    keys = ", ".join(f"CAST({quoted(each)} AS {type_of(table, each)}) AS {quoted(each)}" for each in table.key)
    same = " AND ".join(f"here.{quoted(each)} = gone.{quoted(each)}" for each in table.key)
    return f"EXISTS (SELECT 1 FROM (SELECT {keys} FROM {reading(_paths(wanted, files))}) AS gone WHERE {same})"  # noqa: S608


def _told_apart(column: StoredColumn) -> str:
    name = quoted(column.name)
    return f"CAST({name} AS VARCHAR)" if any(each in column.type for each in _SAME_FOR_LESS) else name


def reading(paths: Sequence[Path]) -> str:
    """Return the table function over Parquet files, in this order."""
    listed = ", ".join(text(str(each)) for each in paths)
    return f"read_parquet([{listed}])"


def type_of(table: TableSnapshot, column: str) -> str:
    """Return the stored type of a column. Raises InternalError when the table has none of that name."""
    found = next((each.type for each in table.columns if each.name == column), None)
    if found is None:
        raise InternalError("a layer names a column that its table does not have")
    return found


def _value(value: str, kind: str) -> str:
    """PostgreSQL's text of a value as DuckDB reads it: both differ in bytes, and in years before Christ."""
    if kind == "BLOB":
        return f"unhex({text(value.removeprefix(chr(92) + 'x'))})"
    if value.endswith(_BEFORE_CHRIST) and kind != "VARCHAR":
        day, clock, rest = value.removesuffix(_BEFORE_CHRIST).partition(" ")
        value = f"{day} (BC){clock}{rest}"
    return f"CAST({text(value)} AS {kind})"


def _paths(wanted: Sequence[StoredFile], files: Mapping[str, Path]) -> list[Path]:
    return [files[each.key] for each in wanted]
