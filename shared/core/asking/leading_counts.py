"""A number said before what is ranked: "the 10 largest invoices", "the 5 planes with the most seats"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_MOST = r"most|highest|largest|biggest|greatest|maximum|best|top|strongest|longest|costliest"
_LEAST = r"least|lowest|smallest|fewest|minimum|worst|bottom|shortest"
_BEFORE_RANK = re.compile(
    rf" @n(?P<n>\d+) (?P<rank>{_MOST}|{_LEAST})(?: (?P<most>valuable|loyal|profitable))? (?P<subject>@[ef]\d+)(?= )"
)
_BEFORE_ROWS = re.compile(
    r" @n(?P<n>\d+) (?P<subject>@[ef]\d+)"
    rf"(?= (?:(?:with|that|which|who|whose|has|have|having|had|got|made|of) )+(?:{_MOST}|{_LEAST}) )"
)


def read_leading_counts(draft: Draft) -> None:
    """Take such numbers out of the text as limits; a superlative before its number is left to the ranking."""
    match = _BEFORE_RANK.search(draft.text)
    if match is not None:
        most = f" {match['most']}" if match["most"] else ""
        draft.text = draft.text.replace(match[0], f" {match['rank']}{most} @n{match['n']} {match['subject']}", 1)
        return
    match = _BEFORE_ROWS.search(draft.text)
    number = draft.things[int(match["n"])].number if match else None
    if match is not None and isinstance(number, int) and number > 0 and draft.limit is None:
        draft.limit = number
        draft.text = draft.text.replace(match[0], f" @z0 {match['subject']}", 1)
