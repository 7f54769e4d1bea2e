"""A data set's tables as PostgreSQL objects: definitions, comments, staging and swap.

What people call a table or column, and its type, rest in the object's comment as JSON: they move with a rename, vanish
with a drop, and change in the same transaction as the data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Identifier, Literal

from shared.core.errors import InternalError
from shared.core.table.shape import ColumnShape, TableShape
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """A table that people can ask about, as it stands in its schema."""

    shape: TableShape
    is_current: bool


def checked(schema: str) -> str:
    """Return the schema's name. Raises InternalError for one that cannot be a data set's."""
    if not _OURS.fullmatch(schema):
        raise InternalError("That schema is not a data set's.")
    return schema


def staging_of(schema: str) -> str:
    """The schema in which a data set's next tables are made."""
    return f"{schema}__next"


def lock_writers_out(transaction: Transaction, schema: str) -> None:
    """Be the only writer of the data set until the transaction ends; readers go on."""
    transaction.run("lock_name", name=f"schema {schema}")


def begin_staging(transaction: Transaction, schema: str) -> None:
    """Make an empty staging schema; whoever else writes this data set waits until our transaction ends."""
    lock_writers_out(transaction, schema)
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
        comment = _comment({"label": each.label, "type": each.type.value, "unit": each.unit})
        place = Identifier(staging_of(schema), shape.name, each.name)
        transaction.define(SQL("COMMENT ON COLUMN {} IS {}").format(place, comment))


def create_rejects(transaction: Transaction, schema: str, name: str) -> None:
    """Make the table of a table's rejected rows; it has no label, so that nobody is offered it."""
    where = Identifier(staging_of(schema), name)
    transaction.define(SQL("CREATE TABLE {} (line bigint, reason text, cells text[])").format(where))


def rejects_name(table: str, taken: Iterable[str]) -> str:
    """<table>_rejects, shortened to what PostgreSQL takes and lengthened until no table has the name."""
    taken = set(taken)
    suffix = "_rejects"
    while True:
        stem = table.encode()[: _NAME_BYTES - len(suffix)].decode(errors="ignore")
        if stem + suffix not in taken:
            return stem + suffix
        suffix += "_"


def swap_all(transaction: Transaction, schema: str, content_hash: str) -> None:
    """Let the staged tables take the place of everything in the schema."""
    staging, final = Identifier(staging_of(schema)), Identifier(schema)
    transaction.define(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(final))
    transaction.define(SQL("ALTER SCHEMA {} RENAME TO {}").format(staging, final))
    transaction.define(SQL("COMMENT ON SCHEMA {} IS {}").format(final, _comment({"content": content_hash})))


def swap_one(transaction: Transaction, schema: str, table: str) -> None:
    """Let one staged table take the place of its namesake; the schema's content is then nobody's file."""
    staging, final = staging_of(schema), Identifier(schema)
    transaction.define(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(final))
    transaction.define(SQL("DROP TABLE IF EXISTS {} CASCADE").format(Identifier(schema, table)))
    transaction.define(SQL("ALTER TABLE {} SET SCHEMA {}").format(Identifier(staging, table), final))
    transaction.define(SQL("DROP SCHEMA {} CASCADE").format(Identifier(staging)))
    transaction.define(SQL("COMMENT ON SCHEMA {} IS NULL").format(final))


def content_of(transaction: Transaction, schema: str) -> str | None:
    """The content hash the schema was last filled with, or None."""
    row = transaction.row("schema_comment", schema=schema)
    content = _said(row["comment"] if row else None).get("content")
    return content if isinstance(content, str) else None


def stored_tables(transaction: Transaction, schema: str) -> tuple[StoredTable, ...]:
    """The tables with a label, by name."""
    found: dict[str, tuple[str, list[ColumnShape], bool]] = {}
    for row in transaction.rows("schema_columns", schema=schema):
        table, column = _said(row["table_comment"]), _said(row["column_comment"])
        if "label" not in table or "type" not in column:
            continue
        entry = found.setdefault(row["table_name"], (table["label"], [], row["is_current"]))
        kind, unit = DataType(column["type"]), column.get("unit", "")
        entry[1].append(ColumnShape(row["column_name"], column["label"], kind, unit))
    return tuple(
        StoredTable(TableShape(name, label, tuple(columns)), now) for name, (label, columns, now) in found.items()
    )


def _comment(content: Mapping[str, str]) -> Literal:
    return Literal(json.dumps(content))


def _said(comment: str | None) -> dict[str, Any]:
    try:
        content = json.loads(comment or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
