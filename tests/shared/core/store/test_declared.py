"""A declared data set, as the catalogue and a sync know it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from shared.core.semantic.query import Operator
from shared.core.store.declared import dataset_of, declared_as, declared_id, kind_of_sync, sources_of
from shared.core.store.settings import DeclaredDataset, StoreSettings, TableFilter
from shared.core.store.source import Relation, SourceQuery, SourceTable
from shared.core.store.sync import SyncKind

ORDERS = SourceTable("orders", Relation("public", "orders"), key=("id",), incremental="at")
CITIES = SourceTable("cities", SourceQuery("SELECT * FROM cities"), most_rows=10)
SHOP = DeclaredDataset("T1", "C1", "shop", "The shop", (ORDERS, CITIES))
NORTH = TableFilter("orders", "region", Operator.EQ, ("North",))


def test_its_id_is_its_workspace_and_name() -> None:
    """The same in every process and after every change of anything else; another one for another name."""
    dataset = dataset_of(SHOP)
    assert re.fullmatch("d_[0-9a-f]{12}", dataset.id)
    assert dataset.id == dataset_of(replace(SHOP, channel="C2", label="x", tables=())).id == declared_id("T1", "shop")
    assert len({declared_id(*each) for each in (("T1", "shop"), ("T2", "shop"), ("T1", "shop2"), ("T1s", "hop"))}) == 4
    assert (dataset.workspace, dataset.channel, dataset.name, dataset.label) == ("T1", "C1", "shop", "The shop")
    assert (dataset.model, dataset.snapshot) == (None, None)


def test_what_is_declared_of_a_data_set_is_found_by_its_id() -> None:
    """One that came from a file has nothing declared."""
    settings = StoreSettings(datasets=(SHOP,))
    assert declared_as(declared_id("T1", "shop"), settings) is SHOP
    assert declared_as("d_000000000000", settings) is None


def test_every_table_is_read_to_the_limit_of_rows() -> None:
    """The store's, unless a table has one of its own."""
    orders, cities = sources_of(SHOP, 2_000_000)
    assert orders == replace(ORDERS, most_rows=2_000_000)
    assert cities == CITIES


def test_a_filter_narrows_the_table_it_is_of_and_no_other() -> None:
    """Key and columns stay what they are."""
    orders, cities = sources_of(replace(SHOP, filters=(NORTH,)), 5)
    assert isinstance(orders.of, SourceQuery)
    assert "LOWER('North')" in orders.of.sql
    assert replace(orders, of=ORDERS.of) == replace(ORDERS, most_rows=5)
    assert cities.of == CITIES.of


@pytest.mark.parametrize("asked", SyncKind)
def test_without_filters_a_sync_is_as_thorough_as_asked(asked: SyncKind) -> None:
    """Nothing more is read than that."""
    assert kind_of_sync(SHOP, asked) is asked


def test_where_a_filter_may_let_go_of_a_row_keys_are_compared() -> None:
    """A row that moves from the North to the South tells no watermark of it."""
    filtered = replace(SHOP, filters=(NORTH,))
    assert kind_of_sync(filtered, SyncKind.INCREMENTAL) is SyncKind.RECONCILED
    assert kind_of_sync(filtered, SyncKind.FULL) is SyncKind.FULL
    keyless = replace(filtered, tables=(replace(ORDERS, key=()), CITIES))
    assert kind_of_sync(keyless, SyncKind.INCREMENTAL) is SyncKind.RECONCILED
    whole = replace(filtered, tables=(replace(ORDERS, incremental=""), CITIES))
    assert kind_of_sync(whole, SyncKind.INCREMENTAL) is SyncKind.INCREMENTAL
    other = replace(SHOP, filters=(replace(NORTH, table="cities"),))
    assert kind_of_sync(other, SyncKind.INCREMENTAL) is SyncKind.INCREMENTAL
