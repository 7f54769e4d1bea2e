"""Keys that held in a table until rows were added, and what breaks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.sql import SQL, Identifier

from shared.adapters.postgres.data_schema import stored_tables
from shared.adapters.postgres.versions import history_of, place_of
from shared.core.ingest.versions.versions import Change, LostKey, sequence

if TYPE_CHECKING:
    from shared.adapters.postgres.data_schema import StoredTable
    from shared.adapters.postgres.database import Transaction
    from shared.core.ingest.versions.versions import Origin, Version


def lost_keys(transaction: Transaction, schema: str, version: Version, origin: Origin) -> tuple[LostKey, ...]:
    """The keys that the tables of a version have lost; none where it was not made by adding what origin brought."""
    before = next((each for each in history_of(transaction, schema) if each.number == version.of), None)
    is_its = version.origin.share == origin.share and sequence(version.origin.sequencer) == sequence(origin.sequencer)
    if version.change is not Change.APPENDED or not is_its or before is None or not before.is_kept:
        return ()
    place = place_of(schema, version)
    now = {each.shape.name: each for each in stored_tables(transaction, place)}
    was = stored_tables(transaction, place_of(schema, before))
    return tuple(
        _counted(transaction, place, table, each.key)
        for each in was
        if each.key and (table := now.get(each.shape.name)) is not None and not table.key
    )


def _counted(transaction: Transaction, place: str, table: StoredTable, key: tuple[str, ...]) -> LostKey:
    """How many rows break the key of a table."""
    names = [Identifier(name) for name in key]
    (row,) = transaction.connection.execute(
        SQL(
            "SELECT coalesce(sum(n) FILTER (WHERE lacks), 0)::bigint AS empty,"
            " coalesce(sum(n - 1) FILTER (WHERE NOT lacks), 0)::bigint AS repeated"
            " FROM (SELECT count(*) AS n, {lacks} AS lacks FROM {table} GROUP BY {names}) AS counted"
        ).format(
            lacks=SQL(" OR ").join(SQL("{} IS NULL").format(name) for name in names),
            table=Identifier(place, table.shape.name),
            names=SQL(", ").join(names),
        )
    ).fetchall()
    labels = {each.name: each.label for each in table.shape.columns}
    return LostKey(table.shape.name, tuple(labels[name] for name in key), row["repeated"], row["empty"])
