"""template.yaml keeps every rule, and every rule notices a template that breaks it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.template import rules_policies as policies
from tests.template import rules_queues as queues
from tests.template import rules_running as running
from tests.template import rules_stores as stores
from tests.template.reading import read_template

if TYPE_CHECKING:
    from tests.template.reading import Rule, Template

Mutation = Callable[[dict[str, Any]], object]
"""Breaks the resources of a template in place."""


def put(resource: str, *path: str | int, value: object) -> Mutation:
    """Set Properties[path...] of a resource."""

    def mutate(resources: dict[str, Any]) -> None:
        inside = resources[resource]["Properties"]
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value

    return mutate


def drop(resource: str, *path: str | int) -> Mutation:
    """Delete Properties[path...] of a resource, or the resource itself."""

    def mutate(resources: dict[str, Any]) -> None:
        inside: Any = resources[resource]["Properties"] if path else resources
        for step in path[:-1]:
            inside = inside[step]
        del inside[path[-1] if path else resource]

    return mutate


def statement(role: str, sid: str, key: str, value: object) -> Mutation:
    """Change one statement of a role's or a policy's document."""

    def mutate(resources: dict[str, Any]) -> None:
        properties = resources[role]["Properties"]
        document = properties["Policies"][0] if "Policies" in properties else properties
        found = next(s for s in document["PolicyDocument"]["Statement"] if s["Sid"] == sid)
        found[key] = value

    return mutate


def without(role: str, sid: str) -> Mutation:
    """Leave one statement out of a role's or a policy's document."""

    def mutate(resources: dict[str, Any]) -> None:
        properties = resources[role]["Properties"]
        document = (properties["Policies"][0] if "Policies" in properties else properties)["PolicyDocument"]
        kept = [s for s in document["Statement"] if s["Sid"] != sid]
        assert len(kept) < len(document["Statement"])
        document["Statement"] = kept

    return mutate


def granting(role: str, action: str, resource: object) -> Mutation:
    """Add a statement to a role."""

    def mutate(resources: dict[str, Any]) -> None:
        more = {"Sid": "More", "Effect": "Allow", "Action": action, "Resource": resource}
        resources[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].append(more)

    return mutate


def of_resource(resource: str, key: str, value: object) -> Mutation:
    """Set an attribute of a resource beside its properties."""
    return lambda resources: resources[resource].update({key: value})


ESM = ("Events", "Questions", "Properties")
BUCKET_SSE = ("BucketEncryption", "ServerSideEncryptionConfiguration", 0)
ANY = {"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*"}

BROKEN: list[tuple[Rule, Mutation]] = [
    (queues.visibility_is_six_times_the_timeout, put("QuestionQueue", "VisibilityTimeout", value=359)),
    (queues.visibility_is_six_times_the_timeout, drop("SnapshotQueue", "VisibilityTimeout")),
    (queues.visibility_is_six_times_the_timeout, put("FileIngestionFunction", "Timeout", value=901)),
    (queues.every_listened_queue_has_its_own_dead_letter_queue, drop("FileQueue", "RedrivePolicy")),
    (
        queues.every_listened_queue_has_its_own_dead_letter_queue,
        put(
            "FileQueue", "RedrivePolicy", "deadLetterTargetArn", value={"Fn::GetAtt": ["ActionDeadLetterQueue", "Arn"]}
        ),
    ),
    (
        queues.every_listened_queue_has_its_own_dead_letter_queue,
        put("FileQueue", "RedrivePolicy", "maxReceiveCount", value=1),
    ),
    (queues.every_listened_queue_has_its_own_dead_letter_queue, drop("QuestionDeadLetterQueue", "FifoQueue")),
    (
        queues.every_listened_queue_has_its_own_dead_letter_queue,
        put("QuestionDeadLetterQueue", "MessageRetentionPeriod", value=345600),
    ),
    (queues.dead_letter_queues_take_from_their_queue_only, drop("FileDeadLetterQueue", "RedriveAllowPolicy")),
    (
        queues.dead_letter_queues_take_from_their_queue_only,
        put("FileDeadLetterQueue", "RedriveAllowPolicy", "redrivePermission", value="allowAll"),
    ),
    (queues.queues_are_encrypted, put("ActionQueue", "SqsManagedSseEnabled", value=False)),
    (queues.queues_refuse_plain_http, drop("ActionQueuePolicy")),
    (queues.queues_refuse_plain_http, without("IngestionQueuePolicy", "RefusePlainHttp")),
    (
        queues.only_the_raw_bucket_sends_by_policy,
        statement("IngestionQueuePolicy", "RawBucketReportsNewFiles", "Condition", {}),
    ),
    (
        queues.only_the_raw_bucket_sends_by_policy,
        statement("ActionQueuePolicy", "RefusePlainHttp", "Effect", "Allow"),
    ),
    (queues.questions_keep_their_order, put("QuestionQueue", "ContentBasedDeduplication", value=True)),
    (queues.questions_keep_their_order, drop("QuestionQueue", "FifoQueue")),
    (
        queues.every_event_source_reports_single_failures,
        drop("EvaluationFunction", "Events", "Evaluations", "Properties", "FunctionResponseTypes"),
    ),
    (queues.every_event_source_reports_single_failures, drop("QueryOrchestratorFunction", *ESM, "ScalingConfig")),
    (queues.every_event_source_reports_single_failures, put("QueryOrchestratorFunction", *ESM, "BatchSize", value=100)),
    (queues.long_work_comes_one_by_one, put("QueryOrchestratorFunction", *ESM, "BatchSize", value=10)),
    (policies.nothing_allows_everything, granting("EvaluationRole", "s3:*", {"Fn::GetAtt": ["RawBucket", "Arn"]})),
    (policies.nothing_allows_everything, granting("EvaluationRole", "s3:GetObject", "*")),
    (policies.nothing_allows_everything, granting("EvaluationRole", "sqs:SendMessage", ANY)),
    (policies.nothing_allows_everything, statement("AlarmTopicPolicy", "AlarmsOfThisAccount", "Action", "sns:*")),
    (policies.the_key_policy_is_the_one_statement, put("DataKey", "KeyPolicy", "Statement", value=[])),
    (
        policies.the_key_policy_is_the_one_statement,
        put("DataKey", "KeyPolicy", "Statement", 0, "Principal", value={"AWS": "*"}),
    ),
    (
        policies.every_function_has_a_role_of_its_own,
        put("EvaluationFunction", "Role", value={"Fn::GetAtt": ["InsightDigestRole", "Arn"]}),
    ),
    (policies.every_function_has_a_role_of_its_own, drop("EvaluationFunction", "Role")),
    (
        policies.every_function_has_a_role_of_its_own,
        put("EvaluationRole", "AssumeRolePolicyDocument", "Statement", 0, "Principal", value={"AWS": "*"}),
    ),
    (
        policies.the_only_managed_policy_is_for_traces,
        put("EvaluationRole", "ManagedPolicyArns", value=["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
    (policies.the_only_managed_policy_is_for_traces, drop("EvaluationRole", "ManagedPolicyArns")),
    (policies.functions_are_granted_what_they_are_given, without("FileIntakeRole", "PutRawFiles")),
    (policies.functions_are_granted_what_they_are_given, without("FileIntakeRole", "ConsumeFiles")),
    (policies.functions_are_granted_what_they_are_given, without("EvaluationRole", "WriteItsLog")),
    (
        policies.functions_are_granted_what_they_are_given,
        granting("EvaluationRole", "dynamodb:GetItem", {"Fn::GetAtt": ["ThreadTable", "Arn"]}),
    ),
    (policies.sealed_things_can_be_opened, without("EvaluationRole", "DecryptSecrets")),
    (policies.sealed_things_can_be_opened, without("FileIntakeRole", "OpenTables")),
    (policies.sealed_things_can_be_opened, without("InsightDigestRole", "OpenSnapshotBucket")),
    (policies.sealed_things_can_be_opened, statement("FileIntakeRole", "OpenRawBucket", "Action", "kms:Decrypt")),
    (policies.every_key_grant_is_narrowed, statement("FileIntakeRole", "OpenSlackTokens", "Condition", {})),
    (policies.every_key_grant_is_narrowed, statement("EvaluationRole", "DecryptSecrets", "Condition", {})),
    (policies.installations_come_with_their_tokens, without("FileIntakeRole", "OpenSlackTokens")),
    (
        policies.installations_come_with_their_tokens,
        statement("FileIntakeRole", "OpenSlackTokens", "Action", ["kms:Decrypt", "kms:Encrypt"]),
    ),
    (stores.buckets_are_private, put("RawBucket", "PublicAccessBlockConfiguration", "BlockPublicPolicy", value=False)),
    (stores.buckets_are_private, drop("SnapshotBucket", "OwnershipControls")),
    (stores.buckets_are_sealed_with_the_key, put("RawBucket", *BUCKET_SSE, "BucketKeyEnabled", value=False)),
    (
        stores.buckets_are_sealed_with_the_key,
        put("RawBucket", *BUCKET_SSE, "ServerSideEncryptionByDefault", value={"SSEAlgorithm": "AES256"}),
    ),
    (stores.buckets_refuse_plain_http, drop("RawBucketPolicy")),
    (stores.buckets_refuse_plain_http, statement("SnapshotBucketPolicy", "RefusePlainHttp", "Effect", "Allow")),
    (stores.buckets_forget, drop("SnapshotBucket", "LifecycleConfiguration")),
    (stores.buckets_forget, drop("RawBucket", "LifecycleConfiguration", "Rules", 0, "ExpirationInDays")),
    (stores.buckets_forget, drop("RawBucket", "VersioningConfiguration")),
    (stores.new_raw_files_are_reported, drop("RawBucket", "NotificationConfiguration")),
    (
        stores.new_raw_files_are_reported,
        drop("RawBucket", "NotificationConfiguration", "QueueConfigurations", 0, "Filter"),
    ),
    (stores.new_raw_files_are_reported, of_resource("RawBucket", "DependsOn", "RawBucketPolicy")),
    (stores.tables_have_the_agreed_form, drop("ThreadTable", "TimeToLiveSpecification")),
    (stores.tables_have_the_agreed_form, put("ThreadTable", "KeySchema", 0, "AttributeName", value="key")),
    (stores.tables_have_the_agreed_form, drop("InstallationTable", "SSESpecification")),
    (stores.secrets_are_sealed_and_empty, put("SlackSecret", "SecretString", value="{}")),
    (stores.secrets_are_sealed_and_empty, drop("SlackSecret", "KmsKeyId")),
    (stores.the_key_rotates, put("DataKey", "EnableKeyRotation", value=False)),
    (stores.the_key_rotates, drop("DataKeyAlias")),
    (stores.what_holds_data_survives_the_stack, of_resource("InstallationTable", "DeletionPolicy", "Delete")),
    (stores.what_holds_data_survives_the_stack, of_resource("DataKey", "UpdateReplacePolicy", "Delete")),
    (running.there_is_a_function_a_door, drop("EvaluationFunction")),
    (running.there_is_a_function_a_door, put("EvaluationFunction", "Handler", value="evaluation.handler")),
    (running.functions_run_on_one_platform, put("EvaluationFunction", "Architectures", value=["x86_64"])),
    (running.functions_run_on_one_platform, of_resource("EvaluationFunction", "Metadata", {})),
    (running.functions_run_on_one_platform, put("EvaluationFunction", "Timeout", value=901)),
    (
        running.functions_know_their_names,
        put("EvaluationFunction", "Environment", "Variables", "POWERTOOLS_SERVICE_NAME", value="other"),
    ),
    (running.logs_end, drop("EvaluationLogGroup", "RetentionInDays")),
    (running.logs_end, put("EvaluationFunction", "LoggingConfig", "LogGroup", value={"Ref": "FileIntakeLogGroup"})),
    (running.the_entry_takes_the_agreed_routes, drop("HealthRoute")),
    (running.the_entry_takes_the_agreed_routes, put("HealthRoute", "RouteKey", value="$default")),
    (running.the_entry_takes_the_agreed_routes, put("HttpIntegration", "PayloadFormatVersion", value="1.0")),
    (running.the_entry_is_throttled_and_logged, drop("HttpStage", "DefaultRouteSettings")),
    (running.the_entry_is_throttled_and_logged, drop("HttpStage", "AccessLogSettings")),
    (running.only_the_entry_calls_by_permission, put("HttpMayCallSlackEvents", "Principal", value="*")),
    (running.only_the_entry_calls_by_permission, drop("HttpMayCallSlackEvents", "SourceArn")),
    (running.schedules_retry_and_report, drop("DigestScheduleTimer", "Target", "DeadLetterConfig")),
    (running.schedules_retry_and_report, drop("DigestScheduleTimer", "Target", "RetryPolicy")),
    (running.schedules_retry_and_report, put("DigestScheduleTimer", "ScheduleExpression", value="rate(1 day)")),
    (running.schedules_retry_and_report, drop("SnapshotScheduleTimer")),
    (running.scheduled_runs_that_fail_are_kept, drop("InsightDigestFunction", "EventInvokeConfig")),
    (running.every_dead_letter_alarms, drop("DigestScheduleDeadLetterAlarm")),
    (running.every_dead_letter_alarms, put("FileDeadLetterAlarm", "Threshold", value=100)),
    (running.every_wait_alarms, drop("QuestionAgeAlarm")),
    (running.every_function_alarms, drop("EvaluationErrorsAlarm")),
    (running.every_function_alarms, drop("EvaluationThrottlesAlarm")),
    (running.every_function_alarms, drop("HttpServerErrorsAlarm")),
    (running.alarms_reach_somebody, drop("QuestionAgeAlarm", "AlarmActions")),
]

RULES: list[Rule] = list(dict.fromkeys(rule for rule, _ in BROKEN))


@pytest.fixture(scope="module")
def template() -> Template:
    """The template as it is; mutations work on copies."""
    return read_template()


@pytest.mark.parametrize("rule", [*RULES, stores.no_secret_is_written_down], ids=lambda rule: rule.__name__)
def test_the_template_keeps_the_rule(template: Template, rule: Rule) -> None:
    """Every proposition holds for template.yaml."""
    assert rule(template) == []


@pytest.mark.parametrize(
    ("rule", "mutation"), BROKEN, ids=[f"{rule.__name__}-{number}" for number, (rule, _) in enumerate(BROKEN)]
)
def test_a_broken_template_breaks_the_rule(template: Template, rule: Rule, mutation: Mutation) -> None:
    """A rule that a mutation of the template does not trouble would prove nothing."""
    broken = copy.deepcopy(template)
    mutation(broken["Resources"])
    assert rule(broken)


def test_a_secret_in_a_parameter_is_noticed(template: Template) -> None:
    """A parameter that asks for a password breaks the rule that none is written down."""
    broken = copy.deepcopy(template)
    broken["Parameters"]["DatabasePassword"] = {"Type": "String"}
    assert stores.no_secret_is_written_down(broken)


def test_every_rule_is_tried() -> None:
    """No rule stands in a module of rules without being checked and broken here."""
    written = {
        function
        for module in (queues, policies, stores, running)
        for name, function in vars(module).items()
        if callable(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert written - {queues.queue_statements} == {*RULES, stores.no_secret_is_written_down}
