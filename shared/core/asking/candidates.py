"""Candidates: the meanings that a question may have, the one that was read first before the others.

A word may name another column, or a value instead of a column; the rows of another table may be asked about; and the
words may be put together in another way (see turns). Others are made one by one, as they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.assembly import assemble
from shared.core.asking.naming_things import Kind
from shared.core.asking.turns import Change, turns
from shared.core.asking.two_facts import lost_numbers
from shared.core.semantic.rules import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.core.asking.draft import Draft
    from shared.core.asking.index import ReaderIndex
    from shared.core.asking.linking import Mention
    from shared.core.asking.naming_things import Candidate
    from shared.core.asking.opened import Opened
    from shared.core.semantic.query import SemanticQuery

MOST = 8
"""Meanings of one question, the first among them."""
_NAMES, _ROOTS = 3, 2
_LEAST, _BEHIND = 0.45, 0.4
"""Another name must fit at least so well, and not be further behind the one that was taken."""
_ROOT_BEHIND = 0.75


@dataclass(frozen=True, slots=True)
class Meaning:
    """One way to read a question: the query, the draft it came from, and how it differs from the first."""

    query: SemanticQuery
    draft: Draft
    change: Change = Change.NONE


@dataclass(frozen=True, slots=True)
class Heard:
    """All meanings of a question: its text without the definitions said in it, and whether its words are clear."""

    text: str
    meanings: tuple[Meaning, ...] = ()
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Rereading:
    """How to read the question again: its opening, and the reading of an opening over a given root."""

    opened: Opened
    read: Callable[[Opened, str], Draft | None]


def first_meaning(draft: Draft) -> Meaning | None:
    """The meaning of a draft; None where it has words that nothing accounts for, asks for nothing or loses a number."""
    query = None if draft.unknown else assemble(draft)
    lost = lost_numbers(draft, query) if query is not None else []
    draft.unknown.extend(lost)
    return None if query is None or lost else Meaning(query, draft)


def others(first: Meaning | None, draft: Draft, again: Callable[[], Rereading]) -> Iterator[Meaning]:
    """Up to seven other meanings, each once and each a query that every rule lets pass; made as they are taken."""
    seen = [first.query] if first else []
    for each in _all(first, draft, again):
        if len(seen) == MOST:
            return
        if each.query in seen or check(each.query, draft.model):
            continue
        seen.append(each.query)
        yield each


def _all(first: Meaning | None, draft: Draft, again: Callable[[], Rereading]) -> Iterator[Meaning]:
    if first is not None:
        yield from (Meaning(query, draft, change) for change, query in turns(draft, first.query))
    rereading = again()
    for change, opened, root in (*_renamed(rereading.opened, draft), *_rerooted(rereading.opened, draft)):
        reread = rereading.read(opened, root)
        meaning = first_meaning(reread) if reread is not None else None
        if meaning is not None:
            yield replace(meaning, change=change)


def _renamed(opened: Opened, draft: Draft) -> list[tuple[Change, Opened, str]]:
    """The opening with one mention taken for something else; the nearest of all such first."""
    taken = {thing.said: thing.found[0] for thing in draft.things if thing.found}
    near = draft.index.reach[draft.root.name]
    found: list[tuple[float, int, Candidate]] = []
    for position, mention in enumerate(opened.mentions):
        own = taken.get(_said(opened, mention))
        if own is not None:
            rivals = [c for c in _nearest(mention, near) if not _same(c, own) and c.score >= own.score - _BEHIND]
            found.extend((own.score - c.score, position, c) for c in rivals)
    found.sort(key=lambda each: each[:2])
    return [
        (_change(rival, taken[_said(opened, opened.mentions[i])]), _with(opened, i, rival), draft.root.name)
        for _, i, rival in found[:_NAMES]
    ]


def _change(rival: Candidate, taken: Candidate) -> Change:
    return Change.NAME if (rival.kind is Kind.VALUE) == (taken.kind is Kind.VALUE) else Change.KIND


def _nearest(mention: Mention, near: dict[str, int]) -> list[Candidate]:
    """What a mention may name besides, one of each column and kind."""
    best: dict[tuple[Kind, str, str], Candidate] = {}
    for each in mention.candidates:
        key = (each.kind, each.entity, each.name)
        if each.entity in near and each.score >= _LEAST and (key not in best or best[key].score < each.score):
            best[key] = each
    return list(best.values())


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.kind, one.entity, one.name) == (other.kind, other.entity, other.name)


def _said(opened: Opened, mention: Mention) -> str:
    return opened.text[opened.tokens[mention.begins].begins : opened.tokens[mention.ends - 1].ends]


def _with(opened: Opened, position: int, only: Candidate) -> Opened:
    changed = replace(opened.mentions[position], candidates=(only,))
    return replace(opened, mentions=(*opened.mentions[:position], changed, *opened.mentions[position + 1 :]))


def _rerooted(opened: Opened, draft: Draft) -> list[tuple[Change, Opened, str]]:
    """The same opening over other tables from which the mentions are reached nearly as well."""
    own = _reached(opened, draft.index, draft.root.name)
    scores = {
        entity.name: _reached(opened, draft.index, entity.name)
        for entity in draft.model.entities
        if entity.name != draft.root.name
    }
    ranked = sorted((name for name in scores if scores[name] >= own - _ROOT_BEHIND), key=lambda name: -scores[name])
    return [(Change.ROOT, opened, name) for name in ranked[:_ROOTS]]


def _reached(opened: Opened, index: ReaderIndex, root: str) -> float:
    near = index.reach[root]
    best = [max((c.score for c in m.candidates if c.entity in near), default=-0.5) for m in opened.mentions]
    return sum(score * mention.size for score, mention in zip(best, opened.mentions, strict=True))
