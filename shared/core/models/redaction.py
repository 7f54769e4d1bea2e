"""Personal data out of what a language model is told, and back into what it filled in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_YEARS = r"(?!(?:(?:19|20)\d\d[ -]){2,3}(?:19|20)\d\d(?!\d))"
"""Stands before groups of four digits that are not a list of years."""
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("PERSON", re.compile(r"<[@#!][^>\s]{2,200}>")),
    ("EMAIL", re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")),
    ("TAX_ID", re.compile(r"(?i)(?<![a-z\d])\d{2}[a-z]{5}\d{4}[a-z][a-z\d]z[a-z\d](?![a-z\d])")),
    ("PAN", re.compile(r"(?i)(?<![a-z\d])[a-z]{5}\d{4}[a-z](?![a-z\d])")),
    ("CARD", re.compile(rf"(?<!\d){_NO_YEARS}\d{{4}}(?:[ -]\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?(?!\d)")),
    ("CARD", re.compile(r"(?<!\d)3\d{3}[ -]\d{6}[ -]\d{5}(?!\d)")),
    ("AADHAAR", re.compile(rf"(?<!\d){_NO_YEARS}[2-9]\d{{3}}([ -])\d{{4}}\1\d{{4}}(?!\d)")),
    ("PHONE", re.compile(r"\+\d{1,3}[ -]?(?:\(\d{1,5}\)[ -]?)?\d{2,5}(?:[ -]?\d{2,5}){1,4}(?!\d)")),
    ("PHONE", re.compile(r"(?<!\d)(?:0|91[ -]?)?[6-9]\d{4}[ -]\d{5}(?!\d)")),
    ("PHONE", re.compile(r"(?<!\d)(?:\(\d{3}\)[ ]?|\d{3}[ -])\d{3}-\d{4}(?!\d)")),
    ("NUMBER", re.compile(r"(?<![\d.,])\d{9,}(?![\d.])")),
)
"""What is taken out, longer forms before those they contain. Wider than the strict forms that mark a column: taking out
too much costs nothing, since what is taken out is put back into the query. Nine digits in a row are nobody's sum of
money as people write one, but many people's account number."""

_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs"})


def visible(text: str) -> str:
    """Return the text as it looks: compatibility forms folded, characters that show nothing taken out."""
    folded = unicodedata.normalize("NFKC", text)
    digits = (str(unicodedata.digit(each, each)) if each.isdigit() else each for each in folded)
    return "".join(
        " " if each in "\t\n\r" else each
        for each in digits
        if each in "\t\n\r" or unicodedata.category(each) not in _INVISIBLE
    )


@dataclass(frozen=True, slots=True)
class Redaction:
    """What each placeholder stands for, in the order of finding: ("[EMAIL_1]", "a@b.in")."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Redaction:
        """Return placeholders for all personal data of these texts; equal data shares one."""
        seen = [visible(text) for text in texts]
        written = "\n".join(seen)
        found: dict[str, str] = {}
        for text in seen:
            rest = text
            for kind, form in _FORMS:
                for match in form.finditer(rest):
                    found.setdefault(match[0], _fresh(kind, found.values(), written))
                rest = form.sub("\n", rest)
        return cls(tuple((placeholder, original) for original, placeholder in found.items()))

    def redacted(self, text: str) -> str:
        """Return the text with placeholders where it holds any of this data, and none of anybody else's."""
        said = visible(text)
        for placeholder, original in sorted(self.pairs, key=lambda pair: -len(pair[1])):
            said = said.replace(original, placeholder)
        return hidden(said)

    def restored(self, text: str) -> str:
        """Return the text with the data back in its place."""
        for placeholder, original in self.pairs:
            text = text.replace(placeholder, original)
        return text


def hidden(text: str) -> str:
    """Return the text without personal data, for what need not come back: labels, synonyms, sample values."""
    said = visible(text)
    for kind, form in _FORMS:
        said = form.sub(f"[{kind}]", said)
    return said


def _fresh(kind: str, taken: Iterable[str], written: str) -> str:
    used = set(taken)
    number = 1
    while f"[{kind}_{number}]" in used or f"[{kind}_{number}]" in written:
        number += 1
    return f"[{kind}_{number}]"
