"""Tables on the page: what is a number stands under its number."""

from __future__ import annotations

import pytest

from infra.local.slack.clock import Clock
from infra.local.slack.page.tables import table
from infra.local.slack.state import SlackState
from infra.local.slack.workspace import demo_workspace

STATE = SlackState(demo_workspace(), Clock())


@pytest.mark.parametrize(
    ("cells", "align"),
    [
        ((1, 2), "right"),
        (("–", 2), "right"),
        (("(none)", 2), "right"),
        (("–", "–"), "left"),
        (("Asha", 2), "left"),
        (("Asha", "Bela"), "left"),
    ],
)
def test_a_missing_number_does_not_turn_its_column_into_text(cells: tuple[str | int, ...], align: str) -> None:
    """A dash among amounts stands where the amount would."""
    header = {"type": "raw_text", "text": "Value"}
    rows = [
        [{"type": "raw_text", "text": each} if isinstance(each, str) else {"type": "raw_number", "value": each}]
        for each in cells
    ]
    drawn = table(STATE, {"type": "data_table", "rows": [[header], *rows]})
    assert drawn["columns"][0]["align"] == align
