"""Ways between entities: only from many to one, so that joining never multiplies rows."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.semantic.model import Relationship, SemanticModel


def join_path(model: SemanticModel, start: str, goal: str) -> tuple[Relationship, ...] | None:
    """Return the shortest chain of many-to-one relationships from start to goal; empty when equal, None when none."""
    return () if start == goal else referring_path(model, start, goal)


def referring_path(model: SemanticModel, start: str, goal: str) -> tuple[Relationship, ...] | None:
    """Return the shortest chain of at least one relationship from start to goal; None when there is none.

    An entity may refer to itself, as employees to their managers.
    """
    seen: set[str] = set()
    queue: deque[tuple[str, tuple[Relationship, ...]]] = deque([(start, ())])
    while queue:
        here, steps = queue.popleft()
        for relationship in model.relationships:
            there = relationship.to_entity
            if relationship.from_entity != here or there in seen:
                continue
            if there == goal:
                return (*steps, relationship)
            seen.add(there)
            queue.append((there, (*steps, relationship)))
    return None


def reachable(model: SemanticModel, start: str) -> frozenset[str]:
    """Return the names of all entities that start's rows have at most one of, start among them."""
    seen, queue = {start}, deque([start])
    while queue:
        here = queue.popleft()
        fresh = {each.to_entity for each in model.relationships if each.from_entity == here} - seen
        seen |= fresh
        queue.extend(sorted(fresh))
    return frozenset(seen)
