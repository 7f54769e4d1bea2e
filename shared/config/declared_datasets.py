"""Data sets of the store as YAML declares them: each checked for its shape, then plain values for the core."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.core.semantic.query import Operator
from shared.core.store.manifest import JoinedView
from shared.core.store.settings import (
    DEFAULT_INTERVAL,
    DEFAULT_RECONCILING,
    HIGHEST_TIMEOUT_SECONDS,
    DeclaredDataset,
    TableFilter,
)
from shared.core.store.source import Relation, SourceQuery, SourceTable

_NAME = re.compile(r"[a-z][a-z0-9_]{0,55}")
_TAKEN = frozenset({"main", "memory", "system", "temp"})
"""Names that the engine gives to files of its own."""
_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]+)")
_UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=31)
_MOST_VALUES = 1_000
_MOST_OF_A_LIST = 200
_PARTS = ("dataset", "results")
_NULL_TESTS = {Operator.IS_NULL, Operator.NOT_NULL}
_LISTS = {Operator.IN, Operator.NOT_IN}
_OF_TEXT = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_RELATIVE = {Operator.ABOVE_AVERAGE, Operator.BELOW_AVERAGE, Operator.LATEST, Operator.EARLIEST}
"""Operators that compare with the other rows: nothing that could hold of a row for good."""
_OPERATORS = tuple(each.value for each in Operator if each not in _RELATIVE)


class Strict(BaseModel):
    """An unknown key is a mistake, not an extension, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True, hide_input_in_errors=True)


def word(*known: str) -> BeforeValidator:
    """Take one of these words, in capitals too."""

    def checked(value: object) -> object:
        if not isinstance(value, str) or value.strip().casefold() not in known:
            raise ValueError(f"should be one of {', '.join(known)}")
        return value.strip().casefold()

    return BeforeValidator(checked)


def whole(least: int, most: int) -> BeforeValidator:
    """Take a whole number in these bounds."""

    def checked(value: object) -> object:
        text = str(value).strip()
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,12}", text) or not least <= int(text) <= most:
            raise ValueError(f"should be a whole number from {least:,} to {most:,}")
        return int(text)

    return BeforeValidator(checked)


def _slug(value: object) -> object:
    if not isinstance(value, str) or not _NAME.fullmatch(value) or value in _TAKEN:
        raise ValueError("should be a name of small letters, digits and _ that begins with a letter: daily_orders")
    return value


def _span(value: object) -> object:
    found = _SPAN.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    if found is None or found[2] not in _UNITS:
        raise ValueError("should be a number with its unit, such as 15 minutes or 2 hours")
    span = timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    if not _SHORTEST <= span <= _LONGEST:
        raise ValueError("should be from 1 minute to 31 days")
    return span


def _timeout(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= HIGHEST_TIMEOUT_SECONDS:
        raise ValueError(f"should be a number of seconds, {HIGHEST_TIMEOUT_SECONDS:.0f} at most")
    return float(value)


def _columns(value: object) -> object:
    given = value if isinstance(value, list) else [value]
    if not given or not all(isinstance(each, str) and each for each in given) or len(set(given)) < len(given):
        raise ValueError("should be the name of a column, or a list of such: [order_no, line_no]")
    return given


def _texts(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValueError("should be a list of names: [revenue, orders]")
    if len(value) > _MOST_OF_A_LIST:
        raise ValueError(f"has more than {_MOST_OF_A_LIST} names")
    return value


def _relation(value: object) -> object:
    """A schema and a table: public.orders, or [My Schema, Orders.2024] where a name has a dot of its own."""
    parts = value.split(".") if isinstance(value, str) else value
    if isinstance(parts, list) and len(parts) == 1:
        parts = ["public", *parts]
    if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(each, str) and each for each in parts):  # noqa: PLR2004 - a schema and a name
        raise ValueError("should be schema.table, or a list of the two where a name has a dot of its own")
    return parts


def _query(value: object) -> object:
    if not isinstance(value, str) or not value.strip() or value.rstrip().endswith(";"):
        raise ValueError("should be one SELECT, without a semicolon at its end")
    return value.strip()


def _values(value: object) -> object:
    given = value if isinstance(value, list) else [value]
    if len(given) > _MOST_VALUES:
        raise ValueError(f"has more than {_MOST_VALUES:,} values")
    if not all(isinstance(each, str | bool | int | float | date) for each in given):
        raise ValueError("should be a text, a number, a day, a time, or true or false, or a list of such")
    if len({_kind(each) for each in given}) > 1:
        raise ValueError("should be of one kind: all texts, all numbers, or all days")
    return [Decimal(str(each)) if isinstance(each, float) else each for each in given]


def _kind(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if is_number else type(value)


def _tables(value: object) -> object:
    if not isinstance(value, dict) or not 0 < len(value) <= _MOST_OF_A_LIST:
        raise ValueError("should be a mapping of names to tables: {orders: {table: public.orders}}")
    for name in value:
        try:
            _slug(name)
        except ValueError as error:
            raise ValueError(f"has a name, “{str(name)[:60]}”, that {error}") from None
    return value


Slug = Annotated[str, BeforeValidator(_slug)]
Column = Annotated[str, Field(min_length=1, max_length=100)]
_Columns = Annotated[list[str], BeforeValidator(_columns)]
_Select = Annotated[str | None, BeforeValidator(_query)]
_Span = Annotated[timedelta, BeforeValidator(_span)]


class _Read(Strict):
    """A table, view or query, and what is known of its columns."""

    table: Annotated[list[str] | None, BeforeValidator(_relation)] = None
    query: _Select = None
    key: _Columns = Field(default=[])
    incremental_column: Column = ""
    tombstone_column: Column = ""
    partition_column: Column = ""
    max_rows: Annotated[int, whole(1, 1_000_000_000)] = 0

    def source(self, name: str, of: Relation | SourceQuery | None = None) -> SourceTable:
        """The plain value."""
        if of is None:
            of = SourceQuery(self.query) if self.query is not None else Relation(*(self.table or ("", "")))
        return SourceTable(
            name=name,
            of=of,
            key=tuple(self.key),
            incremental=self.incremental_column,
            tombstone=self.tombstone_column,
            partition=self.partition_column,
            most_rows=self.max_rows,
        )

    @model_validator(mode="after")
    def _can_find_deleted_rows(self) -> _Read:
        if self.tombstone_column and not self.key:
            raise ValueError("has a tombstone_column, so it needs a key to find the deleted rows by")
        return self


class _OneOfMany(_Read):
    @model_validator(mode="after")
    def _reads_one_thing(self) -> _OneOfMany:
        if (self.table is None) is (self.query is None):
            raise ValueError("needs a table or a query, and not both")
        return self


class _Filter(Strict):
    table: Slug = ""
    column: Column
    operator: Annotated[str, word(*_OPERATORS)] = Operator.EQ.value
    values: Annotated[list[Any], BeforeValidator(_values)] = []

    @model_validator(mode="after")
    def _has_values_enough(self) -> _Filter:
        operator, given = Operator(self.operator), len(self.values)
        if operator in _NULL_TESTS:
            wanted, fits = "no values", given == 0
        elif operator in _LISTS:
            wanted, fits = "a list of values", given > 0
        else:
            count = 2 if operator is Operator.BETWEEN else 1
            wanted, fits = f"{'two values' if count > 1 else 'one value'}", given == count
        if not fits:
            raise ValueError(f"asks “{self.operator}”, which takes {wanted}")
        if operator in _OF_TEXT and not isinstance(self.values[0], str):
            raise ValueError(f"asks “{self.operator}”, which takes a text in quotes")
        return self


class Declaration(_Read):
    """One data set."""

    name: Slug
    label: Annotated[str, Field(max_length=100)] = ""
    workspace: Annotated[str, Field(min_length=1, max_length=100)]
    channel: Annotated[str, Field(min_length=1, max_length=100)]
    dataset_query: _Select = None
    results_query: _Select = None
    tables: Annotated[dict[str, _OneOfMany], BeforeValidator(_tables)] = {}
    refresh_interval: _Span = DEFAULT_INTERVAL
    reconcile_interval: _Span = DEFAULT_RECONCILING
    timeout: Annotated[float, BeforeValidator(_timeout)] = 60.0
    visible_metrics: Annotated[list[str], BeforeValidator(_texts)] = []
    filters: list[_Filter] = []

    @model_validator(mode="after")
    def _says_where_from(self) -> Declaration:
        is_split = self.dataset_query is not None and self.results_query is not None
        if (self.dataset_query is None) is not (self.results_query is None):
            raise ValueError("needs dataset_query and results_query together")
        if [self.table is not None, self.query is not None, bool(self.tables), is_split].count(True) != 1:
            raise ValueError("needs one of these: table, query, tables, or dataset_query with results_query")
        if self.tables and (own := sorted(self.model_fields_set & _OF_A_TABLE)):
            raise ValueError(f"has several tables: {own[0]} belongs to one of them")
        return self

    @model_validator(mode="after")
    def _filters_what_there_is(self) -> Declaration:
        names = self.table_names
        for each in self.filters:
            if not each.table and len(names) > 1:
                raise ValueError(f"has a filter on {each.column} that needs to say of which table: {', '.join(names)}")
            if each.table and each.table not in names:
                raise ValueError(f"has a filter on a table “{each.table}”; there is {', '.join(names)}")
        return self

    @property
    def table_names(self) -> tuple[str, ...]:
        """The tables of its snapshot; of the two parts, the dataset's first."""
        if self.dataset_query is not None:
            return tuple(f"{self.name}_{part}" for part in _PARTS)
        return tuple(self.tables) or (self.name,)


_OF_A_TABLE = frozenset(_Read.model_fields) - {"table", "query"}
DECLARED_KEYS = frozenset(name for shape in (Declaration, _OneOfMany, _Filter) for name in shape.model_fields)


def declared(given: Declaration) -> DeclaredDataset:
    """The plain value."""
    names = given.table_names
    sources: tuple[SourceTable, ...]
    views: tuple[JoinedView, ...] = ()
    if given.dataset_query is not None and given.results_query is not None:
        sources = (
            SourceTable(names[0], SourceQuery(given.dataset_query), most_rows=given.max_rows),
            given.source(names[1], SourceQuery(given.results_query)),
        )
        views = (JoinedView(given.name, *names),)
    else:
        sources = tuple(each.source(name) for name, each in given.tables.items()) or (given.source(given.name),)
    return DeclaredDataset(
        workspace=given.workspace,
        channel=given.channel,
        name=given.name,
        label=given.label or given.name.replace("_", " ").capitalize(),
        tables=sources,
        views=views,
        filters=tuple(
            TableFilter(each.table or names[0], each.column, Operator(each.operator), tuple(each.values))
            for each in given.filters
        ),
        visible_metrics=tuple(given.visible_metrics),
        refresh_interval=given.refresh_interval,
        reconcile_interval=given.reconcile_interval,
        timeout_seconds=given.timeout,
    )
