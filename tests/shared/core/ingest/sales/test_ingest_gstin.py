"""A GSTIN says who buys, and a wrong one is never silently taken for anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.in_ import gstin

from shared.core.ingest.sales.gstin import STATES, ClientType, check_digit, looks_like_gstin, read_gstin

_VALID = "27AAPFU0939F1ZV"
"""The example number of the tax authority's own documents."""


def _numbered(first_fourteen: str) -> str:
    return first_fourteen + check_digit(first_fourteen)


def test_a_valid_number_is_a_dealers() -> None:
    """It names the state and the PAN, whatever the case and the spaces."""
    reading = read_gstin(" 27aapfu0939f1zv ")
    assert (reading.number, reading.client_type, reading.form) == (_VALID, ClientType.DEALER, "regular")
    assert (reading.state, reading.pan) == ("Maharashtra", "AAPFU0939F")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "-",
        "--",
        "?",
        "NA",
        "N.A",
        "URP",
        "Unregistered",
        "nil",
        "NULL",
        "NaN",
        "#N/A",
        "(blank)",
        "(none)",
        "B2C",
        "Unreg.",
        "Not Regd",
        "Un-registered Dealer",
        "End Customer",
        "final consumer",
    ],
)
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
        "#REF!",  # a formula that failed says nothing of the buyer
        "TBD",
        "CUSTOMER",
        "APPLIEDFOR",
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


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("25", "Dadra and Nagar Haveli and Daman and Diu"),
        ("28", "Andhra Pradesh"),
        ("26", STATES["25"]),
        ("37", "Andhra Pradesh"),
    ],
)
def test_old_codes_are_of_the_states_of_today(code: str, state: str) -> None:
    """So that one state is counted as one; that the code is an old one is known."""
    reading = read_gstin(_numbered(f"{code}AAPFU0939F1Z"))
    assert (reading.state, reading.has_old_state) == (state, code in {"25", "28"})


def test_every_state_that_the_library_knows_has_a_name() -> None:
    """And nothing but codes of states is a state's."""
    for number in range(100):
        code = f"{number:02}"
        reading = read_gstin(_numbered(f"{code}AAPFU0939F1Z"))
        assert (reading.client_type is ClientType.DEALER) == (code in STATES)
        assert bool(reading.state) == (code in STATES)


@pytest.mark.parametrize(
    ("number", "state", "kind"),
    [
        (_numbered("27AAPFU0939F1C"), "Maharashtra", "Firm"),
        (_numbered("27AAPF50939F1D"), "Maharashtra", ""),
        (_numbered("27AAPCU0939F1D"), "Maharashtra", "Company"),
        (_numbered("0717USA00001UN"), "Delhi", ""),
        (_numbered("9917USA00001OS"), "", ""),
        (_numbered("27AAPFU0939F1Z"), "Maharashtra", "Firm"),
        ("27AAPFU0939F1ZO", "", ""),
        ("", "", ""),
    ],
)
def test_state_and_holder_are_told_where_the_number_tells_them(number: str, state: str, kind: str) -> None:
    """A deductor may be registered with its TAN, which says nothing of it; an invalid number says nothing at all."""
    reading = read_gstin(number)
    assert (reading.state, reading.entity_type) == (state, kind)


@pytest.mark.parametrize(
    "text",
    [
        "27 AAPFU 0939 F1ZV",
        "27\u2013AAPFU0939F\u20131ZV",
        "27.aapfu0939f.1zv",
        "\uff12\uff17AAPFU0939F1ZV",
        "'27AAPFU0939F1ZV",
        "27AAPFU0939F1ZV\u200b",
        "GSTIN: 27AAPFU0939F1ZV",
        "GSTIN/UIN No. - 27AAPFU0939F1ZV",
    ],
)
def test_a_number_is_the_same_however_it_is_grouped(text: str) -> None:
    """Spaces, dashes, dots, quotes and what it is called go, and digits of full width are digits."""
    assert read_gstin(text).number == _VALID


def test_a_text_of_any_length_is_read() -> None:
    """It is no number, and is kept."""
    assert read_gstin("2" * 100_000).client_type is ClientType.INVALID
    assert not looks_like_gstin("2" * 100_000)


@given(st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_always_noticed(place: int, character: str) -> None:
    """The check digit catches every change of a single character."""
    changed = _VALID[:place] + character + _VALID[place + 1 :]
    assert (read_gstin(changed).client_type is ClientType.DEALER) == (changed == _VALID)
