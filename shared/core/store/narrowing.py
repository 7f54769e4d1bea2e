"""A table of PostgreSQL less the rows that its filters keep out, as a query of PostgreSQL.

Rows that may not be seen are not read: they are in no snapshot, no statistics, no index of values and no page of rows,
and no wording of a question brings them back, as it may with a filter of the semantic model. The conditions are those
that questions are compiled to; values become literals, since a COPY takes no parameters.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.model import Entity, Field, SemanticModel, TableRef
from shared.core.semantic.query import Condition, FieldRef
from shared.core.sql.compiled import Dialect
from shared.core.sql.conditions import filter_condition
from shared.core.sql.expressions import identifier
from shared.core.sql.rows import Making, Rows
from shared.core.store.source import Relation, SourceQuery
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.core.store.settings import TableFilter
    from shared.core.table.types import Cell

_ROWS = "narrowed"
_POSTGRES = Dialect.POSTGRES.value


def narrowed(of: Relation | SourceQuery, filters: Sequence[TableFilter]) -> Relation | SourceQuery:
    """Return what to read instead, so that only rows that meet every filter come; itself where there is none."""
    if not filters:
        return of
    condition = exp.and_(*_conditions(filters)).sql(dialect=_POSTGRES)
    alias = identifier(_ROWS).sql(dialect=_POSTGRES)
    return SourceQuery(f"SELECT * FROM {_all_rows(of)} AS {alias} WHERE {condition}")  # noqa: S608 - made by sqlglot


def _all_rows(of: Relation | SourceQuery) -> str:
    if isinstance(of, SourceQuery):
        return f"(\n{of.sql}\n)"
    return exp.Table(this=identifier(of.name), db=identifier(of.schema)).sql(dialect=_POSTGRES)


def _conditions(filters: Sequence[TableFilter]) -> Iterator[exp.Expr]:
    for each in filters:
        condition = Condition(FieldRef(_ROWS, each.column), each.operator, each.values)
        making = Making(_model_of(each), Dialect.POSTGRES)
        made = filter_condition(condition, Rows(making, _ROWS))
        yield _with_literals(made, making.parameters.values())


def _model_of(one: TableFilter) -> SemanticModel:
    """A model that knows the column: of what its values say, for nothing else is known before it is read."""
    field = Field(one.column, one.column, _kind_of(one.values))
    return SemanticModel((Entity(_ROWS, _ROWS, _ROWS, TableRef("", _ROWS), (field,)),))


def _kind_of(values: Sequence[Cell]) -> DataType:
    first = values[0] if values else None
    return next((kind for python, kind in _KINDS if isinstance(first, python)), DataType.TEXT)


_KINDS: tuple[tuple[type, DataType], ...] = (
    (bool, DataType.BOOLEAN),
    (int, DataType.INTEGER),
    (Decimal, DataType.DECIMAL),
    (float, DataType.FLOAT),
    (datetime, DataType.TIMESTAMP),
    (date, DataType.DATE),
    (time, DataType.TIME),
)
"""datetime before date, and bool before int: each is one of the other, too."""


def _with_literals(condition: exp.Expr, values: dict[str, Cell]) -> exp.Expr:
    """The condition with values in place of placeholders; a column whose text is compared is a text there."""

    def said(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder):
            return _literal(values[str(node.name)])
        if isinstance(node, exp.Lower) and isinstance(node.this, exp.Column):
            return exp.Lower(this=exp.cast(node.this, exp.DType.TEXT))  # an enum, a uuid
        return node

    return condition.transform(said)


def _literal(value: Cell) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | float | Decimal):
        return exp.Literal.number(format(value, "f") if isinstance(value, Decimal) else value)
    if isinstance(value, datetime):
        kind = exp.DType.TIMESTAMP if value.tzinfo is None else exp.DType.TIMESTAMPTZ
        return exp.cast(exp.Literal.string(value.isoformat()), kind)
    if isinstance(value, date | time):
        kind = exp.DType.DATE if isinstance(value, date) else exp.DType.TIME
        return exp.cast(exp.Literal.string(value.isoformat()), kind)
    if isinstance(value, str):
        return _text(value)
    raise InternalError("nothing is compared with nothing: there are operators that ask for NULL")


def _text(value: str) -> exp.Expr:
    """A text that means the same whatever the server's standard_conforming_strings says: backslashes by number."""
    first, *rest = (exp.Literal.string(part) for part in value.split("\\"))
    made: exp.Expr = first
    for part in rest:
        backslash = exp.Anonymous(this="chr", expressions=[exp.Literal.number(92)])
        made = exp.DPipe(this=exp.DPipe(this=made, expression=backslash), expression=part)
    return exp.paren(made) if rest else made
