"""Equal-width ranges of a number: the bins of a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.sql.expressions import column, identifier

if TYPE_CHECKING:
    from shared.core.semantic.query import DimensionRef
    from shared.core.sql.rows import Rows


def range_edge(dimension: DimensionRef, bins: int) -> exp.Expr:
    """Return the lower edge of the range a value is in; the last range is closed, one value fills a single range."""
    low, high = column(_alias(dimension), "low"), column(_alias(dimension), "high")
    count = exp.Literal.number(f"{bins}.0")
    width = exp.Div(this=exp.paren(exp.Sub(this=high, expression=low)), expression=count)
    place = exp.Floor(
        this=exp.Div(
            this=exp.paren(exp.Sub(this=_number(dimension), expression=low.copy())),
            expression=exp.Nullif(this=width, expression=exp.Literal.number(0)),
        )
    )
    capped = exp.Least(this=place, expressions=[exp.Literal.number(f"{bins - 1}.0")])
    return exp.Add(this=low.copy(), expression=exp.Mul(this=capped, expression=exp.paren(width.copy())))


def with_extent(tree: exp.Select, dimension: DimensionRef, rows: Rows) -> exp.Select:
    """Join the least and greatest value, taken over the same rows; rows without a value have no range."""
    value = _number(dimension)
    low = exp.alias_(exp.Min(this=value), "low", quoted=True)
    high = exp.alias_(exp.Max(this=value.copy()), "high", quoted=True)
    extent = rows.under(exp.select(low, high)).subquery(_alias(dimension))
    extent.set("alias", exp.TableAlias(this=identifier(_alias(dimension))))
    present = exp.Not(this=exp.Is(this=column(dimension.entity, dimension.field), expression=exp.Null()))
    return tree.join(extent, join_type="cross").where(present)


def _number(dimension: DimensionRef) -> exp.Expr:
    return exp.cast(column(dimension.entity, dimension.field), exp.DType.DOUBLE)


def _alias(dimension: DimensionRef) -> str:
    return f"range_of_{dimension.field}"
