"""GSTIN, the number of a business registered for India's goods and services tax.

A regular one is the state's code, the holder's PAN, the number of the registration, Z and a check digit over the
first 14 (Luhn modulo 36). Bodies with a UIN, non-residents, online services abroad (OIDAR), deductors (TDS) and
collectors (TCS) have forms of their own with the same check digit. python-stdnum knows the regular form and the
states 01 to 37.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.in_ import gstin, pan

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LATER_STATES = {"38": "Ladakh", "97": "Other Territory"}
"""Codes given out after those that python-stdnum knows."""
_REGULAR = re.compile(r"\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
_SPECIAL = (
    ("UIN", re.compile(r"\d{4}[A-Z]{3}\d{5}[UO]N[0-9A-Z]")),
    ("non-resident", re.compile(r"\d{4}[A-Z]{3}\d{5}NR[0-9A-Z]")),
    ("OIDAR", re.compile(r"99\d{2}[A-Z]{3}\d{5}OS[0-9A-Z]")),
    ("TDS", re.compile(r"\d{2}[A-Z]{4}[A-Z0-9]\d{4}[A-Z][1-9A-Z]D[0-9A-Z]")),
    ("TCS", re.compile(r"\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]C[0-9A-Z]")),
)
_NONE = frozenset(
    {
        "",
        "-",
        "na",
        "n/a",
        "n.a.",
        "nil",
        "none",
        "null",
        "urp",
        "urd",
        "unregistered",
        "not applicable",
        "consumer",
        "0",
    }
)


class ClientType(StrEnum):
    """Who buys, as far as the tax number tells."""

    DEALER = "Dealer"
    END_CLIENT = "End Client"
    SPECIAL = "Special registration"
    INVALID = "Invalid GSTIN - review"


@dataclass(frozen=True, slots=True)
class GstinReading:
    """What a cell for a GSTIN says; number is in capitals without spaces, None where none is given.

    form is "regular", the name of a special form, or empty where the number is invalid; state and pan are of regular
    numbers only.
    """

    number: str | None
    client_type: ClientType
    form: str = ""
    state: str = ""
    pan: str = ""


def read_gstin(text: str) -> GstinReading:
    """The reading of a cell; an invalid number is kept and said to be one, never taken for an end client."""
    number = re.sub(r"[\s\-]", "", text).upper()
    if text.strip().lower() in _NONE or not number:
        return GstinReading(None, ClientType.END_CLIENT)
    if state := _state_of(number):
        return GstinReading(number, ClientType.DEALER, "regular", state, number[2:12])
    for form, pattern in _SPECIAL:
        if pattern.fullmatch(number) and luhn.is_valid(number, _ALPHABET):
            return GstinReading(number, ClientType.SPECIAL, form)
    return GstinReading(number, ClientType.INVALID)


def check_digit(first_fourteen: str) -> str:
    """The fifteenth character of a number."""
    return str(luhn.calc_check_digit(first_fourteen, _ALPHABET))


def _state_of(number: str) -> str:
    """The state of a valid regular number; empty for any other text."""
    if gstin.is_valid(number):
        return str(gstin.info(number)["state"])
    later = _LATER_STATES.get(number[:2], "")
    is_regular = _REGULAR.fullmatch(number) and pan.is_valid(number[2:12]) and luhn.is_valid(number, _ALPHABET)
    return later if is_regular else ""
