"""Encrypting small texts so that only the same workspace's context opens them."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from shared.adapters.aws.errors import translated
from shared.core.errors import InternalError

if TYPE_CHECKING:
    from mypy_boto3_kms.client import KMSClient

LARGEST = 4096
"""Bytes KMS encrypts in one call: its documented limit."""


class KmsCipher:
    """A customer key with the encryption context {"workspace": ...}, which KMS logs and IAM can demand."""

    def __init__(self, client: KMSClient, key: str) -> None:
        self._client = client
        self._key = key

    def encrypt(self, text: str, workspace: str) -> str:
        """Return the ciphertext as base64. Raises InternalError above LARGEST bytes."""
        plain = text.encode()
        if len(plain) > LARGEST:
            raise InternalError("A secret is too long to be encrypted.")
        with translated("encrypt a token"):
            made = self._client.encrypt(KeyId=self._key, Plaintext=plain, EncryptionContext={"workspace": workspace})
        return base64.b64encode(made["CiphertextBlob"]).decode("ascii")

    def decrypt(self, ciphertext: str, workspace: str) -> str:
        """Return the text. Raises InternalError when it is not this key's and this workspace's."""
        try:
            blob = base64.b64decode(ciphertext, validate=True)
        except (binascii.Error, ValueError):
            raise InternalError("A stored token is not readable.") from None
        with translated("decrypt a token"):
            opened = self._client.decrypt(
                KeyId=self._key, CiphertextBlob=blob, EncryptionContext={"workspace": workspace}
            )
        return opened["Plaintext"].decode()
