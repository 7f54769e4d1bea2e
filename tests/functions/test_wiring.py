"""Each door is wired from its environment, once a container, without reaching for anything before there is work."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING

import pytest

from functions.data_parts import LONGEST_QUERY_SECONDS, reading_address, runner
from functions.query_orchestrator.wiring import CORE, READ_AND_COMPUTED_BY, answers, release, replier
from functions.slack_parts import messengers, outbox, secret, settings
from shared.adapters.aws.client import Pace, client
from shared.adapters.duckdb.runner import DuckDbQueryRunner
from shared.app.remember_answers import Form
from shared.core.errors import InternalError, TransientError, UserError
from shared.ports.outbox import Queue
from tests.functions.conftest import forget_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.functions.conftest import Logs

WIRINGS = (
    ("duckdb_snapshot", "refresher"),
    ("file_ingestion", "ingester"),
    ("file_intake", "receiver"),
    ("insight_digest", "sender"),
    ("query_orchestrator", "replier"),
    ("slack_events", "door"),
    ("workspace_actions", "actor"),
)


def _forget_wirings() -> None:
    answers.cache_clear()
    for door, name in WIRINGS:
        getattr(importlib.import_module(f"functions.{door}.wiring"), name).cache_clear()


@pytest.fixture
def container(cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A new container whose database cannot be reached."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hidden-password@127.0.0.1:9/none")
    monkeypatch.setenv("SNAPSHOT_BUCKET", "snapshots")
    monkeypatch.setenv("RAW_BUCKET", "raw")
    forget_parts()
    _forget_wirings()
    yield
    forget_parts()
    _forget_wirings()


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ({"url": "postgresql://all"}, "postgresql://all"),
        ({"url": "postgresql://all", "read_url": "postgresql://replica"}, "postgresql://replica"),
        ({"url": "postgresql://all", "read_url": ""}, "postgresql://all"),
    ],
)
def test_snapshots_are_read_from_a_replica_where_there_is_one(
    cloud: dict[str, str], monkeypatch: pytest.MonkeyPatch, held: dict[str, str], read: str
) -> None:
    """The secret may name it, or a role that may only read; else they are read where they are written."""
    found = client("secretsmanager").create_secret(
        Name=f"database-{read[-3:]}{len(held)}", SecretString=json.dumps(held)
    )
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_SECRET_ARN", found["ARN"])
    forget_parts()
    assert reading_address() == read


@pytest.mark.parametrize(("door", "name"), WIRINGS)
def test_a_door_is_wired_once(container: None, door: str, name: str) -> None:
    """And without its database: a cold start is no time to wait for one."""
    make = getattr(importlib.import_module(f"functions.{door}.wiring"), name)
    assert make() is make()


def test_no_password_shows_where_settings_are_shown(container: None) -> None:
    """Neither in their repr nor in the settings' own errors."""
    assert "hidden-password" not in repr(settings())


def test_a_query_ends_before_its_function_does(container: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the settings allow: there must be time to say that it took too long."""
    monkeypatch.setenv("QUERY_TIMEOUT_SECONDS", "120")
    forget_parts()
    made = runner()
    assert isinstance(made, DuckDbQueryRunner)
    assert made._limits.seconds == LONGEST_QUERY_SECONDS
    made.close()


def test_a_function_sends_to_the_queues_it_was_given(container: None) -> None:
    """And to no other: that is a defect of the template."""
    outbox().send(Queue.FILES, {"event_id": "Ev1"})
    with pytest.raises(InternalError):
        outbox().send(Queue.SNAPSHOTS, {})
    assert outbox() is not outbox(Pace.PROMPT)


def test_a_workspace_without_the_app_is_told_to_install_it(container: None) -> None:
    """Its messenger does not exist."""
    with pytest.raises(UserError, match="install"):
        messengers().of("T404")


def test_a_secret_is_read_by_its_name(container: None, cloud: dict[str, str]) -> None:
    """And its absence says so."""
    assert secret(cloud["SLACK_SECRET_ARN"])["client_id"] == "1.2"
    with pytest.raises((InternalError, TransientError)):
        secret("arn:aws:secretsmanager:us-east-1:123456789012:secret:none-abcdef")


def test_what_an_answer_was_shown_without_is_logged(container: None, logs: Logs) -> None:
    """In our words only: a UserError is meant for a person and may hold a cell."""
    replier().report(TransientError("Slack limits the rate of files.upload."))
    replier().report(UserError("the cell 4711"))
    first, second = logs.lines()
    assert (first["level"], first["reason"]) == ("ERROR", "Slack limits the rate of files.upload.")
    assert (second["kind"], second["reason"]) == ("UserError", "")


def test_answers_are_remembered_across_containers(container: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the table of what may be lost, for as long as the settings say."""
    monkeypatch.setenv("ANSWER_CACHE_SECONDS", "60")
    forget_parts()
    text: Form[str] = Form(str.encode, bytes.decode, len, 60)
    memory = replier().answers
    assert memory is answers()
    assert memory is not None
    assert memory.plan.result_seconds == 60
    assert memory.once("T1#rows#abc", text, lambda: "rows").before is None
    answers.cache_clear()
    found = answers().find("T1#rows#abc", text)
    assert found is not None
    assert found.value == "rows"
    assert "Item" in client("dynamodb").get_item(TableName="idempotency", Key={"id": {"S": "answer#T1#rows#abc"}})


def test_another_program_does_not_find_them() -> None:
    """The release is a fingerprint of the rooms of core that read and compute, which are there to be read."""
    assert len(release()) == 64
    assert all(any((CORE / room).glob("*.py")) for room in READ_AND_COMPUTED_BY)
