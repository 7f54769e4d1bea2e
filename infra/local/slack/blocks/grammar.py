"""The words in which the rules of Block Kit are written down: checks, fields, shapes, and the report they fill.

A check looks at one JSON value and reports what is wrong with it, with a JSON pointer to the place. Checks are values,
so a block type is described by a table of them rather than by code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]
Json = dict[str, Any]

ID_MAX = 255
"""Longest block_id and action_id, in characters."""


@dataclass(frozen=True, slots=True)
class BlockError:
    """One thing wrong with a payload: where (a JSON pointer), which kind, and a sentence."""

    pointer: str
    code: str
    message: str

    def as_slack(self) -> str:
        """Return the line Slack puts into response_metadata.messages."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"

    def as_json(self) -> Json:
        """Return the entry blocks.validate lists."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message}


@dataclass(slots=True)
class Report:
    """What a walk over a payload found; the surface decides which blocks may stand in it."""

    surface: Surface
    errors: list[BlockError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)

    def add(self, pointer: str, code: str, message: str) -> None:
        """Record one error at a pointer."""
        self.errors.append(BlockError(pointer, code, message))

    def warn(self, pointer: str, message: str) -> None:
        """Record something Slack lets pass but a bot should not do."""
        self.warnings.append(f"{message} [json-pointer:{pointer}]")


Check = Callable[[object, str, Report], None]
Rule = Callable[[Json, str, Report], None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object: how its value is checked, and whether it must be there."""

    check: Check
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of fixed fields, with rules that look at several fields at once."""

    fields: Mapping[str, Field]
    rules: tuple[Rule, ...] = ()

    def check(self, value: object, pointer: str, report: Report) -> None:
        """Report what is missing, unknown or wrong in an object."""
        if not isinstance(value, dict):
            report.add(pointer, "wrong_type", "must be an object")
            return
        for name in value:
            if name not in self.fields:
                report.add(pointer, "invalid_property", f"invalid additional property: {name}")
        for name, spec in self.fields.items():
            if name in value:
                spec.check(value[name], f"{pointer}/{name}", report)
            elif spec.required:
                report.add(pointer, "missing_field", f"missing required field: {name}")
        for rule in self.rules:
            rule(value, pointer, report)


def needed(check: Check) -> Field:
    """Return a field that must be there."""
    return Field(check, required=True)


def maybe(check: Check) -> Field:
    """Return a field that may be left out."""
    return Field(check)


def string(*, at_most: int | None = None, at_least: int = 0) -> Check:
    """Accept a string of so many characters."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "wrong_type", "must be a string")
        elif at_most is not None and len(value) > at_most:
            report.add(pointer, "failed_constraint", f"must be less than {at_most + 1} characters")
        elif len(value) < at_least:
            report.add(pointer, "failed_constraint", f"must be more than {at_least - 1} characters")

    return check


def constant(*allowed: str) -> Check:
    """Accept one of some strings."""

    def check(value: object, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.add(pointer, "failed_constraint", f"must be one of: {', '.join(allowed)}")

    return check


def boolean(value: object, pointer: str, report: Report) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        report.add(pointer, "wrong_type", "must be a boolean")


def number(value: object, pointer: str, report: Report) -> None:
    """Accept a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        report.add(pointer, "wrong_type", "must be a number")


def integer(at_least: int, at_most: int | None = None) -> Check:
    """Accept a whole number within bounds."""

    def check(value: object, pointer: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report.add(pointer, "wrong_type", "must be an integer")
        elif value < at_least or (at_most is not None and value > at_most):
            bounds = f"at least {at_least}" if at_most is None else f"between {at_least} and {at_most}"
            report.add(pointer, "failed_constraint", f"must be {bounds}")

    return check


def array(item: Check, *, at_most: int | None = None, at_least: int = 0) -> Check:
    """Accept a list of so many items, each of which passes the item's check."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(pointer, "wrong_type", "must be an array")
            return
        if at_most is not None and len(value) > at_most:
            report.add(pointer, "failed_constraint", f"no more than {at_most} items allowed")
        if len(value) < at_least:
            report.add(pointer, "failed_constraint", f"no less than {at_least} items required")
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", report)

    return check


def obj(fields: Mapping[str, Field], *rules: Rule) -> Check:
    """Accept an object of these fields."""
    return Shape(fields, rules).check


def one_of(kinds: Callable[[], Mapping[str, Shape]], allowed: Sequence[str] | None = None) -> Check:
    """Accept an object whose "type" picks its shape from a table; it is given late, so that tables may be recursive."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "wrong_type", "must be an object")
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            report.add(pointer, "missing_field", "missing required field: type")
            return
        table = kinds()
        if kind not in table or (allowed is not None and kind not in allowed):
            report.add(f"{pointer}/type", "unsupported_type", f"unsupported type: {kind}")
            return
        table[kind].check(value, pointer, report)

    return check


def own_actions(check: Check) -> Check:
    """Accept a block whose action_ids are unique within it: two blocks may use the same ones."""

    def scoped(value: object, pointer: str, report: Report) -> None:
        outer, report.action_ids = report.action_ids, set()
        check(value, pointer, report)
        report.action_ids = outer

    return scoped


def block_id(value: object, pointer: str, report: Report) -> None:
    """Accept an identifier no other block of the payload has."""
    string(at_most=ID_MAX)(value, pointer, report)
    if isinstance(value, str):
        if value in report.block_ids:
            report.add(pointer, "duplicate_id", f"block_id already exists: {value}")
        report.block_ids.add(value)


def action_id(value: object, pointer: str, report: Report) -> None:
    """Accept an identifier no other element of the block has."""
    string(at_most=ID_MAX, at_least=1)(value, pointer, report)
    if isinstance(value, str):
        if value in report.action_ids:
            report.add(pointer, "duplicate_id", f"action_id already exists: {value}")
        report.action_ids.add(value)
