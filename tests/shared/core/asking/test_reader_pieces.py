"""Tokens, the index, descriptions, suggestions and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.core.asking.charting import choose_chart
from shared.core.asking.describe import describe
from shared.core.asking.index import ReaderIndex
from shared.core.asking.reading import Understood
from shared.core.asking.spelling import distance
from shared.core.asking.suggest import nearest, suggest
from shared.core.asking.tokens import number_of, plain, tokenize
from shared.core.semantic.model import Aggregation, Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import AllOf, AnyOf, Condition, FieldRef, MeasureRef, Operator, SemanticQuery
from shared.core.table.chart import ChartKind
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.core.asking.reading import Reading
    from shared.core.table.types import Cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5k", 5_000),
        ("1.5 lakh", 150_000),
        ("2 crore", 20_000_000),
        ("₹200,000", 200_000),
        ("3.5", 3.5),
        ("20%", 20),
        ("2 million", 2_000_000),
    ],
)
def test_a_number_with_its_magnitude_is_one_number(text: str, value: float) -> None:
    """Indian and English magnitudes, currency signs and thousands separators."""
    (token,) = tokenize(text)
    assert token.kind == "number"
    assert token.value == value == number_of(text)


def test_a_column_name_is_cut_into_its_words() -> None:
    """snake_case and camelCase are said as words; quoted texts stay whole."""
    words = [token.lower for token in tokenize("dep_delay sbTxType 'Gupta & Sons' 2013-06-05, ok")]
    assert words[:5] == ["dep", "delay", "sb", "tx", "type"]
    assert words[5] == "'gupta & sons'"


def test_hinglish_is_said_in_english() -> None:
    """The longest phrase wins."""
    assert plain("sabse zyada kitne har") == "most how many each"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("carrier", "carrier", 0), ("carier", "carrier", 1), ("brnad", "brand", 1), ("abc", "xyz", 3)],
)
def test_edits_between_words(one: str, other: str, edits: int) -> None:
    """A swap of neighbours is one edit."""
    assert distance(one, other) == distance(other, one) == edits


def test_an_index_is_built_once_a_model(sales: SemanticModel) -> None:
    """The same model object gets the same index."""
    assert ReaderIndex.of(sales) is ReaderIndex.of(sales)


def test_only_near_and_single_corrections_are_made(sales: SemanticModel) -> None:
    """A short or far word is left as it is."""
    index = ReaderIndex.of(sales)
    assert index.corrected("catgory") == "category"
    assert index.corrected("xyz") is None
    assert index.corrected("elephant") is None


def test_or_within_and_is_described_with_brackets(sales: SemanticModel) -> None:
    """What belongs together is seen."""
    brand, firm = (FieldRef("sales_line_items", name) for name in ("brand", "firm"))
    either = AnyOf((Condition(brand, Operator.EQ, ("Apple",)), Condition(brand, Operator.IS_NULL)))
    query = SemanticQuery(
        "sales_line_items",
        (MeasureRef("sales_line_items", Aggregation.COUNT),),
        filters=AllOf((either, Condition(firm, Operator.NE, ("Mehta Stores",)))),
    )
    said = describe(query, sales)
    assert (
        said
        == "Number of sales line items, where (brand is “Apple” or brand is missing) and firm is not “Mehta Stores”"
    )


def test_suggestions_are_read_with_confidence_and_varied(
    sales: SemanticModel, flights: SemanticModel, ask: Callable[..., Reading]
) -> None:
    """What the bot proposes, it can answer."""
    for model in (sales, flights):
        texts = suggest(model)
        assert len(texts) == len(set(texts)) == 3
        readings = [ask(text, model) for text in texts]
        assert all(isinstance(reading, Understood) and reading.intent.confidence >= 0.8 for reading in readings)
        assert len({reading.intent.kind for reading in readings}) >= 2


def test_the_nearest_questions_speak_of_the_same_and_can_be_answered(
    sales: SemanticModel, ask: Callable[..., Reading]
) -> None:
    """After a failure there is a way on."""
    texts = nearest("what was the total quantity in Mumbai by colour", sales)
    assert 2 <= len(texts) <= 3
    assert "quantity" in texts[0]
    assert all(isinstance(ask(text, sales), Understood) for text in texts)


def test_rows_are_not_counted_by_their_own_names() -> None:
    """Sixteen airlines by airline are sixteen ones."""
    fields = (
        Field("name", "Airline name", DataType.TEXT, distinct=16),
        Field("alliance", "Alliance", DataType.TEXT, distinct=4),
    )
    airlines = Entity("airlines", "Airlines", "airlines", TableRef("s", "airlines"), fields, rows=16)
    asked = (*suggest(SemanticModel((airlines,)), 6), *nearest("airlines by airline", SemanticModel((airlines,))))
    assert any("by alliance" in each for each in asked)
    assert not any("by airline" in each for each in asked)


def result(
    *rows: tuple[Cell, ...], kinds: tuple[DataType, ...], roles: tuple[Role, ...], grain: str = ""
) -> ResultTable:
    """A result table with columns c0, c1, ..."""
    columns = tuple(
        ResultColumn(f"c{i}", f"C{i}", kind, role, grain=grain if i == 0 else "")
        for i, (kind, role) in enumerate(zip(kinds, roles, strict=True))
    )
    return ResultTable(columns, rows)


def by_name(*rows: tuple[Cell, ...], grain: str = "") -> ResultTable:
    """A name and a number."""
    return result(*rows, kinds=(DataType.TEXT, DataType.FLOAT), roles=(Role.DIMENSION, Role.MEASURE), grain=grain)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("total value by brand", ChartKind.BAR),
        ("total value by brand as a pie chart", ChartKind.PIE),
        ("total value by brand as a line chart", ChartKind.BAR),
    ],
)
def test_categories_are_bars_and_a_sensible_wish_is_honoured(
    text: str, kind: ChartKind, sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """A line over unordered names would lie."""
    table = by_name(("Apple", 1.0), ("Nike", 2.0))
    chart = choose_chart(query_of(text, sales), table, sales)
    assert chart is not None
    assert (chart.kind, chart.x, chart.y) == (kind, 0, (1,))


def test_time_is_a_line_and_one_number_is_no_chart(
    sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """The chart follows from the query and the data."""
    months = by_name(("2024-01", 1.0), ("2024-02", 2.0), grain="month")
    chart = choose_chart(query_of("total value by month", sales), months, sales)
    assert chart is not None
    assert chart.kind is ChartKind.LINE
    one = result((5.0,), kinds=(DataType.FLOAT,), roles=(Role.MEASURE,))
    assert choose_chart(query_of("total value", sales), one, sales) is None


def test_a_pie_of_negative_parts_and_a_hundred_bars_are_not_drawn(
    sales: SemanticModel, query_of: Callable[..., SemanticQuery]
) -> None:
    """A wish that makes no sense gets what does; too many bars get a table."""
    table = by_name(("Apple", -1.0), ("Nike", 2.0))
    chart = choose_chart(query_of("total value by brand as a pie chart", sales), table, sales)
    assert chart is not None
    assert chart.kind is ChartKind.BAR
    many = by_name(*((f"n{i}", float(i)) for i in range(100)))
    assert choose_chart(query_of("total value by product", sales), many, sales) is None
