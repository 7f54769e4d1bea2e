"""Where a change is from: contributions over real rows, checked against SQL written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import duckdb
import pytest

from shared.app.accept_event import viewer_in
from shared.app.answer_question import View, answer_query, view_for
from shared.app.explain_change import MOST_STATEMENTS, explain_change
from shared.core.asking.answer import Answer, Status
from shared.core.asking.question import Intent, IntentKind, Question
from shared.core.asking.reading import NotUnderstood, WhyChanged
from shared.core.asking.why import read_why
from shared.core.insights.spans import earlier
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import CompareTo, FieldRef, MeasureRef, Period, SemanticQuery
from shared.render.answer import answer_blocks, answer_text
from shared.render.change import ARITHMETIC
from tests.fakes.office import CHANNEL, PERSON, WORKSPACE, Office
from tests.shared.render.slack_rules import check_message

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell

VIEWER = viewer_in(WORKSPACE, PERSON, CHANNEL)
MARCH = Period(FieldRef("lines", "sold_on"), datetime(2024, 3, 1), datetime(2024, 4, 1), "March")


class Counting:
    """The ordinary answer path, with its calls counted."""

    def __init__(self, office: Office, view: View) -> None:
        self.office, self.view, self.asked = office, view, 0

    def __call__(self, query: SemanticQuery) -> Answer:
        """Answer as anywhere else."""
        self.asked += 1
        return answer_query(query, self.view, self.office.runner, VIEWER)


def why(measure: MeasureRef, period: Period = MARCH) -> WhyChanged:
    """The question for a change against the month before."""
    query = SemanticQuery("lines", (measure,), period=period, compare=CompareTo.PREVIOUS_PERIOD)
    return WhyChanged(Intent(IntentKind.EXPLANATION, 1.0), query, earlier(period, CompareTo.PREVIOUS_PERIOD))


def explained(office: Office, asked: WhyChanged) -> Answer:
    """The answer over the shop."""
    view = view_for(VIEWER, office.catalog)
    ask = Counting(office, view)
    answer = explain_change(asked, view.model, ask)
    assert ask.asked <= MOST_STATEMENTS
    return answer


SUM = MeasureRef("lines", Aggregation.SUM, "value")
AVERAGE = MeasureRef("lines", Aggregation.AVG, "discount")


def number(cell: Cell) -> float:
    """A cell that must be a number, or nothing."""
    assert not isinstance(cell, str | date | time)
    return float(cell or 0)


def total(answer: Answer, column: int) -> float:
    """The sum of a column of the answer's table."""
    assert answer.table is not None
    return sum(number(row[column]) for row in answer.table.rows)


def test_the_parts_of_a_sum_agree_with_sql_by_hand(real_office: Office, shop_file: Path) -> None:
    """Every member's numbers of both months; their changes add up to the change of the whole."""
    answer = explained(real_office, why(SUM))
    assert answer.status is Status.ANSWERED
    assert answer.table is not None
    column = {"Brand": "l.brand", "Firm": "i.firm"}[answer.table.columns[0].label]
    rows = duckdb.connect(str(shop_file), read_only=True).execute(
        f"""
        SELECT CASE WHEN {column} IS NULL THEN '(none)' WHEN {column} = '' THEN '(empty)' ELSE {column} END,
               sum(value) FILTER (sold_on >= '2024-02-01' AND sold_on < '2024-03-01'),
               sum(value) FILTER (sold_on >= '2024-03-01' AND sold_on < '2024-04-01')
        FROM lines l LEFT JOIN invoices i USING (voucher_no) GROUP BY ALL
        """
    )
    by_hand = sorted((str(name), float(then or 0), float(now or 0)) for name, then, now in rows.fetchall())
    shown = sorted((str(row[0]), number(row[1]), number(row[2])) for row in answer.table.rows)
    assert [name for name, *_ in shown] == [name for name, *_ in by_hand]
    for mine, theirs in zip(shown, by_hand, strict=True):
        assert mine[1:] == pytest.approx(theirs[1:], abs=0.005)
    whole = sum(now - then for _, then, now in by_hand)
    assert total(answer, 3) == pytest.approx(whole, abs=0.01)
    assert total(answer, 4) == pytest.approx(100, abs=0.5)


def test_the_parts_of_an_average_add_up_to_its_change(real_office: Office, shop_file: Path) -> None:
    """Own changes and weights together, as SQL by hand says how far the average moved."""
    answer = explained(real_office, why(AVERAGE))
    found = duckdb.connect(str(shop_file), read_only=True).execute(
        """
        SELECT avg(discount) FILTER (sold_on >= '2024-03-01' AND sold_on < '2024-04-01')
             - avg(discount) FILTER (sold_on >= '2024-02-01' AND sold_on < '2024-03-01') FROM lines
        """
    )
    (moved,) = found.fetchone() or (None,)
    assert answer.table is not None
    labels = [each.label for each in answer.table.columns[3:6]]
    assert labels == ["From its own change", "From its weight", "Part of the change"]
    assert total(answer, 5) == pytest.approx(moved, abs=1e-5)
    for row in answer.table.rows:
        assert number(row[3]) + number(row[4]) == pytest.approx(number(row[5]), abs=2e-6)


def test_every_statement_is_shown_as_proof_and_nothing_is_called_a_cause(real_office: Office) -> None:
    """The evidence numbers them; the words keep to arithmetic."""
    answer = explained(real_office, why(SUM))
    assert answer.evidence is not None
    statements = [line for line in answer.evidence.sql.splitlines() if line.startswith("-- ")]
    assert len(statements) >= 4
    assert f"{len(statements)} statements" in answer.evidence.words
    assert {name.split(".")[0] for name, _ in answer.evidence.params} == {str(i + 1) for i in range(len(statements))}
    assert ARITHMETIC in answer.caveats
    assert "because" not in answer_text(answer)
    check_message(answer_blocks(answer, "Ev1"))


def test_a_median_has_no_parts(real_office: Office) -> None:
    """It is shown how it moved, and said why no more."""
    answer = explained(real_office, why(replace(SUM, aggregation=Aggregation.MEDIAN)))
    assert answer.status is Status.ANSWERED
    assert answer.caveats[0].startswith("The parts of the median value do not add up")


def test_a_period_without_rows_has_no_change(real_office: Office) -> None:
    """Nothing is invented where one side is empty."""
    early = replace(MARCH, start=datetime(2023, 1, 1), end=datetime(2023, 2, 1))
    answer = explained(real_office, why(SUM, early))
    assert answer.status is Status.REFUSED
    assert answer.headline.startswith("There is no total value in December 2022")


def test_a_premise_that_the_data_contradicts_is_put_right(real_office: Office) -> None:
    """Who asks why it dropped learns that it rose, and the other way round."""
    told = [explained(real_office, replace(why(SUM), said=way)).headline for way in (1, -1)]
    assert sum("did not go" in each for each in told) == 1


def test_a_question_in_words_is_explained(real_office: Office) -> None:
    """From the words to the sentence."""
    view = view_for(VIEWER, real_office.catalog)
    question = Question("why did total sales value change in March 2024?", VIEWER, datetime(2024, 6, 12, tzinfo=UTC))
    asked = read_why(question, view.model)
    assert isinstance(asked, WhyChanged), isinstance(asked, NotUnderstood) and asked.reason
    answer = explained(real_office, asked)
    assert "in March 2024" in answer.headline
    assert "in February 2024" in answer.headline
    assert answer.query is not None
    assert answer.query.compare is CompareTo.PREVIOUS_PERIOD
