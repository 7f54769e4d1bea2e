"""Whatever a document holds, an explanation is a message that Slack takes, and nothing in it is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from shared.core.asking.answer import Answer, Source, Status
from shared.render.answer import answer_blocks, answer_text
from shared.render.cited import source_lines
from shared.render.documents import document_blocks, document_text
from shared.render.picture import needs_png
from shared.render.text_table import text_answer
from tests.shared.render.slack_rules import check_message

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = st.sampled_from(
    ["<!channel>", "<@U1>", "<https://evil.example|x>", "*x* _y_ ~z~ `c`", "@here", "&lt;", "\u202e\x00", "x" * 4_000]
)
TEXT = st.one_of(st.text(max_size=80), HOSTILE, st.builds("{} {}".format, HOSTILE, HOSTILE))
SOURCES = st.lists(st.builds(Source, st.integers(1, 99), TEXT, TEXT), min_size=1, max_size=12).map(tuple)


@given(TEXT, SOURCES, st.lists(TEXT, max_size=3).map(tuple))
def test_an_explanation_is_a_message_whatever_it_quotes(
    headline: str, sources: tuple[Source, ...], caveats: tuple[str, ...]
) -> None:
    """Its blocks hold plain text only; its fallback text no control sequence."""
    answer = Answer(Status.ANSWERED, headline, caveats=caveats, sources=sources)
    blocks = answer_blocks(answer, "Ev1")
    assert check_message(blocks) == []
    assert "mrkdwn" not in _types(blocks)
    assert not re.search(r"<[!@#h]", answer_text(answer))
    assert not needs_png(answer)
    assert text_answer(answer)


def _types(part: object) -> Iterator[str]:
    """The type of every block, element and text."""
    if isinstance(part, dict):
        yield str(part.get("type", ""))
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _types(inner)


@given(TEXT, st.integers(0, 2_000), st.lists(TEXT, max_size=4))
def test_the_word_on_a_document_is_a_message_too(title: str, passages: int, questions: list[str]) -> None:
    """Whatever it is called."""
    assert check_message(document_blocks(title, passages, questions, cut=True)) == []
    assert not re.search(r"<[!@#h]", document_text(title, passages))


def test_a_source_says_its_title_once() -> None:
    """A document's first heading is often its title again."""
    sources = (
        Source(1, "Refund policy", "Refund Policy"),
        Source(2, "Refund policy", "Fees, page 2"),
        Source(3, "Guide"),
    )
    lines = source_lines(Answer(Status.ANSWERED, "x", sources=sources))
    assert lines == ["[1] Refund policy", "[2] Refund policy: Fees, page 2", "[3] Guide"]
