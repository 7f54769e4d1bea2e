"""Reads template.yaml as CloudFormation does, and points its functions at code in a bucket as `sam package` would."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FUNCTION_TYPE = "AWS::Serverless::Function"

Template = dict[str, Any]


class TemplateLoader(yaml.SafeLoader):
    """Safe YAML with CloudFormation's short tags (!Ref, !Sub, ...) turned into their long form."""


def _long_form(loader: TemplateLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:  # pragma: no cover - YAML knows no fourth kind of node
        raise TypeError(f"unknown YAML node {node!r}")
    if tag in {"Ref", "Condition"}:
        return {tag: value}
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{tag}": value}


TemplateLoader.add_multi_constructor("!", _long_form)


def load_template(path: Path) -> Template:
    """The template as a plain dictionary in long form; yaml.YAMLError when it is not YAML."""
    with path.open(encoding="utf-8") as source:
        loaded = yaml.load(source, Loader=TemplateLoader)  # noqa: S506 - TemplateLoader is a SafeLoader
    if not isinstance(loaded, dict):
        raise TypeError(f"{path.name} is not a CloudFormation template")
    return loaded


def function_doors(template: Template) -> dict[str, str]:
    """Logical id of every function -> its front door's folder under functions/, read from the handler."""
    return {
        logical_id: resource["Properties"]["Handler"].split(".")[1]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == FUNCTION_TYPE
    }


def with_code(template: Template, bucket: str, keys: Mapping[str, str]) -> Template:
    """A copy in which each function's CodeUri is the object `keys[logical id]` of the bucket."""
    packaged = copy.deepcopy(template)
    for logical_id, key in keys.items():
        packaged["Resources"][logical_id]["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    packaged.get("Globals", {}).get("Function", {}).pop("CodeUri", None)
    return packaged
