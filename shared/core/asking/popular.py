"""What is most common and what sells best: superlatives that bring their number along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.draft import Idea, Sorting
from shared.core.semantic.model import Aggregation

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_COMMON = re.compile(
    r" (?:(?P<down>most)|(?P<up>least)) (?:common|frequent|frequently (?:used|"
    r"occurring)|popular|used|often used|occurring|commonly used) (?P<subject>@f\d+)(?= )"
)
_SELLING = re.compile(
    r" (?:(?P<down>best|top|most|highest)|(?P<up>worst|least|lowest))(?: - |"
    r" |-)?(?:selling|sold|performing) (?P<subject>@f\d+)(?= )"
)
_SHOWN = 10


def read_common(draft: Draft) -> None:
    """As in "most common status": the one of the most rows."""
    match = _COMMON.search(draft.text)
    if match is not None:
        plural = draft.things[int(match["subject"][2:])].plural
        draft.ideas.append(Idea(Aggregation.COUNT))
        draft.sorting.append(Sorting(bool(match["down"]), "y"))
        draft.limit = draft.limit or (None if plural else 1)
        draft.superlative = True
        draft.text = draft.text.replace(match[0], f" {match['subject']} @a{len(draft.ideas) - 1}", 1)


def read_selling(draft: Draft) -> None:
    """As in "best selling product": the most of the rows' main amount."""
    match = _SELLING.search(draft.text)
    sums = [m for m in draft.root.measures if m.aggregation is Aggregation.SUM and m.field]
    if match is None or not sums:
        return
    chosen = next((m for m in sums if m.goes_by("revenue")), sums[0])
    idea = Idea(None, entity=draft.root.name, measure=chosen.name)
    draft.ideas.append(idea)
    draft.sorting.append(Sorting(bool(match["down"]), "", idea))
    draft.superlative = True
    draft.limit = draft.limit or (_SHOWN if draft.things[int(match["subject"][2:])].plural else 1)
    draft.text = draft.text.replace(match[0], f" {match['subject']} @a{len(draft.ideas) - 1}", 1)
