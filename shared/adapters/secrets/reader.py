"""Reading secrets, remembered for a few minutes."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from shared.adapters.aws.errors import translated
from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_secretsmanager.client import SecretsManagerClient

REMEMBERED_SECONDS = 300.0
"""How long a secret is used before it is read again: a rotated one is in use within five minutes."""


class SecretReader:
    """Secrets that are JSON objects of texts, by ARN."""

    def __init__(
        self,
        client: SecretsManagerClient,
        remembered_seconds: float = REMEMBERED_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._remembered_seconds = remembered_seconds
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Mapping[str, str]]] = {}

    def read(self, arn: str) -> Mapping[str, str]:
        """Return the secret's fields. A stale copy serves while Secrets Manager is out of reach.

        Raises InternalError when the secret is not a JSON object, TransientError when it cannot be had.
        """
        known = self._known.get(arn)
        if known is not None and self._monotonic() - known[0] < self._remembered_seconds:
            return known[1]
        try:
            fields = self._fetch(arn)
        except TransientError:
            if known is None:
                raise
            return known[1]
        self._known[arn] = (self._monotonic(), fields)
        return fields

    def _fetch(self, arn: str) -> Mapping[str, str]:
        with translated("read a secret"):
            text = self._client.get_secret_value(SecretId=arn).get("SecretString", "")
        try:
            fields = json.loads(text)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            raise InternalError("A secret is not a JSON object; see the deployment guide for its fields.") from None
        return {str(name): str(value) for name, value in fields.items() if value is not None}
