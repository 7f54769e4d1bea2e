"""Words put as the other rules read them: bare years, Hinglish with its head last, verbs for a column's noun."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.naming_kinds import name_kinds
from shared.core.asking.word_roots import root_of
from shared.core.semantic.naming import stem

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.asking.index import ReaderIndex

_BARE_YEAR = re.compile(
    r"(?P<what> @(?P<kind>[em])(?P<number>\d+)) (?P<year>@y\d+)(?= (?:by|per|for each|,|[.]|@g\d+|$))"
)
_HEAD_LAST = re.compile(r"(?P<lead>^| which| who) (?P<much>most|least) (?P<what>@[fm]\d+) with (?P<head>@[ef]\d+)(?= )")
_BEFELL = re.compile(
    r"\b(?P<verb>[a-z]{3,}ed)\s+(?:on|at|in|for)\s+(?P<noun>[a-z]+)\s+by\s+"
    r"(?=(?:more|less|longer|greater|at least|at most|over|under|above|below)\b)",
    re.IGNORECASE,
)


def with_nouns(text: str, index: ReaderIndex) -> str:
    """As in "delayed on arrival by more than 30 minutes": with arrival delay more, where a column is called so."""

    def said(match: re.Match[str]) -> str:
        noun, root = match["noun"].casefold(), root_of(match["verb"].casefold())
        return f"with {noun} {root} " if index.phrases.get((stem(noun), stem(root))) else match[0]

    return _BEFELL.sub(said, text)


def reorder(draft: Draft) -> None:
    """As in "flights 2014" and "sabse zyada delay wali airline", the airline with most delay."""
    match = _BARE_YEAR.search(draft.text)
    if match is not None and (match["kind"] == "m" or draft.things[int(match["number"])].plural):
        draft.text = draft.text.replace(match[0], f"{match['what']} in {match['year']}", 1)
    match = _HEAD_LAST.search(draft.text)
    if match is not None:
        draft.text = draft.text.replace(
            match[0], f"{match['lead']} {match['head']} with {match['much']} {match['what']}", 1
        )
    name_kinds(draft)
