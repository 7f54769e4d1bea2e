"""bolt's stores: tokens rest encrypted, states work once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.installation_store import DynamoInstallationStore
from shared.adapters.dynamodb.installations import REMEMBERED_SECONDS, DynamoInstallations, InstallationItems
from shared.adapters.dynamodb.state_store import VALID_FOR, DynamoStateStore
from shared.adapters.kms.cipher import KmsCipher
from shared.core.errors import InternalError
from tests.fakes.clock import FixedClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

INSTALLED = Installation(
    app_id="A1",
    team_id="T1",
    team_name="Northwind",
    bot_token="xoxb-bot",
    bot_id="B1",
    bot_user_id="U0BOT",
    bot_scopes=["chat:write", "files:read"],
    bot_refresh_token="xoxe-refresh",
    user_id="U1",
    user_token="xoxp-user",
    user_scopes=["search:read"],
    incoming_webhook_url="https://hooks.slack.com/services/secret",
    installed_at=1_700_000_000.5,
)


@pytest.fixture
def dynamodb(aws: None) -> DynamoDBClient:
    """An empty table of installations."""
    made = client("dynamodb")
    made.create_table(
        TableName="installations",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return made


@pytest.fixture
def items(dynamodb: DynamoDBClient) -> InstallationItems:
    """The table with a key of its own."""
    kms = client("kms")
    return InstallationItems(dynamodb, "installations", KmsCipher(kms, kms.create_key()["KeyMetadata"]["KeyId"]))


@pytest.fixture
def store(items: InstallationItems) -> DynamoInstallationStore:
    """The store bolt writes through."""
    return DynamoInstallationStore(items)


def test_an_installation_comes_back_without_its_persons_token(store: DynamoInstallationStore) -> None:
    """Everything of the bot, nothing that acts as the person who installed it."""
    store.save(INSTALLED)
    found = store.find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    expected = {**vars(INSTALLED), "user_token": None, "user_scopes": []}
    assert vars(found) == expected
    bot = store.find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert vars(bot) == vars(INSTALLED.to_bot())


def test_nothing_secret_rests_in_the_clear(store: DynamoInstallationStore, dynamodb: DynamoDBClient) -> None:
    """In the whole table."""
    store.save(INSTALLED)
    resting = json.dumps(dynamodb.scan(TableName="installations")["Items"])
    assert not any(secret in resting for secret in ("xoxb-bot", "xoxe-refresh", "xoxp-user", "services/secret"))
    assert "Northwind" in resting


def test_an_item_moved_to_another_workspace_does_not_open(
    store: DynamoInstallationStore, dynamodb: DynamoDBClient, items: InstallationItems
) -> None:
    """The encryption context is the workspace's."""
    store.save(INSTALLED)
    (item,) = dynamodb.scan(TableName="installations")["Items"]
    dynamodb.put_item(TableName="installations", Item={**item, "id": {"S": "installation#T2"}})
    with pytest.raises(InternalError):
        items.read("T2")


def test_installing_again_replaces(store: DynamoInstallationStore) -> None:
    """The latest token is the one that works."""
    store.save(INSTALLED)
    store.save(Installation(team_id="T1", bot_token="xoxb-new", bot_id="B1", bot_user_id="U0BOT", user_id="U2"))
    bot = store.find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-new"


def test_a_rotated_bot_keeps_who_installed_it(store: DynamoInstallationStore) -> None:
    """Token rotation saves the bot alone."""
    store.save(INSTALLED)
    rotated = Bot(team_id="T1", bot_token="xoxb-2", bot_id="B1", bot_user_id="U0BOT", installed_at=1.0)
    store.save_bot(rotated)
    found = store.find_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert found is not None
    assert found.bot_token == "xoxb-2"


def test_an_installation_is_its_installers(store: DynamoInstallationStore) -> None:
    """Asked about another person, there is none."""
    store.save(INSTALLED)
    assert store.find_installation(enterprise_id=None, team_id="T1", user_id="U9") is None
    assert store.find_installation(enterprise_id=None, team_id="T9") is None
    assert store.find_bot(enterprise_id=None, team_id="T9") is None


def test_an_organisation_is_found_by_its_own_id(store: DynamoInstallationStore) -> None:
    """An installation for a whole organisation names no workspace."""
    store.save(
        Installation(
            enterprise_id="E1",
            bot_token="xoxb-org",
            bot_id="B1",
            bot_user_id="U0BOT",
            user_id="U1",
            is_enterprise_install=True,
        )
    )
    bot = store.find_bot(enterprise_id="E1", team_id="T7", is_enterprise_install=True)
    assert bot is not None
    assert bot.bot_token == "xoxb-org"
    with pytest.raises(InternalError):
        store.find_bot(enterprise_id=None, team_id=None)


def test_an_uninstalled_workspace_is_forgotten(store: DynamoInstallationStore) -> None:
    """One person who leaves does not take the bot away; an uninstallation does."""
    store.save(INSTALLED)
    store.delete_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert store.find_bot(enterprise_id=None, team_id="T1") is not None
    store.delete_all(enterprise_id=None, team_id="T1")
    assert store.find_installation(enterprise_id=None, team_id="T1") is None


def test_a_bot_is_remembered_for_five_minutes(store: DynamoInstallationStore, items: InstallationItems) -> None:
    """Then an uninstallation is noticed; a workspace without one is looked up each time."""
    now = [0.0]
    installations = DynamoInstallations(items, lambda: now[0])
    assert installations.bot("T1") is None
    store.save(INSTALLED)
    assert installations.bot("T1") is not None
    store.delete_all(enterprise_id=None, team_id="T1")
    assert installations.bot("T1") is not None
    now[0] = REMEMBERED_SECONDS
    assert installations.bot("T1") is None


def test_a_state_is_good_once(dynamodb: DynamoDBClient) -> None:
    """And only one that we gave out, within ten minutes."""
    clock = FixedClock()
    states = DynamoStateStore(dynamodb, "installations", clock)
    first, second, late = states.issue(), states.issue(), states.issue()
    assert len({first, second, late}) == 3
    assert states.consume(first)
    assert not states.consume(first)
    assert not states.consume("made-up")
    clock.advance(seconds=VALID_FOR.total_seconds() - 1)
    assert states.consume(second)
    clock.advance(seconds=1)
    assert not states.consume(late)
    assert timedelta(minutes=5) <= VALID_FOR


def test_a_state_does_not_rest_in_the_clear(dynamodb: DynamoDBClient) -> None:
    """Who reads the table cannot finish somebody's installation."""
    state = DynamoStateStore(dynamodb, "installations", FixedClock()).issue()
    assert state not in json.dumps(dynamodb.scan(TableName="installations")["Items"])
