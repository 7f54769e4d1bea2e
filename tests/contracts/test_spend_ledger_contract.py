"""The SpendLedger port."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.aws.client import client
from shared.adapters.dynamodb.spend_ledger import DynamoSpendLedger
from shared.core.models.budget import Allowance
from tests.fakes.clock import FixedClock
from tests.fakes.language_model import InMemorySpendLedger

if TYPE_CHECKING:
    from shared.ports.spend_ledger import SpendLedger


@pytest.fixture
def ledger(side: str, request: pytest.FixtureRequest) -> SpendLedger:
    """An empty ledger."""
    if side == "fake":
        return InMemorySpendLedger()
    request.getfixturevalue("aws")
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="threads",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return DynamoSpendLedger(dynamodb, "threads", FixedClock())


def test_money_is_set_aside_in_all_accounts_or_in_none(ledger: SpendLedger) -> None:
    """The account that is full is told, and nothing was added to the others."""
    user, workspace = Allowance("u", 100), Allowance("w", 150)
    assert ledger.reserve((user, workspace), 90) is None
    assert ledger.reserve((user, workspace), 20) == user
    assert ledger.reserve((Allowance("v", 100), workspace), 61) == workspace
    assert ledger.reserve((Allowance("v", 60), workspace), 60) is None


def test_a_correction_frees_what_was_not_used(ledger: SpendLedger) -> None:
    """So that the next question has it."""
    user = Allowance("u", 100)
    assert ledger.reserve((user,), 100) is None
    ledger.correct((user,), -70)
    assert ledger.reserve((user,), 70) is None
    assert ledger.reserve((user,), 1) == user


def test_no_account_goes_beyond_its_limit(ledger: SpendLedger) -> None:
    """However often it is tried, and an amount larger than the limit never fits."""
    account = Allowance("u", 100)
    taken = [ledger.reserve((account,), 30) for _ in range(5)]
    assert taken == [None, None, None, account, account]
    assert ledger.reserve((account,), 1_000) == account
