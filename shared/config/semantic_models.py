"""Semantic models that people wrote: YAML checked for its shape, every problem told with its place."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from shared.config.yaml_text import read_yaml
from shared.core.errors import UserError
from shared.core.semantic.metrics import OffsetResult
from shared.core.semantic.model import Additivity, Aggregation, Direction, Grain, NumberFormat
from shared.core.semantic.query_form import filter_from_dict, query_from_dict
from shared.core.semantic.yaml_form import MONTHS, WEEKDAYS
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAINS = Path(__file__).with_name("domains")
MOST_PROBLEMS = 10
"""Told at once; whoever has more will run it again."""


def _one_of(*names: str) -> BeforeValidator:
    """Take one of these words, and say which they are."""

    def checked(value: object) -> object:
        if value not in names:
            raise ValueError(f"should be one of {', '.join(names)}")
        return value

    return BeforeValidator(checked)


def _is_filter(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("should be a filter: {field, operator, values}, {all: [...]} or {any: [...]}")  # noqa: TRY004 - pydantic takes ValueError
    return _read(filter_from_dict, value)


def _is_query(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("should be a semantic query: a mapping with entity, measures, dimensions ...")  # noqa: TRY004 - pydantic takes ValueError
    return _read(query_from_dict, value)


def _read(reader: Any, value: dict[str, Any]) -> object:  # noqa: ANN401 - either reader
    try:
        reader(value)
    except UserError as error:
        raise ValueError(str(error).replace("SemanticQuery.", "")) from None
    return value


def _is_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError("should be a time zone such as Asia/Kolkata") from None
    return name


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Of a table, column, measure or metric: as it is, blanks and all."""
MetricName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,199}$")]
Synonyms = Annotated[list[Text], Field(max_length=100)]
Words = Annotated[str, StringConstraints(max_length=2_000)]
Format = Annotated[str, _one_of(*NumberFormat)]
Way = Annotated[str, _one_of(*Direction)]
Span = Annotated[str, _one_of(*Grain)]
Where = Annotated[dict[str, Any], BeforeValidator(_is_filter)]
Limit = Annotated[int, Field(ge=0, le=100_000)]


class _Strict(BaseModel):
    """An unknown key is a mistake, not an extension, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class _Table(_Strict):
    dataset: str
    table: str


class _Field(_Strict):
    label: Text = ""
    type: Annotated[str, _one_of(*DataType)] = ""
    synonyms: Synonyms = []
    unit: Words = ""
    description: Words = ""
    format: Format = ""
    personal: bool = False
    identifier: bool = False
    indexed: bool = True
    index_limit: Limit | None = None
    grains: list[Span] = []
    statistics: dict[str, Any] = {}


class _Measure(_Strict):
    label: Text = ""
    aggregation: Annotated[str, _one_of(*Aggregation)] = ""
    field: Name | None = None
    synonyms: Synonyms = []
    unit: Words = ""
    description: Words = ""
    format: Format = ""
    direction: Way = ""
    additivity: Annotated[str, _one_of(*Additivity)] | None = None


class _Entity(_Strict):
    requires: list[Name] = Field(default=[], min_length=1)
    table: _Table | None = None
    label: Text = ""
    noun: Text = ""
    synonyms: Synonyms = []
    description: Words = ""
    key: list[Name] = []
    time: Name | None = None
    rows: int | None = None
    fields: dict[Name, _Field] = {}
    measures: dict[Name, _Measure | None] = {}


class _Relationship(_Strict):
    from_: Name = Field(alias="from")
    to: Name
    columns: dict[Name, Name] = Field(min_length=1)


class _Metric(_Strict):
    label: Text = ""
    synonyms: Synonyms = []
    unit: Words = ""
    description: Words = ""
    format: Format = ""
    direction: Way = ""


class _Simple(_Metric):
    kind: Literal["simple"]
    entity: Name
    measure: Name


class _Filtered(_Metric):
    kind: Literal["filtered"]
    entity: Name
    measure: Name
    where: Where


class _Ratio(_Metric):
    kind: Literal["ratio"]
    numerator: Name
    denominator: Name


class _Derived(_Metric):
    kind: Literal["derived"]
    expression: Text


class _Cumulative(_Metric):
    kind: Literal["cumulative"]
    metric: Name
    since: Span | None = None


class _Offset(_Metric):
    kind: Literal["period offset"]
    metric: Name
    grain: Span
    spans: int = Field(default=1, ge=1, le=1_000)
    shows: Annotated[str, _one_of(*OffsetResult)] = ""


_AnyMetric = Annotated[_Simple | _Filtered | _Ratio | _Derived | _Cumulative | _Offset, Field(discriminator="kind")]


class _Filter(_Strict):
    label: Text = ""
    entity: Name
    where: Where
    synonyms: Synonyms = []
    default: bool = False


class _Question(_Strict):
    question: Text
    query: Annotated[dict[str, Any], BeforeValidator(_is_query)]


class _Calendar(_Strict):
    week_start: Annotated[str, _one_of(*WEEKDAYS)] = ""
    fiscal_year_start: Annotated[str, _one_of(*MONTHS)] = ""
    last_days_include_today: bool = False
    time_zone: Annotated[str, AfterValidator(_is_zone)] = ""


class _Model(_Strict):
    version: Literal[1] = 1
    entities: dict[Name, _Entity] = {}
    relationships: list[_Relationship] = []
    metrics: dict[MetricName, _AnyMetric | None] = {}
    filters: dict[Name, _Filter | None] = {}
    questions: list[_Question] = []
    calendar: _Calendar = _Calendar()


def parse_model(text: str) -> dict[str, Any]:
    """The written model that YAML holds, for overlaying. Raises UserError telling up to ten problems by their place."""
    return checked_model(read_yaml(text))


def checked_model(data: object) -> dict[str, Any]:
    """The written model that plain data holds. Raises UserError telling up to ten problems by their place."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UserError("The semantic model is not a mapping with entities, metrics, filters ...")
    try:
        model = _Model.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        raise UserError(told("The semantic model", [fault(each) for each in faults])) from None
    return model.model_dump(exclude_unset=True, by_alias=True)


@cache
def load_domains() -> tuple[dict[str, Any], ...]:
    """The written models that come with the program, by name; each applies where its columns are."""
    return tuple(parse_model(path.read_text(encoding="utf-8")) for path in sorted(DOMAINS.glob("*.yaml")))


def told(what: str, problems: Iterable[str]) -> str:
    """Problems as one message: the first ten, and how many more there are."""
    listed = [each.rstrip(".") for each in problems]
    more = len(listed) - MOST_PROBLEMS
    rest = f"; and {more} more" if more > 0 else ""
    count = "a problem" if len(listed) == 1 else f"{len(listed)} problems"
    return f"{what} has {count}: {'; '.join(listed[:MOST_PROBLEMS])}{rest}."


_SENTENCES = {
    "missing": "is missing",
    "string_type": "should be text; put it in quotes",
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "list_type": "should be a list",
    "dict_type": "should be a mapping",
    "model_type": "should be a mapping",
    "string_too_short": "should not be empty",
    "too_short": "should not be empty",
    "string_pattern_mismatch": "should be a name of letters, digits and _",
    "union_tag_not_found": "needs a kind: simple, filtered, ratio, derived, cumulative or period offset",
    "union_tag_invalid": "is of no known kind: simple, filtered, ratio, derived, cumulative or period offset",
}


def fault(error: Any) -> str:  # noqa: ANN401 - pydantic's own record
    """One problem that pydantic found, by its place and in words."""
    place, kind = list(error["loc"]), error["type"]
    if place[0] == "metrics" and len(place) > 3:  # noqa: PLR2004 - metrics, its name, its kind, the key
        del place[2]
    if kind == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _known(place), n=1)
        return f"{_path(place)} is not known here" + (f"; did you mean “{near[0]}”?" if near else "")
    if kind == "value_error":
        return f"{_path(place)} {error['ctx']['error']}"
    sentence = _SENTENCES.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
    return f"{_path(place)}: {sentence}" if kind not in _SENTENCES else f"{_path(place)} {sentence}"


def _path(place: Iterable[object]) -> str:
    text = ""
    for each in place:
        text += f"[{each}]" if isinstance(each, int) else f".{each}"
    return text.removeprefix(".").removesuffix(".[key]")


_SHAPES: dict[tuple[object, ...], tuple[type[_Strict], ...]] = {
    (): (_Model,),
    ("entities",): (_Entity,),
    ("entities", "table"): (_Table,),
    ("entities", "fields"): (_Field,),
    ("entities", "measures"): (_Measure,),
    ("relationships",): (_Relationship,),
    ("metrics",): (_Simple, _Filtered, _Ratio, _Derived, _Cumulative, _Offset),
    ("filters",): (_Filter,),
    ("questions",): (_Question,),
    ("calendar",): (_Calendar,),
}
"""What stands where, by the keys on the way that are not names or numbers."""


def _known(place: list[object]) -> list[str]:
    """The keys that are known beside the last of this place."""
    shapes = _SHAPES.get(tuple(place[:-1][::2]), ())
    return list(dict.fromkeys(field.alias or name for kind in shapes for name, field in kind.model_fields.items()))
