"""What is wrong with a file of rules, a sentence a mistake, each with its place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from shared.core.ingest.rules.rule import MOST_RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pydantic import ValidationError

_SENTENCES = {
    "missing": "is missing",
    "string_type": "should be text; put it in quotes",
    "bool_type": "should be true or false",
    "list_type": "should be a list",
    "model_type": "should be a mapping",
    "model_attributes_type": "should be a mapping",
    "dict_type": "should be a mapping",
    "too_short": "should not be empty",
    "string_too_short": "should not be empty",
    "too_long": f"is too long; at most {MOST_RULES} rules are taken",
    "string_too_long": "is too long; at most 100 characters are taken",
}


def faults(error: ValidationError, data: Any, keys: Collection[str]) -> list[str]:  # noqa: ANN401 - YAML
    """The problems that pydantic found in the data, each once; keys are all that can stand in such a file."""
    found = error.errors(include_input=False, include_url=False)
    return list(dict.fromkeys(_fault(each, data, keys) for each in found))


def _fault(error: Any, data: Any, keys: Collection[str]) -> str:  # noqa: ANN401 - pydantic's own record, and YAML
    """One problem that pydantic found, by its place and in words."""
    place = _path(error["loc"], data, keys)
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), keys, n=1)
        return f"{place} is not known here" + (f"; did you mean “{near[0]}”?" if near else "")
    if error["type"] == "value_error":
        return f"{place} {error['ctx']['error']}"
    return f"{place} {_SENTENCES.get(error['type']) or error['msg'][:1].lower() + error['msg'][1:]}"


def _path(location: Iterable[object], data: Any, keys: Collection[str]) -> str:  # noqa: ANN401 - YAML
    """Where a problem is: "rules[1] (Key accounts).when.is"; which shape was tried is left out."""
    text, here = "", data
    for each in location:
        if isinstance(each, int) and isinstance(here, list):
            here = here[each] if each < len(here) else None
            name = here.get("name") if isinstance(here, dict) else None
            text += f"[{each + 1}]" + (f" ({name})" if isinstance(name, str) else "")
        elif isinstance(here, dict) and (each in here or each in keys):
            here = here.get(each)
            text += f".{each}"
    return text.removeprefix(".") or "the file"
