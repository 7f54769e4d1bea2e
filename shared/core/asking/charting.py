"""Which chart shows a result: a line for time, bars for categories, a pie for a few shares, none for one number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.describe import entitle
from shared.core.semantic.query import Derivation
from shared.core.table.chart import ChartKind, ChartSpec
from shared.core.table.result import Role

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.result import ResultColumn, ResultTable

MOST_BARS, MOST_SLICES, MOST_SERIES = 30, 8, 8
_MOST_POINTS = 5_000
_TWO = 2
_TITLE = 50
"""Characters of a title that Slack shows."""
_BESIDE = frozenset({Derivation.RANK, Derivation.CHANGE})
"""What is derived from a number and says nothing on that number's own axis."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a result's dimensions and numbers stand."""

    dimensions: tuple[int, ...]
    measures: tuple[int, ...]
    time: int | None


def choose_chart(query: SemanticQuery, table: ResultTable, model: SemanticModel) -> ChartSpec | None:
    """The chart that fits the query and its result; a wish that makes sense counts. None when a table says it best."""
    if len(table.rows) < _TWO:
        return None
    if query.columns:
        return _of_rows(query, table, entitle(query, model, _TITLE))
    shape = _shape(query, table)
    if not shape.dimensions or not shape.measures:
        return None
    if len(shape.dimensions) > _TWO:
        return None
    chart = _of_groups(query, table, shape, "")
    return replace(chart, title=_title(query, table, chart, model)) if chart is not None else None


def _title(query: SemanticQuery, table: ResultTable, chart: ChartSpec, model: SemanticModel) -> str:
    """Name what is drawn, which may be less than was asked."""
    places = table.indexes(Role.MEASURE)
    shown = {chart.x, *chart.y}
    if query.compare is None and len(places) == len(query.measures):
        drawn = tuple(each for place, each in zip(places, query.measures, strict=True) if place in shown)
        query = replace(query, measures=drawn or query.measures)
    return entitle(replace(query, compare=None), model, _TITLE)


def _shape(query: SemanticQuery, table: ResultTable) -> _Shape:
    dimensions = table.indexes(Role.DIMENSION)
    measures = tuple(i for i in table.indexes(Role.MEASURE) if table.columns[i].type.is_numeric)
    time = next((i for i in dimensions if _is_time(table.columns[i])), None)
    return _Shape(dimensions, _worth_drawing(query, measures), time)


def _worth_drawing(query: SemanticQuery, measures: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out what says the same again: shares and ranks beside their number, a number beside its running total."""
    plain = sum(1 for measure in query.measures if measure.derivation is not Derivation.SHARE)
    if query.compare is not None or len(measures) != len(query.measures):
        return measures[: max(1, plain)]
    derived = [(place, each.derivation) for place, each in zip(measures, query.measures, strict=True)]
    running = tuple(place for place, derivation in derived if derivation is Derivation.RUNNING_TOTAL)
    kept = tuple(place for place, derivation in derived if derivation not in {*_BESIDE, Derivation.SHARE})
    return running or kept or measures[:1]


def _is_time(column: ResultColumn) -> bool:
    """A column of dates, a bucket of the time line, or years in numbers."""
    return bool(column.grain) or column.type.is_temporal or column.label.casefold().split()[-1:] == ["year"]


def _of_groups(query: SemanticQuery, table: ResultTable, shape: _Shape, title: str) -> ChartSpec | None:
    x = shape.time if shape.time is not None else shape.dimensions[0]
    series = next((i for i in shape.dimensions if i != x), None)
    if series is not None and len(set(table.column(series))) > MOST_SERIES:
        if len(set(table.column(x))) > MOST_SERIES or shape.time is not None:
            return None
        x, series = series, x
    measures = shape.measures[:1] if series is not None else _alike(shape.measures, table)
    kind = _wished(query, table, shape, series)
    if kind is None:
        kind = _natural(query, table, x, shape) if series is None else _natural_of_several(query, table, x, shape)
    if kind is ChartKind.SCATTER and len(shape.measures) >= _TWO:
        return ChartSpec(kind, shape.measures[0], (shape.measures[1],), None, title)
    return ChartSpec(kind, x, measures, series, title) if kind is not None else None


def _alike(measures: tuple[int, ...], table: ResultTable) -> tuple[int, ...]:
    """Numbers drawn on one axis share a unit."""
    unit = table.columns[measures[0]].unit
    return tuple(i for i in measures if table.columns[i].unit == unit)


def _natural(query: SemanticQuery, table: ResultTable, x: int, shape: _Shape) -> ChartKind | None:
    if any(dimension.bins for dimension in query.dimensions):
        return ChartKind.HISTOGRAM
    if shape.time == x:
        return ChartKind.LINE
    return ChartKind.BAR if len(set(table.column(x))) <= MOST_BARS else None


def _natural_of_several(query: SemanticQuery, table: ResultTable, x: int, shape: _Shape) -> ChartKind | None:
    """Many bars side by side are a thicket: over numbers in order, as hours of the day, lines say the same."""
    ordered = table.columns[x].type.is_numeric and len(set(table.column(x))) > MOST_SERIES
    return ChartKind.LINE if ordered else _natural(query, table, x, shape)


def _wished(query: SemanticQuery, table: ResultTable, shape: _Shape, series: int | None) -> ChartKind | None:
    """The wish when it makes sense: a pie of few positive parts, a line over something in order, bars, points."""
    wish = query.chart
    if wish is ChartKind.PIE:
        return wish if series is None and _are_parts(table, shape.measures[0]) else None
    if wish is ChartKind.SCATTER:
        return wish if len(shape.measures) >= _TWO and series is None else None
    if wish in {ChartKind.LINE, ChartKind.AREA}:
        ordered = shape.time is not None or table.columns[shape.dimensions[0]].type.is_numeric
        return wish if ordered else None
    if wish is ChartKind.BAR:
        return wish if len(table.rows) <= MOST_BARS * MOST_SERIES else None
    return None


def _are_parts(table: ResultTable, measure: int) -> bool:
    values = [value for value in table.column(measure) if isinstance(value, int | float) or hasattr(value, "as_tuple")]
    return len(table.rows) <= MOST_SLICES and len(values) == len(table.rows) and all(float(v) >= 0 for v in values)  # type: ignore[arg-type]


def _of_rows(query: SemanticQuery, table: ResultTable, title: str) -> ChartSpec | None:
    """Rows as points when two numbers are related, as bars or a line when a chart was asked for."""
    numbers = [i for i, column in enumerate(table.columns) if column.type.is_numeric]
    if (
        query.chart is ChartKind.SCATTER
        and len(numbers) >= _TWO
        and (len(table.rows) <= _MOST_POINTS or table.truncated)
    ):
        return ChartSpec(ChartKind.SCATTER, numbers[0], (numbers[1],), None, title)
    others = [i for i in range(len(table.columns)) if i not in numbers]
    if query.chart is None or not numbers or not others or len(table.columns) > _TWO + 1:
        return None
    x = others[0]
    if query.chart in {ChartKind.LINE, ChartKind.AREA} and _is_time(table.columns[x]):
        return ChartSpec(query.chart, x, (numbers[0],), None, title)
    if query.chart is ChartKind.PIE and _are_parts(table, numbers[0]):
        return ChartSpec(ChartKind.PIE, x, (numbers[0],), None, title)
    return ChartSpec(ChartKind.BAR, x, (numbers[0],), None, title) if len(table.rows) <= MOST_BARS else None
