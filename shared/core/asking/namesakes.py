"""Tables of one shape under one name, such as a file for each month: which of them an answer is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.naming import stem, words
from shared.core.semantic.wording import lower_first

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity, SemanticModel
    from shared.core.semantic.query import SemanticQuery

_TOLD = 3


def namesake_notes(query: SemanticQuery, text: str, model: SemanticModel) -> tuple[str, ...]:
    """Say whose rows were taken where other tables fit the words as well; nothing where the question names one."""
    entity = model.entity(query.entity)
    others = namesakes(entity, model) if entity is not None else ()
    said = _stems(text)
    if entity is None or not others or _own_words(entity, others) & said:
        return ()
    named = [f"“{each.label}”" for each in others[:_TOLD]]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    verb = "has" if len(others) == 1 else "have"
    return (f"This is from “{entity.label}”; {listed} {verb} the same columns. Name one to ask about it.",)


def namesakes(entity: Entity, model: SemanticModel) -> tuple[Entity, ...]:
    """The other tables whose rows are called the same and that have all of its columns."""
    return tuple(
        each
        for each in model.entities
        if each.name != entity.name
        and each.table != entity.table
        and each.noun == entity.noun
        and _columns(entity) <= _columns(each)
    )


def placed(question: str, entity: Entity) -> str:
    """The question, asked of this table by its name: "Revenue by city in orders march"."""
    mark = "?" if question.endswith("?") else ""
    return f"{question.removesuffix('?')} in {lower_first(entity.label)}{mark}"


def _columns(entity: Entity) -> set[tuple[str, bool]]:
    return {(each.name, each.type.is_numeric) for each in entity.fields}


def _own_words(entity: Entity, others: tuple[Entity, ...]) -> set[str]:
    """Words of the table's name that tell it from the others."""
    return {word for word in _stems(entity.label) if any(word not in _stems(each.label) for each in others)}


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
