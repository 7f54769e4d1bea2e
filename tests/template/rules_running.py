"""Propositions about what runs: functions, the HTTP entry, schedules, and what watches over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.template.reading import FUNCTION, QUEUE, event_sources, names, of_type

if TYPE_CHECKING:
    from typing import Any

    from tests.template.reading import Template

ALARM = "AWS::CloudWatch::Alarm"
LOG_GROUP = "AWS::Logs::LogGroup"
ROUTES = {
    "POST /slack/events",
    "POST /slack/commands",
    "POST /slack/interactivity",
    "GET /slack/install",
    "GET /slack/oauth_redirect",
    "GET /health",
}
DOORS = {
    "SlackEventsFunction": "slack_events",
    "QueryOrchestratorFunction": "query_orchestrator",
    "FileIntakeFunction": "file_intake",
    "FileIngestionFunction": "file_ingestion",
    "DuckdbSnapshotFunction": "duckdb_snapshot",
    "InsightDigestFunction": "insight_digest",
    "WorkspaceActionsFunction": "workspace_actions",
    "EvaluationFunction": "evaluation",
}
LAMBDA_LONGEST_S = 900


def there_is_a_function_a_door(template: Template) -> list[str]:
    """The eight front doors are the eight functions, each started at functions.<door>.handler.handler."""
    found = {name: function["Handler"] for name, function in of_type(template, FUNCTION).items()}
    wanted = {name: f"functions.{door}.handler.handler" for name, door in DOORS.items()}
    return [f"{name}: {found.get(name)}" for name in sorted(found | wanted) if found.get(name) != wanted.get(name)]


def functions_run_on_one_platform(template: Template) -> list[str]:
    """Every function runs Python 3.13 on arm64, is traced, and is packaged by the Makefile."""
    shared = template["Globals"]["Function"]
    issues = []
    for name, function in of_type(template, FUNCTION).items():
        merged = {**shared, **function}
        platform = (merged.get("Runtime"), merged.get("Architectures"), merged.get("Tracing"))
        if platform != ("python3.13", ["arm64"], "Active"):
            issues.append(f"{name}: runs as {platform}")
        if template["Resources"][name].get("Metadata") != {"BuildMethod": "makefile"}:
            issues.append(f"{name}: not packaged by the Makefile")
        if not 1 <= merged.get("Timeout", 3) <= LAMBDA_LONGEST_S or merged.get("MemorySize", 128) < 512:
            issues.append(f"{name}: {merged.get('Timeout')} s, {merged.get('MemorySize')} MB")
    return issues


def functions_know_their_names(template: Template) -> list[str]:
    """Logs and metrics carry the door's name: POWERTOOLS_SERVICE_NAME, in the one metrics namespace."""
    shared = template["Globals"]["Function"]["Environment"]["Variables"]
    issues = [] if shared.get("POWERTOOLS_METRICS_NAMESPACE") == "Avexra" else ["metrics have no namespace"]
    for name, function in of_type(template, FUNCTION).items():
        service = function["Environment"]["Variables"].get("POWERTOOLS_SERVICE_NAME")
        if service != function["Handler"].split(".")[1]:
            issues.append(f"{name}: is called {service}")
    return issues


def logs_end(template: Template) -> list[str]:
    """Every function writes to a log group of its own, and every log group forgets after the days that were chosen."""
    groups = of_type(template, LOG_GROUP)
    issues = [
        f"{name}: keeps lines for ever"
        for name, group in groups.items()
        if names(group.get("RetentionInDays")) != {"LogRetentionDays"}
    ]
    used: set[str] = set()
    for name, function in of_type(template, FUNCTION).items():
        own = names(function.get("LoggingConfig", {}).get("LogGroup"))
        if not own or own - set(groups) or own & used:
            issues.append(f"{name}: no log group of its own")
        used |= own
    return issues


def the_entry_takes_the_agreed_routes(template: Template) -> list[str]:
    """The HTTP entry has the six routes and no other, in payload format 2.0, and no default route."""
    routes = {route["RouteKey"] for route in of_type(template, "AWS::ApiGatewayV2::Route").values()}
    issues = [f"route {route}" for route in sorted(routes ^ ROUTES)]
    for name, integration in of_type(template, "AWS::ApiGatewayV2::Integration").items():
        if integration.get("PayloadFormatVersion") != "2.0" or names(integration["IntegrationUri"]) != {
            "SlackEventsFunction"
        }:
            issues.append(f"{name}: another payload or function")
    return issues


def the_entry_is_throttled_and_logged(template: Template) -> list[str]:
    """The HTTP entry limits requests and logs each without its query, in which OAuth codes travel."""
    issues = []
    for name, stage in of_type(template, "AWS::ApiGatewayV2::Stage").items():
        if not stage.get("DefaultRouteSettings", {}).get("ThrottlingRateLimit"):
            issues.append(f"{name}: not throttled")
        form = stage.get("AccessLogSettings", {}).get("Format", "")
        if "$context.status" not in form or "query" in form.lower() or "$context.path" in form:
            issues.append(f"{name}: not logged, or too much of it")
    return issues


def only_the_entry_calls_by_permission(template: Template) -> list[str]:
    """The one permission on a function is API Gateway's, for this API; schedules call with a role of their own."""
    return [
        f"{name}: lets others call {permission['FunctionName']}"
        for name, permission in of_type(template, "AWS::Lambda::Permission").items()
        if permission["Principal"] != "apigateway.amazonaws.com" or "HttpApi" not in names(permission.get("SourceArn"))
    ]


def schedules_retry_and_report(template: Template) -> list[str]:
    """Each schedule is set by a parameter, retries, has a dead-letter queue and a role of its own."""
    schedules = of_type(template, "AWS::Scheduler::Schedule")
    queues, roles = of_type(template, QUEUE), of_type(template, "AWS::IAM::Role")
    issues = [] if len(schedules) == 2 else [f"{len(schedules)} schedules"]
    taken: set[str] = set()
    for name, schedule in schedules.items():
        target = schedule["Target"]
        dead, role = names(target.get("DeadLetterConfig")), names(target.get("RoleArn"))
        if not dead or dead - set(queues) or dead & taken or role - set(roles) or role & taken:
            issues.append(f"{name}: no dead-letter queue or role of its own")
        taken |= dead | role
        if not target.get("RetryPolicy", {}).get("MaximumRetryAttempts"):
            issues.append(f"{name}: does not retry")
        if not names(schedule["ScheduleExpression"]) <= set(template["Parameters"]) or not names(
            schedule["ScheduleExpression"]
        ):
            issues.append(f"{name}: its time cannot be chosen")
    return issues


def scheduled_runs_that_fail_are_kept(template: Template) -> list[str]:
    """A function that no queue feeds keeps the events of its failed runs: Lambda would drop them after two retries."""
    return [
        f"{name}: a failed run is forgotten"
        for name, function in of_type(template, FUNCTION).items()
        if not list(event_sources(function))
        and name != "SlackEventsFunction"
        and function.get("EventInvokeConfig", {}).get("DestinationConfig", {}).get("OnFailure", {}).get("Type") != "SQS"
    ]


def every_dead_letter_alarms(template: Template) -> list[str]:
    """One message in any dead-letter queue raises an alarm."""
    dead = {name for name, queue in of_type(template, QUEUE).items() if "RedrivePolicy" not in queue}
    watched = _watched(template, "AWS/SQS", "ApproximateNumberOfMessagesVisible")
    return [f"{name}: nobody notices" for name in sorted(dead) if watched.get(name) != 1]


def every_wait_alarms(template: Template) -> list[str]:
    """Every queue that is listened to raises an alarm when its oldest message waits too long."""
    watched = _watched(template, "AWS/SQS", "ApproximateAgeOfOldestMessage")
    queues = {name for name, queue in of_type(template, QUEUE).items() if "RedrivePolicy" in queue}
    return [f"{name}: may wait unnoticed" for name in sorted(queues) if name not in watched]


def every_function_alarms(template: Template) -> list[str]:
    """One error or throttle of any function raises an alarm, and so does a 5xx of the HTTP entry."""
    issues = []
    for metric in ("Errors", "Throttles"):
        watched = _watched(template, "AWS/Lambda", metric)
        issues += [f"{name}: {metric} unnoticed" for name in of_type(template, FUNCTION) if watched.get(name) != 1]
    return issues if "HttpApi" in _watched(template, "AWS/ApiGateway", "5xx") else [*issues, "HttpApi: 5xx unnoticed"]


def alarms_reach_somebody(template: Template) -> list[str]:
    """Every alarm speaks to the one topic, also when it ends, and no data is no alarm."""
    return [
        f"{name}: speaks to nobody"
        for name, alarm in of_type(template, ALARM).items()
        if [names(alarm.get(key)) for key in ("AlarmActions", "OKActions")] != [{"AlarmTopic"}] * 2
        or alarm.get("TreatMissingData") != "notBreaching"
    ]


def _watched(template: Template, namespace: str, metric: str) -> dict[str, Any]:
    """Logical id of what is watched -> the threshold."""
    return {
        target: alarm["Threshold"]
        for alarm in of_type(template, ALARM).values()
        if (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
        for target in names(alarm["Dimensions"])
    }
