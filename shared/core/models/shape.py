"""Text that should be JSON of a given schema: read strictly, and told what is wrong with it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.core.models.schema import Schema

MOST_LETTERS = 64_000
"""Letters of a whole reply: a query of every part we have, filled to its limits, is shorter."""
MOST_ITEMS = 200
MOST_IN_A_TEXT = 500
_MOST_DIGITS = 18
_MOST_MISFITS = 8
_SAID = 40


class UnfitTextError(ValueError):
    """The text is not JSON as we take it; the message says why, in one sentence for the model."""


def read_json(text: str) -> object:
    """Return the value of a JSON text. Raises UnfitTextError for what is not exactly that.

    Refused beyond JSON's own grammar: keys given twice, NaN and infinity, numbers of more than 18 digits, texts that
    are no Unicode, and anything longer or deeper than a query can be.
    """
    if len(text) > MOST_LETTERS:
        raise UnfitTextError("The reply is too long.")
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer, parse_float=_fraction
        )
        text.encode()
        json.dumps(value, ensure_ascii=False).encode()
    except UnfitTextError:
        raise
    except UnicodeError:
        raise UnfitTextError("A text of the reply is not Unicode.") from None
    except RecursionError:
        raise UnfitTextError("The reply is nested too deeply.") from None
    except ValueError:
        raise UnfitTextError("The reply is not one JSON object.") from None
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnfitTextError("A key is given twice.")
    return found


def _constant(name: str) -> object:
    raise UnfitTextError(f"{name} is not a number here.")


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise UnfitTextError("A number has too many digits.")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise UnfitTextError("A number is too large.")
    return value


def misfits(value: object, schema: Schema) -> tuple[str, ...]:
    """Return what does not fit the schema, each with its place; empty when all does. Eight at the most."""
    found: list[str] = []
    for each in _misfits(value, schema, schema.get("$defs", {}), "the reply"):
        found.append(each)
        if len(found) == _MOST_MISFITS:
            break
    return tuple(found)


def _misfits(value: object, schema: Schema, defs: Mapping[str, Schema], where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        yield from _none_fits(value, schema["anyOf"], defs, where)
    elif not _is_a(value, schema["type"]):
        yield f"{where} must be {_article(schema['type'])}."
    elif isinstance(value, dict):
        yield from _object_misfits(value, schema, defs, where)
    elif isinstance(value, list):
        yield from _list_misfits(value, schema, defs, where)
    elif isinstance(value, str):
        yield from _text_misfits(value, schema, where)


def _none_fits(value: object, choices: list[Schema], defs: Mapping[str, Schema], where: str) -> Iterator[str]:
    """Nothing when a choice fits; else what the first choice, the one that is not null, objects to."""
    objections = [tuple(_misfits(value, each, defs, where)) for each in choices]
    if all(objections):
        yield from objections[0]


def _object_misfits(value: dict[str, object], schema: Schema, defs: Mapping[str, Schema], where: str) -> Iterator[str]:
    properties = schema["properties"]
    for name in value:
        if name not in properties:
            yield f"{where} has no “{name[:_SAID]}”."
    for name, wanted in properties.items():
        if name not in value:
            yield f"{where} lacks “{name}”."
        else:
            yield from _misfits(value[name], wanted, defs, f"{where}.{name}")


def _list_misfits(value: list[object], schema: Schema, defs: Mapping[str, Schema], where: str) -> Iterator[str]:
    if len(value) > MOST_ITEMS:
        yield f"{where} has more than {MOST_ITEMS} items."
        return
    for position, item in enumerate(value):
        yield from _misfits(item, schema["items"], defs, f"{where}[{position}]")


def _text_misfits(value: str, schema: Schema, where: str) -> Iterator[str]:
    if len(value) > MOST_IN_A_TEXT or "\0" in value:
        yield f"{where} is too long, or no plain text."
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where} cannot be “{value[:_SAID]}”; it is one of the names given."


def _is_a(value: Any, kind: str) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, int):
        return kind in {"integer", "number"}
    kinds = {dict: "object", list: "array", str: "string", float: "number", type(None): "null"}
    return kinds.get(type(value)) == kind


def _article(kind: str) -> str:
    return "null" if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"
