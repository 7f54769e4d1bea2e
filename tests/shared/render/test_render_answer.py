"""What an answer's message says, and when."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shared.core.asking.answer import Answer, Status
from shared.core.semantic.model import Aggregation
from shared.core.table.chart import ChartKind, ChartSpec
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import Cell, DataType
from shared.render.actions import is_ask, read_feedback
from shared.render.answer import answer_blocks, answer_text
from shared.render.picture import chart_png, needs_png
from shared.render.text_table import text_answer, text_table
from tests.shared.render import examples
from tests.shared.render.examples import BRAND, DELAY, MONTH, TOTAL, answered, months


def _of(answer: Answer, kind: str) -> list[dict[str, Any]]:
    return [block for block in answer_blocks(answer, "Ev1") if block["type"] == kind]


def _said(answer: Answer) -> str:
    return " ".join(element["text"] for block in _of(answer, "context") for element in block["elements"])


def test_a_single_number_needs_no_table_but_is_given_exactly() -> None:
    """A headline in crore is followed by the figure to the last paisa, and by no table."""
    assert _of(examples.SINGLE, "data_table") == []
    assert "Exactly ₹1,23,89,456.50" in _said(examples.SINGLE)
    assert "Exactly ₹1,23,89,456.50" in answer_text(examples.SINGLE)
    assert "Exactly ₹1,23,89,456.50" in text_answer(examples.SINGLE)


def test_numbers_keep_their_value_in_a_table() -> None:
    """Cells carry the number to sort by and the text to read."""
    rows = _of(examples.BY_BRAND, "data_table")[0]["rows"]
    assert rows[1] == [
        {"type": "raw_text", "text": "Amul"},
        {"type": "raw_number", "value": 5_240_000.0, "text": "₹52,40,000.00"},
    ]
    assert rows[3][0]["text"] == "(none)"
    assert rows[4][1] == {"type": "raw_text", "text": "–"}


def test_a_cut_table_says_so() -> None:
    """A table of more than a hundred rows says how many there are."""
    complete = replace(examples.BY_DAY, table=replace(_table(examples.BY_DAY), truncated=False))
    assert "first 100 of 365 rows" in _said(complete)
    assert "first 100 of more than 365 rows" in _said(examples.BY_DAY)
    assert len(_of(complete, "data_table")[0]["rows"]) == 101


def test_a_table_of_long_texts_is_cut_by_characters() -> None:
    """Ten thousand characters are the most; what does not fit is counted."""
    long = answered("x", (BRAND, TOTAL), [("word " * 100, Decimal(i)) for i in range(90)])
    shown = len(_of(long, "data_table")[0]["rows"]) - 1
    assert 30 <= shown < 90
    assert f"first {shown} of 90 rows" in _said(long)


def test_columns_beyond_twenty_are_left_out_and_said() -> None:
    """Slack shows twenty columns."""
    columns = tuple(ResultColumn(f"c{i}", f"C{i}", DataType.INTEGER, Role.ATTRIBUTE) for i in range(25))
    wide = answered("x", columns, [tuple(range(25))])
    assert "first 20 of 25 columns" in _said(wide)


def _table(answer: Answer) -> ResultTable:
    assert answer.table is not None
    return answer.table


def _by_category(count: int, aggregation: Aggregation, kind: ChartKind = ChartKind.BAR) -> Answer:
    rows: list[tuple[Cell, ...]] = [(f"Category number {i:03d} of many", Decimal(count - i)) for i in range(count)]
    return answered("x", (BRAND, TOTAL), rows, ChartSpec(kind, 0, (1,)), aggregation)


def test_slack_draws_up_to_twenty_categories() -> None:
    """More than Slack can show is drawn as a picture instead, and only one of the two."""
    assert len(_of(_by_category(20, Aggregation.SUM), "data_visualization")) == 1
    assert not needs_png(_by_category(20, Aggregation.SUM))
    assert _of(_by_category(21, Aggregation.SUM), "data_visualization") == []
    assert needs_png(_by_category(21, Aggregation.SUM))


def test_shortened_labels_stay_apart() -> None:
    """Names alike in their first twenty characters are told apart by their ends, equal ones by a number."""
    alike: list[tuple[Cell, ...]] = [
        ("Refined sunflower oil 1 litre pouch", 3),
        ("Refined sunflower oil 5 litre can", 2),
        ("Refined sunflower oil\u202e 5 litre can", 1),
    ]
    chart = _of(answered("x", (BRAND, TOTAL), alike, ChartSpec(ChartKind.BAR, 0, (1,))), "data_visualization")[0]
    assert chart["chart"]["axis_config"]["categories"] == [
        "Refined s…itre pouch",
        "Refined s… litre can",
        "Refined s… litr… (2)",
    ]


def test_a_pie_sums_its_small_slices() -> None:
    """Sums beyond five slices become Other; averages cannot, and are drawn as bars instead."""
    pie = _of(_by_category(9, Aggregation.SUM, ChartKind.PIE), "data_visualization")[0]["chart"]
    assert [each["value"] for each in pie["segments"]] == [9, 8, 7, 6, 5, 4 + 3 + 2 + 1]
    assert pie["segments"][-1]["label"] == "Other"
    assert needs_png(_by_category(9, Aggregation.AVG, ChartKind.PIE))


def test_a_pie_has_no_negative_slice() -> None:
    """A negative part is no part: bars are drawn."""
    answer = answered("x", (BRAND, TOTAL), [("a", 5), ("b", -1)], ChartSpec(ChartKind.PIE, 0, (1,)))
    assert needs_png(answer)


def _series(count: int, aggregation: Aggregation, gap: bool = False) -> Answer:  # noqa: FBT001, FBT002 - a test's switch
    rows: list[tuple[Cell, ...]] = [
        (month, f"Brand {j}", Decimal(100 * (j + 1)))
        for i, month in enumerate(months(3))
        for j in range(count)
        if not (gap and i == 1 and j == 0)
    ]
    return answered("x", (MONTH, BRAND, TOTAL), rows, ChartSpec(ChartKind.LINE, 0, (2,), series=1), aggregation)


def test_many_series_of_sums_are_gathered() -> None:
    """Beyond six lines the smallest are summed up as Other."""
    chart = _of(_series(8, Aggregation.SUM), "data_visualization")[0]["chart"]
    assert [each["name"] for each in chart["series"]] == [*(f"Brand {j}" for j in (3, 4, 5, 6, 7)), "Other"]
    assert [point["value"] for point in chart["series"][-1]["data"]] == [100 + 200 + 300] * 3


def test_many_series_of_averages_are_dropped_and_said() -> None:
    """Averages cannot be summed: the six largest are shown, and the message says so."""
    answer = _series(8, Aggregation.AVG)
    chart = _of(answer, "data_visualization")[0]["chart"]
    assert [each["name"] for each in chart["series"]] == [f"Brand {j}" for j in (2, 3, 4, 5, 6, 7)]
    assert "6 largest of 8" in _said(answer)


def test_a_gap_is_nothing_for_sums_and_a_gap_for_averages() -> None:
    """No rows sum to 0; no rows have no average, so the line is drawn with its gap."""
    chart = _of(_series(2, Aggregation.SUM, gap=True), "data_visualization")[0]["chart"]
    assert [point["value"] for point in chart["series"][0]["data"]] == [100, 0, 100]
    assert needs_png(_series(2, Aggregation.AVG, gap=True))


def test_measures_of_other_units_are_not_drawn_together() -> None:
    """Rupees and minutes share no axis: the second is in the table only, and the message says so."""
    rows: list[tuple[Cell, ...]] = [("a", Decimal(5), 1.5), ("b", Decimal(7), 2.5)]
    answer = answered("x", (BRAND, TOTAL, DELAY), rows, ChartSpec(ChartKind.BAR, 0, (1, 2)))
    assert len(_of(answer, "data_visualization")[0]["chart"]["series"]) == 1
    assert "Average delay is in the table only" in _said(answer)


def test_time_runs_forward_whatever_the_order_of_rows() -> None:
    """A chart over time is in the order of time."""
    rows: list[tuple[Cell, ...]] = [(month, Decimal(i)) for i, month in enumerate(reversed(months(4)))]
    answer = answered("x", (MONTH, TOTAL), rows, ChartSpec(ChartKind.LINE, 0, (1,)))
    categories = _of(answer, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert categories == ["Jan 2013", "Feb 2013", "Mar 2013", "Apr 2013"]


def test_an_answer_without_rows_has_no_table_no_chart_and_no_file() -> None:
    """Nothing found is said in words."""
    empty = answered("There are no sales in May.", (BRAND, TOTAL), [], ChartSpec(ChartKind.BAR, 0, (1,)))
    blocks = answer_blocks(empty, "Ev1")
    assert [block["type"] for block in blocks] == ["rich_text", "container", "actions", "context_actions"]
    assert [button["action_id"] for button in blocks[2]["elements"]] == ["avexra_pin"]
    assert chart_png(empty) is None


def test_feedback_says_which_answer_and_which_way() -> None:
    """A click on a thumb can be read back."""
    element = _of(examples.SINGLE, "context_actions")[0]["elements"][0]
    assert read_feedback(element["positive_button"]["value"]) == ("Ev1", True)
    assert read_feedback(element["negative_button"]["value"]) == ("Ev1", False)
    assert read_feedback("other") is None


@pytest.mark.parametrize("answer", [examples.CLARIFY, examples.REFUSED])
def test_an_unanswered_question_offers_ones_that_can_be_asked(answer: Answer) -> None:
    """Buttons ask the whole question, however short their label."""
    offered = [question for _, question in answer.options] or list(answer.next_questions)
    buttons = _of(answer, "actions")[-1]["elements"]
    assert [button["value"] for button in buttons] == offered
    assert all(is_ask(button["action_id"]) for button in buttons)


def test_a_question_too_long_for_a_button_is_left_out() -> None:
    """Half a question is another question."""
    answer = replace(examples.REFUSED, next_questions=("x" * 2_001, "y" * 300))
    buttons = _of(answer, "actions")[-1]["elements"]
    assert [button["value"] for button in buttons] == ["y" * 300]
    assert len(buttons[0]["text"]["text"]) <= 75


def test_a_button_that_asks_is_told_by_its_number() -> None:
    """Only our question buttons ask."""
    assert is_ask("avexra_ask_12")
    assert not is_ask("avexra_ask_modal")


def test_a_terminal_table_is_aligned() -> None:
    """Texts stand left, numbers right, wide characters count twice, and left-out rows are counted."""
    rows: list[tuple[Cell, ...]] = [("日本", 5), ("b\nc", 1_000), (None, None)]
    count = ResultColumn("n", "Orders", DataType.INTEGER, Role.MEASURE)
    table = ResultTable((BRAND, count), tuple(rows))
    assert text_table(table, 2).splitlines() == [
        "Brand  Orders",
        "─────  ──────",
        "日本        5",
        "b c     1,000",
        "… and 1 more row",
    ]


def test_an_error_is_one_plain_sentence() -> None:
    """Nothing but what happened and what to do."""
    assert [block["type"] for block in answer_blocks(examples.ERROR, "Ev1")] == ["rich_text"]
    assert answer_text(Answer(Status.ERROR, "")) == "No answer."
