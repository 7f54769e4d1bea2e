"""What makes the numbers of several entities fit side by side without counting anything twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic import walk
from shared.core.semantic.facts import Fact, conjuncts, facts, kept_filters, needed_entities, own_dimension, own_period
from shared.core.semantic.filter_wording import filter_words
from shared.core.semantic.paths import join_path, reachable
from shared.core.semantic.phrases import noun
from shared.core.semantic.query import FieldRef
from shared.core.semantic.wording import dimension_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery


def tables_are_joined(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Every field is reached by many-to-one relationships: of a listing from its rows, of a number from its own."""
    if query.columns or not (query.measures or query.having):
        yield from _listing_issues(query, model)
        return
    found = facts(query, model)
    roots = frozenset(each.root for each in found)
    for fact in found:
        yield from _dimension_issues(fact, roots, query, model)
        yield from _filter_issues(fact, roots, query, model)
        yield from _number_issues(fact, model)
    yield from _lost_filters(found, query, model)


def _listing_issues(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    near = reachable(model, query.entity)
    refs = [*query.columns, *(each.by for each in query.order if isinstance(each.by, FieldRef))]
    refs.extend(FieldRef(each.entity, each.field) for each in walk.dimensions(query))
    refs.extend(walk.joined_fields(query.filters))
    refs.extend([query.period.field] if query.period else [])
    for ref in refs:
        if ref.entity not in near:
            yield _apart(ref.entity, query.entity, model)


def _apart(far: str, here: str, model: SemanticModel) -> str:
    one, other = model.entity(far), model.entity(here)
    return (
        f"{one.label if one else far} cannot be joined to {other.label if other else here} without counting rows twice."
    )


def _dimension_issues(fact: Fact, roots: frozenset[str], query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    for each in query.dimensions:
        if own_dimension(fact, roots, each, query, model) is None:
            if fact.root == query.entity:
                yield _apart(each.entity, fact.root, model)
            else:
                yield (
                    f"{noun(fact.root, model).capitalize()} cannot be split by {dimension_words(each, model)}: "
                    "they have nothing to do with it."
                )
        elif each.bins is not None and (len(roots) > 1 or fact.root != query.entity):
            yield f"Numbers of different tables cannot be split by {dimension_words(each, model)} together."


def _filter_issues(fact: Fact, roots: frozenset[str], query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    _, lost = kept_filters(fact, roots, query, model)
    for each in lost:
        far = sorted(needed_entities(each, query.entity) - reachable(model, fact.root))
        if fact.root == query.entity:
            yield from (_apart(name, fact.root, model) for name in far)
        else:
            yield (
                f"{noun(fact.root, model).capitalize()} cannot be kept to those where {filter_words(each, model)}: "
                "they have nothing to do with it."
            )
    period = query.period
    if period is not None and own_period(fact, roots, period, query, model) is None:
        if fact.root == query.entity:
            yield _apart(period.field.entity, fact.root, model)
        else:
            yield f"{noun(fact.root, model).capitalize()} have no date that “{period.label}” could apply to."


def _number_issues(fact: Fact, model: SemanticModel) -> Iterator[str]:
    near = reachable(model, fact.root)
    for measure in fact.numbers:
        entities = needed_entities(measure.where, measure.entity) if measure.where is not None else ()
        for name in sorted(set(entities) - near):
            yield _apart(name, fact.root, model)
    if fact.once is not None:
        path = join_path(model, fact.root, fact.once)
        entity = model.entity(fact.once)
        if not path or entity is None or not (entity.key or path[-1].to_columns):
            yield f"{noun(fact.once, model).capitalize()} have no key, so each could be counted more than once."


def _lost_filters(found: tuple[Fact, ...], query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """A filter that holds for no fact at all would silently be none."""
    roots = frozenset(each.root for each in found)
    kept = {each for fact in found for each in kept_filters(fact, roots, query, model)[0]}
    lost = {each for fact in found for each in kept_filters(fact, roots, query, model)[1]}
    for each in conjuncts(query.filters):
        if each not in kept | lost:
            yield f"None of the numbers can be kept to those where {filter_words(each, model)}."


def comparisons_have_one_fact(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """Two periods are compared over the rows themselves: a row they refer to may belong to both."""
    if query.compare is None:
        return
    for fact in facts(query, model):
        if fact.once is not None:
            yield f"Two periods cannot be compared by {noun(fact.once, model)}: one may belong to both."
