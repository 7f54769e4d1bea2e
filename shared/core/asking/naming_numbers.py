"""Numbers that go by a name without being a measure of one entity: metrics of the model and of a glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.semantic.metric_refs import metric_ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.model import Grain, SemanticModel
    from shared.core.semantic.query import MeasureRef


@dataclass(frozen=True, slots=True)
class Defined:
    """What a name stands for: the number, what people say for it, and the calendar grain it is always shown by."""

    ref: MeasureRef
    label: str
    said: tuple[str, ...]
    grain: Grain | None = None


def metric_numbers(model: SemanticModel) -> Mapping[str, Defined]:
    """The metrics of the model by their names; one that nothing can be computed from is left out."""
    found = {}
    for metric in model.metrics:
        try:
            ref = metric_ref(metric, model)
        except UserError:
            continue
        found[metric.name] = Defined(ref, metric.label, (metric.label, *metric.synonyms))
    return found
