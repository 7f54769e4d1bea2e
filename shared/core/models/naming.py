"""The names a language model speaks in: plain identifiers that stand for entities, fields and measures.

A name that is no plain identifier (a header that reads like an instruction, a telephone number used as a column) gets
a number instead, so that what people typed into a table never becomes part of the schema a model has to obey.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.models.redaction import hidden
from shared.core.semantic.query import FieldRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.core.semantic.model import SemanticModel

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Names:
    """What is said for what: "lines" an entity, "lines.brand" a field, "lines.total_value" a named measure.

    Metrics of the whole model are measures of no entity: "metric.margin" stands for ("", "margin").
    """

    entities: Mapping[str, str]
    fields: Mapping[str, FieldRef]
    measures: Mapping[str, tuple[str, str]]
    said_entities: Mapping[str, str]
    said_fields: Mapping[FieldRef, str]
    said_measures: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, model: SemanticModel) -> Names:
        """Return the names of a model; the same model gives the same names."""
        said_entities = _said((each.name for each in model.entities), "table")
        said_fields: dict[FieldRef, str] = {}
        said_measures: dict[tuple[str, str], str] = {}
        for entity in model.entities:
            owner = said_entities[entity.name]
            fields = _said((each.name for each in entity.fields), "column")
            said_fields |= {FieldRef(entity.name, name): f"{owner}.{said}" for name, said in fields.items()}
            measures = _said((each.name for each in entity.measures), "measure")
            said_measures |= {(entity.name, name): f"{owner}.{said}" for name, said in measures.items()}
        metrics = _said((each.name for each in model.metrics), "metric")
        said_measures |= {("", name): f"metric.{said}" for name, said in metrics.items()}
        return cls(
            {said: name for name, said in said_entities.items()},
            {said: ref for ref, said in said_fields.items()},
            {said: pair for pair, said in said_measures.items()},
            said_entities,
            said_fields,
            said_measures,
        )


def _said(names: Iterable[str], kind: str) -> dict[str, str]:
    """Return a distinct identifier for every name: itself where it is plain and tells nothing about a person."""
    listed = list(dict.fromkeys(names))
    kept = {name for name in listed if _PLAIN.fullmatch(name) and hidden(name) == name}
    said: dict[str, str] = {}
    number = 0
    for name in listed:
        if name in kept:
            said[name] = name
            continue
        number += 1
        while f"{kind}_{number}" in kept:
            number += 1
        said[name] = f"{kind}_{number}"
    return said
