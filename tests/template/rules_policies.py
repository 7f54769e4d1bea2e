"""Propositions about who may do what: exact ARNs, one role a function, every key grant narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.template.reading import FUNCTION, allowed, as_list, event_sources, names, of_type, role_of, role_statements

if TYPE_CHECKING:
    from typing import Any

    from tests.template.reading import Template

ROLE = "AWS::IAM::Role"
XRAY = {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"}
ROOT_STATEMENT = {
    "Sid": "AccountAdministersTheKey",
    "Effect": "Allow",
    "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
    "Action": "kms:*",
    "Resource": "*",
}
POLICY_TYPES = ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy")


def nothing_allows_everything(template: Template) -> list[str]:
    """No statement allows an action or a resource with a star in it, but for objects below a bucket's ARN."""
    issues = []
    for name, statement in _allowing(template):
        issues += [f"{name}: allows {action}" for action in as_list(statement["Action"]) if "*" in action]
        issues += [f"{name}: allows {key}" for key in ("NotAction", "NotResource", "NotPrincipal") if key in statement]
        issues += [f"{name}: on {target}" for target in as_list(statement["Resource"]) if _is_open(target)]
    return issues


def the_key_policy_is_the_one_statement(template: Template) -> list[str]:
    """The key's policy holds exactly what AWS demands, the account's root; every other grant is an IAM statement."""
    return [
        f"{name}: its policy is not the one statement"
        for name, key in of_type(template, "AWS::KMS::Key").items()
        if key["KeyPolicy"]["Statement"] != [ROOT_STATEMENT]
    ]


def every_function_has_a_role_of_its_own(template: Template) -> list[str]:
    """No two functions share a role, and only Lambda may assume one."""
    issues, taken = [], set()
    roles = of_type(template, ROLE)
    for name, function in of_type(template, FUNCTION).items():
        role = role_of(function)
        if role not in roles or role in taken:
            issues.append(f"{name}: no role of its own")
            continue
        taken.add(role)
        trust = roles[role]["AssumeRolePolicyDocument"]["Statement"]
        if [statement["Principal"] for statement in trust] != [{"Service": "lambda.amazonaws.com"}]:
            issues.append(f"{role}: others than Lambda may assume it")
    return issues


def the_only_managed_policy_is_for_traces(template: Template) -> list[str]:
    """Roles hold inline policies; the one of AWS's own is X-Ray's, whose actions take no ARN, on functions alone."""
    roles_of_functions = {role_of(function) for function in of_type(template, FUNCTION).values()}
    return [
        f"{name}: managed policies {role.get('ManagedPolicyArns')}"
        for name, role in of_type(template, ROLE).items()
        if role.get("ManagedPolicyArns", []) != ([XRAY] if name in roles_of_functions else [])
    ]


def functions_are_granted_what_they_are_given(template: Template) -> list[str]:
    """A function is told of a queue, table, bucket, secret or key exactly when its role lets it use it."""
    issues = []
    for name, function in of_type(template, FUNCTION).items():
        told = names(function.get("Environment", {}).get("Variables", {})) & set(template["Resources"])
        listened = {queue for source in event_sources(function) for queue in names(source["Queue"])}
        own = listened | names(function.get("LoggingConfig")) | names(function.get("EventInvokeConfig"))
        granted = {target for _, target in allowed(template, role_of(function))}
        issues += [f"{name}: told of {resource} and not allowed to use it" for resource in sorted(told - granted)]
        missing = own - granted
        issues += [f"{name}: not allowed to use its own {resource}" for resource in sorted(missing)]
        extra = granted - told - own - {"DataKey"}
        issues += [f"{name}: may use {resource} it is not told of" for resource in sorted(extra)]
    return issues


def sealed_things_can_be_opened(template: Template) -> list[str]:
    """Whoever may read a secret, a table or a bucket sealed with the key may use the key, through that service."""
    through = {"secretsmanager:": "secretsmanager", "dynamodb:": "dynamodb", "s3:": "s3"}
    issues = []
    for name in of_type(template, ROLE):
        services = {
            service
            for action, _ in allowed(template, name)
            for prefix, service in through.items()
            if action.startswith(prefix)
        }
        opened = {str(_via(statement)).split(".")[0] for statement in _key_statements(template, name)}
        issues += [f"{name}: cannot open what {service} sealed" for service in sorted(services - opened)]
        writes = any(action == "s3:PutObject" for action, _ in allowed(template, name))
        seals = any(
            "kms:GenerateDataKey" in as_list(statement["Action"])
            for statement in _key_statements(template, name)
            if str(_via(statement)).startswith("s3.")
        )
        if writes and not seals:
            issues.append(f"{name}: cannot seal what it puts")
    return issues


def every_key_grant_is_narrowed(template: Template) -> list[str]:
    """A role uses the key through one AWS service, or for a Slack token of a named workspace, and in no other way."""
    return [
        f"{name}: {statement['Sid']} opens anything"
        for name in of_type(template, ROLE)
        for statement in _key_statements(template, name)
        if not _via(statement)
        and statement.get("Condition") != {"StringLike": {"kms:EncryptionContext:workspace": "?*"}}
    ]


def installations_come_with_their_tokens(template: Template) -> list[str]:
    """Who may read installations may open the tokens in them, and only the door that installs may seal new ones."""
    issues = []
    for name in of_type(template, ROLE):
        can = allowed(template, name)
        tokens = {
            action
            for statement in _key_statements(template, name)
            if "StringLike" in statement.get("Condition", {})
            for action in as_list(statement["Action"])
        }
        reads, keeps = (("dynamodb:" + verb, "InstallationTable") in can for verb in ("GetItem", "PutItem"))
        wanted = {"kms:Decrypt"} if reads else set()
        wanted |= {"kms:Encrypt"} if keeps else set()
        if tokens != wanted:
            issues.append(f"{name}: may {sorted(tokens)} tokens, and should {sorted(wanted)}")
    return issues


def _allowing(template: Template) -> list[tuple[str, dict[str, Any]]]:
    found = [(name, statement) for name in of_type(template, ROLE) for statement in role_statements(template, name)]
    found += [
        (name, statement)
        for name, policy in of_type(template, *POLICY_TYPES).items()
        for statement in as_list(policy["PolicyDocument"]["Statement"])
    ]
    return [(name, statement) for name, statement in found if statement["Effect"] == "Allow"]


def _is_open(target: Any) -> bool:  # noqa: ANN401 - a policy's resource is text or an intrinsic function
    text = target if isinstance(target, str) else target.get("Fn::Sub", "")
    return "*" in text and not (text.startswith("${") and text.endswith(("Bucket.Arn}/*", "Bucket.Arn}/raw/*")))


def _key_statements(template: Template, role: str) -> list[dict[str, Any]]:
    return [statement for statement in role_statements(template, role) if "DataKey" in names(statement["Resource"])]


def _via(statement: dict[str, Any]) -> str:
    via: Any = statement.get("Condition", {}).get("StringEquals", {}).get("kms:ViaService", {})
    service: str = via.get("Fn::Sub", "")
    return service if service.endswith(".${AWS::Region}.amazonaws.com") else ""
