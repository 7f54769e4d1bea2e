"""How two numbers go together: "correlation between distance and air time" asks for the rows as points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.table.chart import ChartKind

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft

_CORRELATED = re.compile(
    r" (?:correlations?|relationship|correlated|correlate) (?:(?:of|between|is|are|the) )*"
    r"@f(?P<one>\d+) (?:and|with|to|vs|versus|,) @f(?P<two>\d+)(?= )"
)
_ASKED_LATER = re.compile(
    r" (?:are|is|do|does|how) (?:(?:do|does|are|is) )?@f(?P<one>\d+) and @f(?P<two>\d+) correlated?(?= )"
)


def read_correlation(draft: Draft) -> None:
    """Wish for points where two numbers of the rows are to be correlated and no other chart is asked for."""
    match = _CORRELATED.search(draft.text) or _ASKED_LATER.search(draft.text)
    if match is None or draft.chart is not None:
        return
    fields = [draft.field_at(match[name]) for name in ("one", "two")]
    if all(each.type.is_numeric and not each.identifier for each in fields):
        draft.chart = ChartKind.SCATTER
        draft.charted = True
