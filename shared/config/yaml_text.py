"""YAML that strangers wrote, read as plain data: no aliases, no tags, no repeated keys, and text stays text.

Aliases are refused because a few lines of them stand for gigabytes. Only true and false are truth values, only plain
decimal digits are numbers ("no", "1:30" and "007" stay text), and an ISO date is a date.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Hashable

LONGEST = 1_000_000
"""Characters of one document: a model of a thousand columns, with room."""
_DEEPEST = 60
_KINDS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (
        "timestamp",
        r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[-+]\d\d:\d\d)?)?",
        "0123456789",
    ),
)


class _Loader(yaml.SafeLoader):
    """The safe loader with a stricter idea of what a bare word is."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node, unless it is an alias or lies too deep."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(problem="aliases (*name) are not taken", problem_mark=mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(problem="tags (!name) are not taken", problem_mark=mark)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise yaml.composer.ComposerError(problem="it is nested too deep", problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        """Construct a mapping, unless a key stands in it twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(problem="a key is not a word", problem_mark=key.start_mark)
            if key.value in seen:
                said = f"“{key.value[:80]}” stands twice in one mapping"
                raise yaml.constructor.ConstructorError(problem=said, problem_mark=key.start_mark)
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


for _name, _pattern, _first in _KINDS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), list(_first))


def read_yaml(text: str) -> Any:  # noqa: ANN401 - YAML has no narrower type
    """The data that one YAML document holds. Raises UserError saying where it cannot be read."""
    if len(text) > LONGEST:
        raise UserError(f"The YAML is longer than {LONGEST:,} characters; write a shorter one.")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, stricter still
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise UserError(
            f"The YAML cannot be read{where}: {error.problem or error.context or 'it is not YAML'}."
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UserError("The YAML cannot be read: it holds characters or dates that cannot be.") from None


def write_yaml(data: object) -> str:
    """The data as YAML, in its own order, long texts unbroken."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=LONGEST)
    return text
