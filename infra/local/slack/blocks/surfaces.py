"""Whole payloads: the blocks of a message, a modal, a Home tab; what blocks.validate and every posting method call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.blocks.composition import plain_text
from infra.local.slack.blocks.grammar import (
    Json,
    Report,
    Shape,
    Surface,
    array,
    boolean,
    constant,
    maybe,
    needed,
    one_of,
    own_actions,
    string,
)
from infra.local.slack.blocks.layout import BLOCKS, MARKDOWN_MAX, ON_SURFACE

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCKS_MAX: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
ONCE_A_MESSAGE: dict[str, int] = {"table": 1, "data_visualization": 2}
"""How many of a block type one message may hold."""
_METADATA_MAX = 3000
_TITLE_MAX = 24


def check_blocks(blocks: object, surface: Surface, pointer: str = "/blocks") -> Report:
    """Check a list of blocks for a surface and return everything found."""
    report = Report(surface)
    known = own_actions(one_of(lambda: BLOCKS, ON_SURFACE[surface]))
    array(known, at_most=BLOCKS_MAX[surface])(blocks, pointer, report)
    if isinstance(blocks, list):
        _check_together([block for block in blocks if isinstance(block, dict)], surface, pointer, report)
    return report


def _check_together(blocks: list[Json], surface: Surface, pointer: str, report: Report) -> None:
    if surface != "message":
        return
    kinds = [block.get("type") for block in blocks]
    kinds += [child.get("type") for block in blocks for child in _children(block)]
    for kind, most in ONCE_A_MESSAGE.items():
        if kinds.count(kind) > most:
            report.add(pointer, "failed_constraint", f"no more than {most} {kind} blocks allowed in a message")
    words = [block.get("text") for block in blocks if block.get("type") == "markdown"]
    if sum(len(word) for word in words if isinstance(word, str)) > MARKDOWN_MAX:
        report.add(pointer, "failed_constraint", f"no more than {MARKDOWN_MAX} characters in all markdown blocks")


def _children(block: Json) -> list[Json]:
    found = block.get("child_blocks")
    return [child for child in found if isinstance(child, dict)] if isinstance(found, list) else []


def _submit_for_inputs(view: Json, pointer: str, report: Report) -> None:
    blocks = view.get("blocks")
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if view.get("type") == "modal" and "input" in kinds and "submit" not in view:
        report.add(pointer, "missing_field", "missing required field: submit (a modal with input blocks needs it)")


_SHARED = {
    "blocks": needed(array(lambda _value, _pointer, _report: None)),
    "private_metadata": maybe(string(at_most=_METADATA_MAX)),
    "callback_id": maybe(string(at_most=255)),
    "external_id": maybe(string(at_most=255)),
}
VIEWS: dict[str, Shape] = {
    "modal": Shape(
        {
            "type": needed(constant("modal")),
            "title": needed(plain_text(_TITLE_MAX)),
            "close": maybe(plain_text(_TITLE_MAX)),
            "submit": maybe(plain_text(_TITLE_MAX)),
            "clear_on_close": maybe(boolean),
            "notify_on_close": maybe(boolean),
            "submit_disabled": maybe(boolean),
            **_SHARED,
        },
        (_submit_for_inputs,),
    ),
    "home": Shape({"type": needed(constant("home")), **_SHARED}),
}


def check_view(view: object, pointer: str = "/view", allowed: tuple[str, ...] = ("modal", "home")) -> Report:
    """Check a modal or Home view, its blocks included."""
    kind = view.get("type") if isinstance(view, dict) else None
    surface: Surface = "home" if kind == "home" else "modal"
    report = Report(surface)
    one_of(lambda: VIEWS, allowed)(view, pointer, report)
    if isinstance(view, dict) and "blocks" in view:
        inner = check_blocks(view["blocks"], surface, f"{pointer}/blocks")
        report.errors += inner.errors
        report.warnings += inner.warnings
    return report


def with_block_ids(blocks: list[Json], make_id: Callable[[], str]) -> list[Json]:
    """Return the blocks, those inside them included, each with a block_id and its elements with an action_id.

    Slack makes them up where the app gave none.
    """
    filled = []
    for block in blocks:
        entry = {**block, "block_id": block.get("block_id") or make_id()}
        if isinstance(entry.get("child_blocks"), list):
            entry["child_blocks"] = with_block_ids(entry["child_blocks"], make_id)
        if entry["type"] == "carousel":
            entry["elements"] = with_block_ids(entry["elements"], make_id)
        elif entry["type"] in ("actions", "context_actions"):
            entry["elements"] = [_with_action_id(one, make_id) for one in entry["elements"]]
        for name in ("accessory", "element"):
            if name in entry:
                entry[name] = _with_action_id(entry[name], make_id)
        if entry["type"] == "card" and "actions" in entry:
            entry["actions"] = [_with_action_id(one, make_id) for one in entry["actions"]]
        filled.append(entry)
    return filled


def _with_action_id(element: Json, make_id: Callable[[], str]) -> Json:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": make_id()}
