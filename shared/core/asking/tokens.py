"""Tokens: a question cut into words, numbers with their magnitude, quoted texts and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from shared.core.asking.hinglish import HINGLISH
from shared.core.asking.lexicon import MAGNITUDES, NUMBER_WORDS
from shared.core.semantic.naming import stem, words

_QUOTED = r"\"[^\"]{1,200}\"|“[^”]{1,200}”|‘[^’]{1,200}’|`[^`]{1,200}`|(?<![\w])'[^']{1,200}'(?!\w)"
_NUMBER = (
    r"(?:[₹$€£]\s?)?\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?(?:k|mn|m|bn|cr|crores?|lakhs?|"
    r"lacs?|million|billion|thousand)\b|\s?%)?(?![\w])"
)
_WORD = r"[^\W_]+(?:(?:_|[-.](?=[^\W\d]))[^\W_]+)*_?(?:['’](?:s|S)\b)?"
_SIGN = r"<=|>=|!=|<>|==|[<>=]|[,.;:?!()|/&+-]"
_TOKENS = re.compile(f"(?P<quoted>{_QUOTED})|(?P<number>{_NUMBER})|(?P<word>{_WORD})|(?P<sign>{_SIGN})")
_AXIS = re.compile(r"\b([xy])[\s-]?(?:axis|axes|coordinate)\b", re.IGNORECASE)
_HINGLISH = re.compile(
    r"\b(" + "|".join(re.escape(k) for k in sorted(HINGLISH, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_SPOKEN = (
    (re.compile(r"\bv/s\b", re.IGNORECASE), "versus"),
    (re.compile(r"#\s*of\b", re.IGNORECASE), "number of"),
    *(
        (re.compile(rf"\b(?:{unit}[\s-]+(?:over|on)[\s-]+{unit}|{short})\b", re.IGNORECASE), f"{unit}over{unit}")
        for unit, short in (("year", "y[o/]y"), ("quarter", "q[o/]q"), ("week", "w[o/]w"), ("day", "d[o/]d"))
    ),
    (
        re.compile(r"\b(?:(?i:month[\s-]+(?:over|on)[\s-]+month)|MoM|MOM|mom(?= (?:change|growth))|m/m)\b"),
        "monthovermonth",
    ),
    (re.compile(r"(?:(?<=\s)|^)%(?=\s*(?:of|share|change|growth)\b)", re.IGNORECASE), "percent"),
    (re.compile(r"\bno\.\s*of\b", re.IGNORECASE), "number of"),
    (re.compile(r"\b(?:can't|cannot)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (
        re.compile(
            r"(?<![\w'\".])(\.[a-z]{2,5})(?= (?:e-?mail|mail|address|domain|website|url|file|link)s?\b)", re.IGNORECASE
        ),
        r"'\1'",
    ),
    (re.compile(r"(?<=\w)n't\b", re.IGNORECASE), " not"),
    (re.compile(r"\b(\d+)\s*(?:to|–)\s*(\d+)\b"), r"\1 to \2"),
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CURRENCY = frozenset("₹$€£")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a question.

    kind is "word", "number", "quoted" or "sign"; lower its lower case; stem the form compared with names;
    value the number or the text between the quotes. written numbers the written words (shared by the parts of one).
    """

    text: str
    kind: str
    lower: str
    stem: str
    begins: int
    ends: int
    written: int
    value: float | int | str | None = None
    corrected: bool = False

    @property
    def capitalised(self) -> bool:
        """True when it starts with a capital letter."""
        return self.text[:1].isupper()


def plain(text: str) -> str:
    """The question in one form: single axis words, Hinglish said in English, curly apostrophes straightened."""
    text = text.replace("’", "'").replace("\u00a0", " ").replace("–", "-").replace("—", " - ")
    text = _AXIS.sub(lambda match: match[1].lower() + "axis", text)
    for form, said in _SPOKEN:
        text = form.sub(said, text)
    return _HINGLISH.sub(lambda match: HINGLISH[match[1].casefold()], text)


def tokenize(text: str) -> tuple[Token, ...]:
    """Every token of a plain text, in order."""
    tokens: list[Token] = []
    for written, match in enumerate(_TOKENS.finditer(text)):
        tokens.extend(_tokens(match, written))
    return tuple(tokens)


def _tokens(match: re.Match[str], written: int) -> list[Token]:
    text, begins, ends = match[0], match.start(), match.end()
    if match.lastgroup == "quoted":
        return [Token(text, "quoted", text.casefold(), "", begins, ends, written, text[1:-1].strip())]
    if match.lastgroup == "number":
        return [Token(text, "number", text.casefold(), text.casefold(), begins, ends, written, number_of(text))]
    if match.lastgroup == "sign":
        return [Token(text, "sign", text, text, begins, ends, written)]
    return _word_tokens(text, begins, written)


def _word_tokens(text: str, begins: int, written: int) -> list[Token]:
    lower = text.casefold()
    if lower in NUMBER_WORDS:
        return [Token(text, "number", lower, lower, begins, begins + len(text), written, NUMBER_WORDS[lower])]
    parts = words(text.replace("'s", "").replace("'S", "")) if not text.isalpha() or _camel(text) else (lower,)
    tokens, at = [], 0
    for part in parts or (lower,):
        found = lower.find(part, at)
        start = found if found >= 0 else at
        at = start + len(part)
        tokens.append(Token(text[start:at], "word", part, stem(part), begins + start, begins + at, written))
    return tokens


def _camel(text: str) -> bool:
    return any(a.islower() and b.isupper() for a, b in pairwise(text))


def number_of(text: str) -> int | float:
    """The number that "1.5 lakh", "5k", "₹200,000" or "20%" stand for."""
    match = _DIGITS.search(text)
    digits = match[0].replace(",", "") if match else "0"
    value = float(digits) if "." in digits else int(digits)
    unit = text[match.end() :].strip().casefold() if match else ""
    if unit in MAGNITUDES:
        scaled = value * MAGNITUDES[unit]
        return int(scaled) if float(scaled).is_integer() else scaled
    return value
