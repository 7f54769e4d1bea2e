"""Whether two questions ask the same, as far as the local reader can tell: what it finds in each, part by part.

Nearness of meaning alone takes "top 5" for "top 10", "not dealers" for "dealers", "highest" for "lowest". So two
questions agree only when they hold the same parts in the same order: what is linked by what it names (a synonym, a
typing mistake or a plural makes no difference), numbers by value, periods by their bounds, and every other word as it
is, be it a negation, an aggregate, a direction or a word that the reader does not know. Only words that merely ask may
differ.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from shared.core.asking.index import ReaderIndex
from shared.core.asking.opening import open_question
from shared.core.asking.parts_of_speech import AGGREGATES

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.asking.linking import Mention
    from shared.core.asking.opened import Opened
    from shared.core.asking.tokens import Token
    from shared.core.semantic.model import SemanticModel

_ASKING = frozenset(
    """
    hey hi hello thanks thank please kindly just
    show display list give tell get fetch find return provide see view let know want need can could would will
    me us i we you to what which
    """.split()
)
"""Words that merely ask, where they stand before all else: later on "list" may be of "list price"."""
_GLUE = frozenset("a an the please kindly of is are was were be been am do does did has have had".split())
"""Words that hold a question together and change nothing of what is asked, wherever they stand."""
_IN_FULL = 0.85
"""From this score on a phrase is a name or a synonym, not a part of one (core/asking/index)."""
_PUNCTUATION = frozenset(",.;:?!()'\"")


def signature(text: str, model: SemanticModel, now: datetime) -> str:
    """Return a fingerprint of all that a question says: two questions agree exactly when theirs are equal.

    Only fingerprints of one model and one day can be compared.
    """
    opened = open_question(text, ReaderIndex.of(model), now)
    return hashlib.sha256(json.dumps(_parts(opened)).encode()).hexdigest()


def _parts(opened: Opened) -> list[list[str]]:
    starts = {mention.begins: mention for mention in opened.mentions}
    parts: list[list[str]] = []
    ends = read_to = 0
    for position, token in enumerate(opened.tokens):
        period = next((each for each in opened.periods if each.begins <= token.begins < each.ends), None)
        if position < ends or token.begins < read_to:
            continue
        if position in starts:
            ends = starts[position].ends
            parts.append(_named(starts[position], opened))
        elif period is not None:
            read_to = period.ends
            parts.append(["period", str(period.start), str(period.end)])
        elif not _is_idle(token, first=not parts):
            parts.append(_said(token))
    return parts


def _named(mention: Mention, opened: Opened) -> list[str]:
    """What the mention may name; where it is not said in full, that, and the words in it that tell how ("not null")."""
    names = sorted({f"{each.kind}/{each.entity}/{each.name}/{each.value or ''}" for each in mention.candidates})
    tokens = opened.tokens[mention.begins : mention.ends]
    in_full = any(each.score >= _IN_FULL for each in mention.candidates)
    telling = [token.stem for token in tokens if {token.stem, token.lower} & AGGREGATES]
    partly = [] if in_full else ["partly", *telling]
    return ["names", *names, *partly, *(token.lower for token in tokens if token.kind == "quoted")]


def _is_idle(token: Token, *, first: bool) -> bool:
    return token.kind in {"word", "sign"} and (
        token.lower in _GLUE or token.lower in _PUNCTUATION or (first and token.lower in _ASKING)
    )


def _said(token: Token) -> list[str]:
    if token.kind in {"number", "quoted"}:
        return [token.kind, str(token.value), "%" if token.text.endswith("%") else ""]
    return [token.kind, token.stem]
