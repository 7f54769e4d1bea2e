"""Propositions about queues: nothing is lost, nothing runs twice at once, nobody else sends or listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.template.reading import FUNCTION, QUEUE, as_list, event_sources, names, of_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.template.reading import Template

FOURTEEN_DAYS_S = 14 * 24 * 3600
LONGEST_VISIBILITY_S = 12 * 3600


def visibility_is_six_times_the_timeout(template: Template) -> list[str]:
    """A message comes back only when its function has surely ended: visibility >= 6 x the function's timeout."""
    queues = of_type(template, QUEUE)
    return [
        f"{queue}: {queues[queue].get('VisibilityTimeout', 30)} s is less than 6 x {function['Timeout']} s"
        for function in of_type(template, FUNCTION).values()
        for source in event_sources(function)
        for queue in names(source["Queue"])
        if not 6 * function["Timeout"] <= queues[queue].get("VisibilityTimeout", 30) <= LONGEST_VISIBILITY_S
    ]


def every_listened_queue_has_its_own_dead_letter_queue(template: Template) -> list[str]:
    """What cannot be done is kept 14 days in a queue of its own, of the same kind, after 3 to 10 tries."""
    queues = of_type(template, QUEUE)
    issues, taken = [], set()
    for queue in sorted(_listened(template)):
        redrive = queues[queue].get("RedrivePolicy", {})
        dead = next(iter(names(redrive.get("deadLetterTargetArn"))), "")
        if dead not in queues or dead in taken:
            issues.append(f"{queue}: no dead-letter queue of its own")
            continue
        taken.add(dead)
        if not 3 <= redrive.get("maxReceiveCount", 0) <= 10:
            issues.append(f"{queue}: gives up after {redrive.get('maxReceiveCount')} tries")
        if queues[dead].get("FifoQueue", False) != queues[queue].get("FifoQueue", False):
            issues.append(f"{dead}: not of the kind of {queue}")
        if queues[dead].get("MessageRetentionPeriod") != FOURTEEN_DAYS_S:
            issues.append(f"{dead}: keeps messages less than 14 days")
    return issues


def dead_letter_queues_take_from_their_queue_only(template: Template) -> list[str]:
    """A dead-letter queue takes the messages of the one queue that names it; one that no queue names takes none."""
    queues = of_type(template, QUEUE)
    prefix = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:"
    wanted: dict[str, dict[str, Any]] = {}
    for properties in queues.values():
        for dead in names(properties.get("RedrivePolicy", {}).get("deadLetterTargetArn")):
            sources = [{"Fn::Sub": prefix + properties["QueueName"]["Fn::Sub"]}]
            wanted[dead] = {"redrivePermission": "byQueue", "sourceQueueArns": sources}
    return [
        f"{queue}: takes messages from other queues than it should"
        for queue, properties in queues.items()
        if "RedrivePolicy" not in properties
        and properties.get("RedriveAllowPolicy") != wanted.get(queue, {"redrivePermission": "denyAll"})
    ]


def queues_are_encrypted(template: Template) -> list[str]:
    """Every queue is encrypted at rest."""
    return [
        f"{queue}: not encrypted"
        for queue, properties in of_type(template, QUEUE).items()
        if properties.get("SqsManagedSseEnabled") is not True and "KmsMasterKeyId" not in properties
    ]


def queues_refuse_plain_http(template: Template) -> list[str]:
    """Every queue's policy denies all of SQS to everybody when the request did not come over TLS."""
    safe = {
        target
        for _, statement in queue_statements(template)
        if statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Action"] == "sqs:*"
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        for target in names(statement["Resource"])
    }
    return [f"{queue}: takes plain HTTP" for queue in of_type(template, QUEUE) if queue not in safe]


def only_the_raw_bucket_sends_by_policy(template: Template) -> list[str]:
    """Queue policies allow one thing: S3, for this account's raw bucket, sending to the ingestion queue."""
    issues = []
    for name, statement in queue_statements(template):
        if statement["Effect"] != "Allow":
            continue
        condition = statement.get("Condition", {})
        source = str(condition.get("ArnEquals", {}).get("aws:SourceArn", ""))
        if not (
            names(statement["Resource"]) == {"IngestionQueue"}
            and statement["Principal"] == {"Service": "s3.amazonaws.com"}
            and as_list(statement["Action"]) == ["sqs:SendMessage"]
            and condition.get("StringEquals") == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
            and "-raw-" in source
            and "*" not in source
        ):
            issues.append(f"{name}: allows more than the raw bucket's notifications")
    return issues


def questions_keep_their_order(template: Template) -> list[str]:
    """The question queue is FIFO, deduplicates by the id it is given and never by content, one thread a group."""
    wanted = {
        "FifoQueue": True,
        "ContentBasedDeduplication": False,
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    }
    queues = of_type(template, QUEUE)
    issues = [
        f"QuestionQueue: {key} is {queues['QuestionQueue'].get(key)}"
        for key, value in wanted.items()
        if queues["QuestionQueue"].get(key) is not value and queues["QuestionQueue"].get(key) != value
    ]
    issues += [
        f"{queue}: a FIFO queue's name ends in .fifo and no other's does"
        for queue, properties in queues.items()
        if properties.get("FifoQueue", False) != properties["QueueName"]["Fn::Sub"].endswith(".fifo")
    ]
    return issues


def every_event_source_reports_single_failures(template: Template) -> list[str]:
    """A batch with one bad message fails that message alone, and each source is bounded."""
    issues = []
    for name, function in of_type(template, FUNCTION).items():
        for source in event_sources(function):
            if source.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
                issues.append(f"{name}: a batch fails as a whole")
            if "MaximumConcurrency" not in source.get("ScalingConfig", {}):
                issues.append(f"{name}: takes all the concurrency there is")
            if not 1 <= source.get("BatchSize", 10) <= 10:
                issues.append(f"{name}: batches of {source.get('BatchSize')}")
    return issues


def long_work_comes_one_by_one(template: Template) -> list[str]:
    """Messages do not share one timeout, or a slow one would fail its neighbours; a click takes seconds at most."""
    quick = {"WorkspaceActionsFunction"}
    return [
        f"{name}: {source['BatchSize']} messages share {function['Timeout']} s"
        for name, function in of_type(template, FUNCTION).items()
        for source in event_sources(function)
        if source.get("BatchSize", 10) > 1 and name not in quick
    ]


def _listened(template: Template) -> set[str]:
    return {
        queue
        for function in of_type(template, FUNCTION).values()
        for source in event_sources(function)
        for queue in names(source["Queue"])
    }


def queue_statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """(logical id, statement) of every queue policy."""
    for name, policy in of_type(template, "AWS::SQS::QueuePolicy").items():
        for statement in as_list(policy["PolicyDocument"]["Statement"]):
            yield name, statement
