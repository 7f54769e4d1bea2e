"""The rows a query is about: FROM, joins from many to one, and WHERE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic import walk
from shared.core.semantic.compare import compared_period
from shared.core.semantic.paths import join_path
from shared.core.sql.conditions import filter_condition, period_condition
from shared.core.sql.expressions import column, identifier

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, Relationship, SemanticModel, TableRef
    from shared.core.semantic.query import SemanticQuery
    from shared.core.sql.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Rows:
    """The joined and filtered rows of one query; used again where a subquery needs the very same rows."""

    query: SemanticQuery
    model: SemanticModel
    parameters: Parameters

    def tables(self) -> tuple[TableRef, ...]:
        """Return the tables read, in the order of their entities."""
        return tuple(dict.fromkeys(self._entity(name).table for name in self._entities()))

    def under(self, tree: exp.Select) -> exp.Select:
        """Return the SELECT with FROM, joins and WHERE added."""
        root = self._entity(self.query.entity)
        tree = tree.from_(_source(root))
        joined = {root.name}
        for name in self._entities():
            for step in self._path(name):
                if step.to_entity not in joined:
                    joined.add(step.to_entity)
                    tree = tree.join(_source(self._entity(step.to_entity)), on=_on(step), join_type="left")
        for condition in self._conditions():
            tree = tree.where(condition)
        return tree

    def _conditions(self) -> list[exp.Expr]:
        found: list[exp.Expr] = []
        if self.query.filters is not None:
            found.append(filter_condition(self.query.filters, self.model, self.parameters))
        spans = [each for each in (self.query.period, compared_period(self.query)) if each is not None]
        tests = [each for each in (period_condition(span, self.parameters) for span in spans) if each is not None]
        if tests:
            found.append(exp.paren(exp.or_(*tests)) if len(tests) > 1 else tests[0])
        return found

    def _entities(self) -> tuple[str, ...]:
        found = [self.query.entity]
        for name in walk.entities(self.query):
            found.extend(step.to_entity for step in self._path(name))
        return tuple(dict.fromkeys(found))

    def _path(self, name: str) -> tuple[Relationship, ...]:
        path = join_path(self.model, self.query.entity, name)
        if path is None:
            raise InternalError(f"no way from {self.query.entity} to {name}")
        return path

    def _entity(self, name: str) -> Entity:
        entity = self.model.entity(name)
        if entity is None:
            raise InternalError(f"unknown entity {name}")
        return entity


def _source(entity: Entity) -> exp.Table:
    table = exp.Table(this=identifier(entity.table.table), db=identifier(entity.table.dataset))
    table.set("alias", exp.TableAlias(this=identifier(entity.name)))
    return table


def _on(step: Relationship) -> exp.Expr:
    pairs = zip(step.from_columns, step.to_columns, strict=True)
    tests = [
        exp.EQ(this=column(step.from_entity, here), expression=column(step.to_entity, there)) for here, there in pairs
    ]
    return exp.and_(*tests)
