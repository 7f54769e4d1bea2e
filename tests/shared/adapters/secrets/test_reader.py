"""Secrets are read seldom, and never shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import Pace, client, forget_clients
from shared.adapters.secrets.reader import REMEMBERED_SECONDS, SecretReader
from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient


class Watch:
    """Seconds, moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def manager(aws: None) -> SecretsManagerClient:
    """Secrets Manager with one secret, "db"."""
    made = client("secretsmanager")
    made.create_secret(Name="db", SecretString=json.dumps({"url": "postgresql://one", "port": 5432, "none": None}))
    return made


def test_a_secret_is_its_fields_as_text(manager: SecretsManagerClient) -> None:
    """Without those that are null."""
    assert SecretReader(manager).read("db") == {"url": "postgresql://one", "port": "5432"}


def test_a_rotated_secret_is_in_use_within_five_minutes(manager: SecretsManagerClient) -> None:
    """Until then the one before is used, without asking."""
    watch = Watch()
    reader = SecretReader(manager, monotonic=watch)
    reader.read("db")
    manager.put_secret_value(SecretId="db", SecretString='{"url": "postgresql://two"}')
    watch.now = REMEMBERED_SECONDS - 1
    assert reader.read("db")["url"] == "postgresql://one"
    watch.now = REMEMBERED_SECONDS
    assert reader.read("db")["url"] == "postgresql://two"


def test_a_known_secret_serves_while_the_manager_is_away(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown one cannot."""
    known = SecretReader(client("secretsmanager"), remembered_seconds=0)
    client("secretsmanager").create_secret(Name="db", SecretString='{"url": "postgresql://one"}')
    known.read("db")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_clients()
    known._client = client("secretsmanager", Pace.PROMPT)
    assert known.read("db")["url"] == "postgresql://one"
    with pytest.raises(TransientError):
        known.read("other")


@pytest.mark.parametrize("text", ["", "xoxb-plain", "[1]", '"x"', "{"])
def test_a_secret_that_is_no_object_is_a_defect(manager: SecretsManagerClient, text: str) -> None:
    """Said without its text."""
    manager.create_secret(Name="odd", SecretString=text or " ")
    with pytest.raises(InternalError) as caught:
        SecretReader(manager).read("odd")
    assert "xoxb" not in str(caught.value)


def test_a_secret_that_is_not_there_is_a_defect(manager: SecretsManagerClient) -> None:
    """Of the deployment."""
    with pytest.raises(InternalError, match="ResourceNotFoundException"):
        SecretReader(manager).read("none")
