"""The settings of a function: the environment, read once, by name, into typed groups."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from shared.core.errors import UserError
from shared.core.ingest.limits import DEFAULT_LIMITS, FileLimits

Needed = str | tuple[str, ...]
"""A variable that must be set, or several of which one must be."""

DATABASE: Needed = ("DATABASE_URL", "DATABASE_SECRET_ARN")
"""Either names the database."""

_HIGHEST_TIMEOUT_SECONDS = 120


class _Group(BaseModel):
    """A group of variables; each field's alias is its variable, and an absent or empty one is ""."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True)


class DatabaseSettings(_Group):
    """Where PostgreSQL is: a URL outright, or the ARN of a secret {"url": ...}."""

    url: SecretStr = Field(SecretStr(""), alias="DATABASE_URL")
    secret_arn: str = Field("", alias="DATABASE_SECRET_ARN")


class SlackSettings(_Group):
    """Slack's Web API, and the ARN of {"signing_secret", "client_id", "client_secret"}."""

    api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL", pattern=r"^https?://.+")
    secret_arn: str = Field("", alias="SLACK_SECRET_ARN")


class ModelSettings(_Group):
    """The language model and the vector index: all may be absent, then the local reader answers alone.

    secret_arn holds {"openai_api_key": ..., "pinecone_api_key": ...}.
    """

    secret_arn: str = Field("", alias="MODEL_SECRET_ARN")
    openai_base_url: str = Field("", alias="OPENAI_BASE_URL")
    pinecone_host: str = Field("", alias="PINECONE_HOST")


class QueueSettings(_Group):
    """The queues' URLs; a function has those it sends to."""

    questions: str = Field("", alias="QUESTION_QUEUE_URL")
    files: str = Field("", alias="FILE_QUEUE_URL")
    ingestions: str = Field("", alias="INGESTION_QUEUE_URL")
    actions: str = Field("", alias="ACTION_QUEUE_URL")
    snapshots: str = Field("", alias="SNAPSHOT_QUEUE_URL")
    evaluations: str = Field("", alias="EVALUATION_QUEUE_URL")


class BucketSettings(_Group):
    """The buckets of raw files and of snapshots."""

    raw: str = Field("", alias="RAW_BUCKET")
    snapshots: str = Field("", alias="SNAPSHOT_BUCKET")


class TableSettings(_Group):
    """The DynamoDB tables, and the KMS key of the tokens in one of them."""

    idempotency: str = Field("", alias="IDEMPOTENCY_TABLE")
    threads: str = Field("", alias="THREAD_TABLE")
    installations: str = Field("", alias="INSTALLATION_TABLE")
    token_key_arn: str = Field("", alias="TOKEN_KEY_ARN")


class CacheSettings(_Group):
    """How long answers and readings are kept, and how large a table may be that is."""

    result_seconds: int = Field(86_400, alias="ANSWER_CACHE_SECONDS", ge=1, le=30 * 86_400)
    reading_seconds: int = Field(86_400, alias="READING_CACHE_SECONDS", ge=1, le=30 * 86_400)
    most_cells: int = Field(20_000, alias="ANSWER_CACHE_CELLS", ge=1, le=1_000_000)


class LogSettings(_Group):
    """How the function logs and counts."""

    level: str = Field("INFO", alias="LOG_LEVEL", pattern=r"^(DEBUG|INFO|WARNING|ERROR|CRITICAL)$")
    service: str = Field("avexra", alias="POWERTOOLS_SERVICE_NAME")
    namespace: str = Field("Avexra", alias="POWERTOOLS_METRICS_NAMESPACE")


def _file_limits(given: object) -> object:
    """Overrides of single limits over the defaults; a name that is no limit is a mistake, and so is one below 1."""
    if not isinstance(given, dict):
        return given
    known = {each.name: type(getattr(DEFAULT_LIMITS, each.name)) for each in fields(FileLimits)}
    for name, value in given.items():
        if name not in known or not isinstance(value, known[name] | int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name} is not a limit, or not a positive number")
    return replace(DEFAULT_LIMITS, **given)


class LimitSettings(_Group):
    """How much one question, statement or file may take: a YAML file over the environment over these defaults."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    row_limit: int = Field(10_000, alias="ROW_LIMIT", ge=1, le=2_000_000)
    """Rows an engine may return for one question."""
    rows_worked: int = Field(1_000_000_000, alias="ROWS_WORKED", gt=0)
    """Of one statement's plan, see core/sql/cost; on two cores some 10 s of joining and grouping."""
    query_timeout_seconds: float = Field(60.0, alias="QUERY_TIMEOUT_SECONDS", gt=0, le=_HIGHEST_TIMEOUT_SECONDS)
    """Seconds one question may run on its engine."""
    statement_timeout_seconds: float = Field(30.0, alias="STATEMENT_TIMEOUT_SECONDS", gt=0, le=_HIGHEST_TIMEOUT_SECONDS)
    """Seconds one of our own statements may run in PostgreSQL."""
    files: Annotated[FileLimits, BeforeValidator(_file_limits)] = DEFAULT_LIMITS
    """Limits of one shared file; in YAML a mapping of those that differ."""


class Settings(BaseModel):
    """Everything a function can be told from outside. Secrets do not show in its repr."""

    model_config = ConfigDict(frozen=True)

    database: DatabaseSettings
    slack: SlackSettings
    model: ModelSettings
    queues: QueueSettings
    buckets: BucketSettings
    tables: TableSettings
    cache: CacheSettings
    log: LogSettings
    limits: LimitSettings

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], needs: Iterable[Needed] = ()) -> Self:
        """Read the environment; LIMITS_FILE may name a YAML file whose limits go over the environment's.

        Raises UserError, naming every variable of needs that is absent, or each one whose value cannot be.
        """
        present = {name: value for name, value in environ.items() if value}
        _check(present, needs)
        groups: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            group = field.annotation
            if not (isinstance(group, type) and issubclass(group, _Group)):
                raise TypeError(f"{name} is not a group of settings")
            groups[name] = _read(group, present)
        return cls(**groups)


def _check(present: Mapping[str, str], needs: Iterable[Needed]) -> None:
    choices = [(each,) if isinstance(each, str) else each for each in needs]
    absent = [" or ".join(names) for names in choices if not any(name in present for name in names)]
    if absent:
        raise UserError(f"The environment lacks {', '.join(absent)}; set {'it' if len(absent) == 1 else 'them'}.")


def _read(group: type[_Group], present: Mapping[str, str]) -> _Group:
    aliases = {field.alias or name: name for name, field in group.model_fields.items()}
    values: dict[str, Any] = {aliases[name]: value for name, value in present.items() if name in aliases}
    if group is LimitSettings and "LIMITS_FILE" in present:
        values |= _yaml(Path(present["LIMITS_FILE"]))
    try:
        return group(**values)
    except ValidationError as error:
        raise UserError(_sentence(group, error)) from None


def _sentence(group: type[_Group], error: ValidationError) -> str:
    """What is wrong with which variable; never the value, which may be a secret."""
    faults = []
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        name = str(each["loc"][0]) if each["loc"] else group.__name__
        field = group.model_fields.get(name)
        faults.append(f"{field.alias if field and field.alias else name}: {each['msg']}")
    return f"The settings cannot be used: {'; '.join(faults)}."


def _yaml(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - the front door of Slack has no limits file and no YAML

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise UserError(f"The limits file cannot be read ({type(error).__name__}).") from None
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise UserError("The limits file is not a mapping of limits.")
    return content
