"""Files that may hold rules, told from other YAML by the words at the left margin, without reading it."""

from __future__ import annotations

import re

ENDINGS = frozenset({"yaml", "yml"})
MOST_BYTES = 64 * 1024
"""Of one file of rules: two hundred of them, with room."""
_RULES = re.compile(r"""^(?:\{\s*)?["']?(?:rules|keys)["']?\s*:""", re.MULTILINE)


def may_hold_rules(content: bytes) -> bool:
    """True for YAML with `rules` or `keys` at its margin."""
    return _RULES.search(content.decode("utf-8-sig", errors="replace")) is not None
