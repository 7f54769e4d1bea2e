"""Files that may hold a written model, told from other YAML by the words at the left margin, without reading it."""

from __future__ import annotations

import re

ENDINGS = frozenset({"yaml", "yml"})
MOST_BYTES = 256 * 1024
"""Of one written model: a thousand columns with their synonyms, with room."""

_WORDS = r"entities|relationships|metrics|filters|questions|calendar|semantic_model|datasets"
_SECTION = re.compile(rf"""^(?:{{\s*)?["']?(?:{_WORDS})["']?\s*:""", re.MULTILINE)
_NOTHING = frozenset({"", "---", "...", "{}", "--- {}", "{ }"})


def may_be_a_model(content: bytes) -> bool:
    """True for YAML with a section of ours or of Ossie's at its margin, and for a file with no data at all."""
    text = content.decode("utf-8-sig", errors="replace")
    if _SECTION.search(text) is not None:
        return True
    return all(line.partition("#")[0].strip() in _NOTHING for line in text.splitlines())
