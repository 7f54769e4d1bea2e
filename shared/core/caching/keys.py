"""The keys of what is kept: everything that an answer depends on, in one hash.

A key holds the policy (who will see it: Viewer.key), so that what was computed for one audience is never found by
another; the versions of the data, so that a new snapshot asks anew; the definitions, so that a changed model does;
and the release of the program, so that another compiler's rows are not found.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from shared.core.asking.periods import clock_of
from shared.core.caching.canonical import canonical, entities_in
from shared.core.codec import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.asking.question import Question
    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import SemanticModel
    from shared.core.semantic.query import SemanticQuery
    from shared.core.store.dataset import Dataset

FORM = 1
"""Grows when what is kept under a key changes its form."""
_QUOTED = re.compile(r"(\"[^\"]*\"|“[^”]*”|‘[^’]*’|`[^`]*`)")
_SHOUTED = 2
_KNOWN_AT_MOST = 32
_APART = frozenset({"text", "viewer", "asked_at", "thread"})
"""What a reading's key holds of a question in a form of its own, or leaves out; all else stands in it as it is."""

_Known = tuple["SemanticModel", str]
_definitions: OrderedDict[tuple[int, frozenset[str]], _Known] = OrderedDict()


def result_key(
    query: SemanticQuery, model: SemanticModel, datasets: tuple[Dataset, ...], viewer: Viewer, release: str
) -> str:
    """Return the key of the rows that a query gives this viewer now."""
    read = datasets_read(query, model)
    parts = (
        canonical(query),
        _versions(each for each in datasets if each.name in read),
        definitions(model, read),
        viewer.key,
        release,
    )
    return _key(viewer, "rows", parts)


def datasets_read(query: SemanticQuery, model: SemanticModel) -> frozenset[str]:
    """Return the names of the data sets that the query can read: those of its entities, and of whatever joins them."""
    reached = set(entities_in(query))
    grew = True
    while grew:
        before = len(reached)
        for each in model.relationships:
            if each.from_entity in reached or each.to_entity in reached:
                reached |= {each.from_entity, each.to_entity}
        grew = len(reached) > before
    return frozenset(each.table.dataset for each in model.entities if each.name in reached)


def reading_key(
    question: Question, model: SemanticModel, datasets: tuple[Dataset, ...], readers: tuple[str, ...], said: str = ""
) -> str:
    """Return the key of what language models read a question as, on this day.

    readers says who reads: the models and what they are told, and the release. said is the question's words in one
    form; empty gives the key that all questions share which differ in their words alone.
    """
    day = clock_of(question.asked_at, model.calendar).today
    parts = (
        said,
        _versions(datasets),
        definitions(model, frozenset(each.name for each in datasets)),
        question.viewer.key,
        day.isoformat(),
        *(repr(getattr(question, each.name)) for each in fields(question) if each.name not in _APART),
        *readers,
    )
    return _key(question.viewer, "reading" if said else "readings", parts)


def normalised(text: str) -> str:
    """Return a question's words in one form: spaces, the sign at its end and capital letters make no difference.

    A word wholly in capital letters ("US") and what stands in quotes is left as it is.
    """
    pieces = _QUOTED.split(" ".join(text.split()).rstrip(" ?!."))
    return "".join(each if index % 2 else _folded(each) for index, each in enumerate(pieces))


def _folded(text: str) -> str:
    return " ".join(word if len(word) >= _SHOUTED and word.isupper() else word.casefold() for word in text.split(" "))


def definitions(model: SemanticModel, datasets: frozenset[str]) -> str:
    """Return a fingerprint of what the model says of these data sets, the calendar among it.

    Left out are the indexed values: they belong to the data, whose versions tell them apart. It is worked out once for
    a model object.
    """
    place = (id(model), datasets)
    known = _definitions.pop(place, None)
    if known is None or known[0] is not model:
        known = (model, _digest(json.dumps(_defined(model, datasets), sort_keys=True)))
    _definitions[place] = known
    while len(_definitions) > _KNOWN_AT_MOST:
        _definitions.popitem(last=False)
    return known[1]


def _defined(model: SemanticModel, datasets: frozenset[str]) -> list[object]:
    entities = [each for each in model.entities if each.table.dataset in datasets]
    names = {each.name for each in entities}
    bare = [replace(each, fields=tuple(replace(field, values=()) for field in each.fields)) for each in entities]
    joins = [each for each in model.relationships if each.from_entity in names or each.to_entity in names]
    rest = (model.calendar, *model.metrics, *model.filters)
    return [encode(each) for each in (*bare, *joins, *rest)]


def _versions(datasets: Iterable[Dataset]) -> str:
    known = [
        (each.workspace, each.id, each.name, each.snapshot.version, each.snapshot.etag)
        for each in datasets
        if each.snapshot is not None
    ]
    return json.dumps(sorted(known))


def _key(viewer: Viewer, kind: str, parts: tuple[str, ...]) -> str:
    """Return the key; the workspace stands before the hash, so that all of a workspace can be found and removed."""
    return f"{viewer.workspace}#{kind}#{_digest(json.dumps([FORM, *parts]))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
