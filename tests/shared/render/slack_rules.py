"""Slack's limits once more, written from the specification alone, so that render and its tests cannot share a mistake.

check_message, check_home and check_modal return what is wrong, as a list of sentences; an empty list is a message that
Slack takes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
_OURS = re.compile(r"<!date\^\d+\^\{date_pretty\} at \{time\}\|[^<>|]+>|<@[A-Za-z0-9]*>|<#[A-Za-z0-9]*>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def check_message(blocks: list[Json]) -> list[str]:
    """Check the blocks of a message."""
    wrong = _check(blocks, 50)
    tables = [block for block in _all(blocks) if block["type"] == "data_table"]
    spent = sum(_cell_cost(cell) for table in tables for row in table["rows"] for cell in row)
    if spent > 10_000:
        wrong.append(f"{spent} characters in all tables")
    if sum(block["type"] == "data_visualization" for block in _all(blocks)) > 2:
        wrong.append("more than 2 charts")
    if any(block["type"] in {"input", "alert"} for block in _all(blocks)):
        wrong.append("a block that is for modals")
    return wrong


def check_home(blocks: list[Json]) -> list[str]:
    """Check the blocks of a Home tab."""
    wrong = _check(blocks, 100)
    only_messages = {
        "container",
        "data_table",
        "data_visualization",
        "context_actions",
        "plan",
        "task_card",
        "markdown",
    }
    return wrong + [f"{block['type']} in Home" for block in blocks if block["type"] in only_messages]


def check_modal(view: Json) -> list[str]:
    """Check a modal view."""
    wrong = _check(view["blocks"], 100)
    for part in ("title", "submit", "close"):
        wrong += _plain(view[part], 24, part)
    if len(view["private_metadata"]) > 3_000 or len(view["callback_id"]) > 255:
        wrong.append("private_metadata or callback_id too long")
    return wrong


def _check(blocks: list[Json], most: int) -> list[str]:
    json.dumps(blocks, allow_nan=False).encode()
    wrong = [] if 1 <= len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        wrong += _block(block)
    ids = Counter(each["action_id"] for block in _all(blocks) for each in _elements(block) if "action_id" in each)
    repeated = [name for name, count in ids.items() if count > 1 and not _may_repeat(name)]
    return wrong + [f"action id {name} repeated" for name in repeated]


def _may_repeat(action_id: str) -> bool:
    """An action id must be unique in its own block only; buttons of a list carry which item they are of as a value."""
    return action_id.startswith(("avexra_pin_", "avexra_digest_", "avexra_version_"))


def _all(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from _all(block.get("child_blocks", []))


def _elements(block: Json) -> list[Json]:
    found = list(block.get("elements", [])) if block["type"] in {"actions", "context_actions"} else []
    return found + [block[name] for name in ("accessory", "element") if name in block]


def _block(block: Json) -> list[str]:
    kind = block.get("type")
    rule = _RULES.get(str(kind))
    if rule is None:
        return [f"unknown block {kind}"]
    required, optional, check = rule
    names = set(block) - {"type", "block_id"}
    wrong = [f"{kind}: {name} missing" for name in required - names]
    wrong += [f"{kind}: {name} unknown" for name in names - required - optional]
    return wrong or check(block)


def _text(text: Json, most: int, where: str) -> list[str]:
    if text["type"] == "plain_text":
        return _plain(text, most, where)
    wrong = [] if set(text) <= {"type", "text", "verbatim"} and text["type"] == "mrkdwn" else [f"{where}: not a text"]
    if not 1 <= len(text["text"]) <= most:
        wrong.append(f"{where}: {len(text['text'])} characters")
    rest = _OURS.sub("", text["text"])
    if "<" in rest or ">" in rest or _ENTITY.search(rest):
        wrong.append(f"{where}: unescaped {rest!r}")
    if text.get("verbatim") is not True:
        wrong.append(f"{where}: Slack would make links by itself")
    return wrong


def _plain(text: Json, most: int, where: str) -> list[str]:
    if text["type"] != "plain_text" or set(text) - {"type", "text", "emoji"}:
        return [f"{where}: not plain text"]
    return (
        [] if 1 <= len(text["text"]) <= most and text["text"].strip() else [f"{where}: {len(text['text'])} characters"]
    )


def _section(block: Json) -> list[str]:
    if "text" not in block and "fields" not in block:
        return ["section without text"]
    wrong = _text(block["text"], 3_000, "section") if "text" in block else []
    if len(block.get("fields", [])) > 10:
        wrong.append("too many fields")
    return wrong + [each for field in block.get("fields", []) for each in _text(field, 2_000, "field")]


def _header(block: Json) -> list[str]:
    return _plain(block["text"], 150, "header")


def _context(block: Json) -> list[str]:
    elements = block["elements"]
    wrong = [] if 1 <= len(elements) <= 10 else [f"context of {len(elements)}"]
    return wrong + [each for element in elements for each in _text(element, 3_000, "context")]


def _actions(block: Json) -> list[str]:
    elements = block["elements"]
    wrong = [] if 1 <= len(elements) <= 25 else [f"actions of {len(elements)}"]
    return wrong + [each for element in elements for each in _button(element)]


def _button(button: Json) -> list[str]:
    allowed = {"type", "text", "action_id", "value", "style", "confirm"}
    if button["type"] != "button" or set(button) - allowed:
        return [f"not a button: {sorted(button)}"]
    wrong = _plain(button["text"], 75, "button")
    if not 1 <= len(button["action_id"]) <= 255 or not 1 <= len(button["value"]) <= 2_000:
        wrong.append("button: action id or value out of bounds")
    if "confirm" in button:
        for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            wrong += _plain(button["confirm"][part], most, f"confirm {part}")
    return wrong


def _feedback(block: Json) -> list[str]:
    wrong = [] if 1 <= len(block["elements"]) <= 5 else ["context_actions: too many"]
    for element in block["elements"]:
        for part in ("positive_button", "negative_button"):
            wrong += _plain(element[part]["text"], 75, part)
            if not 1 <= len(element[part]["value"]) <= 2_000 or len(element[part]["accessibility_label"]) > 75:
                wrong.append(f"{part}: value or label out of bounds")
    return wrong


def _cell_cost(cell: Json) -> int:
    return len(cell["text"])


def _data_table(block: Json) -> list[str]:
    rows = block["rows"]
    wrong = [] if 2 <= len(rows) <= 101 else [f"table of {len(rows)} rows"]
    if len({len(row) for row in rows}) != 1 or not 1 <= len(rows[0]) <= 20:
        wrong.append("table: widths")
    if any(cell["type"] != "raw_text" for cell in rows[0]):
        wrong.append("table: header cells")
    if not block["caption"] or not 1 <= block.get("page_size", 5) <= 100:
        wrong.append("table: caption or page size")
    if not 0 <= block.get("row_header_column_index", 0) < len(rows[0]):
        wrong.append("table: row header")
    return wrong + [each for row in rows for cell in row for each in _cell(cell)]


def _cell(cell: Json) -> list[str]:
    if cell["type"] == "raw_text":
        return [] if set(cell) == {"type", "text"} and cell["text"] else [f"cell {cell}"]
    good = set(cell) == {"type", "value", "text"} and cell["type"] == "raw_number" and cell["text"]
    number = isinstance(cell.get("value"), int | float) and not isinstance(cell.get("value"), bool)
    return [] if good and number else [f"cell {cell}"]


def _chart(block: Json) -> list[str]:
    chart = block["chart"]
    wrong = [] if 1 <= len(block["title"]) <= 50 else ["chart title"]
    if chart["type"] == "pie":
        segments = chart["segments"]
        labels = [each["label"] for each in segments]
        if not 1 <= len(segments) <= 6 or any(each["value"] <= 0 for each in segments):
            wrong.append("pie: segments")
        return wrong + _labels(labels)
    if chart["type"] not in {"bar", "line", "area"}:
        return [*wrong, f"chart type {chart['type']}"]
    categories, series = chart["axis_config"]["categories"], chart["series"]
    if not 1 <= len(categories) <= 20 or not 1 <= len(series) <= 6:
        wrong.append(f"chart: {len(categories)} categories, {len(series)} series")
    if any(len(chart["axis_config"][axis]) > 50 for axis in ("x_label", "y_label")):
        wrong.append("chart: axis labels")
    if any([point["label"] for point in each["data"]] != categories for each in series):
        wrong.append("chart: a series without every category")
    return wrong + _labels(categories) + _labels([each["name"] for each in series])


def _labels(labels: list[str]) -> list[str]:
    if len(set(labels)) < len(labels):
        return [f"labels repeat: {labels}"]
    return [f"label {label!r}" for label in labels if not 1 <= len(label) <= 20]


def _container(block: Json) -> list[str]:
    children = block["child_blocks"]
    allowed = {"actions", "context", "divider", "header", "image", "section", "table", "video"}
    wrong = [] if 1 <= len(children) <= 10 else [f"container of {len(children)}"]
    wrong += [f"{each['type']} in a container" for each in children if each["type"] not in allowed]
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        wrong.append("container collapsed for ever")
    return wrong + _plain(block["title"], 150, "container") + [each for child in children for each in _block(child)]


def _rich_text(block: Json) -> list[str]:
    wrong = []
    for section in block["elements"]:
        for element in section["elements"]:
            if section["type"] != "rich_text_section" or element["type"] != "text" or not element["text"]:
                wrong.append(f"rich text {element}")
            if len(element["text"]) > 3_000:
                wrong.append("rich text too long")
    return wrong


def _plan(block: Json) -> list[str]:
    wrong = [] if block["title"] else ["plan without title"]
    states = {"pending", "in_progress", "complete", "error"}
    bad = [task for task in block["tasks"] if task["status"] not in states or not task["title"]]
    return wrong + [f"task {task}" for task in bad]


def _image(block: Json) -> list[str]:
    return [] if 1 <= len(block["alt_text"]) <= 2_000 and block["slack_file"]["id"] else ["image"]


def _input(block: Json) -> list[str]:
    element = block["element"]
    wrong = _plain(block["label"], 2_000, "label")
    for option in element.get("options", []):
        wrong += _plain(option["text"], 75, "option")
        if not 1 <= len(option["value"]) <= 150:
            wrong.append("option value")
    if not len(element.get("options", [])) <= 100 or len(element.get("initial_value", "")) > 3_000:
        wrong.append("input: options or value")
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        wrong.append("input: the initial option is none of the options")
    return wrong + (_plain(element["placeholder"], 150, "placeholder") if "placeholder" in element else [])


def _nothing(_block_: Json) -> list[str]:
    return []


_Rule = tuple[set[str], set[str], Callable[[Json], list[str]]]
_RULES: dict[str, _Rule] = {
    "section": (set(), {"text", "fields", "accessory"}, _section),
    "header": ({"text"}, set(), _header),
    "divider": (set(), set(), _nothing),
    "context": ({"elements"}, set(), _context),
    "actions": ({"elements"}, set(), _actions),
    "context_actions": ({"elements"}, set(), _feedback),
    "rich_text": ({"elements"}, set(), _rich_text),
    "data_table": ({"rows", "caption"}, {"page_size", "row_header_column_index"}, _data_table),
    "data_visualization": ({"title", "chart"}, set(), _chart),
    "container": ({"child_blocks", "title"}, {"is_collapsible", "default_collapsed", "subtitle", "width"}, _container),
    "plan": ({"title", "tasks"}, set(), _plan),
    "image": ({"alt_text", "slack_file"}, {"title"}, _image),
    "input": ({"label", "element"}, {"optional", "hint"}, _input),
}
