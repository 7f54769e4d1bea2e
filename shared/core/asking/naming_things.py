"""What a phrase of a question may name in a semantic model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a phrase names."""

    ENTITY = "entity"
    FIELD = "field"
    MEASURE = "measure"
    VALUE = "value"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a phrase may name, with a score in 0..1: 1.0 is its own name."""

    kind: Kind
    entity: str
    name: str
    score: float
    value: str | None = None
