"""Numbers computed from a column of the grouped table: shares, running totals, changes, earlier spans, ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.earlier import offset_by
from shared.core.semantic.model import Grain
from shared.core.semantic.query import Derivation
from shared.core.sql.expressions import bucket, interval, name_order
from shared.core.sql.measures import percent
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from datetime import date

    from shared.core.semantic.model import Calendar
    from shared.core.semantic.query import MeasureRef, Offset
    from shared.core.sql.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Line:
    """What running numbers run along: one grouping, in its order, apart for each value of the others.

    Where rows before the query's period are read, first is the period's first bucket, and before the one before it
    when some are of earlier ones still.
    """

    key: exp.Expr
    grain: Grain | None
    others: tuple[exp.Expr, ...]
    calendar: Calendar
    parameters: Parameters
    first: date | None = None
    before: date | None = None

    def order(self) -> exp.Order:
        """Return the order of the line."""
        return exp.Order(expressions=[exp.Ordered(this=name_order(self.key.copy(), self.grain), nulls_first=False)])

    def apart(self, since: Grain | None = None) -> list[exp.Expr]:
        """Return what starts the line anew: the other groupings, and each span of since."""
        kind = DataType.TIMESTAMP if self.grain is Grain.HOUR else DataType.DATE
        starts = [] if since is None else [bucket(self.key.copy(), kind, since, self.calendar)]
        return [*(each.copy() for each in self.others), *starts]

    def shown_apart(self) -> list[exp.Expr]:
        """Return what keeps the rows of the period apart from those before it."""
        return self._apart_from(self.first)

    def near_apart(self) -> list[exp.Expr]:
        """Return what keeps the bucket before the period, and those of it, apart from those further back."""
        return self._apart_from(self.before)

    def _apart_from(self, bucket: date | None) -> list[exp.Expr]:
        return [] if bucket is None else [exp.GTE(this=self.key.copy(), expression=self.parameters.bind(bucket))]


def derived(measure: MeasureRef, value: exp.Expr, line: Line | None) -> exp.Expr:
    """Return the value as the measure derives it."""
    match measure.derivation:
        case None:
            return value
        case Derivation.SHARE:
            return percent(value, exp.Window(this=exp.Sum(this=value.copy()), partition_by=_of_the_shown(line)))
        case Derivation.RANK:
            return exp.Window(this=exp.Rank(), partition_by=_of_the_shown(line), order=_greatest_first(value))
        case Derivation.RUNNING_TOTAL:
            along = _needed(line)
            apart = along.apart(measure.since) if measure.since else [*along.apart(), *along.shown_apart()]
            return exp.Window(this=exp.Sum(this=value), partition_by=apart, order=along.order())
        case Derivation.PRIOR | Derivation.CHANGE | Derivation.GROWTH as kind:
            return _set_against(kind, value, _before(value, _needed(line), measure.offset))
        case unknown:
            assert_never(unknown)


def _set_against(kind: Derivation, value: exp.Expr, before: exp.Expr) -> exp.Expr:
    if kind is Derivation.PRIOR:
        return before
    change = exp.Sub(this=value, expression=before)
    return change if kind is Derivation.CHANGE else percent(change, exp.func("ABS", before.copy()))


def _of_the_shown(line: Line | None) -> list[exp.Expr]:
    return [] if line is None else line.shown_apart()


def _needed(line: Line | None) -> Line:
    if line is None:
        raise InternalError("a running number needs something to run along")
    return line


def _greatest_first(value: exp.Expr) -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=value, desc=True, nulls_first=False)])


def _before(value: exp.Expr, line: Line, offset: Offset | None) -> exp.Expr:
    """The row before; with an offset, the row exactly that span earlier, wherever it stands, or nothing.

    Rows without a date would find themselves, so they have none.
    """
    if offset is None:
        apart = [*line.apart(), *line.near_apart()]
        return exp.Window(this=exp.Lag(this=value.copy()), partition_by=apart, order=line.order())
    looked_at = offset_by(offset, line.grain)
    span = interval(looked_at.grain, looked_at.spans)
    frame = exp.WindowSpec(
        kind="RANGE", start=span, start_side="PRECEDING", end=span.copy(), end_side="PRECEDING", exclude=None
    )
    then = exp.Window(this=exp.Max(this=value.copy()), partition_by=line.apart(), order=line.order(), spec=frame)
    dated = exp.Not(this=exp.Is(this=line.key.copy(), expression=exp.Null()))
    return exp.Case().when(dated, then)
