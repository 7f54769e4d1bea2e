"""Rows of a table: checked, compiled, guarded, run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.errors import UserError
from shared.core.semantic.model import TableRef
from shared.core.sql.guard import guard
from shared.core.store.asked import ShowRows, SortKey
from shared.core.store.manifest import JoinedView, Manifest
from shared.core.store.rows import (
    TableSchema,
    checked_rows,
    compiled_count,
    compiled_rows,
    schemas_of,
)
from shared.core.store.source import StoredColumn
from tests.fakes import shop, shop_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.table.types import Cell

LINES, INVOICES = schemas_of(shop_store.manifest(), "shop")
ODD = TableSchema(
    TableRef("shop", 'o"dd'),
    (
        StoredColumn('a"b', "VARCHAR", "text"),
        StoredColumn("Ünïcode x", "UUID", "uuid"),
        StoredColumn("js", "JSON", "jsonb"),
        StoredColumn("at", "TIMESTAMP WITH TIME ZONE", "timestamptz"),
        StoredColumn("rows", "INTEGER[]", "integer[]"),
    ),
    (),
    3,
)
UUID = "0d6f2b4e-0000-4000-8000-00000000000{}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The shop, and a table of odd names and types beside it."""
    file = shop.snapshot_file(tmp_path_factory.mktemp("shop"))
    with duckdb.connect() as made:
        made.execute(f"ATTACH '{file}' AS stored (READ_ONLY); ATTACH ':memory:' AS shop")
        made.execute("CREATE TABLE shop.lines AS FROM stored.lines; CREATE TABLE shop.invoices AS FROM stored.invoices")
        made.execute(
            'CREATE TABLE shop."o""dd" ("a""b" VARCHAR, "Ünïcode x" UUID, js JSON, "at" TIMESTAMPTZ, "rows" INTEGER[])'
        )
        for i in range(3):
            cells = [f"Word {i}", UUID.format(i), json.dumps({"k": f"V{i}"}), f"2024-01-0{i + 1} 00:00+00", [i, 70 + i]]
            made.execute('INSERT INTO shop."o""dd" VALUES (?, ?, ?, ?, ?)', cells)
        yield made


def page(engine: duckdb.DuckDBPyConnection, schema: TableSchema, **asked: object) -> list[tuple[Cell, ...]]:
    """The rows of a page, after the guard let its statement through; one row more may be there."""
    request = checked_rows(ShowRows("x", **asked), schema)  # type: ignore[arg-type]
    query = compiled_rows(request)
    assert guard(query, schema.permitted) == ()
    counted = compiled_count(request)
    assert guard(counted, schema.permitted) == ()
    engine.execute(counted.sql, dict(counted.params))
    rows: list[tuple[Cell, ...]] = engine.execute(query.sql, dict(query.params)).fetchall()
    assert len(rows) <= request.size + 1
    return rows[: request.size]


def test_a_page_has_the_columns_asked_for_in_the_order_asked_for(engine: duckdb.DuckDBPyConnection) -> None:
    """Sorted as asked, greatest first, what is empty last."""
    rows = page(engine, INVOICES, columns=("gross_total", "voucher_no"), sort=(SortKey("gross_total", True),), size=3)  # noqa: FBT003
    assert [(float(total), no) for total, no in rows] == [(4105.0, "V041"), (4005.0, "V040"), (3905.0, "V039")]  # type: ignore[arg-type]
    firms = page(engine, INVOICES, columns=("firm",), sort=(SortKey("firm", True),), size=500)  # noqa: FBT003
    assert firms[0] == ("South",)
    assert firms[-1] == (None,)


@pytest.mark.parametrize("sort", [(), (SortKey("quantity"),), (SortKey("brand", True), SortKey("paid"))])  # noqa: FBT003
@pytest.mark.parametrize("size", [7, 100, 500])
def test_the_pages_together_are_the_table(
    engine: duckdb.DuckDBPyConnection, sort: tuple[SortKey, ...], size: int
) -> None:
    """Each row on one page, however many are alike in what they are sorted by."""
    pages = [row for first in range(1, 601, size) for row in page(engine, LINES, sort=sort, first=first, size=size)]
    assert sorted(map(repr, pages)) == sorted(map(repr, engine.execute("FROM shop.lines").fetchall()))


def test_a_search_finds_text_and_numbers_in_any_column(engine: duckdb.DuckDBPyConnection) -> None:
    """Capitals do not count; a % is a percent sign."""
    assert {row[1] for row in page(engine, LINES, search="o'hARA \"X", size=500)} == {'O\'Hara "x"'}
    assert len(page(engine, LINES, search="V007", size=500)) == len([r for r in shop.line_rows() if r[7] == "V007"])
    assert page(engine, LINES, search="%", size=500) == []
    assert [row[0] for row in page(engine, INVOICES, search="4105")] == ["V041"]
    assert page(engine, LINES, search="2023-01-01", columns=("sold_on",), size=1)


@pytest.mark.parametrize(
    ("search", "kinds"),
    [
        ("acme", {"brand", "voucher_no"}),
        ("acme 12", {"brand", "voucher_no"}),
        ("TRUE", {"brand", "voucher_no", "paid"}),
        ("12", {each.name for each in LINES.columns} - {"paid"}),
        ("-1.5e", {each.name for each in LINES.columns} - {"paid"}),
        ("2024-01-01 10:", {each.name for each in LINES.columns} - {"paid"}),
    ],
)
def test_only_columns_that_may_hold_the_text_are_looked_through(search: str, kinds: set[str]) -> None:
    """Numbers hold no words, and to write two million of them as text takes seconds."""
    sql = compiled_rows(checked_rows(ShowRows("x", columns=("sold_on",), search=search), LINES)).sql.partition("WHERE")[
        2
    ]
    assert {each.name for each in LINES.columns if f'"{each.name}"' in sql} == kinds


def test_where_no_column_may_hold_the_text_no_row_is_found(engine: duckdb.DuckDBPyConnection) -> None:
    """It is still a value, never a statement."""
    numbers = TableSchema(LINES.table, tuple(each for each in LINES.columns if each.type == "BIGINT"), (), 600)
    assert page(engine, numbers, search="acme") == []
    assert len(page(engine, numbers, search="4", size=500)) > 1


def test_a_count_is_of_what_the_search_finds(engine: duckdb.DuckDBPyConnection) -> None:
    """On all pages."""
    counted = compiled_count(checked_rows(ShowRows("x", search="v007", first=40, size=3), LINES))
    found = engine.execute(counted.sql, dict(counted.params)).fetchall()
    assert found == [(len([row for row in shop.line_rows() if row[7] == "V007"]),)]


@pytest.mark.parametrize("search", ["word 1", UUID.format(1)[-12:], '"V1"', "2024-01-02", "71"])
def test_odd_names_and_types_are_read_as_any(engine: duckdb.DuckDBPyConnection, search: str) -> None:
    """Quotes, blanks and umlauts; uuid, json, instants and lists."""
    rows = page(
        engine, ODD, search=search, sort=(SortKey("ünïcode X"), SortKey("js"), SortKey("rows")), columns=('a"b',)
    )
    assert rows == [("Word 1",)]


def test_a_name_is_meant_without_capitals_and_blanks() -> None:
    """As people write it; the sentence on a wrong one says the nearest."""
    assert LINES.find("Sold On").name == "sold_on"
    with pytest.raises(UserError, match=r"There is no column “quantitty” in lines; did you mean “quantity”\?"):
        LINES.find("quantitty")
    with pytest.raises(UserError, match=r"There is no column “zzz” in lines\."):
        checked_rows(ShowRows("x", sort=(SortKey("zzz"),)), LINES)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40))
def test_nothing_that_is_searched_for_is_ever_a_statement(engine: duckdb.DuckDBPyConnection, text: str) -> None:
    """It goes beside the statement, as a value; all it decides is whether numbers are looked through."""
    query = compiled_rows(checked_rows(ShowRows("x", search=text), LINES))
    kinds = {compiled_rows(checked_rows(ShowRows("x", search=each), LINES)).sql for each in ("else", "7", "true")}
    assert query.sql in kinds
    assert list(query.params.values()) == [text]
    page(engine, LINES, search=text)


def test_a_view_is_a_table_of_both_parts(engine: duckdb.DuckDBPyConnection) -> None:
    """With the columns that the engine's own view has, the clashing ones prefixed; in an order of its own."""
    manifest = shop_store.manifest()
    view = JoinedView("sold", "invoices", "lines", on="voucher_no")
    *_, sold = schemas_of(Manifest("d", 1, "s", manifest.read_at, manifest.tables, (view,)), "shop")
    assert [each.name for each in sold.columns] == [*(each.name for each in LINES.columns), "firm", "gross_total"]
    assert (sold.rows, sold.columns[-1].type) == (None, "DECIMAL(18,2)")
    assert "ORDER BY" in compiled_rows(checked_rows(ShowRows("sold"), sold)).sql
    assert "ORDER BY" not in compiled_rows(checked_rows(ShowRows("lines"), LINES)).sql


def test_a_view_of_a_part_that_was_not_synced_is_not_there() -> None:
    """The engine makes none either."""
    manifest = shop_store.manifest()
    view = JoinedView("sold", "gone", "lines")
    assert len(schemas_of(Manifest("d", 1, "s", manifest.read_at, manifest.tables, (view,)), "shop")) == 2
