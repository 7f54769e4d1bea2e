"""The one text of everything that a semantic query computes: equal texts give equal rows.

It is made from the encoded form, whatever fields a query has, so that a field which is new to the language tells
queries apart from the day it exists. Left out is only what no row depends on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.core.codec import TAG, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.core.semantic.query import SemanticQuery

_UNORDERED = frozenset({"in", "not in"})
"""Operators whose values stand in no order."""


def canonical(query: SemanticQuery) -> str:
    """Return the text that stands for the query.

    Without meaning, and so not in it: the order and repetition of what AND and OR join, of the values of a list, and
    of the conditions on groups; brackets around an AND within an AND; how a period was said; the chart wished for.
    """
    return _text(_plain(encode(query)))


def entities_in(query: SemanticQuery) -> frozenset[str]:
    """Return the names of all entities that stand anywhere in the query."""
    return frozenset(_entities(encode(query)))


def _entities(data: Any) -> Iterator[str]:  # noqa: ANN401 - encoded data is JSON
    if isinstance(data, dict):
        if isinstance(data.get("entity"), str):
            yield data["entity"]
        for each in data.values():
            yield from _entities(each)
    elif isinstance(data, list):
        for each in data:
            yield from _entities(each)


def _plain(data: Any) -> Any:  # noqa: ANN401 - encoded data is JSON
    if isinstance(data, list):
        return [_plain(each) for each in data]
    if not isinstance(data, dict):
        return data
    inside = {name: _plain(each) for name, each in data.items()}
    change = _CHANGES.get(str(data.get(TAG)))
    return change(inside) if change else inside


def _joined(data: dict[str, Any]) -> dict[str, Any]:
    """AND or OR: its items flat, each once, sorted; one item alone stands for itself."""
    items: list[Any] = []
    for item in data["items"]:
        same = isinstance(item, dict) and item.get(TAG) == data[TAG]
        items.extend(item["items"] if same else [item])
    items = _sorted(items)
    return items[0] if len(items) == 1 else {**data, "items": items}


def _condition(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "values": _sorted(data["values"])} if data["operator"] in _UNORDERED else data


def _period(data: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in data.items() if name != "label"}


def _query(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: each for name, each in data.items() if name != "chart"}
    return {**kept, "having": _sorted(kept["having"])}


_CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "AllOf": _joined,
    "AnyOf": _joined,
    "Condition": _condition,
    "Having": _condition,
    "Period": _period,
    "SemanticQuery": _query,
}


def _sorted(items: list[Any]) -> list[Any]:
    """Sort by text and drop repetitions; True is not 1 there, unlike in Python."""
    return [each for _, each in sorted({_text(each): each for each in items}.items())]


def _text(data: Any) -> str:  # noqa: ANN401 - encoded data is JSON
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
