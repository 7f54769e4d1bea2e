"""The figures of a chart, taken from a result: categories, series and what could not be shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import Derivation
from shared.core.semantic.wording import lower_first
from shared.core.table.chart import ChartKind
from shared.render import dates
from shared.render.cells import cell_text, column_decimals
from shared.render.escape import one_line
from shared.render.numbers import as_decimal, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.answer import Answer
    from shared.core.semantic.query import SemanticQuery
    from shared.core.table.chart import ChartSpec
    from shared.core.table.result import ResultColumn, ResultTable
    from shared.core.table.types import Cell

OTHER = "Other"
_K = TypeVar("_K")
_ADDITIVE = (Aggregation.SUM, Aggregation.COUNT)
_YEARS = range(1800, 2200)
"""Years that business data is about; others are stand-ins for "unknown" or "for ever" and would flatten the rest."""
_SHORT_UNIT = 8
_ALONG = (ChartKind.LINE, ChartKind.AREA, ChartKind.HISTOGRAM)
_LARGEST, _LEAST = Decimal("1e18"), Decimal("1e-9")
"""Beyond these a value has no place on an axis that people read."""
_ADDITIVE_DERIVATIONS = (None, Derivation.SHARE, Derivation.CHANGE)


@dataclass(frozen=True, slots=True)
class Series:
    """A named run of values, one a category; None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]

    @property
    def weight(self) -> Decimal:
        """How much of the picture it makes up: the sum of its absolute values."""
        return sum((abs(value) for value in self.values if value is not None), start=Decimal(0))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a chart shows.

    categories are the raw cells of the x axis and labels their texts, in drawing order; unit is that of all values.
    additive says that values of different categories or series may be summed. notes say what is not drawn.
    """

    kind: ChartKind
    title: str
    categories: tuple[Cell, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    x_label: str
    y_label: str
    unit: str = ""
    x_unit: str = ""
    grain: str = ""
    additive: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def value_label(self) -> str:
        """What the values are, with a unit too long to stand beside every number."""
        return self.y_label if self.unit == self.value_unit else f"{self.y_label} ({self.unit})"

    @property
    def value_unit(self) -> str:
        """The unit beside every number; empty when it is too long for that."""
        return self.unit if len(self.unit) <= _SHORT_UNIT else ""

    @property
    def place_unit(self) -> str:
        """The unit beside every number of the x axis; empty when it is too long for that."""
        return self.x_unit if len(self.x_unit) <= _SHORT_UNIT else ""

    @property
    def temporal(self) -> bool:
        """True when the x axis is time."""
        return bool(self.categories) and all(isinstance(each, date) for each in self.categories)

    def taking(self, places: Sequence[int]) -> Figures:
        """Return the figures of these categories only, in this order."""
        return replace(
            self,
            categories=tuple(self.categories[i] for i in places),
            labels=tuple(self.labels[i] for i in places),
            series=tuple(replace(each, values=tuple(each.values[i] for i in places)) for each in self.series),
        )

    def noting(self, *notes: str) -> Figures:
        """Return the same figures with more to say about them."""
        return replace(self, notes=(*self.notes, *notes))


def figures_of(answer: Answer) -> Figures | None:
    """Take the figures of an answer's chart; None when it has none, or nothing that a picture would add to."""
    table, spec = answer.table, answer.chart
    if table is None or spec is None or not _columns_exist(table, spec):
        return None
    figures = _points(table, spec) if spec.kind is ChartKind.SCATTER else _grouped(answer.query, table, spec)
    return figures if figures is not None and _worth_drawing(figures) else None


def _columns_exist(table: ResultTable, spec: ChartSpec) -> bool:
    wanted = (spec.x, *spec.y, *(() if spec.series is None else (spec.series,)))
    return bool(spec.y) and all(0 <= index < len(table.columns) for index in wanted)


def _worth_drawing(figures: Figures) -> bool:
    drawn = [i for i in range(len(figures.categories)) if any(each.values[i] is not None for each in figures.series)]
    return len(drawn) > 1


def drawable(cell: Cell) -> Decimal | None:
    """Return the number a cell puts on an axis, or None."""
    value = as_decimal(cell)
    if value is None or abs(value) > _LARGEST:
        return None
    return value if abs(value) >= _LEAST else Decimal(0)


def is_additive(query: SemanticQuery | None) -> bool:
    """True when every number of the query may be summed over groups: sums and counts, not averages or growth."""
    return query is not None and all(
        measure.aggregation in _ADDITIVE and measure.derivation in _ADDITIVE_DERIVATIONS for measure in query.measures
    )


def _title(spec: ChartSpec, x: ResultColumn, y: ResultColumn) -> str:
    return one_line(spec.title) or one_line(f"{y.label} by {lower_first(x.label)}")


def _points(table: ResultTable, spec: ChartSpec) -> Figures | None:
    x, y = table.columns[spec.x], table.columns[spec.y[0]]
    pairs = [(a, b) for a, b in zip(table.column(spec.x), table.column(spec.y[0]), strict=True)]
    known = [(a, value) for a, b in pairs if drawable(a) is not None and (value := drawable(b)) is not None]
    figures = Figures(
        ChartKind.SCATTER,
        _title(spec, x, y),
        tuple(a for a, _ in known),
        tuple(cell_text(a, x) for a, _ in known),
        (Series(one_line(y.label), tuple(b for _, b in known)),),
        one_line(x.label),
        one_line(y.label),
        unit=y.unit,
        x_unit=x.unit,
    )
    missing = len(pairs) - len(known)
    return figures.noting(f"{count(missing, 'row')} without both numbers not drawn.") if missing else figures


def _grouped(query: SemanticQuery | None, table: ResultTable, spec: ChartSpec) -> Figures | None:
    x = table.columns[spec.x]
    ys = [index for index in spec.y if table.columns[index].unit == table.columns[spec.y[0]].unit]
    left = [one_line(table.columns[index].label) for index in spec.y if index not in ys]
    y = table.columns[ys[0]]
    additive = is_additive(query)
    keys = _order(table.column(spec.x), along=spec.kind in _ALONG)
    series = _split(table, spec, keys, additive=additive) if spec.series is not None and len(ys) == 1 else None
    if series is None and spec.series is not None and len(ys) == 1:
        return None
    series = series or [_one(table, spec.x, index, keys, additive=additive) for index in ys]
    known = [each for each in series if each is not None]
    if len(known) < len(series):
        return None
    places = column_decimals(table)[spec.x]
    figures = Figures(
        spec.kind,
        _title(spec, x, y),
        tuple(keys),
        tuple(_label(key, x, places) for key in keys),
        tuple(known),
        one_line(x.label),
        one_line(y.label),
        unit=y.unit,
        x_unit=x.unit,
        grain=x.grain,
        additive=additive,
        notes=tuple(f"{label} is in the table only: its unit is another." for label in left),
    )
    return _without_unknown_time(figures)


def _label(key: Cell, column: ResultColumn, places: int) -> str:
    if isinstance(key, date) and column.grain == "week":
        return dates.day(key)
    return one_line(cell_text(key, column, places)) or "(empty)"


def _order(cells: Sequence[Cell], *, along: bool) -> list[Cell]:
    """Return the distinct cells: time in its own order, numbers too along a line, all else as the table has it."""
    distinct = list(dict.fromkeys(cells))
    known = [each for each in distinct if each is not None]
    nothing: list[Cell] = [None] if None in distinct else []
    if known and all(isinstance(each, date | time) for each in known):
        return [*sorted(known, key=_instant), *nothing]
    if along and known and all(as_decimal(each) is not None for each in known):
        return [*sorted(known, key=lambda each: as_decimal(each) or Decimal(0)), *nothing]
    return distinct


def _instant(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"{cell.isoformat()}T00:00:00" if isinstance(cell, date) else str(cell)


def _without_unknown_time(figures: Figures) -> Figures:
    """Take points without a date, or with a date that stands for none (1 Jan 0001, 31 Dec 9999), off a time axis."""
    dated = [each for each in figures.categories if each is not None]
    if not dated or not all(isinstance(each, date) for each in dated):
        return figures
    kept = [i for i, each in enumerate(figures.categories) if isinstance(each, date) and each.year in _YEARS]
    if len(kept) == len(figures.categories):
        return figures
    shown = figures.taking(kept)
    return shown.noting(f"Rows without a date between {_YEARS.start} and {_YEARS.stop - 1} are in the table only.")


def _one(table: ResultTable, x: int, y: int, keys: Sequence[Cell], *, additive: bool) -> Series | None:
    values = _gather([(row[x], row[y]) for row in table.rows], additive=additive)
    return None if values is None else Series(one_line(table.columns[y].label), tuple(values.get(key) for key in keys))


def _split(table: ResultTable, spec: ChartSpec, keys: Sequence[Cell], *, additive: bool) -> list[Series | None] | None:
    column = spec.series or 0
    names = list(dict.fromkeys(table.column(column)))
    values = _gather([((row[spec.x], row[column]), row[spec.y[0]]) for row in table.rows], additive=additive)
    if values is None:
        return None
    return [
        Series(_label(name, table.columns[column], 0), tuple(values.get((key, name)) for key in keys)) for name in names
    ]


def _gather(pairs: Sequence[tuple[_K, Cell]], *, additive: bool) -> dict[_K, Decimal | None] | None:
    """Return one value a key; None when keys repeat and their values may not be summed."""
    found: dict[_K, Decimal | None] = {}
    for key, cell in pairs:
        value = drawable(cell)
        if key in found and not additive:
            return None
        earlier = found.get(key)
        found[key] = value if earlier is None else earlier if value is None else earlier + value
    return found
