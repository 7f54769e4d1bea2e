"""The settings of the store: YAML over environment over defaults, and a sentence on each mistake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from shared.config import store
from shared.config.store import load_store, parse_store
from shared.core.errors import UserError
from shared.core.semantic.query import Operator
from shared.core.store.manifest import JoinedView
from shared.core.store.settings import DeclaredDataset, StoreSettings, SyncMode, TableFilter
from shared.core.store.source import Relation, SourceQuery, SourceTable

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell


def declared(text: str) -> DeclaredDataset:
    """The one data set of a file in which the rest of it is told."""
    if text.startswith("{"):
        whole = f"datasets: [{{name: orders, workspace: T1, channel: C1, {text[1:]}]"
    else:
        whole = f"datasets:\n  - name: orders\n    workspace: T1\n    channel: C1\n{indent(dedent(text), '    ')}"
    (found,) = parse_store(whole).datasets
    return found


def refused(text: str) -> str:
    """The sentence on a data set that is not taken."""
    with pytest.raises(UserError) as caught:
        declared(text)
    return str(caught.value)


def test_nothing_said_gives_the_defaults() -> None:
    """Those of the definitions of the store."""
    settings = load_store({})
    assert settings == StoreSettings()
    assert (settings.enabled, settings.sync_mode) == (True, SyncMode.SCHEDULE)
    assert (settings.chunk_size, settings.max_rows) == (10_000, 2_000_000)
    assert parse_store("") == settings


def test_yaml_goes_over_the_environment_and_that_over_the_defaults(tmp_path: Path) -> None:
    """Setting by setting."""
    file = tmp_path / "store.yaml"
    file.write_text("enabled: false\nworkers: 3\n", encoding="utf-8")
    settings = load_store(
        {"STORE_FILE": str(file), "STORE_WORKERS": "4", "STORE_MAX_ROWS": "99", "STORE_ENABLED": "True"}
    )
    assert (settings.enabled, settings.workers, settings.max_rows, settings.chunk_size) == (False, 3, 99, 10_000)


def test_the_example_of_the_reader_is_taken() -> None:
    """It is what people copy."""
    example = dedent((store.__doc__ or "").partition("no environment:\n")[2])
    orders, runs, shop = parse_store(example).datasets
    assert (orders.label, orders.refresh_interval) == ("Orders", timedelta(minutes=15))
    assert orders.filters == (TableFilter("orders", "region", Operator.IN, ("North", "South")),)
    assert runs.views == (JoinedView("runs", "runs_dataset", "runs_results"),)
    assert [each.name for each in shop.tables] == ["orders", "customers"]


def test_a_table_is_declared_with_all_that_is_known_of_it() -> None:
    """It has the data set's name."""
    found = declared(
        """
        label: All orders
        table: [My Schema, Orders.2024]
        key: [id, line]
        incremental_column: updated_at
        tombstone_column: deleted
        partition_column: id
        max_rows: 7
        refresh_interval: 2 hours
        reconcile_interval: 1 d
        timeout: 90
        visible_metrics: [revenue]
        """
    )
    table = SourceTable(
        name="orders",
        of=Relation("My Schema", "Orders.2024"),
        key=("id", "line"),
        incremental="updated_at",
        tombstone="deleted",
        partition="id",
        most_rows=7,
    )
    assert found == DeclaredDataset(
        "T1",
        "C1",
        "orders",
        "All orders",
        (table,),
        visible_metrics=("revenue",),
        refresh_interval=timedelta(hours=2),
        reconcile_interval=timedelta(days=1),
        timeout_seconds=90.0,
    )


def test_a_data_set_of_two_parts_is_joined_by_a_view() -> None:
    """Key and columns are said of the results, which grow."""
    found = declared(
        "{dataset_query: SELECT 1 AS dataset_id, results_query: SELECT 2, key: id, incremental_column: at}"
    )
    dataset, results = found.tables
    assert (dataset.name, dataset.of, dataset.key) == ("orders_dataset", SourceQuery("SELECT 1 AS dataset_id"), ())
    assert (results.name, results.key, results.incremental) == ("orders_results", ("id",), "at")
    assert found.views == (JoinedView("orders", "orders_dataset", "orders_results", "dataset_id"),)


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        ("[North, South]", ("North", "South")),
        ("007", ("007",)),
        ("[1, 2.50]", (1, Decimal("2.5"))),
        ("true", (True,)),
        ("2024-01-31", (date(2024, 1, 31),)),
        ("2024-01-31T10:00:00Z", (datetime(2024, 1, 31, 10, tzinfo=UTC),)),
    ],
)
def test_values_are_what_they_are_written_as(values: str, cells: tuple[Cell, ...]) -> None:
    """Numbers exactly; a code that begins with a zero stays text."""
    found = declared(f"{{table: orders, filters: [{{column: region, operator: in, values: {values}}}]}}")
    assert found.filters == (TableFilter("orders", "region", Operator.IN, cells),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{table: a.b.c}", "datasets[1] (orders).table should be schema.table"),
        ("{table: t, query: SELECT 1}", "needs one of these: table, query, tables, or dataset_query with"),
        ("{dataset_query: SELECT 1}", "needs dataset_query and results_query together"),
        ("{query: SELECT 1;}", "query should be one SELECT, without a semicolon at its end"),
        ("{table: t, tombstone_column: gone}", "has a tombstone_column, so it needs a key"),
        ("{table: t, timeout: 121}", "timeout should be a number of seconds, 120 at most"),
        ("{table: t, timeout: 60 s}", "timeout should be a number of seconds, 120 at most"),
        ("{table: t, refresh_interval: 15}", "refresh_interval should be a number with its unit"),
        ("{table: t, refresh_interval: 5 s}", "refresh_interval should be from 1 minute to 31 days"),
        ("{table: t, filtres: []}", "filtres is not known here; did you mean “filters”?"),
        ("{table: t, key: [a, a]}", "key should be the name of a column, or a list of such"),
        ("{table: t, visible_metrics: revenue}", "visible_metrics should be a list of names"),
        ("{tables: {}}", "tables should be a mapping of names to tables"),
        ("{tables: {Big One: {table: t}}}", "tables has a name, “Big One”, that should be a name of small letters"),
        ("{tables: {a: {}}}", "datasets[1] (orders).tables.a needs a table or a query, and not both"),
        ("{tables: {a: {table: t}}, key: id}", "has several tables: key belongs to one of them"),
        (
            "{table: t, filters: [{column: a, operator: between, values: 3}]}",
            "filters[1] asks “between”, which takes two",
        ),
        ("{table: t, filters: [{column: a, operator: is null, values: 3}]}", "asks “is null”, which takes no values"),
        ("{table: t, filters: [{column: a, operator: in}]}", "asks “in”, which takes a list of values"),
        ("{table: t, filters: [{column: a, operator: contains, values: 3}]}", "takes a text in quotes"),
        ("{table: t, filters: [{column: a, operator: is the latest}]}", "operator should be one of =, !=, <"),
        ("{table: t, filters: [{column: a, values: [1, x]}]}", "values should be of one kind"),
        ("{table: t, filters: [{column: a, values: ~}]}", "values should be a text, a number, a day"),
        ("{table: t, filters: [{table: b, column: a, values: 1}]}", "a filter on a table “b”; there is orders"),
        ("{tables: {a: {table: a}, b: {table: b}}, filters: [{column: c, values: 1}]}", "of which table: a, b"),
    ],
)
def test_each_mistake_is_told_with_its_place(text: str, said: str) -> None:
    """In words that say what to write."""
    assert said in refused(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "sync_mod: manual",
            "The file of the store has a problem: sync_mod is not known here; did you mean “sync_mode”?",
        ),
        ("sync_mode: now", "sync_mode should be one of startup, manual, schedule"),
        ("enabled: perhaps", "enabled should be one of true, false"),
        ("workers: 0\nchunk_size: x", "2 problems: chunk_size should be a whole number"),
        ("datasets: {}", "datasets should be a list"),
        ("- 1", "should be a mapping"),
        ("workers: [", "The YAML cannot be read at line 1"),
        ("datasets:\n  - {name: orders, table: t}", "datasets[1] (orders).workspace is missing"),
        ("datasets:\n  - {name: Orders, workspace: T, channel: C, table: t}", "name should be a name of small letters"),
        ("datasets:\n  - {name: temp, workspace: T, channel: C, table: t}", "name should be a name of small letters"),
        (
            "datasets: [{name: a, workspace: T, channel: C, table: t}, {name: a, workspace: T, channel: D, table: t}]",
            "datasets[2] (a).name is the name of another data set of this workspace",
        ),
    ],
)
def test_mistakes_at_the_margin_are_told(text: str, said: str) -> None:
    """By the name of the setting, or the line where it is no YAML."""
    with pytest.raises(UserError) as caught:
        parse_store(text)
    assert said in str(caught.value)


def test_a_mistake_in_the_environment_is_told_by_its_variable(tmp_path: Path) -> None:
    """Also where the file says something else; a file that is not there is no default."""
    file = tmp_path / "store.yaml"
    file.write_text("max_rows: 5", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_store({"STORE_MAX_ROWS": "many", "STORE_SYNC_MODE": "never", "STORE_FILE": str(file)})
    assert "STORE_MAX_ROWS should be a whole number" in str(caught.value)
    assert "STORE_SYNC_MODE should be one of startup, manual, schedule" in str(caught.value)
    with pytest.raises(UserError, match=r"The file of the store cannot be read \(FileNotFoundError\)"):
        load_store({"STORE_FILE": str(tmp_path / "none.yaml")})
