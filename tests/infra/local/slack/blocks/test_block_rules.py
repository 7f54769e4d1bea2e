"""Every limit of spec/slack.md, one case a rule: what Slack refuses is refused, at the place and for the reason."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.slack.blocks.surfaces import check_blocks, check_view

Json = dict[str, Any]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _md(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def _section(text: str = "hello") -> Json:
    return {"type": "section", "text": _md(text)}


def _button(text: str = "Go", action: str = "go", **more: object) -> Json:
    return {"type": "button", "text": _plain(text), "action_id": action, **more}


def _raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def _data_table(rows: int = 1, columns: int = 1, **more: object) -> Json:
    body = [[_raw("x")] * columns for _ in range(rows)]
    return {"type": "data_table", "caption": "Sales", "rows": [[_raw("h")] * columns, *body], **more}


def _series(name: str = "Value", labels: tuple[str, ...] = ("a", "b"), value: float = 1) -> Json:
    return {"name": name, "data": [{"label": label, "value": value} for label in labels]}


def _bars(*rows: Json, categories: tuple[str, ...] = ("a", "b"), kind: str = "bar") -> Json:
    chart = {"type": kind, "series": list(rows or (_series(),)), "axis_config": {"categories": list(categories)}}
    return {"type": "data_visualization", "title": "Sales", "chart": chart}


def _pie(*segments: tuple[str, float]) -> Json:
    chart = {"type": "pie", "segments": [{"label": label, "value": value} for label, value in segments]}
    return {"type": "data_visualization", "title": "Share", "chart": chart}


def _container(*children: Json, **more: object) -> Json:
    return {"type": "container", "title": _plain("How I got this"), "child_blocks": list(children), **more}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": _plain("Good"), "value": "good"},
    "negative_button": {"text": _plain("Bad"), "value": "bad"},
}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}

ACCEPTED: dict[str, list[Json]] = {
    "50 blocks": [_section()] * 50,
    "section of 3,000 characters": [_section("x" * 3000)],
    "10 fields of 2,000": [{"type": "section", "fields": [_md("x" * 2000)] * 10}],
    "header of 150": [{"type": "header", "text": _plain("x" * 150)}],
    "25 actions": [{"type": "actions", "elements": [_button(action=f"a{n}") for n in range(25)]}],
    "context of 10": [{"type": "context", "elements": [_md("x")] * 10}],
    "feedback buttons": [{"type": "context_actions", "elements": [FEEDBACK]}],
    "markdown of 12,000": [{"type": "markdown", "text": "x" * 12_000}],
    "table of 100 rows": [{"type": "table", "rows": [[_raw("x")] * 20] * 100}],
    "data_table of 100 data rows and 20 columns": [_data_table(100, 20, page_size=100)],
    "data_table with numbers and rich text": [
        {
            "type": "data_table",
            "caption": "c",
            "rows": [[_raw("a"), _raw("b")], [{"type": "raw_number", "value": 1.5, "text": "1.5"}, RICH]],
        }
    ],
    "bar chart with 6 series": [_bars(*(_series(f"s{n}") for n in range(6)))],
    "negative values in a line": [_bars(_series(value=-3), kind="line")],
    "area chart": [_bars(kind="area")],
    "pie": [_pie(("a", 1), ("b", 2.5))],
    "two charts": [_bars(), _pie(("a", 1))],
    "container of 10": [_container(*[_section()] * 10, is_collapsible=True, default_collapsed=True)],
    "the same action_id in two blocks": [{"type": "actions", "elements": [_button()]}] * 2,
    "card and carousel": [
        {"type": "carousel", "elements": [{"type": "card", "title": _md("x"), "actions": [_button()]}]}
    ],
    "plan of tasks": [
        {"type": "plan", "title": "p", "tasks": [{"type": "task_card", "task_id": "1", "title": "t", "output": RICH}]}
    ],
    "image from a file": [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_slack_accepts_passes(name: str) -> None:
    """A payload at its limit is accepted."""
    assert check_blocks(ACCEPTED[name], "message").errors == []


REFUSED: dict[str, tuple[list[Json], str, str]] = {
    "51 blocks": ([_section()] * 51, "/blocks", "no more than 50 items allowed"),
    "unknown block": ([{"type": "chart"}], "/blocks/0/type", "unsupported type: chart"),
    "no type": ([{"text": "x"}], "/blocks/0", "missing required field: type"),
    "not an object": (["x"], "/blocks/0", "must be an object"),  # type: ignore[list-item]
    "unknown field": ([{**_section(), "colour": "red"}], "/blocks/0", "invalid additional property: colour"),
    "unknown field of a text": (
        [{"type": "section", "text": {**_plain("x"), "verbatim": True}}],
        "/blocks/0/text",
        "invalid additional property: verbatim",
    ),
    "long section": ([_section("x" * 3001)], "/blocks/0/text/text", "must be less than 3001 characters"),
    "empty section": ([{"type": "section"}], "/blocks/0", "must provide text or fields"),
    "empty text": ([_section("")], "/blocks/0/text/text", "must be more than 0 characters"),
    "11 fields": ([{"type": "section", "fields": [_md("x")] * 11}], "/blocks/0/fields", "no more than 10 items"),
    "long field": ([{"type": "section", "fields": [_md("x" * 2001)]}], "/blocks/0/fields/0/text", "less than 2001"),
    "long header": ([{"type": "header", "text": _plain("x" * 151)}], "/blocks/0/text/text", "less than 151"),
    "mrkdwn header": ([{"type": "header", "text": _md("x")}], "/blocks/0/text/type", "unsupported type: mrkdwn"),
    "26 actions": (
        [{"type": "actions", "elements": [_button(action=f"a{n}") for n in range(26)]}],
        "/blocks/0/elements",
        "no more than 25",
    ),
    "context of 11": ([{"type": "context", "elements": [_md("x")] * 11}], "/blocks/0/elements", "no more than 10"),
    "6 context actions": (
        [{"type": "context_actions", "elements": [{**FEEDBACK, "action_id": str(n)} for n in range(6)]}],
        "/blocks/0/elements",
        "no more than 5",
    ),
    "button in context_actions": (
        [{"type": "context_actions", "elements": [_button()]}],
        "/blocks/0/elements/0/type",
        "unsupported type: button",
    ),
    "feedback buttons in actions": (
        [{"type": "actions", "elements": [FEEDBACK]}],
        "/blocks/0/elements/0/type",
        "unsupported type: feedback_buttons",
    ),
    "long button text": (
        [{"type": "actions", "elements": [_button("x" * 76)]}],
        "/blocks/0/elements/0/text/text",
        "less than 76",
    ),
    "long button value": (
        [{"type": "actions", "elements": [_button(value="x" * 2001)]}],
        "/blocks/0/elements/0/value",
        "less than 2001",
    ),
    "button style": (
        [{"type": "actions", "elements": [_button(style="warning")]}],
        "/blocks/0/elements/0/style",
        "must be one of: primary, danger",
    ),
    "long alt text": (
        [{"type": "image", "image_url": "https://e.x/i", "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
        "less than 2001",
    ),
    "image without a source": ([{"type": "image", "alt_text": "x"}], "/blocks/0", "exactly one of image_url or slack"),
    "duplicate block_id": ([{**_section(), "block_id": "b"}] * 2, "/blocks/1/block_id", "block_id already exists: b"),
    "duplicate action_id": (
        [{"type": "actions", "elements": [_button(), _button()]}],
        "/blocks/0/elements/1/action_id",
        "action_id already exists: go",
    ),
    "long markdown": ([{"type": "markdown", "text": "x" * 12_001}], "/blocks/0/text", "less than 12001"),
    "long markdown together": ([{"type": "markdown", "text": "x" * 7000}] * 2, "/blocks", "12000 characters in all"),
    "101 table rows": ([{"type": "table", "rows": [[_raw("x")]] * 101}], "/blocks/0/rows", "no more than 100"),
    "21 table columns": ([{"type": "table", "rows": [[_raw("x")] * 21]}], "/blocks/0/rows/0", "no more than 20"),
    "table characters": ([{"type": "table", "rows": [[_raw("x" * 10_001)]]}], "/blocks/0/rows", "10000 characters"),
    "two tables": ([{"type": "table", "rows": [[_raw("x")]]}] * 2, "/blocks", "no more than 1 table blocks"),
    "ragged table": (
        [{"type": "table", "rows": [[_raw("a"), _raw("b")], [_raw("c")]]}],
        "/blocks/0/rows/1",
        "must have 2 cells",
    ),
    "data_table without a caption": (
        [{key: value for key, value in _data_table().items() if key != "caption"}],
        "/blocks/0",
        "missing required field: caption",
    ),
    "101 data rows": ([_data_table(101)], "/blocks/0/rows", "no more than 101"),
    "header only": ([_data_table(0)], "/blocks/0/rows", "no less than 2"),
    "21 data columns": ([_data_table(1, 21)], "/blocks/0/rows/0", "no more than 20"),
    "page_size 0": ([_data_table(page_size=0)], "/blocks/0/page_size", "must be between 1 and 100"),
    "page_size 101": ([_data_table(page_size=101)], "/blocks/0/page_size", "must be between 1 and 100"),
    "rich header": (
        [{"type": "data_table", "caption": "c", "rows": [[RICH], [_raw("x")]]}],
        "/blocks/0/rows/0/0",
        "header cells must be raw_text",
    ),
    "text as a number": (
        [{"type": "data_table", "caption": "c", "rows": [[_raw("h")], [{"type": "raw_number", "value": "1"}]]}],
        "/blocks/0/rows/1/0/value",
        "must be a number",
    ),
    "row header outside": ([_data_table(row_header_column_index=1)], "/blocks/0/row_header_column_index", "a column"),
    "long chart title": ([{**_bars(), "title": "x" * 51}], "/blocks/0/title", "less than 51"),
    "unknown chart": (
        [{**_bars(), "chart": {"type": "scatter"}}],
        "/blocks/0/chart/type",
        "unsupported type: scatter",
    ),
    "stacked bars": (
        [{**_bars(), "chart": {**_bars()["chart"], "stacked": True}}],
        "/blocks/0/chart",
        "invalid additional property: stacked",
    ),
    "pie of nothing": ([_pie(("a", 0))], "/blocks/0/chart/segments/0/value", "must be more than 0"),
    "pie of 7": ([_pie(*((str(n), 1) for n in range(7)))], "/blocks/0/chart/segments", "no more than 6"),
    "long label": ([_pie(("x" * 21, 1))], "/blocks/0/chart/segments/0/label", "less than 21"),
    "7 series": ([_bars(*(_series(f"s{n}") for n in range(7)))], "/blocks/0/chart/series", "no more than 6"),
    "21 categories": (
        [_bars(_series(labels=tuple(map(str, range(21)))), categories=tuple(map(str, range(21))))],
        "/blocks/0/chart/axis_config/categories",
        "no more than 20",
    ),
    "same category twice": (
        [_bars(categories=("a", "b", "a"))],
        "/blocks/0/chart/axis_config/categories/2",
        "categories must be unique: a",
    ),
    "a series without a category": (
        [_bars(_series(labels=("a",)))],
        "/blocks/0/chart/series/0/data",
        "must have a data point for category: b",
    ),
    "a label that is no category": (
        [_bars(_series(labels=("a", "b", "c")))],
        "/blocks/0/chart/series/0/data",
        "label is not a category: c",
    ),
    "same series twice": ([_bars(_series(), _series())], "/blocks/0/chart/series/1", "series names must be unique"),
    "not a number": ([_bars(_series(value=float("nan")))], "/blocks/0/chart/series/0/data/0/value", "must be a number"),
    "three charts": ([_bars()] * 3, "/blocks", "no more than 2 data_visualization blocks"),
    "container of 11": ([_container(*[_section()] * 11)], "/blocks/0/child_blocks", "no more than 10"),
    "chart in a container": ([_container(_bars())], "/blocks/0/child_blocks/0/type", "unsupported type: data_visualiz"),
    "container in a container": ([_container(_container())], "/blocks/0/child_blocks/0/type", "unsupported type"),
    "container without a title": (
        [{"type": "container", "child_blocks": [_section()]}],
        "/blocks/0",
        "must provide title or rich_text_title",
    ),
    "collapsed but not collapsible": (
        [_container(_section(), default_collapsed=True)],
        "/blocks/0/default_collapsed",
        "requires is_collapsible",
    ),
    "alert in a message": ([{"type": "alert", "text": _md("x")}], "/blocks/0/type", "unsupported type: alert"),
    "empty card": ([{"type": "card", "subtitle": _md("x")}], "/blocks/0", "must provide one of hero_image"),
    "11 cards": (
        [{"type": "carousel", "elements": [{"type": "card", "title": _md("x")}] * 11}],
        "/blocks/0/elements",
        "no more than 10",
    ),
    "unknown task status": (
        [{"type": "task_card", "task_id": "1", "title": "t", "status": "done"}],
        "/blocks/0/status",
        "must be one of: pending, in_progress, complete, error",
    ),
    "6 overflow options": (
        [{"type": "actions", "elements": [{"type": "overflow", "action_id": "o",
                                           "options": [{"text": _plain("x"), "value": str(n)} for n in range(6)]}]}],
        "/blocks/0/elements/0/options",
        "no more than 5",
    ),
    "options and groups": (
        [{"type": "actions", "elements": [{"type": "static_select", "action_id": "s"}]}],
        "/blocks/0/elements/0",
        "exactly one of options or option_groups",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_slack_refuses_is_refused_with_its_place(name: str) -> None:
    """A payload beyond a limit is refused, with a pointer to what is wrong and a sentence that says why."""
    blocks, pointer, message = REFUSED[name]
    errors = check_blocks(blocks, "message").errors
    assert [error for error in errors if error.pointer == pointer and message in error.message], errors


def _modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": _plain("Title"), "blocks": list(blocks), **more}


FIELD = {"type": "input", "label": _plain("Name"), "element": {"type": "plain_text_input", "action_id": "n"}}


def test_a_modal_takes_100_blocks_alerts_and_inputs() -> None:
    """A modal of a hundred blocks passes, an alert and an input among them."""
    view = _modal(
        *[_section()] * 98, {"type": "alert", "text": _md("x"), "level": "info"}, FIELD, submit=_plain("Save")
    )
    assert check_view(view).errors == []


@pytest.mark.parametrize(
    ("view", "pointer", "message"),
    [
        (_modal(*[_section()] * 101), "/view/blocks", "no more than 100"),
        (_modal(_section(), title=_plain("x" * 25)), "/view/title/text", "less than 25"),
        (_modal(_section(), private_metadata="x" * 3001), "/view/private_metadata", "less than 3001"),
        (_modal(FIELD), "/view", "missing required field: submit"),
        (_modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type", "unsupported type: markdown"),
        ({"type": "home", "blocks": [{"type": "alert", "text": _md("x")}]}, "/view/blocks/0/type", "unsupported"),
        ({"type": "home", "blocks": [_section()] * 101}, "/view/blocks", "no more than 100"),
        ({"type": "home", "title": _plain("x"), "blocks": []}, "/view", "invalid additional property: title"),
        ({"type": "sheet", "blocks": []}, "/view/type", "unsupported type: sheet"),
    ],
)
def test_a_view_beyond_its_limits_is_refused(view: Json, pointer: str, message: str) -> None:
    """A modal or Home tab beyond a limit is refused at its place."""
    errors = check_view(view).errors
    assert (errors[0].pointer, len(errors)) == (pointer, 1)
    assert message in errors[0].message


def test_a_doubtful_child_of_a_container_is_a_warning() -> None:
    """rich_text in a container passes with a warning: the documentation allows it, the live check may not."""
    report = check_blocks([_container(RICH)], "message")
    assert report.errors == []
    assert "live validator" in report.warnings[0]
