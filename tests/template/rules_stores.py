"""Propositions about what is kept: sealed, private, expiring where it should and surviving where it must."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.template.reading import names, of_type

if TYPE_CHECKING:
    from tests.template.reading import Template

BUCKET = "AWS::S3::Bucket"
TABLE = "AWS::DynamoDB::Table"
SECRET = "AWS::SecretsManager::Secret"
BLOCKED = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
DISPOSABLE = {"IdempotencyTable"}
"""Data that is worth nothing after its time to live."""


def buckets_are_private(template: Template) -> list[str]:
    """No bucket can be made public, by policy or by access list, and only the account owns objects."""
    return [
        f"{name}: can be made public"
        for name, bucket in of_type(template, BUCKET).items()
        if bucket.get("PublicAccessBlockConfiguration") != BLOCKED
        or bucket.get("OwnershipControls") != {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    ]


def buckets_are_sealed_with_the_key(template: Template) -> list[str]:
    """Every object is sealed with the customer key, by way of a bucket key."""
    issues = []
    for name, bucket in of_type(template, BUCKET).items():
        rules = bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [{}])
        default = rules[0].get("ServerSideEncryptionByDefault", {})
        sealed = default.get("SSEAlgorithm") == "aws:kms" and names(default.get("KMSMasterKeyID")) == {"DataKey"}
        if not sealed or rules[0].get("BucketKeyEnabled") is not True:
            issues.append(f"{name}: not sealed with the key")
    return issues


def buckets_refuse_plain_http(template: Template) -> list[str]:
    """Every bucket's policy denies all of S3 to everybody when the request did not come over TLS."""
    safe = {
        target
        for policy in of_type(template, "AWS::S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Action"] == "s3:*"
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        and len(statement["Resource"]) == 2
        for target in names(statement["Resource"])
    }
    return [f"{name}: takes plain HTTP" for name in of_type(template, BUCKET) if name not in safe]


def buckets_forget(template: Template) -> list[str]:
    """Every bucket ends broken uploads and old versions, and uploaded files expire after the days that were chosen."""
    issues = []
    for name, bucket in of_type(template, BUCKET).items():
        rules = bucket.get("LifecycleConfiguration", {}).get("Rules", [])
        issues += [
            f"{name}: no {key}"
            for key in ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")
            if not any(key in rule and rule["Status"] == "Enabled" for rule in rules)
        ]
        if bucket.get("VersioningConfiguration") != {"Status": "Enabled"}:
            issues.append(f"{name}: no versions")
        if name == "RawBucket" and not any(names(rule.get("ExpirationInDays")) == {"RawFileDays"} for rule in rules):
            issues.append(f"{name}: files stay for ever")
    return issues


def new_raw_files_are_reported(template: Template) -> list[str]:
    """Objects created below raw/, and no others, are reported to the ingestion queue, whose policy exists by then."""
    raw = template["Resources"]["RawBucket"]
    configurations = raw["Properties"].get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    prefix = {"S3Key": {"Rules": [{"Name": "prefix", "Value": "raw/"}]}}
    reported = [
        configuration
        for configuration in configurations
        if names(configuration["Queue"]) == {"IngestionQueue"}
        and configuration["Event"] == "s3:ObjectCreated:*"
        and configuration.get("Filter") == prefix
    ]
    issues = [] if len(reported) == len(configurations) == 1 else ["RawBucket: new files are not reported, or too many"]
    return issues if raw.get("DependsOn") == "IngestionQueuePolicy" else [*issues, "RawBucket: made before the policy"]


def tables_have_the_agreed_form(template: Template) -> list[str]:
    """A table's key is `id`, its rows expire by `expires_at`, it is paid by request and sealed with the key."""
    issues = []
    for name, table in of_type(template, TABLE).items():
        wanted = {
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
            "BillingMode": "PAY_PER_REQUEST",
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": name not in DISPOSABLE},
        }
        issues += [f"{name}: {key} is {table.get(key)}" for key, value in wanted.items() if table.get(key) != value]
        sealing = table.get("SSESpecification", {})
        if sealing.get("SSEType") != "KMS" or names(sealing.get("KMSMasterKeyId")) != {"DataKey"}:
            issues.append(f"{name}: not sealed with the key")
    return issues


def secrets_are_sealed_and_empty(template: Template) -> list[str]:
    """Secrets are sealed with the customer key, and no value of one ever stands in the template."""
    issues = []
    for name, secret in of_type(template, SECRET).items():
        if names(secret.get("KmsKeyId")) != {"DataKey"}:
            issues.append(f"{name}: not sealed with the key")
        issues += [
            f"{name}: {key} in the template" for key in ("SecretString", "GenerateSecretString") if key in secret
        ]
    return issues


def the_key_rotates(template: Template) -> list[str]:
    """The key rotates every year, is found by an alias, and can be saved for 30 days after a deletion."""
    issues = [
        f"{name}: does not rotate or goes too soon"
        for name, key in of_type(template, "AWS::KMS::Key").items()
        if key.get("EnableKeyRotation") is not True or key.get("PendingWindowInDays") != 30
    ]
    aliased = {
        target for alias in of_type(template, "AWS::KMS::Alias").values() for target in names(alias["TargetKeyId"])
    }
    return issues + [f"{name}: no alias" for name in of_type(template, "AWS::KMS::Key") if name not in aliased]


def what_holds_data_survives_the_stack(template: Template) -> list[str]:
    """Deleting or replacing the stack leaves the key, secrets, tables and buckets, so nothing is lost by a slip."""
    issues = []
    for name in of_type(template, BUCKET, TABLE, SECRET, "AWS::KMS::Key"):
        wanted = "Delete" if name in DISPOSABLE else "Retain"
        resource = template["Resources"][name]
        issues += [
            f"{name}: {policy} is {resource.get(policy)}"
            for policy in ("DeletionPolicy", "UpdateReplacePolicy")
            if resource.get(policy) != wanted
        ]
    return issues


def no_secret_is_written_down(template: Template) -> list[str]:
    """No parameter, variable or output carries a token, a password or a key's value."""
    text = json.dumps([template.get("Parameters", {}), template.get("Outputs", {})]).lower()
    return [f"the template speaks of a {word}" for word in ("password", "xoxb", "api_key", "signing") if word in text]
