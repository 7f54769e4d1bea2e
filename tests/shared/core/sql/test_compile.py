"""What a semantic query compiles to gives what SQL written by hand gives, on the same rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.model import Aggregation, Calendar, Grain, SemanticModel
from shared.core.semantic.query import (
    AllOf,
    AnyOf,
    CompareTo,
    Condition,
    Derivation,
    DimensionRef,
    FieldRef,
    Having,
    MeasureRef,
    Operator,
    OrderBy,
    Period,
    SemanticQuery,
)
from shared.core.semantic.rules import check
from shared.core.sql.compile import compile_query
from shared.core.sql.compiled import Dialect
from shared.core.sql.guard import guard
from tests.fakes import shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.table.types import Cell

VALUE = MeasureRef("lines", Aggregation.SUM, "value")
COUNT = MeasureRef("lines", Aggregation.COUNT)
BRAND = DimensionRef("lines", "brand")
MONTH = DimensionRef("lines", "sold_on", Grain.MONTH)
AGGREGATES = tuple(each for each in Aggregation if each is not Aggregation.CALCULATED)
FIRM = DimensionRef("invoices", "firm")


def field(name: str, entity: str = "lines") -> FieldRef:
    """Name a field of the shop."""
    return FieldRef(entity, name)


def where(name: str, operator: Operator, *values: Cell) -> Condition:
    """Make a condition on a field of the lines."""
    return Condition(field(name), operator, values)


def derived(derivation: Derivation) -> MeasureRef:
    """Derive a number from the total value."""
    return MeasureRef("lines", Aggregation.SUM, "value", derivation=derivation)


CASES: dict[str, tuple[SemanticQuery, str]] = {
    "a total": (SemanticQuery("lines", (VALUE,)), "SELECT sum(value) FROM lines"),
    "every aggregate": (
        SemanticQuery(
            "lines",
            (*(MeasureRef("lines", each, "quantity") for each in AGGREGATES), COUNT),
        ),
        """SELECT sum(quantity), avg(quantity), min(quantity), max(quantity), median(quantity), stddev_samp(quantity),
           count(quantity), count(DISTINCT quantity), count(*) FROM lines""",
    ),
    "by a category, largest first": (
        SemanticQuery("lines", (VALUE, COUNT), (BRAND,), order=(OrderBy(VALUE, descending=True),)),
        "SELECT brand, sum(value), count(*) FROM lines GROUP BY brand ORDER BY 2 DESC NULLS LAST, 1 NULLS LAST",
    ),
    "the first three": (
        SemanticQuery("lines", (COUNT,), (BRAND,), order=(OrderBy(COUNT),), limit=3),
        "SELECT brand, count(*) FROM lines GROUP BY brand ORDER BY 2, 1 NULLS LAST LIMIT 3",
    ),
    "by month": (
        SemanticQuery("lines", (VALUE,), (MONTH,)),
        "SELECT date_trunc('month', sold_on)::date, sum(value) FROM lines GROUP BY 1 ORDER BY 1",
    ),
    "by week from Monday": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "sold_on", Grain.WEEK),)),
        "SELECT sold_on - CAST(isodow(sold_on) - 1 AS INTEGER), count(*) FROM lines GROUP BY 1 ORDER BY 1",
    ),
    "by hour": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "packed_at", Grain.HOUR),), limit=9),
        "SELECT date_trunc('hour', packed_at), count(*) FROM lines GROUP BY 1 ORDER BY 1 LIMIT 9",
    ),
    "by weekday, in calendar order": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "sold_on", Grain.WEEKDAY),)),
        "SELECT dayname(sold_on), count(*) FROM lines GROUP BY 1, isodow(sold_on) ORDER BY isodow(sold_on)",
    ),
    "by month of the year": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "sold_on", Grain.MONTH_OF_YEAR),)),
        "SELECT monthname(sold_on), count(*) FROM lines GROUP BY 1, month(sold_on) ORDER BY month(sold_on)",
    ),
    "by hour of the day": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "packed_at", Grain.HOUR_OF_DAY),)),
        "SELECT hour(packed_at), count(*) FROM lines GROUP BY 1 ORDER BY 1",
    ),
    "text compares ignore case": (
        SemanticQuery("lines", (COUNT,), filters=where("brand", Operator.EQ, "ASHA")),
        "SELECT count(*) FROM lines WHERE brand = 'Asha'",
    ),
    "a quote in a value is a value": (
        SemanticQuery("lines", (COUNT,), filters=where("brand", Operator.EQ, 'o\'hara "X"')),
        "SELECT count(*) FROM lines WHERE brand LIKE 'O%Hara%'",
    ),
    "and, or, lists, ranges": (
        SemanticQuery(
            "lines",
            (COUNT,),
            filters=AllOf(
                (
                    AnyOf((where("brand", Operator.IN, "Asha", "Bela"), where("brand", Operator.IS_NULL))),
                    where("quantity", Operator.BETWEEN, 2, 6),
                    where("value", Operator.GE, Decimal("10.5")),
                    where("brand", Operator.NOT_IN, "Bela"),
                )
            ),
        ),
        """SELECT count(*) FROM lines WHERE (brand IN ('Asha', 'Bela') OR brand IS NULL)
           AND quantity BETWEEN 2 AND 6 AND value >= 10.5 AND brand NOT IN ('Bela')""",
    ),
    "pieces of text": (
        SemanticQuery(
            "lines",
            (COUNT,),
            filters=AnyOf(
                (
                    where("brand", Operator.STARTS_WITH, "as"),
                    where("brand", Operator.ENDS_WITH, "ELA"),
                    where("brand", Operator.CONTAINS, "har"),
                )
            ),
        ),
        "SELECT count(*) FROM lines WHERE brand IN ('Asha', 'Bela') OR brand LIKE '%Hara%'",
    ),
    "a wildcard in a value stands for itself": (
        SemanticQuery("lines", (COUNT,), filters=where("brand", Operator.CONTAINS, "%")),
        "SELECT 0",
    ),
    "not containing": (
        SemanticQuery("lines", (COUNT,), filters=where("brand", Operator.NOT_CONTAINS, "sh")),
        "SELECT count(*) FROM lines WHERE brand NOT LIKE '%sh%'",
    ),
    "above average": (
        SemanticQuery("lines", (COUNT,), filters=where("value", Operator.ABOVE_AVERAGE)),
        "SELECT count(*) FROM lines WHERE value > (SELECT avg(value) FROM lines)",
    ),
    "a condition on a total": (
        SemanticQuery("lines", (VALUE,), (BRAND,), having=(Having(COUNT, Operator.GT, (99,)),)),
        "SELECT brand, sum(value) FROM lines GROUP BY 1 HAVING count(*) > 99 ORDER BY 1 NULLS LAST",
    ),
    "a period on a date": (
        SemanticQuery("lines", (VALUE,), period=Period(field("sold_on"), date(2023, 3, 1), date(2023, 4, 1), "March")),
        "SELECT sum(value) FROM lines WHERE sold_on >= '2023-03-01' AND sold_on < '2023-04-01'",
    ),
    "an open period on a timestamp": (
        SemanticQuery("lines", (COUNT,), period=Period(field("packed_at"), datetime(2024, 1, 1, 6), None, "since")),
        "SELECT count(*) FROM lines WHERE packed_at >= '2024-01-01 06:00:00'",
    ),
    "through a many-to-one join": (
        SemanticQuery(
            "lines", (VALUE, COUNT), (FIRM,), filters=Condition(field("gross_total", "invoices"), Operator.GT, (500,))
        ),
        """SELECT firm, sum(value), count(*) FROM lines LEFT JOIN invoices USING (voucher_no)
           WHERE gross_total > 500 GROUP BY 1 ORDER BY 1 NULLS LAST""",
    ),
    "lines without an invoice stay": (
        SemanticQuery("lines", (COUNT,), (FIRM,)),
        "SELECT firm, count(*) FROM lines LEFT JOIN invoices USING (voucher_no) GROUP BY 1 ORDER BY 1 NULLS LAST",
    ),
    "a share of the whole, not of the first two": (
        SemanticQuery(
            "lines", (COUNT, MeasureRef("lines", Aggregation.COUNT, derivation=Derivation.SHARE)), (BRAND,), limit=2
        ),
        """SELECT * FROM (SELECT brand, count(*), 100.0 * count(*) / 600 FROM lines GROUP BY 1)
           ORDER BY 1 NULLS LAST LIMIT 2""",
    ),
    "shares by weekday, in calendar order": (
        SemanticQuery(
            "lines",
            (MeasureRef("lines", Aggregation.COUNT, derivation=Derivation.SHARE),),
            (DimensionRef("lines", "sold_on", Grain.WEEKDAY),),
        ),
        """SELECT dayname(sold_on), 100.0 * count(*) / 600 FROM lines
           GROUP BY 1, isodow(sold_on) ORDER BY isodow(sold_on)""",
    ),
    "a running total": (
        SemanticQuery("lines", (VALUE, derived(Derivation.RUNNING_TOTAL)), (MONTH,)),
        """SELECT m, v, sum(v) OVER (ORDER BY m) FROM
           (SELECT date_trunc('month', sold_on)::date AS m, sum(value) AS v FROM lines GROUP BY 1) ORDER BY 1""",
    ),
    "growth from month to month": (
        SemanticQuery("lines", (VALUE, derived(Derivation.CHANGE), derived(Derivation.GROWTH)), (MONTH,)),
        """SELECT m, v, v - lag(v) OVER w, 100.0 * (v - lag(v) OVER w) / nullif(abs(lag(v) OVER w), 0) FROM
           (SELECT date_trunc('month', sold_on)::date AS m, sum(value) AS v FROM lines GROUP BY 1)
           WINDOW w AS (ORDER BY m) ORDER BY 1""",
    ),
    "the best of each month": (
        SemanticQuery(
            "lines", (VALUE,), (MONTH, BRAND), order=(OrderBy(VALUE, descending=True),), limit=1, limit_per=MONTH
        ),
        """SELECT m, b, v FROM (
           SELECT *, row_number() OVER (PARTITION BY m ORDER BY v DESC NULLS LAST, b NULLS LAST) AS n
           FROM (SELECT date_trunc('month', sold_on)::date AS m, brand AS b, sum(value) AS v FROM lines GROUP BY 1, 2))
           WHERE n = 1 ORDER BY 1""",
    ),
    "beside the period before": (
        SemanticQuery(
            "lines",
            (COUNT,),
            (BRAND,),
            period=Period(field("sold_on"), date(2024, 3, 1), date(2024, 4, 1), "March"),
            compare=CompareTo.PREVIOUS_PERIOD,
        ),
        """SELECT brand, a, b, 100.0 * (a - b) / nullif(b, 0) FROM (SELECT brand,
           count(*) FILTER (sold_on BETWEEN '2024-03-01' AND '2024-03-31') AS a,
           count(*) FILTER (sold_on BETWEEN '2024-02-01' AND '2024-02-29') AS b
           FROM lines WHERE sold_on BETWEEN '2024-02-01' AND '2024-03-31' GROUP BY 1) ORDER BY 1 NULLS LAST""",
    ),
    "beside the year before": (
        SemanticQuery(
            "lines",
            (VALUE,),
            period=Period(field("sold_on"), date(2024, 1, 1), date(2024, 7, 1), "first half"),
            compare=CompareTo.PREVIOUS_YEAR,
        ),
        """SELECT a, b, 100.0 * (a - b) / abs(b) FROM (SELECT
           sum(value) FILTER (sold_on BETWEEN '2024-01-01' AND '2024-06-30') AS a,
           sum(value) FILTER (sold_on BETWEEN '2023-01-01' AND '2023-06-30') AS b FROM lines)""",
    ),
    "rows": (
        SemanticQuery(
            "lines",
            columns=(field("brand"), field("value"), field("firm", "invoices")),
            filters=Condition(field("paid"), Operator.EQ, (True,)),
            order=(OrderBy(field("value"), descending=True),),
            limit=7,
        ),
        """SELECT brand, value, firm FROM lines LEFT JOIN invoices USING (voucher_no) WHERE paid
           ORDER BY value DESC NULLS LAST LIMIT 7""",
    ),
    "different values": (
        SemanticQuery("lines", columns=(field("brand"),), distinct=True, order=(OrderBy(field("brand")),)),
        "SELECT DISTINCT brand FROM lines ORDER BY 1 NULLS LAST",
    ),
    "a histogram": (
        SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "discount", bins=3),)),
        """SELECT 0.25 * b, count(*) FROM (SELECT least(floor(discount / 0.25), 2) AS b FROM lines
           WHERE discount IS NOT NULL) GROUP BY 1 ORDER BY 1""",
    ),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The shop, attached as the compiled statements expect it, and in reach of plain table names."""
    file = shop.snapshot_file(tmp_path_factory.mktemp("shop"))
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{file}' AS shop (READ_ONLY)")
    connection.execute("USE shop")
    yield connection
    connection.close()


@pytest.mark.parametrize("name", CASES)
def test_a_compiled_query_agrees_with_sql_written_by_hand(name: str, database: duckdb.DuckDBPyConnection) -> None:
    """The two statements give the same rows in the same order; the rules and the guard find nothing wrong."""
    query, by_hand = CASES[name]
    assert check(query, shop.MODEL) == ()
    compiled = compile_query(query, shop.MODEL, Dialect.DUCKDB)
    assert guard(compiled, shop.PERMITTED) == ()
    given = database.execute(compiled.sql, dict(compiled.params)).fetchall()
    expected = database.execute(by_hand).fetchall()
    assert _rounded(given) == _rounded(expected)
    assert len(compiled.columns) == len(given[0])


@pytest.mark.parametrize("name", CASES)
def test_the_same_query_compiles_for_postgresql(name: str) -> None:
    """Every statement has a PostgreSQL form that parses, names the same tables and passes the guard."""
    query, _ = CASES[name]
    compiled = compile_query(query, shop.MODEL, Dialect.POSTGRES)
    assert guard(compiled, shop.PERMITTED) == ()
    assert isinstance(sqlglot.parse_one(compiled.sql, dialect="postgres"), exp.Select)


@pytest.mark.parametrize("hostile", ["x'; DROP TABLE lines; --", 'a" OR "1"="1', "$p1", "\\'; --", "%s"])
def test_a_value_never_becomes_sql(hostile: str) -> None:
    """Whatever a person types as a value stands in the parameters, and not in the statement."""
    query = SemanticQuery("lines", (COUNT,), filters=where("brand", Operator.EQ, hostile))
    for dialect in Dialect:
        compiled = compile_query(query, shop.MODEL, dialect)
        assert list(compiled.params.values()) == [hostile]
        assert hostile not in compiled.sql.replace("$p1", "", 1)


def test_weeks_start_where_the_calendar_says(database: duckdb.DuckDBPyConnection) -> None:
    """With weeks from Sunday, every bucket is a Sunday and holds the seven days from it."""
    model = SemanticModel(shop.MODEL.entities, shop.MODEL.relationships, Calendar(week_start=6))
    query = SemanticQuery("lines", (COUNT,), (DimensionRef("lines", "sold_on", Grain.WEEK),))
    given = _run(query, model, database)
    assert {day.isoweekday() for day, _ in given} == {7}
    by_hand = "SELECT sold_on - CAST(isodow(sold_on) % 7 AS INTEGER), count(*) FROM lines GROUP BY 1 ORDER BY 1"
    assert given == database.execute(by_hand).fetchall()


def test_a_result_is_asked_for_one_row_beyond_its_limit() -> None:
    """One more row than may come back is read, to know whether there were more; a limit asked for is exact."""
    listing = SemanticQuery("lines", columns=(field("brand"),))
    assert "LIMIT 6" in compile_query(listing, shop.MODEL, Dialect.DUCKDB, row_limit=5).sql
    asked = SemanticQuery("lines", columns=(field("brand"),), limit=3)
    assert "LIMIT 3" in compile_query(asked, shop.MODEL, Dialect.DUCKDB, row_limit=5).sql


def test_equal_columns_get_different_names() -> None:
    """Two columns that would share a name are told apart."""
    query = SemanticQuery("lines", columns=(field("voucher_no"), field("voucher_no", "invoices")))
    names = [each.name for each in compile_query(query, shop.MODEL, Dialect.DUCKDB).columns]
    assert names == ["voucher_no", "voucher_no_2"]


def test_what_was_not_checked_is_not_compiled() -> None:
    """A query naming what the model lacks is a defect of the caller, not SQL."""
    with pytest.raises(InternalError, match="nonsense"):
        compile_query(SemanticQuery("lines", columns=(field("nonsense"),)), shop.MODEL, Dialect.DUCKDB)


def _run(query: SemanticQuery, model: SemanticModel, database: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    compiled = compile_query(query, model, Dialect.DUCKDB)
    return database.execute(compiled.sql, dict(compiled.params)).fetchall()


def _rounded(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(float(x), 9) if isinstance(x, float | Decimal) else x for x in row) for row in rows]
