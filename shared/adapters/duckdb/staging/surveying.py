"""What the bytes of a text say, so that the engine may read it: how its lines end, how many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.text.cutting import NO_SEPARATOR

if TYPE_CHECKING:
    from shared.core.ingest.text.sheet import TextSheet

_BLOCK = 1 << 20
_TAIL_BYTES = 1 << 16
_NEAR = 64
"""Bytes of the block before that are looked at with a block."""


@dataclass(frozen=True, slots=True)
class TextSurvey:
    """What the bytes of a text say.

    new_line is how its lines end, as the engine spells it; lines counts them without blank ones at the end.
    """

    new_line: str
    lines: int
    is_quoted: bool


def glance(sheet: TextSheet) -> TextSurvey:
    """What the first bytes let expect of all."""
    with sheet.path.open("rb") as file:
        block = file.read(_BLOCK)
    end = block.find(b"\n")
    lines = block.count(b"\n") * sheet.path.stat().st_size // len(block)
    new_line = "\\r\\n" if end > 0 and block[end - 1 : end] == b"\r" else "\\n"
    return TextSurvey(new_line, lines, is_quoted=(sheet.dialect.quote or "\n").encode() in block)


def survey(sheet: TextSheet) -> TextSurvey | None:
    """Look at all bytes; None where lines end in different ways, or where the engine would take spaces away.

    It takes away white space between a separator and a quotation mark, which our reader does for some dialects only.
    """
    quote = (sheet.dialect.quote or "").encode()
    near = [space + quote for space in (b" ", b"\t")] + [quote + space for space in (b" ", b"\t")]
    spaced = _spaced_quote(sheet)
    feeds = returns = pairs = 0
    is_quoted = False
    last = b""
    with sheet.path.open("rb") as file:
        while block := file.read(_BLOCK):
            feeds += block.count(b"\n")
            if b"\r" in block:
                returns += block.count(b"\r")
                pairs += block.count(b"\r\n")
            pairs += last.endswith(b"\r") and block.startswith(b"\n")
            if quote and (quote in block or last.endswith(quote)):
                is_quoted = True
                held = last[-_NEAR:] + block
                if any(each in held for each in near) and spaced.search(held):
                    return None
            last = block if len(block) == _BLOCK else last[-_TAIL_BYTES:] + block
    body = last.rstrip(b"\r\n")
    if returns != pairs or not body:
        return None
    behind = last[len(body) :].count(b"\n")
    return TextSurvey("\\r\\n" if returns else "\\n", feeds - behind + 1, is_quoted)


def _spaced_quote(sheet: TextSheet) -> re.Pattern[bytes]:
    """A pattern for a quotation mark with white space between it and a separator or the end of a line."""
    dialect = sheet.dialect
    ends = rb"\r\n" + re.escape((dialect.separator or NO_SEPARATOR).encode())
    mark = re.escape((dialect.quote or NO_SEPARATOR).encode())
    before = rb"" if dialect.spaced else rb"[%s][ \t]+%s|" % (ends, mark)
    return re.compile(rb"%s%s[ \t]+(?:[%s]|\Z)" % (before, mark, ends))
