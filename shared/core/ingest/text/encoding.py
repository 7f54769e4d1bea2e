"""From bytes to text: byte order marks first, then UTF-8, then what Windows writes, then what the letters look like."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.core.ingest.report import Flaw, Repair
from shared.core.ingest.text.code_pages import likely_code_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is tried first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = 65_536
"""Bytes looked at to recognise UTF-16 without a mark."""
_WIDE_SHARE = 0.05
"""At least this share of every other byte is zero in UTF-16 with separators, digits or line ends in it."""
_WIDE_SHARE_OF_A_LINE = 0.4
"""The same for text without line ends, which must be western to be recognised."""
_BROKEN_SHARE = 0.25
"""Text that is UTF-8 but for this share of its non-ASCII characters is damaged UTF-8, not another encoding."""
_REPLACEMENT = "\ufffd"
_END_OF_FILE = "\x1a"
"""What DOS puts behind the last line."""
_WIDE = ("utf-16", "utf-32")
_MARK = "\ufeff"
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
"""White space, zeros and byte order marks: a file of nothing else is blank in any encoding."""
_FOREIGN_RUN = re.compile(rb"[\x40-\x7e]?[\x80-\xff][\x40-\x7e\x80-\xff]{0,2000}")
_MOST_RUNS = 1_000
_NAMES = {
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1252": "Windows-1252 (Western European)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp850": "DOS code page 850 (Western European)",
    "cp866": "DOS code page 866 (Cyrillic)",
    "cp874": "Windows-874 (Thai)",
    "cp932": "Shift JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "big5": "Big5 (Chinese)",
    "gb18030": "GB 18030 (Chinese)",
    "mac_roman": "Mac Roman (Western European)",
}


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text and how it was got; encoding is a Python codec name."""

    text: str
    encoding: str
    repairs: tuple[Repair, ...] = ()


def decode(data: bytes) -> DecodedText:
    """The text of data. Never fails: what cannot be read is replaced and reported, zero characters are removed."""
    survey = survey_bytes([data])
    plain = PlainText(survey)
    text = "".join(plain.read([data]))
    return DecodedText(text, survey.encoding, plain.repairs())


@dataclass(slots=True)
class ByteSurvey:
    """What all bytes of a file say of their encoding, a Python codec name.

    replaced counts the places that are no UTF-8, zeros the zero bytes, marks the byte order marks of UTF-8 anywhere,
    is_ended says that DOS's mark for the end of a file is there, longest_line is in bytes, and right to the size of a
    block.
    """

    encoding: str = "utf-8"
    is_blank: bool = True
    replaced: int = 0
    foreign: int = 0
    zeros: int = 0
    marks: int = 0
    is_ended: bool = False
    longest_line: int = 0
    genuine: int = 0
    head: bytes = b""
    runs: list[bytes] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """True when the bytes are UTF-8 as they stand, without marks or zeros."""
        return self.encoding == "utf-8" and not (self.replaced or self.zeros or self.marks or self.is_ended)


def survey_bytes(blocks: Iterable[bytes]) -> ByteSurvey:
    """Look at all bytes of a file, block by block."""
    survey = ByteSurvey()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    line = 0
    for block in blocks:
        survey.head += block[: max(0, _PROBE - len(survey.head))]
        survey.is_blank = survey.is_blank and not block.strip(_BLANK)
        survey.zeros += block.count(0) if 0 in block else 0  # looking is many times faster than counting
        survey.is_ended = block.endswith(_END_OF_FILE.encode())
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        survey.longest_line = max(survey.longest_line, line + (len(block) if end < 0 else min(end, _first_end(block))))
        line = line + len(block) if end < 0 else len(block) - end - 1
        if not block.isascii() or decoder.getstate()[0]:
            _look(survey, block, decoder.decode(block))
    rest = decoder.decode(b"", final=True)
    survey.replaced += rest.count(_REPLACEMENT) - survey.genuine
    survey.longest_line = max(survey.longest_line, line)
    survey.encoding = _encoding_of(survey)
    return survey


def _first_end(block: bytes) -> int:
    """Where the first line of a block ends."""
    ends = [end for end in (block.find(b"\n"), block.find(b"\r")) if end >= 0]
    return min(ends, default=len(block))


def _look(survey: ByteSurvey, block: bytes, text: str) -> None:
    """Note what is not ASCII in a block."""
    survey.foreign += len(text) - len(text.encode("ascii", errors="ignore"))
    survey.replaced += text.count(_REPLACEMENT)
    survey.genuine += block.count(_REPLACEMENT.encode())
    survey.marks += block.count(codecs.BOM_UTF8)
    if len(survey.runs) < _MOST_RUNS:
        survey.runs += [match.group() for match in _FOREIGN_RUN.finditer(block, 0, _PROBE)]


def _encoding_of(survey: ByteSurvey) -> str:
    """The codec to read the file with."""
    for mark, encoding in _MARKS:
        if survey.head.startswith(mark):
            return encoding
    if wide := _unmarked_wide(survey.head):
        return wide
    if survey.replaced <= survey.foreign * _BROKEN_SHARE:
        return "utf-8"
    return likely_code_page(survey.runs)


def _unmarked_wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by the zeros in every other byte, and by its line ends."""
    probe = head[: len(head) - len(head) % 2]
    for encoding, low, high in (("utf-16-le", probe[0::2], probe[1::2]), ("utf-16-be", probe[1::2], probe[0::2])):
        share = _WIDE_SHARE if _ends_wide_lines(low, high) else _WIDE_SHARE_OF_A_LINE
        zeros = high.count(0)
        if zeros > len(high) * share and low.count(0) <= zeros // 10 and _reads(probe, encoding):
            return encoding
    return None


def _ends_wide_lines(low: bytes, high: bytes) -> bool:
    """True when line ends are as wide as all characters are, where these are the bytes of pairs."""
    ends = [other == 0 for byte, other in zip(low, high, strict=True) if byte in b"\r\n"]
    return sum(ends) > len(ends) / 2 and sum(ends) > sum(byte in b"\r\n" for byte in high)


def _reads(data: bytes, encoding: str) -> bool:
    """True when data, perhaps but for its end, is text of that encoding, with no zero characters."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


class PlainText:
    """Makes text of a file's blocks, in the encoding that its survey found."""

    def __init__(self, survey: ByteSurvey) -> None:
        self._encoding = survey.encoding
        self._genuine = survey.genuine if survey.encoding.startswith("utf-8") else 0
        self._has_foreign = survey.foreign > 0
        self._broken = 0
        self._zeros = 0
        self._marks = 0

    def read(self, blocks: Iterable[bytes]) -> Iterator[str]:
        """The text in pieces, without byte order marks and zero characters; what cannot be read is replaced.

        A last line end that somebody wrote in one byte behind wider text is left out, as is DOS's mark at the end.
        """
        decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        is_first, held = True, ""
        for block in blocks:
            text = held + decoder.decode(block)
            if is_first and text:
                text, is_first = text.lstrip(_MARK), False
            kept = text.rstrip(_END_OF_FILE)
            held = text[len(kept) :]
            yield self._cleaned(kept)
        is_half_an_end = self._encoding.startswith(_WIDE) and not decoder.getstate()[0].strip(b"\r\n\0")
        yield "" if is_half_an_end else self._cleaned(decoder.decode(b"", final=True))

    def repairs(self) -> tuple[Repair, ...]:
        """What was done to the text that has been read."""
        is_guess = self._has_foreign and self._encoding in _NAMES
        name = _NAMES.get(self._encoding, "")
        repairs = (
            Repair(f"the file is not UTF-8 and was read as {name}", int(is_guess), unit=""),
            Repair(
                "characters that could not be read were replaced",
                self._broken - self._genuine,
                flaw=Flaw.UNREADABLE,
                unit="character",
            ),
            Repair("invisible zero characters were removed", self._zeros, unit="character"),
            Repair("invisible marks inside the text were removed", self._marks, unit="mark"),
        )
        return tuple(repair for repair in repairs if repair.count > 0)

    def _cleaned(self, text: str) -> str:
        """A piece without what no table holds; counted."""
        if text.isascii() and "\0" not in text:
            return text
        self._broken += text.count(_REPLACEMENT)
        zeros, marks = text.count("\0"), text.count(_MARK)
        self._zeros += zeros
        self._marks += marks
        return text.replace("\0", "").replace(_MARK, "") if zeros or marks else text
