"""What of a written model came into use over the tables of a channel, and what did not: counted and told.

A channel may have several data sets, and what is written may be about any of them: a place in the YAML is taken when it
fits one of them, and only what fits none is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.core.semantic.overlay import places, problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.core.semantic.model import SemanticModel

_COUNTED = ("metrics", "measures", "filters", "questions", "relationships", "fields")


@dataclass(frozen=True, slots=True)
class Fit:
    """The places in the YAML that are in use, the synonyms among them, and sentences on what was left out.

    taken holds (kind, place), kind being a key of the YAML such as "metrics"; synonyms hold (place, word). opened are
    the labels of columns found to hold personal data, of which the model says that they do not.
    """

    taken: frozenset[tuple[str, str]] = frozenset()
    synonyms: frozenset[tuple[str, str]] = frozenset()
    left_out: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many of each kind are in use, without those of which there is none."""
        found = {kind: sum(each == kind for each, _ in self.taken) for kind in _COUNTED}
        return {kind: number for kind, number in {**found, "synonyms": len(self.synonyms)}.items() if number}


def fit(inferred: SemanticModel, written: Mapping[str, Any]) -> Fit:
    """How a written model fits one data set, whose model is inferred without it."""
    absent = frozenset(name for name, targets in places(inferred, written).items() if not targets)
    left_out = (*problems(inferred, written), *_homeless(written, absent))
    wrong = {_place(each) for each in left_out}
    taken = {(kind, place): said for kind, place, said in _said(written, absent) if place not in wrong}
    synonyms = ((place, word) for (_, place), said in taken.items() for word in said.get("synonyms", ()))
    return Fit(frozenset(taken), frozenset(synonyms), left_out, tuple(_opened(inferred, written)))


def joined(fits: Sequence[Fit]) -> Fit:
    """How it fits the data sets of a channel together; of several reasons the one of the best fit is told."""
    taken = frozenset[tuple[str, str]]().union(*(each.taken for each in fits))
    synonyms = frozenset[tuple[str, str]]().union(*(each.synonyms for each in fits))
    used = {place for _, place in taken}
    told: dict[str, str] = {}
    for each in sorted(fits, key=lambda one: -len(one.taken)):
        for sentence in each.left_out:
            if _place(sentence) not in used:
                told.setdefault(_place(sentence), sentence)
    opened = dict.fromkeys(label for each in fits for label in each.opened)
    return Fit(taken, synonyms, tuple(told.values()), tuple(opened))


def _place(sentence: str) -> str:
    return sentence.partition(": ")[0]


def _opened(inferred: SemanticModel, written: Mapping[str, Any]) -> Iterator[str]:
    for name, targets in places(inferred, written).items():
        said = written["entities"][name].get("fields", {})
        for entity in (each for each in inferred.entities if each.name in targets):
            personal = (each for each in entity.fields if each.personal)
            yield from (each.label for each in personal if said.get(each.name, {}).get("personal") is False)


def _homeless(written: Mapping[str, Any], absent: frozenset[str]) -> Iterator[str]:
    """Sentences on what speaks of a table that is not there."""
    for kind in ("metrics", "filters"):
        for name, said in written.get(kind, {}).items():
            if said and said.get("entity") in absent:
                yield f"{kind}.{name}: its table “{said['entity']}” is not here."
    for i, each in enumerate(written.get("questions", ())):
        if each["query"].get("entity") in absent:
            yield f"questions[{i}]: its table “{each['query']['entity']}” is not here."


def _said(written: Mapping[str, Any], absent: frozenset[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(kind, place, what is said there) of everything written that is not a taking away."""
    for name, part in written.get("entities", {}).items():
        if name not in absent:
            yield "entities", f"entities.{name}", part
            yield from ((key, f"entities.{name}.{key}", {}) for key in ("key", "time") if key in part)
            for kind in ("fields", "measures"):
                named = part.get(kind, {}).items()
                yield from ((kind, f"entities.{name}.{kind}.{each}", said) for each, said in named if said is not None)
    for kind in ("metrics", "filters"):
        named = written.get(kind, {}).items()
        yield from ((kind, f"{kind}.{each}", said) for each, said in named if said is not None)
    for i, each in enumerate(written.get("relationships", ())):
        if not absent & {each["from"], each["to"]}:
            yield "relationships", f"relationships[{i}]", {}
    yield from (("questions", f"questions[{i}]", {}) for i in range(len(written.get("questions", ()))))
