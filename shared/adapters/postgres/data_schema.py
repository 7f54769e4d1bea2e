"""A data set's tables as PostgreSQL objects: definitions, comments, keys, staging and swap.

The current content is in the schema that is named like the data set (d_x), that of a kept older version in one of its
own (d_x__v3); both are made in d_x__next. What people call a table or column, its type, and whether it is personal rest
in the object's comment as JSON: they move with a rename, vanish with a drop, and change in the same transaction as the
data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import errors
from psycopg.sql import SQL, Identifier, Literal

from shared.core.errors import InternalError
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shared.adapters.postgres.database import Transaction

_NAME_BYTES = 63
"""PostgreSQL's limit of an identifier."""
_OURS = re.compile(r"(?!pg_|avexra$|public$|information_schema$)[a-z][a-z0-9_]{0,50}")

_STORED_AS = {
    DataType.TEXT: SQL("text"),
    DataType.INTEGER: SQL("bigint"),
    DataType.DECIMAL: SQL("numeric"),
    DataType.FLOAT: SQL("double precision"),
    DataType.BOOLEAN: SQL("boolean"),
    DataType.DATE: SQL("date"),
    DataType.TIME: SQL("time"),
    DataType.TIMESTAMP: SQL("timestamp"),
}


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table that people can ask about, as it stands in its schema; is_current as schema_columns.sql says."""

    shape: TableShape
    is_current: bool
    key: tuple[str, ...] = ()


def checked(schema: str) -> str:
    """Return the schema's name. Raises InternalError for one that cannot be a data set's."""
    if not _OURS.fullmatch(schema):
        raise InternalError("That schema is not a data set's.")
    return schema


def staging_of(schema: str) -> str:
    """The schema in which a data set's next tables are made."""
    return f"{schema}__next"


def kept_place(schema: str, number: int) -> str:
    """The schema in which a version's content is kept once it is not the current one."""
    return f"{schema}__v{number}"


def stored_as(data_type: DataType) -> SQL:
    """PostgreSQL's name of a type."""
    return _STORED_AS[data_type]


def lock_writers_out(transaction: Transaction, schema: str) -> None:
    """Be the only writer of the data set until the transaction ends; readers go on."""
    transaction.run("lock_name", name=f"schema {schema}")


def begin_staging(transaction: Transaction, schema: str) -> None:
    """Make an empty staging schema, for who has locked other writers out."""
    staging = Identifier(staging_of(schema))
    transaction.define(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(staging))
    transaction.define(SQL("CREATE SCHEMA {}").format(staging))


def create_table(transaction: Transaction, schema: str, shape: TableShape) -> None:
    """Make an empty table that people can ask about."""
    where = Identifier(staging_of(schema), shape.name)
    definitions = SQL(", ").join(
        SQL("{} {}").format(Identifier(each.name), _STORED_AS[each.type]) for each in shape.columns
    )
    transaction.define(SQL("CREATE TABLE {} ({})").format(where, definitions))
    transaction.define(SQL("COMMENT ON TABLE {} IS {}").format(where, _comment({"label": shape.label})))
    for each in shape.columns:
        said = {"label": each.label, "type": each.type.value, "unit": each.unit}
        comment = _comment(said | {"personal": True} if each.personal else said)
        place = Identifier(staging_of(schema), shape.name, each.name)
        transaction.define(SQL("COMMENT ON COLUMN {} IS {}").format(place, comment))


def copy_table(transaction: Transaction, schema: str, place: str, was: TableShape, shape: TableShape) -> int:
    """Make a table of this shape from one in another schema, whose columns it has by name; returns its rows."""
    create_table(transaction, schema, shape)
    types = {each.name: each.type for each in shape.columns}
    names = SQL(", ").join(Identifier(each.name) for each in was.columns)
    cells = SQL(", ").join(
        Identifier(each.name)
        if types[each.name] is each.type
        else SQL("CAST({} AS {})").format(Identifier(each.name), _STORED_AS[types[each.name]])
        for each in was.columns
    )
    statement = SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        Identifier(staging_of(schema), shape.name), names, cells, Identifier(place, was.name)
    )
    return transaction.connection.execute(statement, binary=True).rowcount


def set_key(transaction: Transaction, schema: str, table: str, key: tuple[str, ...]) -> bool:
    """Make these columns the staged table's primary key; False, changing nothing, where they do not tell rows apart."""
    if not key:
        return False
    columns = SQL(", ").join(map(Identifier, key))
    statement = SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(Identifier(staging_of(schema), table), columns)
    try:
        with transaction.connection.transaction():
            transaction.define(statement)
    except (
        errors.UniqueViolation,
        errors.NotNullViolation,
        errors.ProgramLimitExceeded,
        errors.SyntaxErrorOrAccessRuleViolation,
    ):
        return False
    return True


def create_rejects(transaction: Transaction, schema: str, name: str, table: str) -> None:
    """Make the table of a table's rejected rows; it has no label, so that nobody is offered it."""
    where = Identifier(staging_of(schema), name)
    transaction.define(SQL("CREATE TABLE {} (line bigint, reason text, cells text[])").format(where))
    transaction.define(SQL("COMMENT ON TABLE {} IS {}").format(where, _comment({"rejects_of": table})))


def copy_rejects(  # noqa: PLR0913 - what is copied from where, and what becomes of it
    transaction: Transaction,
    schema: str,
    place: str,
    tables: Collection[str],
    *,
    taken: Iterable[str] = (),
    behind: str = "",
) -> dict[str, str]:
    """Make the same tables of rejected rows as there are of these tables in another schema; returns their names.

    None is called as one of the tables, or one in taken; behind goes behind the reasons.
    """
    names: dict[str, str] = {}
    for table in tables:
        if (found := rejects_of(transaction, place, table)) is not None:
            name = rejects_name(table, {*tables, *taken, *names.values()})
            create_rejects(transaction, schema, name, table)
            into, source = Identifier(staging_of(schema), name), Identifier(place, found)
            copying = SQL("INSERT INTO {} SELECT line, reason || {}, cells FROM {}")
            transaction.define(copying.format(into, Literal(behind), source))
            names[table] = name
    return names


def rejects_of(transaction: Transaction, place: str, table: str) -> str | None:
    """The name of the table of a table's rejected rows in a schema, or None.

    Those of earlier releases say nothing of themselves, and go by their name.
    """
    said: dict[str, dict[str, Any]] = {
        row["table_name"]: _said(row["table_comment"]) for row in transaction.rows("schema_tables", schema=place)
    }
    for name, comment in said.items():
        if comment.get("rejects_of") == table:
            return name
    named = rejects_name(table, (name for name, comment in said.items() if comment))
    return named if named in said else None


def rejects_name(table: str, taken: Iterable[str]) -> str:
    """<table>_rejects, shortened to what PostgreSQL takes and lengthened until no table has the name."""
    taken = set(taken)
    suffix = "_rejects"
    while True:
        stem = table.encode()[: _NAME_BYTES - len(suffix)].decode(errors="ignore")
        if stem + suffix not in taken:
            return stem + suffix
        suffix += "_"


def swap_all(transaction: Transaction, schema: str, keep_as: str | None) -> None:
    """Let the staged tables take the place of everything in the schema, which is kept under another name or dropped.

    Whoever reads the tables is waited for. A rename alone would not wait, and who has looked a table up but not read it
    yet would find the new one, of which its own snapshot sees no rows.
    """
    staging, final = Identifier(staging_of(schema)), Identifier(schema)
    _lock_readers_out(transaction, schema)
    if keep_as is None:
        transaction.define(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(final))
    else:
        transaction.define(SQL("ALTER SCHEMA {} RENAME TO {}").format(final, Identifier(keep_as)))
    transaction.define(SQL("ALTER SCHEMA {} RENAME TO {}").format(staging, final))


def swap_one(transaction: Transaction, schema: str, table: str) -> None:
    """Let one staged table take the place of its namesake; the schema's content is then nobody's file."""
    staging, final = staging_of(schema), Identifier(schema)
    transaction.define(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(final))
    transaction.define(SQL("DROP TABLE IF EXISTS {} CASCADE").format(Identifier(schema, table)))
    transaction.define(SQL("ALTER TABLE {} SET SCHEMA {}").format(Identifier(staging, table), final))
    transaction.define(SQL("DROP SCHEMA {} CASCADE").format(Identifier(staging)))
    transaction.define(SQL("COMMENT ON SCHEMA {} IS NULL").format(final))


def drop_place(transaction: Transaction, place: str) -> None:
    """Remove a schema and all in it; nothing happens when it is absent."""
    transaction.define(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(place)))


def _lock_readers_out(transaction: Transaction, schema: str) -> None:
    """Be the only one at the schema's tables until the transaction ends; in the order in which readers lock them."""
    names = [row["table_name"] for row in transaction.rows("schema_tables", schema=schema)]
    if names:
        places = SQL(", ").join(Identifier(schema, name) for name in names)
        transaction.define(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(places))


def content_of(transaction: Transaction, schema: str) -> str | None:
    """The hash of the content that an earlier release, which kept no versions, wrote into the schema.

    Empty when it was not such a release that wrote it; None when the schema is not there.
    """
    row = transaction.row("schema_comment", schema=schema)
    found = _said(row["comment"]).get("content") if row else None
    return found if isinstance(found, str) or row is None else ""


def stored_tables(transaction: Transaction, schema: str) -> tuple[StoredTable, ...]:
    """The tables with a label, by name."""
    found: dict[str, tuple[str, list[ColumnShape], bool]] = {}
    for row in transaction.rows("schema_columns", schema=schema):
        table, column = _said(row["table_comment"]), _said(row["column_comment"])
        if "label" not in table or "type" not in column:
            continue
        entry = found.setdefault(row["table_name"], (table["label"], [], row["is_current"]))
        entry[1].append(_column(row["column_name"], column))
    keys: dict[str, list[str]] = {}
    for row in transaction.rows("schema_keys", schema=schema):
        keys.setdefault(row["table_name"], []).append(row["column_name"])
    return tuple(
        StoredTable(TableShape(name, label, tuple(columns)), now, tuple(keys.get(name, ())))
        for name, (label, columns, now) in found.items()
    )


def _column(name: str, said: Mapping[str, Any]) -> ColumnShape:
    kind, unit, personal = DataType(said["type"]), said.get("unit", ""), bool(said.get("personal"))
    return ColumnShape(name, said["label"], kind, unit, personal)


def _comment(content: Mapping[str, Any]) -> Literal:
    return Literal(json.dumps(content))


def _said(comment: str | None) -> dict[str, Any]:
    try:
        content = json.loads(comment or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
