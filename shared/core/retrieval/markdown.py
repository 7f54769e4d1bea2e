"""Markdown and plain text as headings and paragraphs; nothing in them is rendered or followed."""

from __future__ import annotations

import re
from itertools import pairwise

from shared.core.retrieval.document import BULLET, Block

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_RULE = re.compile(r"^ {0,3}(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_LINK = re.compile(r"!?\[([^\]]{1,300})\]\([^)\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`+)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_DELIMITERS = "\t;|,"
_PROSE_WORDS = 6
_TABLE_SHARE = 0.8


def read_markdown(text: str) -> tuple[Block, ...]:
    """The headings and paragraphs of a Markdown text. Links keep their words only, tables become lines."""
    said = _without_remarks(_FRONT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    reader = _Reader(markdown=True)
    for line in said.split("\n"):
        reader.take(line)
    return reader.end()


def _without_remarks(text: str) -> str:
    """The text without what stands between <!-- and the next -->; an opening without an end stays."""
    kept: list[str] = []
    at = 0
    while (begins := text.find("<!--", at)) >= 0 and (ends := text.find("-->", begins)) >= 0:
        kept.append(text[at:begins])
        at = ends + len("-->")
    return "".join((*kept, text[at:]))


def read_plain(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text, apart by empty lines; underlined lines are headings, as people write them."""
    reader = _Reader(markdown=False)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n"):
        reader.take(line)
    return reader.end()


class _Reader:
    """Gathers lines into blocks."""

    def __init__(self, *, markdown: bool) -> None:
        self._markdown = markdown
        self._blocks: list[Block] = []
        self._lines: list[str] = []
        self._code = False

    def take(self, line: str) -> None:
        if self._markdown and _FENCE.match(line):
            self._flush()
            self._code = not self._code
        elif self._code:
            self._lines.append(line)
        elif not line.strip():
            self._flush()
        else:
            self._take_written(line)

    def _take_written(self, line: str) -> None:
        heading = _HEADING.match(line) if self._markdown else None
        underline = _UNDERLINE.match(line)
        if heading:
            self._flush()
            self._add(heading[2], len(heading[1]))
        elif underline and len(self._lines) == 1 and not self._lines[0].startswith(BULLET):
            title = self._lines.pop()
            self._add(title, 1 if underline[1][0] == "=" else 2)
        elif _RULE.match(line) or (self._markdown and _TABLE_RULE.match(line)):
            self._flush()
        elif _ITEM.match(line):
            self._flush()
            self._lines.append(BULLET + _ITEM.sub("", line))
        else:
            self._take_line(line)

    def _take_line(self, line: str) -> None:
        quoted = line.lstrip().removeprefix(">") if self._markdown else line
        if self._markdown and "|" in quoted.strip().strip("|"):
            self._flush()
            quoted = " | ".join(cell.strip() for cell in quoted.strip().strip("|").split("|"))
        self._lines.append(quoted)

    def end(self) -> tuple[Block, ...]:
        self._flush()
        return tuple(self._blocks)

    def _flush(self) -> None:
        self._add(" ".join(self._lines), 0)
        self._lines = []

    def _add(self, text: str, level: int) -> None:
        said = " ".join((_plain(text) if self._markdown else text).split())
        if said and said != BULLET.strip():
            self._blocks.append(Block(said, level))


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))


def reads_as_prose(text: str) -> bool:
    """True for a text of sentences, False for lines that one sign cuts into as many cells each."""
    lines = [line for line in text.splitlines() if line.strip()][:200]
    if not lines:
        return False
    for sign in _DELIMITERS:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count)
        if usual and counts.count(usual) >= _TABLE_SHARE * len(lines) and len(lines) > 1:
            return False
    words = [len(line.split()) for line in lines]
    stops = sum(line.rstrip().endswith((".", "!", "?", ":", ",", ";")) for line in lines)
    return max(words) >= _PROSE_WORDS and (stops > 0 or _flows(lines))


def _flows(lines: list[str]) -> bool:
    """True where lines go on in small letters, as wrapped sentences do."""
    return sum(after.lstrip()[:1].islower() for _, after in pairwise(lines)) > len(lines) // 3
