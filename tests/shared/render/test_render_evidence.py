"""The proof says whether an answer was given before, and what this one took."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.asking.answer import Evidence, Tier
from shared.render.evidence import evidence_block, evidence_text

FRESH = Evidence("Total value", "SELECT 1", ("lines",), 600, None, Tier.CHEAP, 840.0, 0.002)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=3), "Answered before, less than a minute ago, from the same data"),
        (timedelta(minutes=1), "Answered before, 1 minute ago, from the same data"),
        (timedelta(minutes=12, seconds=40), "Answered before, 12 minutes ago, from the same data"),
        (timedelta(hours=5), "Answered before, 5 hours ago, from the same data"),
    ],
)
def test_rows_of_an_earlier_answer_say_so(before: timedelta, said: str) -> None:
    """In the box and as text; how old is said in words."""
    again = replace(FRESH, before=before, milliseconds=3.0, cost=0.0)
    assert said in evidence_text(again)
    assert said in json.dumps(evidence_block(again))


def test_a_fresh_answer_says_nothing_of_earlier_ones() -> None:
    """Who read it, how long it took, what it cost."""
    assert "before" not in json.dumps(evidence_block(FRESH))
    assert evidence_text(FRESH)[-1] == "Read by the small language model in 840 ms, for $0.0020"


def test_a_recalled_reading_was_paid_for_by_another_question() -> None:
    """This answer cost nothing."""
    recalled = replace(FRESH, recalled=True, milliseconds=12.0, cost=0.0)
    said = "Read by the small language model for an earlier question; answered in 12 ms, at no cost"
    assert evidence_text(recalled)[-1] == said
    assert said in json.dumps(evidence_block(recalled))
