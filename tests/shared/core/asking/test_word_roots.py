"""Words about what befell a thing, brought to one root."""

from __future__ import annotations

import pytest

from shared.core.asking.index import ReaderIndex
from shared.core.asking.naming_things import Kind
from shared.core.asking.word_roots import root_of
from tests.fakes.bookings import MODEL


@pytest.mark.parametrize(
    "family",
    [
        ("cancellation", "cancelled", "canceled", "cancel", "cancellations"),
        ("success", "successful", "successfully"),
        ("return", "returned", "returns"),
        ("approval", "approved", "approve"),
        ("delivery", "delivered", "deliveries"),
        ("failure", "failed", "fail"),
        ("completion", "completed"),
        ("conversion", "converted"),
    ],
)
def test_a_family_of_words_has_one_root(family: tuple[str, ...]) -> None:
    """Noun, adjective and verb are told by what they share."""
    assert len({root_of(word) for word in family}) == 1


def test_short_words_keep_their_letters() -> None:
    """Nothing is cut off that would leave fewer than four letters."""
    assert root_of("sale") == "sale"
    assert root_of("used") == "used"


def test_a_state_is_found_where_one_column_has_it() -> None:
    """Values of a status and the word of a flag; nothing for words that no row can be."""
    index = ReaderIndex.of(MODEL)
    (value,) = index.befallen("cancellation")
    assert (value.kind, value.name, value.value) == (Kind.VALUE, "status", "cancelled")
    (flag,) = index.befallen("prepaid")
    assert (flag.kind, flag.name) == (Kind.FIELD, "is_prepaid")
    assert index.befallen("migration") == []
