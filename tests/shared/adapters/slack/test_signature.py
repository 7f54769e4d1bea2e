"""Only Slack's own requests are believed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.slack.signature import WINDOW_SECONDS, is_from_slack, sign

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TIMESTAMP = "1531420618"
NOW = 1531420618.0
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_the_published_example_is_accepted() -> None:
    """The vector of Slack's documentation."""
    assert is_from_slack(SECRET, TIMESTAMP, BODY, SIGNATURE, NOW)
    assert sign(SECRET, TIMESTAMP, BODY) == SIGNATURE


@given(st.binary(), st.text(min_size=1), st.integers(0, 10**11), st.floats(-WINDOW_SECONDS, WINDOW_SECONDS))
def test_what_slack_signs_is_accepted_within_the_window(body: bytes, secret: str, at: int, late: float) -> None:
    """Any bytes, any secret, up to five minutes either way."""
    secret = secret.encode("utf-8", "ignore").decode() or "s"
    assert is_from_slack(secret, str(at), body, sign(secret, str(at), body), at + late)


@given(st.binary(max_size=400), st.text(max_size=40), st.text(max_size=80), st.text(max_size=40))
def test_anything_else_is_refused_without_an_error(body: bytes, timestamp: str, signature: str, secret: str) -> None:
    """Garbage in any header is a refusal, never an exception."""
    assert not is_from_slack(SECRET, timestamp, body, signature, NOW)
    assert not is_from_slack(secret.encode("utf-8", "ignore").decode(), TIMESTAMP, BODY, SIGNATURE, NOW)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_changed_byte_of_the_body_is_refused(place: int, change: int) -> None:
    """Wherever it is."""
    changed = bytearray(BODY)
    changed[place] ^= change
    assert not is_from_slack(SECRET, TIMESTAMP, bytes(changed), SIGNATURE, NOW)


@given(st.integers(0, len(SIGNATURE) - 1), st.characters(codec="utf-8"))
def test_one_changed_letter_of_the_signature_is_refused(place: int, letter: str) -> None:
    """Also where it is no letter a signature could have."""
    changed = SIGNATURE[:place] + letter + SIGNATURE[place + 1 :]
    assert is_from_slack(SECRET, TIMESTAMP, BODY, changed, NOW) is (changed == SIGNATURE)


@pytest.mark.parametrize("late", [WINDOW_SECONDS + 1, -WINDOW_SECONDS - 1, 1e12, float("inf"), float("nan")])
def test_an_old_or_future_timestamp_is_refused(late: float) -> None:
    """A replay of a true request."""
    assert not is_from_slack(SECRET, TIMESTAMP, BODY, SIGNATURE, NOW + late)


@pytest.mark.parametrize(
    "timestamp", ["", "1531420618.0", " 1531420618", "+1531420618", "1e9", "١٥٣١٤٢٠٦١٨", "9" * 5000]
)
def test_a_timestamp_is_plain_digits(timestamp: str) -> None:
    """Not everything that Python reads as a number is one."""
    assert not is_from_slack(SECRET, timestamp, BODY, sign(SECRET, timestamp, BODY), NOW)


def test_an_empty_secret_accepts_nothing() -> None:
    """A function without its secret is closed, not open."""
    assert not is_from_slack("", TIMESTAMP, BODY, sign("", TIMESTAMP, BODY), NOW)


def test_verifying_imports_nothing_heavy() -> None:
    """A cold front door verifies before anything else is loaded."""
    code = (
        "import sys, shared.adapters.slack.signature;"
        "print([m for m in ('slack_sdk', 'botocore', 'psycopg', 'duckdb', 'urllib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
