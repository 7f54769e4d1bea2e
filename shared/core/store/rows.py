"""Rows of a table of a snapshot: what is asked, checked against what the table has, as a statement of our compiler."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import UserError
from shared.core.semantic.model import TableRef
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.sql.expressions import column, identifier
from shared.core.sql.parameters import Parameters
from shared.core.store.asked import SortKey
from shared.core.store.fitting import kind_of
from shared.core.store.joined import Side, joined_columns
from shared.core.store.source import StoredColumn
from shared.core.table.result import ResultColumn, Role
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.core.store.asked import ShowRows
    from shared.core.store.manifest import JoinedView, Manifest

_ALIAS = "rows"
_COUNT = ResultColumn("rows", "Rows", DataType.INTEGER, Role.MEASURE)
_TEXT = "VARCHAR"
_TRUTHS = ("true", "false")
_OF_DIGITS = re.compile(r"[eE.:+\- ]*[0-9][0-9eE.:+\- ]*")
"""What stands in numbers, days and times as the engine writes them."""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table or view of a snapshot by its columns; key tells rows apart where anything does.

    rows is how many it has, None of a view, which nobody has counted.
    """

    table: TableRef
    columns: tuple[StoredColumn, ...]
    key: tuple[str, ...]
    rows: int | None

    @property
    def permitted(self) -> dict[TableRef, frozenset[str]]:
        """What a statement over it may read, for the guard."""
        return {self.table: frozenset(each.name for each in self.columns)}

    def find(self, name: str) -> StoredColumn:
        """Return the column that people mean by a name. Raises UserError with the nearest where there is none."""
        said = _plainly(name)
        exact = [each for each in self.columns if each.name == name]
        found = exact or [each for each in self.columns if _plainly(each.name) == said]
        if len(found) == 1:
            return found[0]
        near = get_close_matches(said, [_plainly(each.name) for each in self.columns], n=1)
        meant = [each.name for each in self.columns if near and _plainly(each.name) == near[0]]
        hint = f"; did you mean “{meant[0]}”?" if meant else "."
        raise UserError(f"There is no column “{name[:60]}” in {self.table.table}{hint}")


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """Rows of a table: all that it names is there. first counts from 1; search is text that some column contains."""

    schema: TableSchema
    columns: tuple[StoredColumn, ...]
    sort: tuple[SortKey, ...]
    search: str
    first: int
    size: int


def schemas_of(manifest: Manifest, dataset: str) -> tuple[TableSchema, ...]:
    """Return the tables and views of a version of the data set that goes by this name in SQL."""
    tables = tuple(
        TableSchema(TableRef(dataset, each.name), each.columns, each.key, each.rows) for each in manifest.tables
    )
    known = {each.table.table: each for each in tables}
    views = (_joined(each, known, dataset) for each in manifest.views if {each.dataset, each.results} <= known.keys())
    return (*tables, *views)


def checked_rows(ask: ShowRows, schema: TableSchema) -> RowsRequest:
    """Return the request for what is asked. Raises UserError when a column of it is not there."""
    chosen = tuple(dict.fromkeys(map(schema.find, ask.columns))) or schema.columns
    sort = tuple(SortKey(schema.find(each.column).name, each.descending) for each in ask.sort)
    return RowsRequest(schema, chosen, sort, ask.search, ask.first, ask.size)


def compiled_rows(request: RowsRequest) -> CompiledQuery:
    """Return the statement for a page of rows; whether there are more is told by one row more."""
    selected = (exp.alias_(column(_ALIAS, each.name), each.name, quoted=True) for each in request.columns)
    parameters = Parameters()
    tree = _from(request, exp.select(*selected), parameters)
    order = [
        exp.Ordered(this=column(_ALIAS, each.column), desc=each.descending, nulls_first=False)
        for each in _order(request)
    ]
    tree = tree.order_by(*order) if order else tree
    tree = tree.limit(exp.Literal.number(request.size + 1))
    if request.first > 1:
        tree = tree.offset(exp.Literal.number(request.first - 1))
    columns = tuple(ResultColumn(each.name, each.name, kind_of(each.type), Role.ATTRIBUTE) for each in request.columns)
    return _compiled(tree, parameters, request, columns, request.size)


def compiled_count(request: RowsRequest) -> CompiledQuery:
    """Return the statement that counts the rows of all pages together."""
    parameters = Parameters()
    counted = exp.alias_(exp.Count(this=exp.Star()), _COUNT.name, quoted=True)
    return _compiled(_from(request, exp.select(counted), parameters), parameters, request, (_COUNT,), 1)


def _joined(view: JoinedView, tables: dict[str, TableSchema], dataset: str) -> TableSchema:
    parts = {Side.DATASET: tables[view.dataset], Side.RESULTS: tables[view.results]}
    names = {side: {each.name: each for each in part.columns} for side, part in parts.items()}
    columns = tuple(
        StoredColumn(each.name, here.type, here.source_type)
        for each in joined_columns(names[Side.DATASET], names[Side.RESULTS], view.on)
        for here in (names[each.side][each.column],)
    )
    return TableSchema(TableRef(dataset, view.name), columns, (), None)


def _from(request: RowsRequest, tree: exp.Select, parameters: Parameters) -> exp.Select:
    here = request.schema.table
    table = exp.Table(this=identifier(here.table), db=identifier(here.dataset))
    table.set("alias", exp.TableAlias(this=identifier(_ALIAS)))
    tree = tree.from_(table)
    if not request.search:
        return tree
    wanted = exp.Lower(this=parameters.bind(request.search))
    found = [_contains(each, wanted) for each in request.schema.columns if _may_contain(each, request.search)]
    # No column may: the comparison says so, and keeps the value that is bound in the statement.
    return tree.where(exp.or_(*found) if found else exp.NEQ(this=wanted, expression=wanted.copy()))


def _may_contain(each: StoredColumn, text: str) -> bool:
    """False where a column's texts are never so: to write every number of a table as text takes seconds."""
    kind = kind_of(each.type)
    if kind is DataType.BOOLEAN:
        return text.casefold() in _TRUTHS
    return kind is DataType.TEXT or _OF_DIGITS.fullmatch(text) is not None


def _contains(each: StoredColumn, wanted: exp.Expr) -> exp.Expr:
    """That a column's text holds what is searched for, in capitals or not."""
    value: exp.Expr = column(_ALIAS, each.name)
    if each.type != _TEXT:
        value = exp.cast(value, exp.DType.TEXT)
    place = exp.StrPosition(this=exp.Lower(this=value), substr=wanted.copy())
    return exp.GT(this=place, expression=exp.Literal.number(0))


def _order(request: RowsRequest) -> Iterator[SortKey]:
    """What is asked for, then what tells rows of the same place apart, so that each row stands on one page.

    Rows that are alike in all that is shown may change places, which nobody sees. Nothing asked of a table is its own
    order; a view has none.
    """
    yield from request.sort
    if request.sort or request.schema.rows is None:
        sorted_by = {each.column for each in request.sort}
        rest: Sequence[str] = request.schema.key or tuple(each.name for each in request.columns)
        yield from (SortKey(name) for name in rest if name not in sorted_by)


def _compiled(
    tree: exp.Select, parameters: Parameters, request: RowsRequest, columns: tuple[ResultColumn, ...], limit: int
) -> CompiledQuery:
    return CompiledQuery(
        sql=tree.sql(dialect=Dialect.DUCKDB.value, pretty=True),
        params=parameters.values(),
        reads=(request.schema.table,),
        columns=columns,
        dialect=Dialect.DUCKDB,
        row_limit=limit,
    )


def _plainly(name: str) -> str:
    return name.casefold().replace("_", " ").strip()
