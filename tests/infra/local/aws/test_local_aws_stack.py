"""template.yaml on MiniStack: what the functions rely on really happens behind them, and nothing else is allowed."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from infra.local.aws.stack import PROJECT, LocalAws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.local.aws.stack import Deployment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("local-aws")]

PROBE = Path(__file__).with_name("probe_handler.py")
READY_WITHIN_S = 15.0
SOON_S = 25.0
"""A schedule is looked at every 10 s, a failed message comes back after 3 s here; the rest takes moments."""


def probe_code(door: str) -> bytes:
    """The probe, zipped where the front door's handler would be."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in ("functions/__init__.py", f"functions/{door}/__init__.py"):
            archive.writestr(name, "")
        archive.write(PROBE, f"functions/{door}/handler.py")
    return written.getvalue()


def until(holds: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the question gives
    """Ask again and again, SOON_S at most, until the answer is neither false nor empty."""
    deadline = time.monotonic() + SOON_S
    while not (answer := holds()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """The stack with the probe behind every door, and failed messages back after 3 s rather than minutes."""
    home = tmp_path_factory.mktemp("aws")
    impatient = home / "template.yaml"
    template = (PROJECT / "template.yaml").read_text(encoding="utf-8")
    impatient.write_text(template.replace("VisibilityTimeout: 360", "VisibilityTimeout: 3"), encoding="utf-8")
    started = time.monotonic()
    with LocalAws(
        home / "state",
        template=impatient,
        code=probe_code,
        parameters={"SlackApiUrl": "http://127.0.0.1:9/api/", "LogLevel": "DEBUG"},
        secrets={
            "DatabaseSecret": {"url": "postgresql://127.0.0.1/avexra"},
            "SlackSecret": {"signing_secret": "s"},
            "ModelSecret": {"openai_api_key": ""},
        },
        extra_environment={"AVEXRA_TRIED": "yes"},
    ) as started_aws:
        assert time.monotonic() - started < READY_WITHIN_S
        started_aws.follow_logs()
        yield started_aws


@pytest.fixture
def deployed(local: LocalAws) -> Deployment:
    """Where everything is."""
    return local.deployment


def ask(local: LocalAws, door: str, *calls: tuple[str, str, dict[str, Any]]) -> list[Any]:
    """What a door's function gets when it makes these calls in its role."""
    answer = local.client("lambda").invoke(
        FunctionName=local.deployment.functions[door], Payload=json.dumps({"calls": calls})
    )
    answers: list[Any] = json.load(answer["Payload"])["answers"]
    return answers


def log_of(local: LocalAws, door: str) -> list[dict[str, Any]]:
    """The events a door has got so far, from its log."""
    file = local.log_folder / f"{door}.log"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line.removeprefix("got ")) for line in lines if line.startswith("got ")]


def bodies_of(local: LocalAws, door: str) -> list[dict[str, Any]]:
    """The bodies of the messages a door has got so far, in the order it got them."""
    return [json.loads(record["body"]) for event in log_of(local, door) for record in event.get("Records", [])]


def fetch(address: str, body: bytes, kind: str = "application/json") -> dict[str, Any]:
    """What the HTTP entry answers, read as JSON."""
    found: dict[str, Any] = httpx.post(address, content=body, headers={"content-type": kind}).raise_for_status().json()
    return found


def test_the_entry_leads_to_slack_events(deployed: Deployment) -> None:
    """A request to a route reaches the function with its path as Slack sent it; JSON as text, forms base64 encoded."""
    seen = fetch(f"{deployed.http_address}/slack/events?x=1", b"{}")
    assert (seen["method"], seen["path"], seen["encoded"]) == ("POST", "/slack/events", False)
    form = fetch(f"{deployed.http_address}/slack/commands", b"a=b", "application/x-www-form-urlencoded")
    assert (form["path"], form["encoded"]) == ("/slack/commands", True)
    assert httpx.get(f"{deployed.http_address}/elsewhere").status_code == 404


def test_a_function_knows_its_place_and_nothing_of_the_callers(deployed: Deployment) -> None:
    """A function finds AWS on loopback and the parameters it was given, and sees no variable of who started it."""
    seen = httpx.get(f"{deployed.http_address}/health").json()["environment"]
    assert seen["AWS_ENDPOINT_URL"] == deployed.endpoint
    assert (seen["SLACK_API_URL"], seen["LOG_LEVEL"]) == ("http://127.0.0.1:9/api/", "DEBUG")
    assert seen["QUESTION_QUEUE_URL"] == deployed.outputs["QuestionQueueUrl"]
    assert seen["AVEXRA_TRIED"] == "yes"
    assert not {name for name in seen if name.startswith(("PYTEST", "VIRTUAL", "UV_"))}


def test_a_door_reads_its_own_secret_only(local: LocalAws, deployed: Deployment) -> None:
    """slack_events reads Slack's secret and is refused the database's; evaluation the other way round."""
    slack = ("secretsmanager", "get_secret_value", {"SecretId": deployed.outputs["SlackSecretArn"]})
    database = ("secretsmanager", "get_secret_value", {"SecretId": deployed.outputs["DatabaseSecretArn"]})
    own, other = ask(local, "slack_events", slack, database)
    assert json.loads(own["SecretString"]) == {"signing_secret": "s"}
    assert other == {"error": "AccessDeniedException"}
    own, other = ask(local, "evaluation", database, slack)
    assert json.loads(own["SecretString"]) == {"url": "postgresql://127.0.0.1/avexra"}
    assert other == {"error": "AccessDeniedException"}


def test_tokens_open_for_their_workspace_only(local: LocalAws) -> None:
    """A token is sealed for a workspace, opens for that one alone, and cannot be sealed for none."""
    seal = {"KeyId": "$TOKEN_KEY_ARN", "Plaintext": "xoxb-1"}
    sealed, bare = ask(
        local,
        "slack_events",
        ("kms", "encrypt", {**seal, "EncryptionContext": {"workspace": "T1"}}),
        ("kms", "encrypt", seal),
    )
    assert bare == {"error": "AccessDeniedException"}
    blob = {"CiphertextBlob": sealed["CiphertextBlob"]}
    own, other, none, more = ask(
        local,
        "file_intake",
        ("kms", "decrypt", {**blob, "EncryptionContext": {"workspace": "T1"}}),
        ("kms", "decrypt", {**blob, "EncryptionContext": {"workspace": "T2"}}),
        ("kms", "decrypt", blob),
        ("kms", "encrypt", {**seal, "EncryptionContext": {"workspace": "T1"}}),
    )
    assert own["Plaintext"] == "eG94Yi0x"
    assert other == {"error": "InvalidCiphertextException"}
    assert none == more == {"error": "AccessDeniedException"}
    (evaluation,) = ask(local, "evaluation", ("kms", "decrypt", {**blob, "EncryptionContext": {"workspace": "T1"}}))
    assert evaluation == {"error": "AccessDeniedException"}


def test_a_key_is_claimed_once(local: LocalAws) -> None:
    """A conditional write to the idempotency table succeeds once; whoever comes second is told."""
    claim = {
        "TableName": "$IDEMPOTENCY_TABLE",
        "Item": {"id": {"S": "Ev1"}, "expires_at": {"N": "1"}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
    first, second, scan = ask(
        local,
        "query_orchestrator",
        ("dynamodb", "put_item", claim),
        ("dynamodb", "put_item", claim),
        ("dynamodb", "scan", {"TableName": "$IDEMPOTENCY_TABLE"}),
    )
    assert "error" not in first
    assert second == {"error": "ConditionalCheckFailedException"}
    assert scan == {"error": "AccessDeniedException"}


def test_a_file_goes_in_by_one_door_and_out_by_another(local: LocalAws, deployed: Deployment) -> None:
    """file_intake puts below raw/, S3 tells the ingestion queue, file_ingestion may read it; neither may do more."""
    key = "raw/T1/C1/F1/sales report.csv"
    bucket = deployed.outputs["RawBucketName"]
    put, elsewhere, read = ask(
        local,
        "file_intake",
        ("s3", "put_object", {"Bucket": "$RAW_BUCKET", "Key": key, "Body": "a,b"}),
        ("s3", "put_object", {"Bucket": "$RAW_BUCKET", "Key": "other", "Body": "a,b"}),
        ("s3", "get_object", {"Bucket": "$RAW_BUCKET", "Key": key}),
    )
    assert "error" not in put
    assert elsewhere == read == {"error": "AccessDenied"}

    def reported() -> list[str]:
        bodies = bodies_of(local, "file_ingestion")
        return [record["s3"]["object"]["key"] for body in bodies for record in body.get("Records", [])]

    assert until(reported) == ["raw/T1/C1/F1/sales+report.csv"]
    got, gone = ask(
        local,
        "file_ingestion",
        ("s3", "get_object", {"Bucket": bucket, "Key": key}),
        ("s3", "delete_object", {"Bucket": bucket, "Key": key}),
    )
    assert got["ContentLength"] == 3
    assert gone == {"error": "AccessDenied"}


def send(local: LocalAws, thread: str, **wish: object) -> None:
    """Queue a question of a thread, deduplicated by its own id."""
    local.client("sqs").send_message(
        QueueUrl=local.deployment.outputs["QuestionQueueUrl"],
        MessageBody=json.dumps({"thread": thread, **wish}),
        MessageGroupId=f"T1:C1:{thread}",
        MessageDeduplicationId=f"{thread}-{sorted(wish.items())}",
    )


def test_a_thread_keeps_its_order_and_a_poisoned_question_ends_aside(local: LocalAws, deployed: Deployment) -> None:
    """What fails is tried three times while its thread waits and others go on, then lies in the dead-letter queue."""
    send(local, "a", number=1, poison=True)
    send(local, "a", number=2)
    send(local, "a", number=2)
    send(local, "b", number=3)

    def got() -> list[int]:
        return [body["number"] for body in bodies_of(local, "query_orchestrator") if body.get("thread") in {"a", "b"}]

    until(lambda: 2 in got())
    numbers = got()
    assert [number for number in numbers if number != 3] == [1, 1, 1, 2]
    assert numbers.index(3) < numbers.index(2)
    dead = local.client("sqs").receive_message(QueueUrl=deployed.outputs["QuestionDeadLetterQueueUrl"])["Messages"]
    assert [json.loads(message["Body"])["number"] for message in dead] == [1]


def test_threads_are_answered_side_by_side(local: LocalAws, tmp_path: Path) -> None:
    """Questions of two threads are answered at the same time, and two of one thread one after the other."""
    for thread, number in (("c", 1), ("d", 1), ("c", 2)):
        send(local, thread, number=number, seconds=1.5, note=str(tmp_path / f"{thread}{number}"))
    until(lambda: len(list(tmp_path.iterdir())) == 3)
    time.sleep(0.1)
    times = {note.name: [float(moment) for moment in note.read_text().split()] for note in tmp_path.iterdir()}
    assert max(times["c1"][0], times["d1"][0]) < min(times["c1"][1], times["d1"][1])
    assert times["c1"][1] < times["c2"][0]


def test_schedules_do_what_they_say(local: LocalAws) -> None:
    """A schedule fired by hand reaches its door: digests directly, snapshots through their queue."""
    local.fire("DigestScheduleTimer")
    local.fire("SnapshotScheduleTimer")
    assert until(lambda: log_of(local, "insight_digest"))[0] == {"kind": "scheduled"}
    assert until(lambda: bodies_of(local, "duckdb_snapshot"))[0] == {"kind": "scheduled"}


def test_a_schedule_fires_by_itself(local: LocalAws, deployed: Deployment) -> None:
    """Time alone starts a function: a schedule that is due is noticed within one look of 10 s."""
    scheduler = local.client("scheduler")
    target = scheduler.get_schedule(Name=deployed.schedules["DigestScheduleTimer"], GroupName="avexra")["Target"]
    scheduler.create_schedule(
        Name="soon",
        ScheduleExpression=f"at({datetime.now(UTC):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={**target, "Input": '{"kind":"soon"}'},
    )
    until(lambda: {"kind": "soon"} in log_of(local, "insight_digest"))


def test_new_source_runs_without_a_restart(local: LocalAws) -> None:
    """A reload gives a function its present source: another process answers the next call."""

    def process() -> int:
        name = local.deployment.functions["evaluation"]
        answer = json.load(local.client("lambda").invoke(FunctionName=name, Payload='{"calls": []}')["Payload"])
        found: int = answer["process"]
        return found

    before = process()
    assert process() == before
    local.reload(["evaluation"])
    assert process() != before


def test_an_empty_batch_warms_a_worker(local: LocalAws) -> None:
    """A worker started ahead of its first message gets an event with no records."""
    local.warm(["file_intake"])
    until(lambda: {"Records": []} in log_of(local, "file_intake"))


def test_nothing_outlives_the_stack(tmp_path: Path) -> None:
    """Stopping ends MiniStack, a handler in the middle of its work, and the child that handler set apart."""
    noted = tmp_path / "pids"
    with LocalAws(tmp_path / "state", code=probe_code) as local:
        url = local.deployment.outputs["FileQueueUrl"]
        local.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps({"orphan": str(noted)}))
        until(lambda: noted.exists() and len(noted.read_text().split()) == 2)
        started = [int(pid) for pid in noted.read_text().split()]
        assert all(_lives(pid) for pid in started)
    assert not [pid for pid in started if _lives(pid)]


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
