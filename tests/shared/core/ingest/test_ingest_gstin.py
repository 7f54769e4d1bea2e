"""A GSTIN says who buys, and a wrong one is never silently taken for anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.in_ import gstin

from shared.core.ingest.gstin import ClientType, check_digit, read_gstin

_VALID = "27AAPFU0939F1ZV"
"""The example number of the tax authority's own documents."""


def _numbered(first_fourteen: str) -> str:
    return first_fourteen + check_digit(first_fourteen)


def test_a_valid_number_is_a_dealers() -> None:
    """It names the state and the PAN, whatever the case and the spaces."""
    reading = read_gstin(" 27aapfu0939f1zv ")
    assert (reading.number, reading.client_type, reading.form) == (_VALID, ClientType.DEALER, "regular")
    assert (reading.state, reading.pan) == ("Maharashtra", "AAPFU0939F")


@pytest.mark.parametrize("text", ["", "  ", "-", "NA", "URP", "Unregistered", "nil"])
def test_no_number_is_an_end_client(text: str) -> None:
    """Consumers have no GSTIN, in all the ways of saying so."""
    reading = read_gstin(text)
    assert (reading.number, reading.client_type) == (None, ClientType.END_CLIENT)


@pytest.mark.parametrize(
    "number",
    [
        "27AAPFU0939F1ZO",  # the check digit
        "27AAPFU0939F1Z",  # too short
        "72AAPFU0939F1ZV",  # no such state
        "27AAPFU0939F1AA",  # no Z
        "HELLO",
        _numbered("98AAPFU0939F1Z"),  # a right check digit, but no such state
        _numbered("38AAPXU0939F1Z"),  # no holder has an X
    ],
)
def test_an_invalid_number_is_to_be_reviewed(number: str) -> None:
    """It is kept as written, and neither a dealer's nor an end client's."""
    reading = read_gstin(number)
    assert reading.client_type is ClientType.INVALID
    assert reading.number == number
    assert reading.client_type.value == "Invalid GSTIN - review"


@pytest.mark.parametrize(("code", "state"), [("38", "Ladakh"), ("97", "Other Territory")])
def test_the_later_states_are_known(code: str, state: str) -> None:
    """The codes that the library does not know have a rule of their own."""
    number = _numbered(f"{code}AAPFU0939F1Z")
    assert not gstin.is_valid(number)
    reading = read_gstin(number)
    assert (reading.client_type, reading.state) == (ClientType.DEALER, state)


@pytest.mark.parametrize(
    ("stem", "form"),
    [
        ("0717USA00001UN", "UIN"),
        ("9917USA00001NR", "non-resident"),
        ("9917USA00001OS", "OIDAR"),
        ("27AAPF50939F1D", "TDS"),
        ("27AAPFU0939F1C", "TCS"),
    ],
)
def test_special_registrations_are_their_own_kind(stem: str, form: str) -> None:
    """Embassies, non-residents, online services, deductors and collectors are no dealers."""
    reading = read_gstin(_numbered(stem))
    assert (reading.client_type, reading.form) == (ClientType.SPECIAL, form)
    other = "0" if check_digit(stem) != "0" else "1"
    assert read_gstin(stem + other).client_type is ClientType.INVALID


@given(st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_always_noticed(place: int, character: str) -> None:
    """The check digit catches every change of a single character."""
    changed = _VALID[:place] + character + _VALID[place + 1 :]
    assert (read_gstin(changed).client_type is ClientType.DEALER) == (changed == _VALID)
