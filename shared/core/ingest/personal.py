"""Which columns hold data about people, told by their header and by the form of their values."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from stdnum import luhn, verhoeff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SAMPLE = 200
_SHARE = 0.5
"""A column is personal when this share of its values has the form."""
_HEADER = re.compile(
    r"""\b(?:
    e\ ?mails? | phones? | mobiles? | cell\ ?phone | what(?:s)\ ?app | telephone
    | contact(?:\ (?:no|number|phone|person|name))?
    | pan(?:\ (?:no|number|card))? | aadh?aa?r | passport | voter\ id | driving\ licen[cs]e | ssn
    | credit\ card | card\ (?:no|number) | (?:bank\ )?account\ (?:no|number) | ifsc | upi(?:\ id)?
    | dob | date\ of\ birth | birth\ ?(?:day|date)
    | (?:first|last|middle|full|maiden|given|family|person|employee|customer|client|patient|student|contact|owner|user
        |father|mother|spouse|nominee|guest|passenger|driver|rider|buyer|manager)s?\ name
    | surname | address(?:\ line)?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+?91[-\s]?|0)?[6-9]\d{4}[-\s]?\d{5}|\+\d{1,3}[-\s(]*\d[-\s()\d]{6,14}")
_PAN = re.compile(r"[A-Z]{3}[ABCFGHJLPTK][A-Z]\d{4}[A-Z]")
_AADHAAR = re.compile(r"[2-9]\d{3}[\s-]?\d{4}[\s-]?\d{4}")
_CARD = re.compile(r"[3-6]\d{3}[\s-]?\d{4,6}[\s-]?\d{4,5}[\s-]?\d{0,4}")
_MIN_CARD, _MAX_CARD = 13, 19
_WORD_BREAK = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_PLAIN_NAME = "name"


def is_personal_header(label: str, others: Iterable[str] = ()) -> bool:
    """True for headers such as "Mobile No." or "customer_name".

    "Name" alone is a person's where another header of the table (others) is one of a person's too.
    """
    words = _words(label)
    if _HEADER.search(words):
        return True
    return words == _PLAIN_NAME and any(_HEADER.search(_words(other)) for other in others)


def holds_personal_values(values: Iterable[str]) -> bool:
    """True when half of the first 200 values are e-mail addresses, or telephone, PAN, Aadhaar or card numbers."""
    sample = list(islice(filter(None, values), _SAMPLE))
    return bool(sample) and any(sum(map(form, sample)) >= len(sample) * _SHARE for form in _FORMS)


def _words(label: str) -> str:
    """A header as words: "custEmail_ID" is "cust email id"."""
    return _WORD_BREAK.sub(" ", label).strip().lower()


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None


def _is_pan(text: str) -> bool:
    return _PAN.fullmatch(text) is not None


def _is_aadhaar(text: str) -> bool:
    return _AADHAAR.fullmatch(text) is not None and verhoeff.is_valid(_digits(text))


def _is_card(text: str) -> bool:
    digits = _digits(text) if _CARD.fullmatch(text) else ""
    return _MIN_CARD <= len(digits) <= _MAX_CARD and luhn.is_valid(digits)


def _digits(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


_FORMS: tuple[Callable[[str], bool], ...] = (_is_email, _is_phone, _is_pan, _is_aadhaar, _is_card)
