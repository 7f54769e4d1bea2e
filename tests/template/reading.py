"""Reads a parsed template for the rules: resources by type, what a value names, the statements of its policies."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cfnlint.decode import decode

Template = dict[str, Any]
Rule = Callable[[Template], list[str]]
"""A proposition about a template: what contradicts it, in words; nothing when it holds."""

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
FUNCTION = "AWS::Serverless::Function"
QUEUE = "AWS::SQS::Queue"


def read_template() -> Template:
    """The template as cfn-lint reads it, in plain dictionaries."""
    decoded, problems = decode(str(TEMPLATE))
    if problems:
        raise ValueError(f"template.yaml cannot be read: {problems}")
    plain: Template = json.loads(json.dumps(decoded))
    return plain


def of_type(template: Template, *types: str) -> dict[str, dict[str, Any]]:
    """Logical id -> properties of the resources of these types."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] in types
    }


def names(value: object) -> set[str]:
    """Logical ids a value refers to, by Ref, GetAtt or Sub, however deep."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" and isinstance(inner, str):
                found.add(inner)
            elif key == "Fn::GetAtt":
                found.add(inner[0])
            elif key == "Fn::Sub":
                text = inner if isinstance(inner, str) else inner[0]
                found.update(match.split(".")[0] for match in re.findall(r"\$\{([\w.:]+)\}", text))
            else:
                found |= names(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= names(inner)
    return {name for name in found if not name.startswith("AWS::")}


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - policies take one thing or a list of things
    """A policy's one-or-many as many."""
    return value if isinstance(value, list) else [value]


def role_statements(template: Template, role: str) -> list[dict[str, Any]]:
    """The statements of a role's inline policies."""
    policies = template["Resources"][role]["Properties"].get("Policies", [])
    return [statement for policy in policies for statement in as_list(policy["PolicyDocument"]["Statement"])]


def role_of(function: dict[str, Any]) -> str:
    """Logical id of a function's role; empty when it has none of its own."""
    return next(iter(names(function.get("Role"))), "")


def resource_policies(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """(logical id, statement) of every policy that stands on a queue, a bucket or a topic."""
    for name, policy in of_type(
        template, "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"
    ).items():
        for statement in as_list(policy["PolicyDocument"]["Statement"]):
            yield name, statement


def allowed(template: Template, role: str) -> set[tuple[str, str]]:
    """(action, logical id of the resource) a role allows."""
    return {
        (action, target)
        for statement in role_statements(template, role)
        if statement["Effect"] == "Allow"
        for action in as_list(statement["Action"])
        for target in names(statement["Resource"])
    }


def event_sources(function: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Properties of a function's queue event sources."""
    for event in function.get("Events", {}).values():
        if event["Type"] == "SQS":
            yield event["Properties"]
