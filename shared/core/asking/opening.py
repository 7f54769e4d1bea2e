"""Opening a draft: the question's words, what they name in the model, and the entity that they are about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.asking.draft import Draft
from shared.core.asking.lexicon import COMPARATIVES
from shared.core.asking.linking import link
from shared.core.asking.naming_things import Kind
from shared.core.asking.opened import Opened
from shared.core.asking.parts_of_speech import FUNCTION_WORDS, OWN_NAME
from shared.core.asking.periods import clock_of, find_periods
from shared.core.asking.remarks import without_remarks
from shared.core.asking.resolving import choose_root
from shared.core.asking.tagging import COUNTS_BEFORE, fill
from shared.core.asking.tokens import plain, tokenize
from shared.core.asking.word_order import with_nouns
from shared.core.semantic.naming import stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.linking import Mention
    from shared.core.asking.periods import FoundPeriod
    from shared.core.asking.tokens import Token

_ONLY_YEARS = re.compile(
    r"(?:(?:19|20)\d{2}|in|during|on|for|between|and|from|to|since|before|after|until|till|up|through|of|the|over|at|"
    r"later|than|earlier|prior|starting|beginning|within|throughout|year|-|,| )+"
)
_AGGREGATE_WORDS = frozenset({"total", "average", "avg", "maximum", "max", "minimum", "min", "mean", "median", "sum"})


def open_question(text: str, index: ReaderIndex, now: datetime) -> Opened:
    """Cut the question and find what it mentions."""
    said = with_nouns(without_remarks(plain(text), index), index)
    tokens = tuple(spelled(token, index) for token in tokenize(said))
    periods = tuple(
        p
        for p in find_periods(said, now, index.model.calendar)
        if not _ONLY_YEARS.fullmatch(said[p.begins : p.ends].casefold())
    )
    linked = link(tokens, index)
    periods = tuple(p for p in periods if not any(_in_name_of_rows(p, m, tokens) for m in linked))
    mentions = tuple(m for m in linked if not _within(m, tokens, periods))
    return Opened(tokens, mentions, periods, said)


def _in_name_of_rows(period: FoundPeriod, mention: Mention, tokens: Sequence[Token]) -> bool:
    """As in "orders april", where a table is called so: the table, not a month."""
    begins, ends = tokens[mention.begins].begins, tokens[mention.ends - 1].ends
    if not (begins < period.begins and period.ends <= ends):
        return False
    return any(c.kind is Kind.ENTITY and c.score >= OWN_NAME for c in mention.candidates)


def spelled(token: Token, index: ReaderIndex) -> Token:
    """The token with a typing mistake in a known word put right."""
    if (
        token.kind != "word"
        or token.lower in FUNCTION_WORDS
        or token.lower in {"names", "name", "titles"}
        or token.lower in COMPARATIVES
        or token.stem in FUNCTION_WORDS
        or token.stem in index.vocabulary
    ):
        return token
    known = index.corrected(token.stem)
    return replace(token, lower=known, stem=stem(known), corrected=True) if known else token


def _within(mention: Mention, tokens: Sequence[Token], periods: Sequence[FoundPeriod]) -> bool:
    begins, ends = tokens[mention.begins].begins, tokens[mention.ends - 1].ends
    return any(p.begins <= begins < p.ends or p.begins < ends <= p.ends for p in periods)


def open_draft(opened: Opened, index: ReaderIndex, now: datetime, root: str | None = None) -> Draft | None:
    """The draft for the entity that the mentions are about (or the given one); None for a model without entities."""
    opened = replace(opened, mentions=opened.outside())
    name = root or opened.root or choose_root(opened.mentions, index, _counted(opened))
    entity = index.model.entity(name) if name else None
    if entity is None:
        return None
    draft = Draft(index.model, index, entity, clock_of(now, index.model.calendar), "", [])
    opened = replace(opened, mentions=tuple(_nearer(m, opened.tokens, index, entity.name) for m in opened.mentions))
    draft.named = frozenset(
        c.entity
        for mention in opened.mentions
        for c in mention.candidates
        if c.kind is Kind.ENTITY and c.score >= OWN_NAME and c.entity != name
    )
    fill(draft, opened)
    return draft


def _nearer(mention: Mention, tokens: Sequence[Token], index: ReaderIndex, root: str) -> Mention:
    """As in "total quantity": the total of the rows' own quantity before another table's column of that name."""
    first = tokens[mention.begins].lower
    if mention.size == 1 or first not in _AGGREGATE_WORDS or any(c.entity == root for c in mention.candidates):
        return mention
    stems = tuple(token.stem for token in tokens[mention.begins + 1 : mention.ends])
    own = tuple(c for c in index.phrases.get(stems, ()) if c.entity == root and c.score >= OWN_NAME)
    return replace(mention, begins=mention.begins + 1, candidates=own) if own else mention


def _counted(opened: Opened) -> frozenset[int]:
    """Where a mention stands right after "number of" or "how many"."""
    positions = set()
    for mention in opened.mentions:
        before = " ".join(token.lower for token in opened.tokens[max(0, mention.begins - 4) : mention.begins])
        if COUNTS_BEFORE.search(before):
            positions.add(mention.begins)
    return frozenset(positions)
