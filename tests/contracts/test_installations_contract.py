"""The Installations port."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.oauth.installation_store.models.installation import Installation

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.installation_store import DynamoInstallationStore
from shared.adapters.dynamodb.installations import DynamoInstallations, InstallationItems
from shared.adapters.kms.cipher import KmsCipher
from shared.ports.installations import BotToken
from tests.fakes.installations import InMemoryInstallations

if TYPE_CHECKING:
    from shared.ports.installations import Installations


@pytest.fixture
def installations(side: str, request: pytest.FixtureRequest) -> Installations:
    """One workspace, T1, installed the app."""
    if side == "fake":
        return InMemoryInstallations(BotToken("T1", "xoxb-1", "U0BOT"))
    request.getfixturevalue("aws")
    dynamodb, kms = client("dynamodb"), client("kms")
    dynamodb.create_table(
        TableName="installations",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    items = InstallationItems(dynamodb, "installations", KmsCipher(kms, kms.create_key()["KeyMetadata"]["KeyId"]))
    DynamoInstallationStore(items).save(
        Installation(team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0BOT", user_id="U1")
    )
    return DynamoInstallations(items)


def test_the_bot_of_a_workspace_is_found(installations: Installations) -> None:
    """With its token and its user, as often as asked."""
    for _ in range(2):
        assert installations.bot("T1") == BotToken("T1", "xoxb-1", "U0BOT")


def test_a_workspace_that_did_not_install_has_no_bot(installations: Installations) -> None:
    """Unknown means not installed."""
    assert installations.bot("T2") is None


def test_a_bot_never_shows_its_token(installations: Installations) -> None:
    """Whatever prints it."""
    assert "xoxb-1" not in repr(installations.bot("T1"))
