"""Apache Ossie documents of anybody's, as YAML: checked for their shape, then read as a written model of ours."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.config.semantic_models import checked_model, fault, told
from shared.config.yaml_text import read_yaml
from shared.core.errors import UserError
from shared.core.semantic.ossie_reading import import_ossie


class _Part(BaseModel):
    """A part of a document; the draft grows, so what we do not know is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)


class _Context(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    synonyms: list[str] = []


class _Extension(_Part):
    vendor_name: str
    data: str


class _Dialect(_Part):
    dialect: str
    expression: str


class _Expression(_Part):
    dialects: list[_Dialect] = Field(min_length=1)


class _Described(_Part):
    name: str = Field(min_length=1, max_length=200)
    description: str = ""
    ai_context: str | _Context = ""
    custom_extensions: list[_Extension] = []


class _OssieField(_Described):
    expression: _Expression
    datatype: str = ""


class _TableSource(_Part):
    kind: Literal["table"]
    object: str


class _QuerySource(_Part):
    kind: Literal["query"]


class _Dataset(_Described):
    source: str | _TableSource | _QuerySource
    primary_key: list[str] = []
    fields: list[_OssieField] = []


class _OssieRelationship(_Part):
    name: str
    from_: str = Field(alias="from")
    to: str
    from_columns: list[str] = Field(min_length=1)
    to_columns: list[str] = Field(min_length=1)


class _OssieMetric(_Described):
    expression: _Expression


class _SemanticModel(_Described):
    datasets: list[_Dataset] = Field(min_length=1)
    relationships: list[_OssieRelationship] = []
    metrics: list[_OssieMetric] = []


class _Document(_Part):
    version: str = ""
    semantic_model: list[_SemanticModel] = Field(min_length=1)


def is_ossie(data: object) -> bool:
    """True for a document of Ossie's: semantic models in a list, or one with its datasets at the top."""
    return isinstance(data, dict) and ("semantic_model" in data or "datasets" in data)


def checked_ossie(data: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The written model of a document, and sentences on what was left out.

    Raises UserError telling up to ten problems by their place.
    """
    if isinstance(data, dict) and "semantic_model" not in data:
        data = {"version": data.get("version", ""), "semantic_model": [data]}
    try:
        document = _Document.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        raise UserError(told("The Ossie document", [fault(each) for each in faults])) from None
    form, left_out = import_ossie(document.model_dump(by_alias=True))
    return checked_model(form), left_out


def parse_any_model(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A written model from YAML in our form or in Ossie's, and what was left out of it. Raises UserError as they do."""
    data = read_yaml(text)
    return checked_ossie(data) if is_ossie(data) else (checked_model(data), ())
