"""What each front door may do, door by door: a grant more or less is a decision, and stands here."""

from __future__ import annotations

import pytest

from tests.template.reading import FUNCTION, allowed, of_type, read_template, role_of
from tests.template.rules_running import DOORS

CONSUME = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")
USE = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
SEND = ("sqs:SendMessage",)
SECRET = ("secretsmanager:GetSecretValue",)
INSTALLED = {"InstallationTable": ("dynamodb:GetItem",)}
SNAPSHOT_READ = {"SnapshotBucket": ("s3:GetObject", "s3:ListBucket")}

MAY: dict[str, dict[str, tuple[str, ...]]] = {
    "slack_events": {
        **dict.fromkeys(("QuestionQueue", "FileQueue", "ActionQueue", "SnapshotQueue"), SEND),
        "SlackSecret": SECRET,
        "InstallationTable": USE,
    },
    "query_orchestrator": {
        "QuestionQueue": CONSUME,
        "SnapshotQueue": SEND,
        **dict.fromkeys(("DatabaseSecret", "ModelSecret"), SECRET),
        **dict.fromkeys(("IdempotencyTable", "ThreadTable"), USE),
        **INSTALLED,
        **SNAPSHOT_READ,
    },
    "file_intake": {
        "FileQueue": CONSUME,
        "IdempotencyTable": USE,
        **INSTALLED,
        "RawBucket": ("s3:PutObject", "s3:AbortMultipartUpload"),
    },
    "file_ingestion": {
        "IngestionQueue": CONSUME,
        "SnapshotQueue": SEND,
        **dict.fromkeys(("DatabaseSecret", "ModelSecret"), SECRET),
        "IdempotencyTable": USE,
        **INSTALLED,
        "RawBucket": ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"),
    },
    "duckdb_snapshot": {
        "SnapshotQueue": (*CONSUME, *SEND),
        "DatabaseSecret": SECRET,
        "IdempotencyTable": USE,
        **INSTALLED,
        "SnapshotBucket": (
            "s3:GetObject",
            "s3:ListBucket",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
        ),
    },
    "insight_digest": {
        "DigestScheduleDeadLetterQueue": SEND,
        "DatabaseSecret": SECRET,
        **INSTALLED,
        **SNAPSHOT_READ,
    },
    "workspace_actions": {
        "ActionQueue": CONSUME,
        **dict.fromkeys(("QuestionQueue", "IngestionQueue", "SnapshotQueue"), SEND),
        "DatabaseSecret": SECRET,
        **dict.fromkeys(("IdempotencyTable", "ThreadTable"), USE),
        **INSTALLED,
        **SNAPSHOT_READ,
    },
    "evaluation": {"EvaluationQueue": CONSUME, "DatabaseSecret": SECRET},
}


@pytest.mark.parametrize("function", DOORS)
def test_a_door_may_do_its_work_and_nothing_else(function: str) -> None:
    """Each role allows exactly the actions its door needs, on exactly the resources it needs them on."""
    template = read_template()
    granted = {
        (action, target)
        for action, target in allowed(template, role_of(of_type(template, FUNCTION)[function]))
        if target != "DataKey"
    }
    wanted = {(action, target) for target, actions in MAY[DOORS[function]].items() for action in actions}
    wanted |= {(action, function.removesuffix("Function") + "LogGroup") for action in LOG}
    assert granted == wanted
