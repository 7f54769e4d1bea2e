"""Every question ends in one Answer: answered, asked back, refused in words, or a plain error."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.app.accept_event import viewer_in
from shared.app.answer_question import NO_DATA, View, answer_query, answer_question, view_for
from shared.core.asking.answer import Status
from shared.core.asking.question import IntentKind, Question
from shared.core.errors import TimedOutError, TooCostlyError, TransientError, UserError
from shared.core.semantic.model import Aggregation, NamedFilter
from shared.core.semantic.query import Condition, DimensionRef, FieldRef, MeasureRef, Operator, SemanticQuery
from tests.fakes import shop
from tests.fakes.clock import NOON
from tests.fakes.dataset_catalog import InMemoryDatasetCatalog
from tests.fakes.office import CHANNEL, OTHER_CHANNEL, PERSON, WORKSPACE, Office, shop_dataset

if TYPE_CHECKING:
    from shared.core.asking.answer import Answer

BY_BRAND = SemanticQuery("lines", (MeasureRef("lines", Aggregation.SUM, "value"),), (DimensionRef("lines", "brand"),))


def ask(office: Office, text: str, channel: str = CHANNEL) -> Answer:
    """Ask as PERSON."""
    question = Question(text, viewer_in(WORKSPACE, PERSON, channel), datetime(2024, 6, 12, tzinfo=UTC))
    return answer_question(question, office.catalog, office.runner)


def test_an_answer_agrees_with_sums_made_by_hand(real_office: Office) -> None:
    """By brand, nulls and odd names kept apart, over a real snapshot."""
    answer = ask(real_office, "total sales value by brand")
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for row in shop.line_rows():
        sums[row[1]] += row[3] if isinstance(row[3], Decimal) else 0
    assert answer.status is Status.ANSWERED
    assert answer.table is not None
    assert {row[0]: row[1] for row in answer.table.rows} == sums


def test_an_answer_carries_its_proof(real_office: Office) -> None:
    """Words, statement, tables, rows read, freshness and time: what "how I got this" shows."""
    answer = ask(real_office, "total sales value by brand")
    assert answer.evidence is not None
    assert answer.evidence.words
    assert answer.evidence.sql.startswith("SELECT")
    assert answer.evidence.tables == ("lines",)
    assert answer.evidence.rows_read == 600
    assert answer.evidence.fresh_at == datetime(2024, 7, 1, tzinfo=UTC)
    assert answer.evidence.milliseconds > 0


@pytest.mark.parametrize(
    "text",
    ["what is the weather in Paris?", "delete all lines", "'; DROP TABLE lines; --", "SELECT * FROM users", "🦄" * 50],
)
def test_what_cannot_be_answered_is_refused_with_questions_that_can(office: Office, text: str) -> None:
    """Nothing reaches the engine; each suggestion is answered when it is asked."""
    answer = ask(office, text)
    assert answer.status in {Status.REFUSED, Status.CLARIFY}
    assert office.runner.ran == []  # type: ignore[attr-defined]
    assert len(answer.next_questions) >= 2
    assert all(ask(office, each).status is Status.ANSWERED for each in answer.next_questions)


def test_without_data_the_person_learns_how_to_bring_some(office: Office) -> None:
    """In a channel that has none, and while a snapshot is still being taken."""
    assert ask(office, "total", OTHER_CHANNEL).headline == NO_DATA
    unready = Office(dataset=replace(office.dataset, snapshot=None))
    assert ask(unready, "total").headline == NO_DATA


def test_nothing_asked_is_a_wish_for_help(office: Office) -> None:
    """An empty mention is no mistake."""
    assert ask(office, "").intent is IntentKind.HELP


def test_the_engine_sees_the_viewers_data_and_no_other(office: Office) -> None:
    """Neither another channel's nor another workspace's, whatever their names."""
    foreign = (
        shop_dataset(id="d_other", channel=OTHER_CHANNEL, name="other"),
        shop_dataset(id="d_foreign", workspace="T2"),
    )
    office.catalog = InMemoryDatasetCatalog(office.dataset, *foreign)
    ask(office, "total value by brand")
    ((_, datasets, viewer),) = office.runner.ran  # type: ignore[attr-defined]
    assert [each.id for each in datasets] == ["d_shop"]
    assert viewer == viewer_in(WORKSPACE, PERSON, CHANNEL)


def test_a_model_is_merged_once_and_never_shared_across_what_may_be_seen(office: Office) -> None:
    """What is remembered is keyed by exactly the versions of the data sets that this viewer may see now."""
    viewer, foreign = viewer_in(WORKSPACE, PERSON, CHANNEL), viewer_in("T2", PERSON, CHANNEL)
    lines_only = replace(shop.MODEL, entities=shop.MODEL.entities[:1], relationships=())
    other = shop_dataset(id="d_foreign", workspace="T2", model=lines_only)
    office.catalog = InMemoryDatasetCatalog(office.dataset, other)
    first = view_for(viewer, office.catalog)
    assert view_for(viewer, office.catalog).model is first.model
    assert [each.name for each in first.model.entities] == ["lines", "invoices"]
    assert [each.name for each in view_for(foreign, office.catalog).model.entities] == ["lines"]
    assert office.dataset.snapshot is not None
    newer = replace(office.dataset, snapshot=replace(office.dataset.snapshot, version=2))
    assert view_for(viewer, InMemoryDatasetCatalog(newer)).model is not first.model


def test_a_deadline_is_an_answer_and_an_outage_is_not(office: Office) -> None:
    """Who waits reads the one; the queue tries the other again."""
    office.runner.failure = TimedOutError("That took too long.")  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="too long"):
        ask(office, "total value by brand")
    office.runner.failure = TransientError("away")  # type: ignore[attr-defined]
    with pytest.raises(TransientError):
        ask(office, "total value by brand")


def test_what_would_cost_too_much_is_refused_with_questions_that_would_not(office: Office) -> None:
    """In the engine's own sentence; nothing was run."""
    office.runner.failure = TooCostlyError("About 3 billion rows; ask for a shorter period.")  # type: ignore[attr-defined]
    answer = ask(office, "total value by brand")
    assert (answer.status, answer.headline) == (Status.REFUSED, "About 3 billion rows; ask for a shorter period.")
    assert answer.next_questions


def test_a_default_filter_holds_unless_the_question_says_otherwise(office: Office) -> None:
    """A filter that somebody wrote as the default of a table stands in the proof, not in silence."""
    assert office.dataset.model is not None
    asha = Condition(FieldRef("lines", "brand"), Operator.EQ, ("Asha",))
    named = NamedFilter("asha", "Asha only", "lines", asha, default=True)
    catalog = InMemoryDatasetCatalog(
        replace(
            office.dataset,
            model=replace(office.dataset.model, filters=(named,)),
            snapshot=office.dataset.snapshot and replace(office.dataset.snapshot, version=7),
        )
    )
    question = Question("how many lines", viewer_in(WORKSPACE, PERSON, CHANNEL), NOON)
    held = answer_question(question, catalog, office.runner)
    assert held.query is not None
    assert held.query.filters == asha
    assert held.evidence is not None
    assert "Asha" in held.evidence.words
    other = answer_question(replace(question, text="how many lines of brand Bela"), catalog, office.runner)
    assert other.query is not None
    assert other.query.filters == replace(asha, values=("Bela",))


def test_a_pinned_query_whose_column_went_away_is_refused_in_words(office: Office) -> None:
    """The table was uploaded again without it."""
    gone = replace(BY_BRAND, dimensions=(DimensionRef("lines", "colour"),))
    viewer = viewer_in(WORKSPACE, PERSON, CHANNEL)
    answer = answer_query(gone, view_for(viewer, office.catalog), office.runner, viewer)
    assert answer.status is Status.REFUSED
    assert answer.table is None
    assert "colour" in answer.headline


def test_a_column_the_view_does_not_show_cannot_be_asked_for(office: Office) -> None:
    """A pin that was made when it could: refused before any statement is made."""
    viewer = viewer_in(WORKSPACE, PERSON, CHANNEL)
    seen = view_for(viewer, office.catalog)
    lines = seen.model.entities[0]
    blind = replace(lines, fields=tuple(each for each in lines.fields if each.name != "value"), measures=())
    hiding = View(seen.datasets, replace(seen.model, entities=(blind, *seen.model.entities[1:])))
    answer = answer_query(BY_BRAND, hiding, office.runner, viewer)
    assert answer.status is Status.REFUSED
    assert office.runner.ran == []  # type: ignore[attr-defined]
