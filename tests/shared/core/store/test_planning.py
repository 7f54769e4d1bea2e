"""How a table is read, and when its layers become one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.core.errors import UserError
from shared.core.store.manifest import Layer, StoredFile, TableSnapshot
from shared.core.store.planning import MOST_LAYERS, planned, wants_merging
from shared.core.store.source import Relation, SourceTable, StoredColumn, Watermark
from shared.core.store.statistics import TableStatistics
from shared.core.store.sync import SyncKind

COLUMNS = (StoredColumn("id", "BIGINT", "bigint"), StoredColumn("at", "TIMESTAMP WITH TIME ZONE", "timestamptz"))
SOURCE = SourceTable("orders", Relation("public", "orders"), key=("id",), incremental="at")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def layer(rows: int) -> Layer:
    """A layer of one file."""
    return Layer((StoredFile("files/a.parquet", 10, rows),), rows, "s1", NOW)


BEFORE = TableSnapshot(
    "orders", COLUMNS, ("id",), (layer(100),), 100, TableStatistics(()), Watermark("at", "2026-03-01 00:00:00+00")
)


@pytest.mark.parametrize("asked", [SyncKind.INCREMENTAL, SyncKind.RECONCILED])
def test_what_is_new_is_read_where_all_is_as_it_was(asked: SyncKind) -> None:
    """Nothing has to be explained then."""
    assert (planned(SOURCE, COLUMNS, BEFORE, asked).kind, planned(SOURCE, COLUMNS, BEFORE, asked).note) == (asked, "")


def test_a_first_read_and_a_full_one_are_whole() -> None:
    """As asked, so that nothing has to be explained."""
    assert planned(SOURCE, COLUMNS, None, SyncKind.INCREMENTAL).kind is SyncKind.FULL
    assert planned(SOURCE, COLUMNS, BEFORE, SyncKind.FULL).kind is SyncKind.FULL
    assert planned(SOURCE, COLUMNS, BEFORE, SyncKind.FULL).note == ""


@pytest.mark.parametrize(
    ("source", "before", "said"),
    [
        (replace(SOURCE, incremental=""), BEFORE, "no column tells what is new"),
        (SOURCE, replace(BEFORE, columns=COLUMNS[:1]), "its columns have changed"),
        (replace(SOURCE, key=()), BEFORE, "another key"),
        (SOURCE, replace(BEFORE, watermark=None), "no watermark"),
        (SOURCE, replace(BEFORE, watermark=Watermark("id", "7")), "another incremental column"),
        (SOURCE, replace(BEFORE, truncated=True), "limit of rows"),
    ],
)
def test_a_table_is_read_whole_where_the_watermark_says_nothing(
    source: SourceTable, before: TableSnapshot, said: str
) -> None:
    """And the note says why."""
    plan = planned(source, COLUMNS, before, SyncKind.INCREMENTAL)
    assert plan.kind is SyncKind.FULL
    assert said in plan.note


def test_without_a_key_only_a_whole_read_finds_deleted_rows() -> None:
    """So a reconciliation is one."""
    keyless = replace(SOURCE, key=())
    plan = planned(keyless, COLUMNS, replace(BEFORE, key=()), SyncKind.RECONCILED)
    assert plan.kind is SyncKind.FULL
    assert planned(keyless, COLUMNS, replace(BEFORE, key=()), SyncKind.INCREMENTAL).kind is SyncKind.INCREMENTAL


def test_layers_become_one_when_they_are_many_or_heavy() -> None:
    """A quarter of the lowest one's rows is heavy."""
    assert not wants_merging((layer(100),))
    assert not wants_merging((layer(100), layer(20), layer(5)))
    assert wants_merging((layer(100), layer(20), layer(6)))
    assert not wants_merging((layer(1000), *[layer(1)] * (MOST_LAYERS - 1)))
    assert wants_merging((layer(1000), *[layer(1)] * MOST_LAYERS))
    assert wants_merging((layer(0), layer(1)))


def test_a_tombstone_needs_a_key() -> None:
    """The deleted row is found by nothing else."""
    with pytest.raises(UserError, match="no key"):
        replace(SOURCE, key=(), tombstone="deleted_at")
