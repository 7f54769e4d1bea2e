"""The rows a number is made of: FROM, joins from many to one, and WHERE."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.earlier import joined
from shared.core.semantic.facts import needed_entities
from shared.core.semantic.paths import join_path
from shared.core.sql.conditions import filter_condition, period_condition
from shared.core.sql.expressions import column, identifier, known_field, same_columns
from shared.core.sql.local_time import local_time
from shared.core.sql.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.semantic.model import Entity, Relationship, SemanticModel, TableRef
    from shared.core.semantic.query import FieldRef, Filter, Period
    from shared.core.sql.compiled import Dialect


@dataclass(frozen=True, slots=True)
class Making:
    """What one statement gathers while it is made: the bound values, and the tables it reads."""

    model: SemanticModel
    dialect: Dialect
    parameters: Parameters = field(default_factory=Parameters)
    reads: dict[TableRef, None] = field(default_factory=dict)

    def entity(self, name: str) -> Entity:
        """Return the entity. Raises InternalError for an unknown one."""
        entity = self.model.entity(name)
        if entity is None:
            raise InternalError(f"unknown entity {name}")
        return entity

    def source(self, name: str, alias: str) -> exp.Table:
        """Return the entity's table under an alias."""
        entity = self.entity(name)
        self.reads[entity.table] = None
        table = exp.Table(this=identifier(entity.table.table), db=identifier(entity.table.dataset))
        table.set("alias", exp.TableAlias(this=identifier(alias)))
        return table


@dataclass(frozen=True, slots=True)
class Rows:
    """The joined and filtered rows of one entity; used again where a subquery needs the very same rows.

    needs are the entities whose fields are read, beside those that the filters and spans name. spans are the periods
    of which one must hold; earlier are those read beside them, for numbers that look back. about is the entity that a
    related one refers to; prefix keeps the aliases of a subquery apart from those around it.
    """

    making: Making
    root: str
    needs: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    spans: tuple[Period, ...] = ()
    earlier: tuple[Period, ...] = ()
    about: str = ""
    prefix: str = ""

    def stored(self, ref: FieldRef) -> exp.Column:
        """Return the field of these rows as it lies in the table: to be compared with what is of its very type."""
        return column(f"{self.prefix}{ref.entity}", ref.field)

    def column(self, ref: FieldRef, timezone: str | None = None) -> exp.Expr:
        """Return the field of these rows as people see it: an instant in the time zone, else in the calendar's."""
        field = known_field(self.making.model, ref.entity, ref.field)
        if not field.zoned:
            return self.stored(ref)
        zone = timezone or self.making.model.calendar.timezone
        return local_time(self.stored(ref), field, zone, self.making.dialect)

    def under(self, tree: exp.Select) -> exp.Select:
        """Return the SELECT with FROM, joins and WHERE added."""
        tree = tree.from_(self._source(self.root))
        joined = {self.root}
        for name in dict.fromkeys(self._entities()):
            for step in self._path(name):
                if step.to_entity not in joined:
                    joined.add(step.to_entity)
                    tree = tree.join(self._source(step.to_entity), on=self._on(step), join_type="left")
        for condition in self._conditions():
            tree = tree.where(condition)
        return tree

    def _conditions(self) -> Iterable[exp.Expr]:
        yield from (filter_condition(each, self) for each in self.filters)
        spans = joined((*self.earlier, *self.spans)) if self.earlier else self.spans
        tests = [each for each in (period_condition(span, self) for span in spans) if each is not None]
        if tests:
            yield exp.paren(exp.or_(*tests)) if len(tests) > 1 else tests[0]

    def _entities(self) -> Iterable[str]:
        yield from self.needs
        for each in self.filters:
            yield from sorted(needed_entities(each, self.about or self.root))
        yield from (span.field.entity for span in self.spans)

    def _path(self, name: str) -> tuple[Relationship, ...]:
        path = join_path(self.making.model, self.root, name)
        if path is None:
            raise InternalError(f"no way from {self.root} to {name}")
        return path

    def _source(self, name: str) -> exp.Table:
        return self.making.source(name, f"{self.prefix}{name}")

    def _on(self, step: Relationship) -> exp.Expr:
        return same_columns(step, f"{self.prefix}{step.from_entity}", f"{self.prefix}{step.to_entity}")
