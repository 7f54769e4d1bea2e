"""The parts of the local AWS that need no server: reading the template, the gaps' own logic, the log copier."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from botocore.exceptions import ClientError

from infra.local.aws.emulator import ACCOUNT, Emulator, LocalAwsError, clean_environment
from infra.local.aws.gaps import behind_tls, encryption_context_keys, threads_in_parallel
from infra.local.aws.logs import LogFollower
from infra.local.aws.stack import PROJECT, LocalAws
from infra.local.aws.template import function_doors, load_template, with_code
from tests.template.reading import read_template
from tests.template.rules_running import DOORS

if TYPE_CHECKING:
    from pathlib import Path


def test_the_template_is_read_as_cfn_lint_reads_it() -> None:
    """Our reader of short tags and cfn-lint's agree on the whole of template.yaml."""
    assert load_template(PROJECT / "template.yaml") == read_template()


@pytest.mark.parametrize("text", ["- a list", "just text", ""])
def test_what_is_no_template_is_refused(tmp_path: Path, text: str) -> None:
    """A file that holds no mapping is refused by name."""
    file = tmp_path / "other.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TypeError, match=r"other\.yaml is not a CloudFormation template"):
        load_template(file)


def test_a_template_runs_no_code(tmp_path: Path) -> None:
    """YAML's own tags, which could build any object, are refused."""
    file = tmp_path / "t.yaml"
    file.write_text("Resources: !!python/object/apply:os.getcwd []", encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        load_template(file)


def test_every_function_is_pointed_at_its_code() -> None:
    """Packaging gives each function its own object and leaves the template it was given as it was."""
    template = load_template(PROJECT / "template.yaml")
    doors = function_doors(template)
    assert doors == DOORS
    packaged = with_code(template, "bucket", {name: f"{door}.zip" for name, door in doors.items()})
    codes = {name: packaged["Resources"][name]["Properties"]["CodeUri"]["Key"] for name in doors}
    assert codes == {name: f"{door}.zip" for name, door in DOORS.items()}
    assert template == load_template(PROJECT / "template.yaml")


def test_the_environment_starts_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the caller's environment only PATH is passed on: no key of a real account can reach a handler."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    monkeypatch.setenv("OPENAI_API_KEY", "real")
    environment = clean_environment(tmp_path, 4566, {"EXTRA": "1"})
    assert "real" not in environment.values()
    assert (environment["BIND_HOST"], environment["AUTH"], environment["EXTRA"]) == ("127.0.0.1", "true", "1")
    assert environment["MINISTACK_ACCOUNT_ID"] == ACCOUNT


def test_a_server_that_ends_at_once_is_reported(tmp_path: Path) -> None:
    """When the local AWS cannot start, the error names the log to read, at once and not after the time limit."""
    began = time.monotonic()
    with pytest.raises(LocalAwsError, match=r"did not start; see .*ministack\.log"):
        Emulator(tmp_path, {"GATEWAY_PORT": "no port"}).start()
    assert time.monotonic() - began < 10


@pytest.mark.stack
def test_a_stack_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    """A refused parameter is told as one error of ours, and nothing is left running."""
    local = LocalAws(tmp_path, parameters={"LogLevel": "LOUD"}, code=lambda _: b"")
    with pytest.raises(LocalAwsError, match="LogLevel"):
        local.start()


def test_every_request_seems_to_come_over_tls() -> None:
    """HTTP requests are marked as HTTPS ones; other messages pass as they are."""
    seen: list[dict[str, Any]] = []

    async def app(scope: dict[str, Any], _receive: object, _send: object) -> None:
        seen.append(scope)

    terminated = behind_tls(app)
    asyncio.run(terminated({"type": "http", "headers": [(b"host", b"a")]}, None, None))
    asyncio.run(terminated({"type": "lifespan"}, None, None))
    assert seen[0]["headers"] == [(b"host", b"a"), (b"x-forwarded-proto", b"https")]
    assert seen[1] == {"type": "lifespan"}


@pytest.mark.parametrize(
    ("service", "body", "keys"),
    [
        ("kms", {"EncryptionContext": {"workspace": "T1"}}, {"kms:encryptioncontext:workspace": "T1"}),
        ("kms", {"EncryptionContext": {}}, {}),
        ("kms", {}, {}),
        ("sqs", {"EncryptionContext": {"workspace": "T1"}}, {}),
    ],
)
def test_a_key_request_carries_its_context(service: str, body: dict[str, Any], keys: dict[str, str]) -> None:
    """A policy can ask for the encryption context of a KMS request, and of no other service's."""
    found = encryption_context_keys(service, json.dumps(body).encode())
    assert {key: value for key, value in found.items() if key != "kms:encryptioncontextkeys"} == keys


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff"])
def test_a_key_request_that_cannot_be_read_has_no_context(body: bytes) -> None:
    """A body that is no JSON object has no context, so conditions on one fail."""
    assert encryption_context_keys("kms", body) == {}


def test_single_messages_of_a_fifo_queue_run_side_by_side() -> None:
    """One message a batch lifts the limit of one batch at a time; several keep it, since they may mix groups."""

    def ministack(mapping: dict[str, Any], _function: object, _config: object, queue: dict[str, Any] | None) -> int:
        limit: int = mapping["ScalingConfig"]["MaximumConcurrency"]
        return 1 if queue and queue["is_fifo"] else limit

    allowed = threads_in_parallel(ministack)
    fifo, limit = {"is_fifo": True}, {"ScalingConfig": {"MaximumConcurrency": "4"}}
    assert allowed({"BatchSize": 1, **limit}, None, None, fifo) == 4
    assert allowed({"BatchSize": 2, **limit}, None, None, fifo) == 1
    assert allowed({"BatchSize": 2, **limit}, None, None, {"is_fifo": False}) == 4


class FakeLogs:
    """CloudWatch Logs with one group, whose events a test adds."""

    def __init__(self) -> None:
        """Begin empty."""
        self.events: list[dict[str, Any]] = []
        self.ending = False

    def filter_log_events(self, *, logGroupName: str, startTime: int) -> dict[str, Any]:  # noqa: N803 - AWS's names
        """Events from a time on, as AWS orders them."""
        if self.ending:
            raise ClientError({"Error": {"Code": "gone"}}, "FilterLogEvents")
        return {"events": [event for event in self.events if event["timestamp"] >= startTime]}

    def add(self, stream: str, timestamp: int, *messages: str) -> None:
        """What one invocation wrote."""
        self.events += [{"logStreamName": stream, "timestamp": timestamp, "message": m} for m in messages]


def test_every_line_is_copied_once(tmp_path: Path) -> None:
    """However often the log is looked at, a handler's line is copied once; the platform's own lines are not."""
    logs, seen = FakeLogs(), list[str]()
    with LogFollower(logs, {"door": "/group"}, tmp_path, lambda door, line: seen.append(f"{door} {line}")) as follower:
        logs.add("one", 1_000, "START RequestId: 1", "first", "first", "END RequestId: 1")
        follower._look()
        follower._look()
        logs.add("two", 60_000, "second")
        follower._look()
        follower._look()
        logs.add("three", 60_000, "third")
    assert (tmp_path / "door.log").read_text() == "first\nfirst\nsecond\nthird\n"
    assert seen == ["door first", "door first", "door second", "door third"]


def test_a_log_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    """While the local AWS ends its log cannot be read; that is no error of anybody's."""
    logs = FakeLogs()
    logs.ending = True
    with LogFollower(logs, {"door": "/group"}, tmp_path) as follower:
        follower._look()
    assert not (tmp_path / "door.log").exists()
