"""Every way to say a field: its names, its names without the entity's, with it, and parts of long names."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.core.semantic.naming import expand, singular, stem, words
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Field

GENERIC = frozenset("name id number code date time type of the no key description detail value amount total".split())
"""Words that say little alone."""
_GENDERS = {
    "f": ("female", "woman", "girl"),
    "m": ("male", "man", "boy"),
    "female": ("woman", "girl"),
    "male": ("man", "boy"),
}
EXACT, OWN, BAG, SYNONYM, PART = 1.0, 0.96, 0.9, 0.86, 0.45


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words of a name or a text."""
    return tuple(stem(word) for word in words(text))


def field_phrases(each: Field, nouns: set[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every way to say a field: its names, its names without the entity's, with it, and parts of long names."""
    names = dict.fromkeys((stems_of(each.label), stems_of(each.name), *(stems_of(text) for text in each.synonyms)))
    for name in names:
        yield name, EXACT
        for noun in nouns:
            if name[: len(noun)] == noun and len(name) > len(noun):
                yield name[len(noun) :], OWN
            else:
                yield (*noun, *name), EXACT
        yield from _parts(name)
        spelled = tuple(singular(word) for word in expand(name))
        if spelled != name:
            yield from ((spelled, EXACT), *_parts(spelled))


def _parts(name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """The beginnings and ends of a name of several words; a generic part alone says less."""
    size = len(name)
    for length in range(1, size):
        for at in (0, size - length):
            part = name[at : at + length]
            told = [word for word in part if word not in GENERIC]
            if part[-1] == "of" or part[0] == "of" or all(word.isdigit() for word in part):
                continue
            yield part, PART + (0.4 * length / size if told else 0.08) + (0.02 if at else 0.0)
    if size > 2:  # noqa: PLR2004 - a middle exists from three words on
        yield from (((word,), PART) for word in name[1:-1] if word not in GENERIC and not word.isdigit())
        yield from ((pair, PART + 0.1) for pair in pairwise(name) if not set(pair) <= GENERIC and "of" not in pair)


def is_flag(each: Field) -> bool:
    """True for yes-or-no columns: booleans, and numbers that are 0 and 1 only."""
    if each.type is DataType.BOOLEAN:
        return True
    told = each.minimum is not None and each.maximum is not None and each.type.is_numeric
    return (
        told
        and (float(each.minimum or 2), float(each.maximum or 2)) in {(0.0, 1.0), (1.0, 1.0)}
        and (
            (each.distinct or 0) <= 2  # noqa: PLR2004 - yes and no
        )
    )


def code_words(each: Field, value: str) -> tuple[str, ...]:
    """What people say for the codes of a sex or gender column."""
    if not {"sex", "gender"} & set(stems_of(each.label)):
        return ()
    return _GENDERS.get(value.casefold(), ())


def also_said(phrase: tuple[str, ...], each: Field) -> Iterator[tuple[tuple[str, ...], float]]:
    """What else a field is called by its own name: "customer number" of an id, "email address", "brand name"."""
    last = phrase[-1]
    if each.identifier and len(phrase) > 1 and last in {"id", "code"}:
        yield (*phrase[:-1], "number"), SYNONYM
    if last in {"email", "mail"}:
        yield (*phrase, "address"), EXACT
    if last in {"phone", "mobile", "telephone", "fax"}:
        yield (*phrase, "number"), EXACT
    if each.type is DataType.TEXT and last not in GENERIC:
        yield (*phrase, "name"), BAG
