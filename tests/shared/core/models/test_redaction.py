"""Personal data is taken out of what a model is told, and put back into what it filled in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.models.redaction import Redaction, hidden, visible

PERSONAL = (
    "ravi.k+x@shop.co.in",
    "asha@okhdfc",
    "+91 98765 43210",
    "98765-43210",
    "9876543210",
    "(555) 010-4477",
    "+44 20 7946 0958",
    "ABCPK1234L",
    "27ABCPK1234L1Z5",
    "4111 1111 1111 1111",
    "4111111111111111",
    "3714 496353 98431",
    "2345 6789 0123",
    "234567890123",
    "<@U01PRIYA>",
    "<mailto:a@b.in|a@b.in>",
)
ORDINARY = (
    "total value above 2,50,000 in 2023",
    "sales from 2024-01-01 to 2024-03-31",
    "top 5 brands by quantity since 12/05/2024",
    "orders over ₹1,00,00,000 or 1.5 crore",
    "invoice V012 of firm North @ 18%",
    "sales in 2022 2023 2024",
    "2021 2022 2023 2024 side by side",
)


@pytest.mark.parametrize("data", PERSONAL)
def test_personal_data_does_not_pass(data: str) -> None:
    """No part of it that could still tell who is meant is left."""
    question = f"What did {data} buy?"
    sent = Redaction.of((question,)).redacted(question)
    assert data not in sent
    assert not any(each.isdigit() and len(each) >= 4 for each in sent.replace("_", " ").split())
    assert hidden(question) != question


@pytest.mark.parametrize("data", PERSONAL)
def test_what_was_taken_out_comes_back(data: str) -> None:
    """Exactly as it looked."""
    question = f"What did {data} buy?"
    redaction = Redaction.of((question,))
    assert redaction.restored(redaction.redacted(question)) == question


@pytest.mark.parametrize("question", ORDINARY)
def test_amounts_dates_and_codes_stay(question: str) -> None:
    """A model needs them."""
    assert Redaction.of((question,)).redacted(question) == question


FULL_WIDTH = "".join(chr(0xFF10 + int(each)) for each in "9876543210")


@pytest.mark.parametrize("hiding", ["9\u200b876543210", FULL_WIDTH, "९८७६५४३२१०", "ra\u00advi@shop.in"])
def test_data_written_to_escape_is_seen(hiding: str) -> None:
    """Invisible characters, full-width forms and other scripts' digits are read as people read them."""
    assert Redaction.of((hiding,)).redacted(hiding).startswith("[")


def test_equal_data_shares_a_placeholder_and_typed_ones_are_left_alone() -> None:
    """So that what a person typed as [EMAIL_1] never turns into somebody's address."""
    question = "[EMAIL_1] and a@b.in and a@b.in and c@d.in"
    redaction = Redaction.of((question,))
    assert redaction.redacted(question) == "[EMAIL_1] and [EMAIL_2] and [EMAIL_2] and [EMAIL_3]"
    assert redaction.restored("[EMAIL_1] [EMAIL_3]") == "[EMAIL_1] c@d.in"


def test_data_first_seen_later_is_hidden_too() -> None:
    """A sentence about the query may hold what the question did not."""
    assert Redaction.of(("a@b.in",)).redacted("a@b.in, not z@z.in") == "[EMAIL_1], not [EMAIL]"


@given(st.text(max_size=200))
def test_any_text_comes_back_as_it_looks(text: str) -> None:
    """Redaction loses nothing but what cannot be seen."""
    redaction = Redaction.of((text,))
    assert redaction.restored(redaction.redacted(text)) == visible(text)
