"""A token opens with its own workspace alone."""

from __future__ import annotations

import pytest

from shared.adapters.aws.client import client
from shared.adapters.kms.cipher import LARGEST, KmsCipher
from shared.core.errors import InternalError


@pytest.fixture
def cipher(aws: None) -> KmsCipher:
    """A key of its own."""
    kms = client("kms")
    return KmsCipher(kms, kms.create_key()["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize("text", ["xoxb-1", "₹" * 100, "x" * LARGEST])
def test_a_text_comes_back(cipher: KmsCipher, text: str) -> None:
    """From something that does not show it."""
    closed = cipher.encrypt(text, "T1")
    assert cipher.decrypt(closed, "T1") == text
    assert text not in closed


def test_another_workspaces_context_does_not_open_it(cipher: KmsCipher) -> None:
    """A ciphertext moved to another workspace's item is of no use there."""
    closed = cipher.encrypt("xoxb-1", "T1")
    with pytest.raises(InternalError):
        cipher.decrypt(closed, "T2")


@pytest.mark.parametrize("closed", ["", "not base64!", "YWJj", "xoxb-1"])
def test_what_is_no_ciphertext_is_refused(cipher: KmsCipher, closed: str) -> None:
    """A token stored in the clear by mistake is not used."""
    with pytest.raises(InternalError) as caught:
        cipher.decrypt(closed, "T1")
    assert "xoxb-1" not in str(caught.value)


def test_a_text_that_is_too_long_is_refused(cipher: KmsCipher) -> None:
    """By us, in a sentence."""
    with pytest.raises(InternalError, match="too long"):
        cipher.encrypt("x" * (LARGEST + 1), "T1")
