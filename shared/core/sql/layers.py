"""What a single SELECT cannot say: several facts, every bucket of the calendar, derived numbers, limits in groups.

Named subqueries stand on each other: a table a fact; all of them side by side; filled up with empty buckets. The
SELECT above them works formulas and derivations out. Inside, groupings are "key 1", "key 2" and aggregated numbers
"number 1", so that no name of a column can be taken for one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.semantic import walk
from shared.core.semantic.earlier import bucket_before, first_shown
from shared.core.semantic.facts import facts
from shared.core.semantic.query import MeasureRef
from shared.core.sql.conditions import number_condition
from shared.core.sql.derived import Line, derived
from shared.core.sql.expressions import column, identifier, name_order
from shared.core.sql.facts import fact_rows, fact_table, key_name, side_by_side, subquery
from shared.core.sql.frame import frame, framed_dimension
from shared.core.sql.grouped import shown_numbers, sort_keys
from shared.core.sql.measures import Leaf, evaluated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import Having, SemanticQuery
    from shared.core.sql.facts import Number
    from shared.core.sql.rows import Making

_GROUPED, _FRAME, _FILLED, _SHOWN, _PLACED = (
    "grouped rows",
    "calendar frame",
    "filled rows",
    "shown rows",
    "placed rows",
)
_PLACE = "place in group"


class Layers:
    """One statement of named subqueries; made and read once."""

    def __init__(self, query: SemanticQuery, making: Making, names: list[str]) -> None:
        self._query, self._making, self._names = query, making, names
        self._facts = facts(query, making.model)
        spans = range(1 if query.compare is None else 2)
        asked = [number for fact in self._facts for number in fact.numbers]
        each = [(number, span) for number in asked for span in spans]
        self._numbers: dict[Number, str] = {number: f"number {i}" for i, number in enumerate(each, start=1)}
        self._first = first_shown(query, making.model.calendar.week_start)
        self._ctes: list[exp.CTE] = []
        self._base = _GROUPED

    @staticmethod
    def needed(query: SemanticQuery, model: SemanticModel) -> bool:
        """True for what a single SELECT cannot say."""
        asked = (*query.measures, *(each.measure for each in query.having))
        found = facts(query, model)
        return (
            query.limit_per is not None
            or framed_dimension(query) is not None
            or any(each.derivation for each in (*asked, *_sorted_measures(query)))
            or len(found) > 1
            or found[0].once is not None
        )

    def tree(self, row_limit: int) -> exp.Select:
        """Return the statement without its limit; row_limit caps each group of a limit within groups."""
        self._add_grouped()
        self._add_filled()
        tree = self._placed(row_limit) if self._is_placed() else self._shown()
        tree.set("with_", exp.With(expressions=self._ctes))
        return tree

    def _add(self, name: str, tree: exp.Select) -> None:
        self._ctes.append(exp.CTE(this=tree, alias=exp.TableAlias(this=identifier(name))))

    def _add_grouped(self) -> None:
        """Add the facts, and what sets several side by side."""
        tables = []
        for i, fact in enumerate(self._facts, start=1):
            tables.append(_GROUPED if len(self._facts) == 1 else f"fact {i}")
            made = fact_rows(fact, self._facts, self._query, self._making)
            self._add(tables[-1], fact_table(made, self._numbers))
        if len(tables) > 1:
            homes = [
                (table, number, name)
                for table, fact in zip(tables, self._facts, strict=True)
                for number, name in self._numbers.items()
                if number[0] in fact.numbers
            ]
            self._add(_GROUPED, side_by_side(tables, len(self._query.dimensions), homes))

    def _add_filled(self) -> None:
        """Add the buckets without rows."""
        place = framed_dimension(self._query)
        if place is None:
            return
        self._add(_FRAME, frame(self._query, place, _GROUPED, self._making))
        numbers_there = [(_GROUPED, number, name) for number, name in self._numbers.items()]
        self._add(_FILLED, side_by_side([_GROUPED, _FRAME], len(self._query.dimensions), numbers_there))
        self._base = _FILLED

    def _is_placed(self) -> bool:
        late = any(self._is_late(each) for each in self._query.having)
        return self._query.limit_per is not None or late or self._first is not None

    def _shown(self) -> exp.Select:
        """Return SELECT groupings, numbers FROM the grouped rows that HAVING keeps, in order."""
        selected = [exp.alias_(value, name, quoted=True) for value, name in self._output()]
        order = sort_keys(self._query, self._dimension_key, self._value)
        tree = self._kept(exp.select(*selected))
        return tree.order_by(*order) if order else tree

    def _kept(self, tree: exp.Select) -> exp.Select:
        """Add FROM, and the conditions that rows must keep to be counted, ranked and looked back at."""
        tree = tree.from_(exp.Table(this=identifier(self._base)))
        for having in self._query.having:
            if not self._is_late(having):
                value = self._value(having.measure)
                tree = tree.where(number_condition(value, having.operator, having.values, self._making.parameters))
        return tree

    def _is_late(self, having: Having) -> bool:
        """True for what is tested on shown rows only: derived numbers, and all where only earlier spans are looked up.

        "Months above 100, with the growth over a year" must find the year before, however small it was.
        """
        looks_up = [each.offset is not None for each in walk.asked_measures(self._query) if each.derivation]
        return having.measure.derivation is not None or (bool(looks_up) and all(looks_up))

    def _output(self) -> Iterator[tuple[exp.Expr, str]]:
        keys = [column(self._base, key_name(i)) for i in range(len(self._query.dimensions))]
        values = shown_numbers(self._query, self._leaf, self._making.parameters)
        if self._query.compare is None:
            line = self._line()
            values = [derived(each, value, line) for each, value in zip(self._query.measures, values, strict=True)]
        yield from zip([*keys, *values], self._names, strict=True)

    def _placed(self, row_limit: int) -> exp.Select:
        """Return the rows of the period whose derived numbers HAVING keeps; within groups, the first of each."""
        order = sort_keys(self._query, self._dimension_key, self._value)
        tests = [each for each in self._query.having if self._is_late(each)]
        shown = self._kept(
            exp.select(
                *(exp.alias_(value, name, quoted=True) for value, name in self._output()),
                *(exp.alias_(each.this.copy(), f"sort {i}", quoted=True) for i, each in enumerate(order)),
                *(exp.alias_(self._value(each.measure), f"test {i}", quoted=True) for i, each in enumerate(tests)),
            )
        )
        self._add(_SHOWN, shown)
        outer = [exp.alias_(column(_SHOWN, name), name, quoted=True) for name in self._names]
        sorts = [
            exp.Ordered(this=column(_SHOWN, f"sort {i}"), desc=each.args.get("desc"), nulls_first=False)
            for i, each in enumerate(order)
        ]
        tree = exp.select(*outer).from_(exp.Table(this=identifier(_SHOWN)))
        for i, each in enumerate(tests):
            value = column(_SHOWN, f"test {i}")
            tree = tree.where(number_condition(value, each.operator, each.values, self._making.parameters))
        if self._first is not None:
            bucket = column(_SHOWN, self._names[self._line_place()])
            tree = tree.where(exp.GTE(this=bucket, expression=self._making.parameters.bind(self._first)))
        inner = self._query.limit_per
        if inner is None:
            return tree.order_by(*sorts) if sorts else tree
        return self._first_of_each(tree, self._query.dimensions.index(inner), sorts, self._query.limit or row_limit)

    def _first_of_each(self, tree: exp.Select, place: int, sorts: list[exp.Ordered], limit: int) -> exp.Select:
        group = column(_SHOWN, self._names[place])
        counted = exp.Window(this=exp.RowNumber(), partition_by=[group], order=exp.Order(expressions=sorts))
        inside = subquery(tree.select(exp.alias_(counted, _PLACE, quoted=True)), _PLACED)
        outer = [exp.alias_(column(_PLACED, name), name, quoted=True) for name in self._names]
        first = name_order(column(_PLACED, self._names[place]), self._query.dimensions[place].grain)
        return (
            exp.select(*outer)
            .from_(inside)
            .where(exp.LTE(this=column(_PLACED, _PLACE), expression=exp.Literal.number(limit)))
            .order_by(
                exp.Ordered(this=first, nulls_first=False),
                exp.Ordered(this=column(_PLACED, _PLACE), nulls_first=False),
            )
        )

    def _leaf(self, span: int) -> Leaf:
        return lambda measure: column(self._base, self._numbers[measure, span])

    def _value(self, measure: MeasureRef) -> exp.Expr:
        value = evaluated(measure, self._leaf(0), self._making.parameters)
        return derived(measure, value, self._line())

    def _dimension_key(self, place: int) -> exp.Expr:
        return name_order(column(self._base, key_name(place)), self._query.dimensions[place].grain)

    def _line(self) -> Line | None:
        """What running numbers run along: the first time dimension, else the first one."""
        dimensions = self._query.dimensions
        if not dimensions:
            return None
        place = self._line_place()
        keys = [column(self._base, key_name(i)) for i in range(len(dimensions))]
        others = tuple(key for i, key in enumerate(keys) if i != place)
        calendar, parameters = self._making.model.calendar, self._making.parameters
        before = bucket_before(self._query, calendar.week_start)
        return Line(keys[place], dimensions[place].grain, others, calendar, parameters, self._first, before)

    def _line_place(self) -> int:
        return next((i for i, each in enumerate(self._query.dimensions) if each.grain), 0)


def _sorted_measures(query: SemanticQuery) -> tuple[MeasureRef, ...]:
    return tuple(each.by for each in query.order if isinstance(each.by, MeasureRef))
