"""GSTIN, the number of a business registered for India's goods and services tax, and the PAN within it.

A regular one is the state's code, the holder's PAN, the number of the registration, Z and a check digit over the
first 14 (Luhn modulo 36). Bodies with a UIN, non-residents, online services abroad (OIDAR), deductors (TDS) and
collectors (TCS) have forms of their own with the same check digit. python-stdnum knows the regular form and the
states 01 to 37. SEZ units and composition dealers cannot be told from the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum import luhn
from stdnum.in_ import gstin, pan
from stdnum.util import clean

from shared.core.ingest.typed.nulls import is_null

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STATES = {
    "01": "Jammu and Kashmir",
    "02": "Himachal Pradesh",
    "03": "Punjab",
    "04": "Chandigarh",
    "05": "Uttarakhand",
    "06": "Haryana",
    "07": "Delhi",
    "08": "Rajasthan",
    "09": "Uttar Pradesh",
    "10": "Bihar",
    "11": "Sikkim",
    "12": "Arunachal Pradesh",
    "13": "Nagaland",
    "14": "Manipur",
    "15": "Mizoram",
    "16": "Tripura",
    "17": "Meghalaya",
    "18": "Assam",
    "19": "West Bengal",
    "20": "Jharkhand",
    "21": "Odisha",
    "22": "Chhattisgarh",
    "23": "Madhya Pradesh",
    "24": "Gujarat",
    "25": "Dadra and Nagar Haveli and Daman and Diu",
    "26": "Dadra and Nagar Haveli and Daman and Diu",
    "27": "Maharashtra",
    "28": "Andhra Pradesh",
    "29": "Karnataka",
    "30": "Goa",
    "31": "Lakshadweep",
    "32": "Kerala",
    "33": "Tamil Nadu",
    "34": "Puducherry",
    "35": "Andaman and Nicobar Islands",
    "36": "Telangana",
    "37": "Andhra Pradesh",
    "38": "Ladakh",
    "97": "Other Territory",
}
"""The state or union territory of each code, as it is called today: old and new codes of one are counted as one."""
OLD_STATES = {"25": "Daman and Diu", "28": "Andhra Pradesh before its division"}
"""Codes no longer given out, and what they stood for: 25 was merged into 26 in 2020, 28 became 37 (and 36) in 2014."""
_LATER_STATES = frozenset({"38", "97"})
"""Codes given out after those that python-stdnum knows."""
_REGULAR = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
_SPECIAL = (
    ("UIN", re.compile(r"[0-9]{4}[A-Z]{3}[0-9]{5}[UO]N[0-9A-Z]")),
    ("non-resident", re.compile(r"[0-9]{4}[A-Z]{3}[0-9]{5}NR[0-9A-Z]")),
    ("OIDAR", re.compile(r"99[0-9]{2}[A-Z]{3}[0-9]{5}OS[0-9A-Z]")),
    ("TDS", re.compile(r"[0-9]{2}[A-Z]{4}[A-Z0-9][0-9]{4}[A-Z][1-9A-Z]D[0-9A-Z]")),
    ("TCS", re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]C[0-9A-Z]")),
)
_SHAPE = re.compile(r"[0-9]{2}[A-Z0-9]{10}[0-9A-Z]{3}")
_PAN_PLACE = slice(2, 12)
_HOLDER_PLACE = 3
ENTITY_TYPES = {
    "A": "Association of persons",
    "B": "Body of individuals",
    "C": "Company",
    "F": "Firm",
    "G": "Government",
    "H": "Hindu undivided family",
    "J": "Artificial juridical person",
    "K": "Trust",
    "L": "Local authority",
    "P": "Person",
    "T": "Trust",
}
"""What the fourth character of a PAN says of its holder; firms are partnerships, limited liability ones among them."""
INVALID_PAN = "Invalid PAN - review"
_NONE = re.compile(
    r"0|na|n\.a\.?|none|nill?|not (?:available|applicable)|ur[pd]|b2c[sl]?|consumer"
    r"|(?:end|final)[- ]?(?:consumer|customer|client)"
    r"|(?:un[- ]?reg|not regi?|non[- ]?reg)(?:istered|d)?\.?(?: (?:person|dealer|party|buyer|consumer))?",
    re.IGNORECASE,
)
"""Ways of writing that there is no number, beside the spellings of a missing value (typed/nulls.py)."""
_NO_WORD = re.compile(r"[-\u2013\u2014.?/\s]{1,20}")
_BROKEN = re.compile(r"#(?!n/?a\b)[a-z]", re.IGNORECASE)
"""What a spreadsheet shows in place of a formula's result: nobody knows whether there is a number."""
_CALLED = re.compile(r"(?:gst(?:in)?|uin)(?:\s*/\s*uin)?(?:\s*(?:no|number))?\s*[.:#-]+\s*", re.IGNORECASE)
"""What people write before a number within its cell: "GSTIN: 27..."."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff'\u2018\u2019\"]")
"""Invisible marks, and the quotes by which spreadsheets keep a number text."""
_REMEMBERED = 65_536
_LONGEST = 60
"""Characters of the longest text that may be a number, with whatever groups it."""


class ClientType(StrEnum):
    """Who buys, as far as the tax number tells."""

    DEALER = "Dealer"
    END_CLIENT = "End Client"
    SPECIAL = "Special registration"
    INVALID = "Invalid GSTIN - review"


@dataclass(frozen=True, slots=True)
class GstinReading:
    """What a cell for a GSTIN says; number is in capitals without spaces, None where none is given.

    form is "regular", the name of a special form, or empty where the number is invalid or none is given. state is
    empty where the code is of no state (99, the centre's). pan is of regular and TCS numbers, and of TDS ones where
    the deductor registered with it.
    """

    number: str | None
    client_type: ClientType
    form: str = ""
    state: str = ""
    pan: str = ""

    @property
    def entity_type(self) -> str:
        """What kind of holder it is; empty without a PAN."""
        return entity_type(self.pan)

    @property
    def has_old_state(self) -> bool:
        """True when the state's code is one no longer given out."""
        return bool(self.state) and (self.number or "")[:2] in OLD_STATES


def read_gstin(text: str) -> GstinReading:
    """The reading of a cell; an invalid number is kept and said to be one, never taken for an end client."""
    return _read(text) if len(text) <= _LONGEST else GstinReading(text, ClientType.INVALID)


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> GstinReading:
    """The reading of a text of ordinary length."""
    number = _compact(text)
    if says_no_number(text) or not number:
        return GstinReading(None, ClientType.END_CLIENT)
    form = _form(number)
    if not form:
        return GstinReading(number, ClientType.INVALID)
    client_type = ClientType.DEALER if form == "regular" else ClientType.SPECIAL
    holder = number[_PAN_PLACE]
    has_pan = form in {"regular", "TCS", "TDS"} and pan.is_valid(holder)
    return GstinReading(number, client_type, form, STATES.get(number[:2], ""), holder if has_pan else "")


def looks_like_gstin(text: str) -> bool:
    """True for 15 characters built like a number of any form, right or wrong in its check digit."""
    number = _compact(text) if len(text) <= _LONGEST else ""
    return _SHAPE.fullmatch(number) is not None and any(map(str.isalpha, number))


def entity_type(number: str) -> str:
    """What kind of holder a PAN is of; empty for what is no PAN."""
    holder = _compact(number) if len(number) <= _LONGEST else ""
    return ENTITY_TYPES[holder[_HOLDER_PLACE]] if pan.is_valid(holder) else ""


def looks_like_pan(text: str) -> bool:
    """True for what is a PAN as far as one can tell: it has no check digit anybody published."""
    # A PAN begins and ends with a letter; most texts are told apart by that alone, for little.
    may_be = text[:1].isalpha() and text[-1:].isalpha() and any(map(str.isdigit, text))
    return may_be and bool(entity_type(text))


def says_no_number(text: str) -> bool:
    """True for the ways of writing that somebody has no tax number; a formula that failed says nothing of it."""
    bare = text.strip()
    if not bare or _NO_WORD.fullmatch(bare) or _NONE.fullmatch(bare):
        return True
    return is_null(bare) and not _BROKEN.match(bare)


def check_digit(first_fourteen: str) -> str:
    """The fifteenth character of a number."""
    return str(luhn.calc_check_digit(first_fourteen, _ALPHABET))


def _compact(text: str) -> str:
    """In capitals, without what stands before it, and the spaces, dashes and dots that people group numbers with."""
    bare = _CALLED.sub("", _UNSEEN.sub("", text).strip(), count=1)
    return re.sub(r"\s", "", clean(bare, " -.")).upper()


def _form(number: str) -> str:
    """Which form a number has; empty for one of no form, or whose check digit or state is wrong."""
    if gstin.is_valid(number) or _is_of_later_state(number):
        return "regular"
    for form, pattern in _SPECIAL:
        if pattern.fullmatch(number) and luhn.is_valid(number, _ALPHABET):
            return form
    return ""


def _is_of_later_state(number: str) -> bool:
    """True for a valid regular number of a state that python-stdnum does not know."""
    is_regular = number[:2] in _LATER_STATES and _REGULAR.fullmatch(number) is not None
    return is_regular and pan.is_valid(number[_PAN_PLACE]) and luhn.is_valid(number, _ALPHABET)
