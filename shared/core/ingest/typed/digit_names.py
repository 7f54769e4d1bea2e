"""Columns of digits that name somebody or something and count nothing: phones, postal codes, accounts, Aadhaar, cards.

They stay text: nobody adds them up, and zeros in front belong to them. A header has to say so in its last words, for
"Mobile sales" and "Phone charges" count something, and nearly all values have to be as long as such are.
Ten digits that begin like an Indian mobile's say so themselves, where all values do, and the header neither measures
nor numbers anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.ingest.typed.characters import spaced_words
from shared.core.ingest.typed.columns import covers_all

if TYPE_CHECKING:
    from shared.core.ingest.typed.columns import Column

_NUMBER = r"(?:no|nos|num|number|numbers)"
PHONES = re.compile(
    rf"\b(?:phones?|ph|mobiles?|mob|cell ?phone|cell|whats ?app|telephone|tel|contact|landline|fax) ?{_NUMBER}\b"
    rf"|\b(?:phones?|cell ?phone|whats ?app|telephone|fax|landline)\b|\bmobiles?\b|^contact$|^msisdn$|\bcontact phone\b"
)
"""Headers of phone numbers, as words_of_header has them."""
_MEASURES = re.compile(
    r"\b(?:amounts?|amt|values?|totals?|sum|counts?|sold|sales?|revenue|turnover|income|profit|loss|margin|price|mrp|cost"
    r"|costs|charges?|fees?|bills?|spend|spent|expenses?|budget|balance|outstanding|due|dues|paid|payable"
    r"|receivable|deposits?|loans?|emi|salary|premium|limit|tax|gst|vat|net|gross|debit|credit|worth|cap|gdp|qty"
    r"|quantity|units?|pieces|stock|minutes|seconds|usage|bytes|size|volume|weight|length|distance|population|views|visits|sessions|clicks|share|percent|pct|rate|score|rank|average|avg"
    r"|mean|max|min|timestamp|epoch)\b"
)
"""Words of headers whose numbers count or measure."""
_NUMBERED = re.compile(
    r"\b(?:id|no|number|num|code|sku|ean|upc|isbn|barcode|order|invoice|voucher|bill|ref|reference|serial|imei|account"
    r"|hash|key)\b"
)
_BEHIND_HEAD = re.compile(r" (?:by|of|for|in|per|with|without|from|to|at)\b")
"""In "sales by pincode" it is the sales that are counted, in "mobile of owner" the mobile that is named."""
_TOTALS = re.compile(r"^(?:total|count|sum|average|avg|mean|max|min|distinct|unique)\b")
_WORD_BREAK = re.compile(r" +|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WRITTEN = re.compile(r"\+?[\d(][\d\s().\-/\u2010-\u2013]{3,30}")
_DECIMAL = re.compile(r"\d+\.\d*")
_DIGIT = re.compile(r"\d")
_MOBILE = re.compile(r"[6-9][0-9]{9}")
_NEARLY_ALL = 0.9
_MIN_MOBILES = 5
"""Different values: fewer may be so by chance."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of such columns: what its headers end with, and how many digits its values have."""

    header: re.Pattern[str]
    lengths: range | frozenset[int]


def _ends(words: str) -> re.Pattern[str]:
    """A pattern for headers of which such words are the head: "Billing phone", "Phone 2", "Mobile no (home)"."""
    return re.compile(rf"(?:^|\b)(?:{words})(?: \d+| (?:digits?|home|work|office|primary|main|if any))*$")


_KINDS = (
    _Kind(
        _ends(
            rf"(?:phones?|mobiles?|cell ?phone|cell|whats ?app|telephone|tel|contact|landline|fax) ?{_NUMBER}"
            r"|telephone|landline|fax|contact phone|msisdn"
        ),
        range(7, 16),
    ),
    # A table may have a column for each thing sold: "Mobile" or "Phone" beside "Laptop".
    _Kind(_ends(r"phones?|mobiles?|cell ?phone|cell|whats ?app|contact"), range(10, 16)),
    _Kind(_ends(r"pin ?codes?|zip ?codes?|zip|postal ?codes?|post ?codes?|zip postal"), range(3, 10)),
    _Kind(_ends("pin"), frozenset({4, 6})),
    _Kind(_ends(rf"(?:account|acct|a c) ?{_NUMBER}|bank account"), range(9, 19)),
    _Kind(_ends(rf"(?:aadh?aa?r|adhaar|uidai)(?: ?{_NUMBER}| card)*"), frozenset({12, 16})),
    _Kind(_ends(rf"card ?{_NUMBER}|(?:credit|debit) card"), range(12, 20)),
)


def words_of_header(label: str) -> str:
    """A header as words: "custMobile_No" is "cust mobile no"."""
    return _WORD_BREAK.sub(" ", spaced_words(label)).strip().lower()


def counts_or_numbers(words: str) -> bool:
    """True for a header that measures something or numbers things, in words."""
    return _MEASURES.search(words) is not None or _NUMBERED.search(words) is not None


def names_by_digits(column: Column) -> bool:
    """True for a column whose digits are no number."""
    words = words_of_header(column.label)
    head = _BEHIND_HEAD.split(words)[0]
    if _TOTALS.search(head):
        return False
    return any(kind.header.search(head) and _are_long(column, kind) for kind in _KINDS) or _are_mobiles(column, words)


def _are_long(column: Column, kind: _Kind) -> bool:
    """True when nearly all values have so many digits, and nothing but signs between them."""
    if not any(_has(text, kind) for text in column.sample):
        return False
    found = tuple((count, _has(text, kind)) for text, count in column.shapes())
    return sum(count for count, fits in found if fits) >= sum(count for count, _ in found) * _NEARLY_ALL


def _has(text: str, kind: _Kind) -> bool:
    is_written_so = _WRITTEN.fullmatch(text) is not None and not _DECIMAL.fullmatch(text)
    return is_written_so and len(_DIGIT.findall(text)) in kind.lengths


def _are_mobiles(column: Column, words: str) -> bool:
    """True when all values are mobile numbers of India, without a word of what they are."""
    is_open = len(column.sample) >= _MIN_MOBILES and not counts_or_numbers(words)
    return is_open and covers_all(column, lambda text: _MOBILE.fullmatch(text) is not None)
