"""From bytes to text: byte order marks first, then UTF-8, then what Windows writes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from shared.core.ingest.report import Repair

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is tried first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = 4096
"""Bytes looked at to recognise UTF-16 without a mark."""
_WIDE_SHARE = 0.4
"""At least this share of every other byte is zero in western UTF-16."""
_BROKEN_SHARE = 0.05
"""Text that is UTF-8 but for this share of its non-ASCII characters is damaged UTF-8, not another encoding."""
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text and how it was got; encoding is a Python codec name."""

    text: str
    encoding: str
    repairs: tuple[Repair, ...] = ()


def decode(data: bytes) -> DecodedText:
    """The text of data. Never fails: what cannot be read is replaced and reported, zero characters are removed."""
    encoding = _encoding_of(data)
    text = data.decode(encoding, errors="replace")
    repairs = []
    if encoding == "cp1252" and not data.isascii():
        repairs.append(Repair("the file is not UTF-8 and was read as Windows-1252 (Western European)", 1))
    if broken := text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode()):
        repairs.append(Repair("characters that could not be read were replaced", broken))
    if zeros := text.count("\0"):
        text = text.replace("\0", "")
        repairs.append(Repair("zero characters were removed", zeros))
    return DecodedText(text, encoding, tuple(repairs))


def _encoding_of(data: bytes) -> str:
    """The codec to read data with."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    return _unmarked_wide(data) or _narrow(data)


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by the zeros in every other byte."""
    probe = data[: _PROBE - _PROBE % 2]
    half = len(probe) // 2
    if not half:
        return None
    even, odd = probe[0::2].count(0), probe[1::2].count(0)
    if odd > half * _WIDE_SHARE and even < odd // 10:
        return "utf-16-le"
    if even > half * _WIDE_SHARE and odd < even // 10:
        return "utf-16-be"
    return None


def _narrow(data: bytes) -> str:
    """UTF-8 where the bytes are (all but a few damaged ones), Windows-1252 otherwise."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    else:
        return "utf-8"
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    return "utf-8" if text.count(_REPLACEMENT) <= foreign * _BROKEN_SHARE else "cp1252"
