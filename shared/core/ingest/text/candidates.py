"""The ways of separating and quoting cells that are worth trying on a sample, each with how likely it is beforehand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from shared.core.ingest.text.cutting import Dialect
from shared.core.ingest.text.records import is_cleanly_quoted

_SEPARATORS = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.98, "^": 0.8, "~": 0.8, ":": 0.5, " ": 0.2}
_RARE_SEPARATORS = dict.fromkeys("\x01\x02\x1e\x1f\u00a6\u00a7", 0.9) | dict.fromkeys("!#*", 0.45)
"""Tried where nearly all lines have as many of them."""
_UNQUOTED = 0.95
"""A file full of quotation marks rarely means them as letters."""
_SINGLE_QUOTED = 0.97
_OTHERWISE_QUOTED = 1.1
_ESCAPED = 0.99
_QUOTED_BY_SPACES = 0.8
"""What the space is preferred by where quoted cells have spaces beside them."""
_FEW = 2
_MOST = 0.6
_NEARLY_ALL = 0.9
_ELSEWHERE = 0.1
"""At most this share of the marks of a separator of several characters stands alone."""
_MOST_LINES = 100
"""Lines that are looked at for rare separators."""

_QUOTED_PART = re.compile(r'"[^"]*"')
_PUNCTUATION = re.compile(r"[^\w\r\n\"'`.,()\[\]{}+\-$%/\\<>=&?\u00a3\u20ac\u20b9\u00b4]{2,12}")
"""Where separators of several characters are looked for: no commas, points and signs, which are parts of values."""
_LONGEST_SEPARATOR = 4
_QUOTED_BY_APOSTROPHE = re.compile(r"(?:^|[,;|\t])\s?'[^']{0,2000}'(?=\s*(?:[,;|\t]|$))", re.MULTILINE)
_SPACED_APOSTROPHES = re.compile(r"(?:^|' )'[^']{0,2000}'(?= '|$)", re.MULTILINE)
_OTHER_QUOTES = "`\u00b4$%"
_QUOTED_BY_SPACE = re.compile(r'(?:^| )"(?:[^"]|""){0,2000}"(?= |\r?$)', re.MULTILINE)


def candidates(sample: str) -> list[tuple[Dialect, float]]:
    """The dialects worth trying, each with its preference, the most usual first."""
    found = []
    lines = [line for line in _QUOTED_PART.sub("x", sample).splitlines() if line.strip()]
    longer = _longer(lines)
    parts = set("".join(longer))
    liked = _usual(sample, len(lines)) | _rare(lines)
    for separator, preference in ({each: liked[each] for each in liked if each not in parts} | longer).items():
        found += [(dialect, preference * weight) for dialect, weight in _quotings(sample, separator)]
    return found


def lone_column(sample: str) -> Dialect:
    """The dialect of a file that is not cut: its cells may be quoted by apostrophes and the like."""
    lines = [line.strip() for line in sample.splitlines() if line.strip()]
    for quote in ("'", *_OTHER_QUOTES):
        if len(lines) > 1 and sum(_is_quoted(line, quote) for line in lines) >= len(lines) * _NEARLY_ALL:
            return Dialect(None, quote)
    return Dialect(None)


def is_spaced(sample: str, separator: str) -> bool:
    """True when quotation marks come after the separator and a space, so that the space is no part of the cell."""
    return re.search(rf"{re.escape(separator)} +(?:\"(?!\")|')", sample) is not None


def _is_quoted(line: str, quote: str) -> bool:
    """True for a mark before and behind."""
    return len(line) > 1 and line[0] == line[-1] == quote


def _usual(sample: str, lines: int) -> dict[str, float]:
    """The usual separators that are in the sample; a single line says nothing about the weak ones among them."""
    liked = {each: liking for each, liking in _SEPARATORS.items() if each in sample}
    if sample.count("://") > sample.count(":") / 2:
        del liked[":"]  # the colons of addresses
    if " " in liked and _is_quoted_by_spaces(sample):
        liked[" "] = _QUOTED_BY_SPACES
    elif lines < _FEW:
        liked.pop(" ", None)
    return liked


def _is_quoted_by_spaces(sample: str) -> bool:
    """True when most of the quoted cells stand between spaces and the ends of lines, some of them beside a space."""
    found = [match.group() for match in _QUOTED_BY_SPACE.finditer(sample)]
    marks = sum(cell.count('"') for cell in found)
    return len(found) >= _FEW and marks >= sample.count('"') * _NEARLY_ALL and _has_neighbours(sample)


def _has_neighbours(sample: str) -> bool:
    """True when a quoted cell has a space beside it."""
    return '" ' in sample or ' "' in sample


def _rare(lines: list[str]) -> dict[str, float]:
    """The rare separators of which nearly all lines have as many; two at least, where they are usual in texts."""
    found = {}
    for separator, liking in _RARE_SEPARATORS.items():
        counts = Counter(line.count(separator) for line in lines[:_MOST_LINES])
        usual, often = max(counts.items(), key=lambda each: each[1], default=(0, 0))
        if usual >= (1 if liking > _MOST else _FEW) and often >= counts.total() * _NEARLY_ALL:
            found[separator] = liking
    return found


def _longer(lines: list[str]) -> dict[str, float]:
    """Separators of several characters: most lines have them, and their characters hardly anywhere else."""
    looked = lines[:_MOST_LINES]
    if len(looked) < _FEW:
        return {}
    often = Counter(part for line in looked for part in _parts(line))
    sound = [part for part, count in often.items() if count >= len(looked) * _MOST and _stands_alone(part, looked)]
    whole = [part for part in sound if not any(part in other and part != other for other in sound)]
    return dict.fromkeys(whole, 1.0)


def _parts(line: str) -> set[str]:
    """All that a line has of several punctuation marks in a row, spaces only between and around them."""
    runs = set(_PUNCTUATION.findall(line))
    parts = {
        run[start : start + size]
        for run in runs
        for size in range(2, _LONGEST_SEPARATOR + 1)
        for start in range(len(run) - size + 1)
    }
    return {part for part in parts if len(part.strip(" ")) > 1 or (part[0] == " " and part.strip(" "))}


def _stands_alone(part: str, lines: list[str]) -> bool:
    """True when the marks of a separator stand within it wherever they stand."""
    text = "\n".join(lines)
    rest = text.replace(part, "")
    return all(rest.count(mark) <= text.count(mark) * _ELSEWHERE for mark in set(part) - {" "})


def _quotings(sample: str, separator: str) -> list[tuple[Dialect, float]]:
    """The ways cells could be quoted with this separator."""
    plain = Dialect(separator, spaced=separator != " " and is_spaced(sample, separator))
    found = [(plain, 1.0)]
    if '\\"' in sample:
        found.append((replace(plain, escape="\\"), _ESCAPED))
    apostrophes = _SPACED_APOSTROPHES if separator == " " else _QUOTED_BY_APOSTROPHE
    if len(apostrophes.findall(sample)) >= _FEW or _quotes_cells(sample, separator, "'"):
        found.append((replace(plain, quote="'"), _SINGLE_QUOTED))
        if "\\'" in sample:
            found.append((replace(plain, quote="'", escape="\\"), _SINGLE_QUOTED * _ESCAPED))
    others = [each for each in _OTHER_QUOTES if each not in separator and _quotes_cells(sample, separator, each)]
    found += [(replace(plain, quote=quote), _OTHERWISE_QUOTED) for quote in others]
    if '"' in sample and not is_cleanly_quoted(sample, plain):
        found.append((replace(plain, quote=None), _UNQUOTED))
    return found


def _quotes_cells(sample: str, separator: str, quote: str) -> bool:
    """True when nearly all that there is of a mark stands around cells."""
    if sample.count(quote) < 2 * _FEW:
        return False
    mark, end = re.escape(quote), re.escape(separator)
    cells: list[str] = re.findall(
        rf"(?:^|{end}){mark}(?:[^{mark}]|{mark}{mark}){{0,2000}}{mark}(?={end}|\r?$)", sample, re.MULTILINE
    )
    return sum(cell.count(quote) for cell in cells) >= sample.count(quote) * _NEARLY_ALL
