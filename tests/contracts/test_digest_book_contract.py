"""The DigestBook port."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.postgres.digest_book import PostgresDigestBook
from shared.core.digests.digest import Cadence, Digest
from shared.core.errors import InternalError
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import DimensionRef, MeasureRef, SemanticQuery
from tests.fakes.clock import NOON
from tests.fakes.digest_book import InMemoryDigestBook

if TYPE_CHECKING:
    from shared.ports.digest_book import DigestBook

DIGEST = Digest("g1", "T1", "C1", "Sales", Cadence.DAILY, 9, "Asia/Kolkata")
HOUR = timedelta(hours=1)


@pytest.fixture
def book(side: str, request: pytest.FixtureRequest) -> DigestBook:
    """An empty book."""
    return InMemoryDigestBook() if side == "fake" else PostgresDigestBook(request.getfixturevalue("database"))


def test_digests_are_kept_by_workspace(book: DigestBook) -> None:
    """All by id, a workspace's by title."""
    second, third = replace(DIGEST, id="g0", title="Zebras"), replace(DIGEST, id="g2", workspace="T2")
    for digest in (DIGEST, second, third):
        book.save(digest)
    assert book.all() == (second, DIGEST, third)
    assert book.in_workspace("T1") == (DIGEST, second)
    assert book.in_workspace("T9") == ()


def test_saving_again_replaces_all_but_what_was_served(book: DigestBook) -> None:
    """A new hour does not send today's digest twice."""
    book.save(replace(DIGEST, last_due=NOON))
    book.save(replace(DIGEST, hour=23, cadence=Cadence.WEEKLY, title="New", last_due=None))
    assert book.all() == (replace(DIGEST, hour=23, cadence=Cadence.WEEKLY, title="New", last_due=NOON),)


def test_a_scheduled_question_comes_back_as_it_was_kept(book: DigestBook) -> None:
    """Its query, its time to the minute and the weekday, and whom it is for."""
    query = SemanticQuery("lines", (MeasureRef("lines", Aggregation.SUM, "value"),), (DimensionRef("lines", "brand"),))
    asked = replace(DIGEST, cadence=Cadence.WEEKLY, minute=30, weekday=4, query=query, user="U1", direct=True)
    book.save(asked)
    assert book.all() == (asked,)
    assert book.in_workspace("T1") == (asked,)


def test_another_workspaces_digest_is_not_replaced(book: DigestBook) -> None:
    """An id that comes from two workspaces is a defect."""
    book.save(DIGEST)
    with pytest.raises(InternalError):
        book.save(replace(DIGEST, workspace="T2"))
    assert book.all() == (DIGEST,)


def test_only_ones_own_digest_is_removed(book: DigestBook) -> None:
    """Once; what is gone cannot be claimed."""
    book.save(DIGEST)
    assert not book.remove("T2", "g1")
    assert book.remove("T1", "g1")
    assert not book.remove("T1", "g1")
    assert not book.claim("g1", NOON)


def test_a_due_time_is_claimed_once_and_forward_only(book: DigestBook) -> None:
    """The same instant in another zone is the same due time."""
    book.save(DIGEST)
    assert book.claim("g1", NOON)
    assert not book.claim("g1", NOON)
    assert not book.claim("g1", datetime(2024, 6, 12, 17, 30, tzinfo=ZoneInfo("Asia/Kolkata")))
    assert not book.claim("g1", NOON - HOUR)
    assert book.claim("g1", NOON + HOUR)
    assert book.all()[0].last_due == NOON + HOUR


def test_a_released_due_time_can_be_claimed_again(book: DigestBook) -> None:
    """And the one before it stays served."""
    book.save(DIGEST)
    book.claim("g1", NOON - HOUR)
    book.claim("g1", NOON)
    book.release("g1", NOON)
    assert book.all()[0].last_due == NOON - HOUR
    assert not book.claim("g1", NOON - HOUR)
    assert book.claim("g1", NOON)


def test_a_late_release_takes_nothing_back(book: DigestBook) -> None:
    """Once a later due time is claimed, an earlier failure cannot undo it."""
    book.save(DIGEST)
    book.claim("g1", NOON - HOUR)
    book.claim("g1", NOON)
    book.release("g1", NOON - HOUR)
    assert book.all()[0].last_due == NOON
