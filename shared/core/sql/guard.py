"""The last check before a statement runs: it holds only what our compiler makes, over permitted tables and columns.

The compiler is trusted to be ours, not to be faultless: the guard parses the text again, as the engine will, and knows
nothing of how it was made. An allow-list by node type, function, cast, and by scope for tables and columns: a CTE or
an alias can never stand in for a table, and a column is read only from a source that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from shared.core.semantic.model import TableRef

if TYPE_CHECKING:
    from shared.core.sql.compiled import CompiledQuery

Permitted = Mapping[TableRef, frozenset[str]]
"""The tables a statement may read, each with its columns."""

_NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        # statement
        exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit,
        exp.Offset, exp.Distinct, exp.With, exp.CTE, exp.Subquery, exp.Table, exp.TableAlias, exp.Alias, exp.Identifier,
        exp.Column, exp.Placeholder, exp.Parameter, exp.Literal, exp.Null, exp.Star, exp.Paren, exp.Var, exp.Boolean,
        # logic and arithmetic
        exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Is,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Case, exp.If, exp.Interval,
        # functions
        exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.StddevSamp, exp.Stddev, exp.Quantile,
        exp.PercentileCont, exp.WithinGroup, exp.Filter, exp.Window, exp.WindowSpec, exp.RowNumber, exp.Rank, exp.Lag,
        exp.Nullif, exp.Coalesce, exp.Abs, exp.Floor, exp.Least, exp.Lower, exp.Right, exp.Length, exp.StrPosition,
        exp.StartsWith, exp.Extract, exp.DateTrunc,
        exp.TimestampTrunc, exp.Cast, exp.DataType,
        # instants in local time
        exp.AtTimeZone, exp.UnixToTime,
        # related rows, and the buckets of the calendar
        exp.Exists, exp.GenerateSeries, exp.ExplodingGenerateSeries, exp.Explode,
    }
)  # fmt: skip
_CASTS = {
    *(exp.DType.DATE, exp.DType.TEXT, exp.DType.DOUBLE, exp.DType.INT, exp.DType.VARCHAR),
    *(exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMPTZ),
}
_SPANS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}


@dataclass(frozen=True, slots=True)
class GuardIssue:
    """Why a statement may not run. For the log and the alarm: people are told only that it was stopped."""

    reason: str

    def for_user(self) -> str:
        """One sentence without the statement's text."""
        return "That question led to a query that is not allowed here, so it was not run."


def guard(query: CompiledQuery, permitted: Permitted) -> tuple[GuardIssue, ...]:
    """Return why the statement may not run over these tables; empty when it may."""
    try:
        trees = parse(query.sql, dialect=query.dialect.value)
    except SqlglotError:
        return (GuardIssue("the statement cannot be parsed"),)
    if len(trees) != 1 or not isinstance(trees[0], exp.Select):
        return (GuardIssue("exactly one SELECT is allowed"),)
    tree = trees[0]
    found = [*_node_issues(tree), *_placeholder_issues(tree, query)]
    if not found:
        found = list(_scope_issues(tree, permitted))
    return tuple(GuardIssue(reason) for reason in dict.fromkeys(found))


def _node_issues(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if type(node) not in _NODES and not _is_microseconds(node):
            yield f"{type(node).__name__} is not allowed"
        if isinstance(node, exp.Cast) and node.to.this not in _CASTS:
            yield f"a cast to {node.to.this} is not allowed"
        if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            yield "a star is only allowed in COUNT(*)"
        yield from _clause_issues(node)
        if isinstance(node, exp.Exists) and type(node.this) is not exp.Select:
            yield "EXISTS is only allowed of a SELECT"
        if isinstance(node, exp.Explode | exp.GenerateSeries | exp.ExplodingGenerateSeries):
            yield from _series_issues(node)


def _clause_issues(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Select) and node.args.get("into"):
        yield "INTO is not allowed"
    if isinstance(node, exp.Offset) and not isinstance(node.expression, exp.Literal):
        yield "an offset is only allowed of a number"


def _is_microseconds(node: exp.Expr) -> bool:
    """True for epoch_us of one column, which sqlglot has no name for."""
    is_it = type(node) is exp.Anonymous and str(node.this).casefold() == "epoch_us"
    return is_it and [type(each) for each in node.expressions] == [exp.Column]


def _series_issues(node: exp.Expr) -> Iterator[str]:
    """A series is of calendar spans, and stands alone, cast, in a select list; DuckDB needs UNNEST around it."""
    outer = node.parent
    if isinstance(node, exp.Explode):
        if type(node.this) is not exp.GenerateSeries or node.expressions:
            yield "only a series may be unnested"
    else:
        if not _is_a_span(node.args.get("step")):
            yield "a series is only allowed of calendar spans"
        if type(node) is exp.GenerateSeries and not isinstance(outer, exp.Explode):
            yield "a series may not stand there"
        outer = outer.parent if isinstance(outer, exp.Explode) else outer
    if not (isinstance(outer, exp.Cast) and isinstance(outer.parent, exp.Alias) and _is_selected(outer.parent)):
        yield "a series may not stand there"


def _is_a_span(step: object) -> bool:
    unit = step.args.get("unit") if isinstance(step, exp.Interval) else None
    return isinstance(step, exp.Interval) and isinstance(unit, exp.Var) and unit.name.upper() in _SPANS


def _is_selected(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.Select) and node.arg_key == "expressions"


def _placeholder_issues(tree: exp.Expr, query: CompiledQuery) -> Iterator[str]:
    names = {str(node.name) for node in tree.find_all(exp.Placeholder, exp.Parameter)}
    if names != set(query.params):
        yield "placeholders and bound values differ"


def _scope_issues(tree: exp.Select, permitted: Permitted) -> Iterator[str]:
    names = {ref.table.casefold() for ref in permitted}
    for node in tree.find_all(exp.CTE):
        if node.alias.casefold() in names:
            yield "a named subquery has the name of a table"
    scopes = traverse_scope(tree)
    seen_tables = 0
    for scope in scopes:
        for source in scope.selected_sources.values():
            seen_tables += isinstance(source[1], exp.Table)
        yield from _source_issues(scope, permitted)
        yield from _column_issues(scope, permitted)
    qualified = sum(1 for node in tree.find_all(exp.Table) if node.db)
    if qualified != seen_tables:
        yield "a table stands where no scope sees it"


def _source_issues(scope: Scope, permitted: Permitted) -> Iterator[str]:
    for _, source in scope.selected_sources.values():
        if isinstance(source, exp.Table) and _table_ref(source) not in permitted:
            yield f"the table {source.db}.{source.name} is not permitted"


def _column_issues(scope: Scope, permitted: Permitted) -> Iterator[str]:
    for column in scope.columns:
        source = _source_of(scope, column.table)
        if isinstance(source, exp.Table):
            if column.name not in permitted.get(_table_ref(source), frozenset()):
                yield f"the column {column.name} is not permitted"
        elif not isinstance(source, Scope):
            yield f"the column {column.name} has no source"
        elif column.name not in _selected(source):
            yield f"the column {column.name} is not in {column.table}"


def _source_of(scope: Scope, name: str) -> exp.Expr | Scope | None:
    """What a name stands for: a source of this scope, or in a condition's subquery one of the scopes around it."""
    here: Scope | None = scope
    while here is not None:
        if name in here.sources:
            found: exp.Expr | Scope = here.sources[name]
            return found
        here = here.parent if here.is_subquery else None
    return None


def _selected(scope: Scope) -> set[str]:
    return {each.alias_or_name for each in scope.expression.args.get("expressions", ())}


def _table_ref(table: exp.Table) -> TableRef:
    """Return the table named; a three-part name or a table function gives a reference nobody has."""
    if table.catalog or not isinstance(table.this, exp.Identifier):
        return TableRef("", "")
    return TableRef(table.db, table.name)
