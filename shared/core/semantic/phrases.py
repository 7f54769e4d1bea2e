"""Small pieces of English that every label is put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.naming import plural, singular

if TYPE_CHECKING:
    from shared.core.semantic.model import Field, SemanticModel
    from shared.core.semantic.query import FieldRef

_NAMES_OF_PEOPLE = frozenset({"first", "last", "middle", "full", "user", "nick", "display", "family", "given", "short"})


def plural_words(said: str) -> str:
    """Return the words with the last one in the plural, unless it is no plain word."""
    head, space, last = said.rpartition(" ")
    return f"{head}{space}{plural(last)}" if last.isalpha() and last.islower() else said


def singular_words(said: str) -> str:
    """Return the words with the last one in the singular: "invoice lines" is "invoice line"."""
    head, space, last = said.rpartition(" ")
    return f"{head}{space}{singular(last)}"


def lower_first(text: str) -> str:
    """Return the text with its first letter small, unless it starts with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def field_words(field: Field | None, name: str) -> str:
    """Return what people call a field inside a sentence."""
    return name if field is None else lower_first(field.label)


def ref_words(ref: FieldRef, model: SemanticModel) -> str:
    """Return what people call the field referred to, inside a sentence."""
    entity = model.entity(ref.entity)
    return field_words(entity.find(ref.field) if entity else None, ref.field)


def noun(entity: str, model: SemanticModel) -> str:
    """Return what the rows of an entity are called."""
    found = model.entity(entity)
    return entity if found is None else found.noun


def without_name(said: str) -> str:
    """As in "by airline" for a column called airline name; "first name" stays."""
    whose = said.removesuffix(" name")
    return said if whose in _NAMES_OF_PEOPLE or not whose.isascii() else whose


def listed(items: tuple[str, ...] | list[str], joint: str = "and") -> str:
    """Return "a, b and c"."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"
