"""Pages of a table of the store: its rows, what is known of its columns, the values of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.store.asked import MOST_ROWS, ShowRows, ShowTable
from shared.core.store.fitting import kind_of
from shared.core.store.statistics import MOST_VALUES
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render import block_kit, dates, limits
from shared.render.columns import TYPE_NAMES
from shared.render.escape import one_line, shorten
from shared.render.numbers import compact, count, number
from shared.render.store import store_button, table_facts
from shared.render.tables import table_view

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from shared.core.store.manifest import TableSnapshot
    from shared.core.store.rows import RowsRequest, TableSchema
    from shared.core.store.source import StoredColumn
    from shared.core.store.statistics import ColumnStatistics
    from shared.render.block_kit import Block

_EXAMPLES = 5
_NAME = 60
_PERSONAL = "personal data: its values are not shown here"
_WIDENED = "Rows came since all were counted: values may be among these that are gone, and fewer of them be different."
_ZONED = frozenset({"TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"})


@dataclass(frozen=True, slots=True)
class RowsPage:
    """A page of rows: what was asked in which words, what came, and how many there are where that is known."""

    ask: ShowRows
    request: RowsRequest
    rows: ResultTable
    total: int | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class TablePage:
    """A table or view and what is known of it; snapshot is None of a view; personal are columns that tell of people."""

    target: str
    schema: TableSchema
    snapshot: TableSnapshot | None
    personal: Collection[str]
    read_at: datetime
    time: str = ""


def rows_sentence(page: RowsPage, shown: int | None = None) -> str:
    """Say which rows these are; data, not yet safe for mrkdwn."""
    name = shorten(one_line(page.request.schema.table.table), _NAME)
    first, last = page.request.first, page.request.first + (len(page.rows.rows) if shown is None else shown) - 1
    about = f"rows of {name}{_searched(page)}"
    if last < first:
        if first > 1 and page.total:
            return f"There are only {number(page.total)} {about}."
        return f"There are no {about}."
    of = f" of {number(page.total)}" if page.total is not None else ""
    return f"{number(first)} to {number(last)}{of} {about}{_sorted(page)}, as of {dates.exact(page.read_at)}."


def rows_blocks(page: RowsPage) -> list[Block]:
    """Show the rows as far as they fit, with the ways to the others."""
    rows = replace(page.rows, truncated=False)  # that there are more is said in the sentence above
    view = table_view(rows, page.request.schema.table.table) if rows.rows else None
    shown = len(view.block["rows"]) - 1 if view else 0
    columns = len(page.request.columns) - limits.TABLE_COLUMNS
    return block_kit.present(
        [
            block_kit.sentence(rows_sentence(page, shown)),
            view.block if view else None,
            block_kit.context(
                [
                    f"{count(columns, 'more column')}: choose some with “columns a, b”" if columns > 0 else "",
                    "Times are in UTC" if any(each.type in _ZONED for each in page.request.columns) else "",
                ]
            ),
            block_kit.buttons(_ways(page, shown)),
        ]
    )


def table_sentence(page: TablePage) -> str:
    """Say what the table is; data, not yet safe for mrkdwn."""
    name = one_line(page.schema.table.table)
    if page.snapshot is None:
        return f"{name}: a view of {count(len(page.schema.columns), 'column')}, as of {dates.exact(page.read_at)}."
    facts = "; ".join(each for each in (*table_facts(page.snapshot), _range(page)) if each)
    return f"{name}: {facts}; as of {dates.exact(page.read_at)}."


def table_blocks(page: TablePage) -> list[Block]:
    """Show what is known of each column."""
    view = table_view(columns_table(page), f"Columns of {page.schema.table.table}")
    is_exact = page.snapshot is None or page.snapshot.statistics.is_exact
    return block_kit.present(
        [
            block_kit.sentence(table_sentence(page)),
            view.block if view else None,
            block_kit.context([view.note if view else "", "" if is_exact else _WIDENED]),
            block_kit.buttons([store_button("Rows", 1, ShowRows(page.target))]),
        ]
    )


def columns_table(page: TablePage) -> ResultTable:
    """Describe the columns; of personal ones nothing that they hold is said."""
    labels = (
        "Column",
        "Type",
        "In PostgreSQL",
        "Nulls",
        "Different",
        "Least",
        "Greatest",
        "Mean",
        "Deviation",
        "Values",
    )
    kinds = {"Nulls": DataType.INTEGER, "Different": DataType.INTEGER}
    columns = tuple(
        ResultColumn(each.casefold(), each, kinds.get(each, DataType.TEXT), Role.ATTRIBUTE) for each in labels
    )
    known = {each.name: each for each in page.snapshot.statistics.columns} if page.snapshot else {}
    rows = tuple(
        (
            each.name,
            TYPE_NAMES[kind_of(each.type)],
            each.source_type,
            *_told(known.get(each.name), is_personal=each.name in page.personal),
        )
        for each in page.schema.columns
    )
    return ResultTable(columns, rows)


def values_sentence(page: TablePage, column: StoredColumn) -> str:
    """Say what different values a column has; data, not yet safe for mrkdwn."""
    name = f"{column.name} of {page.schema.table.table}"
    if column.name in page.personal:
        return f"{one_line(name)} is {_PERSONAL}."
    known = _statistics(page, column.name)
    if known is None:
        return f"Nothing is counted of {one_line(name)}."
    if not known.values:
        said = f"about {count(known.distinct, 'different value')}" if known.distinct else "no values"
        return f"{one_line(name)} has {said}; they are listed up to {MOST_VALUES}."
    return f"{one_line(name)} has {count(len(known.values), 'different value')}:"


def values_blocks(page: TablePage, column: StoredColumn) -> list[Block]:
    """List the different values, the most frequent first."""
    known = _statistics(page, column.name)
    values = known.values if known and column.name not in page.personal else ()
    text = ", ".join(one_line(each) or "(empty)" for each in values)
    is_exact = page.snapshot is None or page.snapshot.statistics.is_exact
    return block_kit.present(
        [
            block_kit.sentence(values_sentence(page, column)),
            block_kit.sentence(text) if text else None,
            block_kit.context(["" if is_exact or not values else _WIDENED]),
        ]
    )


def _searched(page: RowsPage) -> str:
    return f" that contain “{one_line(page.request.search)}”" if page.request.search else ""


def _sorted(page: RowsPage) -> str:
    keys = [f"{one_line(each.column)}{', falling' if each.descending else ''}" for each in page.request.sort]
    return f", by {'; '.join(keys)}" if keys else ""


def _ways(page: RowsPage, shown: int) -> list[Block]:
    """Back, on and out: on begins with the first row that did not fit."""
    ask, first, size = page.ask, page.request.first, page.request.size
    ways = []
    if first > 1:
        ways.append(store_button("Previous", 1, replace(ask, first=max(1, first - size)), turns=True))
    if shown and (shown < len(page.rows.rows) or page.rows.truncated):
        ways.append(store_button("Next", 2, replace(ask, first=first + shown), turns=True))
    if page.rows.rows:
        file = ShowRows(ask.target, ask.columns, ask.sort, ask.search, first, MOST_ROWS, as_file=True)
        ways.append(store_button("Download as CSV", 3, file))
    ways.append(store_button("About this table", 4, ShowTable(ask.target)))
    return ways


def _range(page: TablePage) -> str:
    """The span of its time column, else of the first column of days or times."""
    temporal = [each.name for each in page.schema.columns if kind_of(each.type).is_temporal]
    name = page.time if page.time in temporal else next(iter(temporal), "")
    known = _statistics(page, name) if name and name not in page.personal else None
    return f"{one_line(name)} from {known.least} to {known.greatest}" if known and known.least else ""


def _statistics(page: TablePage, column: str) -> ColumnStatistics | None:
    columns = page.snapshot.statistics.columns if page.snapshot else ()
    return next((each for each in columns if each.name == column), None)


def _told(known: ColumnStatistics | None, *, is_personal: bool) -> tuple[str | int | None, ...]:
    if known is None:
        return (None,) * 7
    if is_personal:
        return (known.nulls, known.distinct, None, None, None, None, _PERSONAL)
    more = len(known.values) - _EXAMPLES
    values = ", ".join(one_line(each) or "(empty)" for each in known.values[:_EXAMPLES])
    return (
        known.nulls,
        known.distinct,
        known.least,
        known.greatest,
        None if known.mean is None else compact(known.mean),
        None if known.deviation is None else compact(known.deviation),
        f"{values} and {number(more)} more" if more > 0 else values or None,
    )
