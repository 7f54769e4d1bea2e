"""Data stays data: nothing that came from a cell, a header, a file name or a person becomes markup or a formula."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.table.types import Cell

ELLIPSIS = "…"
WORD_JOINER = "\u2060"
"""Zero-width: parts what Slack would read as a pair of markers, without changing what is seen."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_MARKERS = re.compile(r"(?<![^\W_])[*_~](?=\S)|(?<=\S)[*_~](?![^\W_])|`")
"""Markers beside anything but letters and digits; an underscore is no letter, for replacing one exposes the next."""

_LOOKALIKES = str.maketrans("*_~`", "\u2217\uff3f\u223c\u02cb")
_AT_MENTION = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_HALF = re.compile(r"(?:&[a-z]*|<[^>]*)\Z")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula starts with, as full-width forms too, which some spreadsheets read alike."""
_OVERLOOKED = (
    " \n\x00\x0b\x0c\x1c\x1d\x1e\x1f\x7f\x85\"'`\u2018\u2019\u201c\u201d\u00a0\u00ad\u061c\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)
"""What spreadsheets, or the people who clean a file by hand, take off before they look: spaces, quotes, the unseen."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)%?\Z", re.ASCII)


def clean(text: str) -> str:
    """Return text without control characters, direction overrides and halves of surrogate pairs."""
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Return the text cleaned and with every run of white space as one space."""
    return _SPACES.sub(" ", clean(text)).strip()


def shorten(text: str, length: int) -> str:
    """Cut to at most length characters; a cut text ends in an ellipsis, at a word where one is near."""
    if len(text) <= length:
        return text
    if length <= 1:
        return ELLIPSIS[:length]
    kept = text[: length - 1]
    space = kept.rfind(" ")
    if space >= 0.7 * length and not text[length - 1].isspace():
        kept = kept[:space]
    return kept.rstrip(" ,;:.-–") + ELLIPSIS


def escape(text: str) -> str:
    """Return the text for a place where Slack reads mrkdwn: it is shown as it is, whatever it holds.

    & < > become entities, so no mention, channel, date or link survives
    (https://docs.slack.dev/messaging/formatting-message-text#escaping); mrkdwn has no escape for
    its formatting markers, so those that could open or close something become characters that look like them; bare
    @here, @channel and @everyone get a zero-width character inside.
    """
    safe = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _AT_MENTION.sub(f"@{WORD_JOINER}", _MARKERS.sub(lambda found: found[0].translate(_LOOKALIKES), safe))


def escape_code(text: str) -> str:
    """Return the text for the inside of a code block: entities, and no run of backticks that would end it."""
    safe = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("```", f"`{WORD_JOINER}`{WORD_JOINER}`")


def shorten_escaped(text: str, length: int) -> str:
    """Escape, in at most length characters, never cutting an entity in half."""
    kept = len(text)
    escaped = escape(text)
    while len(escaped) > length and kept:
        kept = min(kept - 1, kept * length // len(escaped))
        escaped = escape(shorten(text, kept))
    return escaped


def shorten_safe(text: str, length: int) -> str:
    """Cut text that is mrkdwn already, never inside an entity or one of our control sequences."""
    cut = shorten(text, length)
    if cut == text:
        return text
    kept = _HALF.sub("", cut.removesuffix(ELLIPSIS))
    return kept.rstrip() + ELLIPSIS if length > 1 else cut


def formula_guard(cell: Cell) -> str:
    """Return a cell as a spreadsheet may safely open it; numbers stay numbers.

    A text that starts a formula (= + - @ tab, carriage return), behind spaces and quotes too, is prefixed with an
    apostrophe, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection); a text that is a plain number
    is left alone.
    """
    if cell is None:
        return ""
    if isinstance(cell, Decimal | float):
        return format(cell, "f") if isinstance(cell, Decimal) else format(Decimal(repr(cell)), "f")
    if not isinstance(cell, str):
        return str(cell)
    if _NUMBER.match(cell):
        return cell
    return f"'{cell}" if cell.lstrip(_OVERLOOKED).startswith(_FORMULA_START) else cell
