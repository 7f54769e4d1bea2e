"""Settings say what is missing, hide what is secret, and let YAML win."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.config.settings import DATABASE, Settings
from shared.core.errors import UserError
from shared.core.ingest.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from pathlib import Path


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing has to be set for what a function does not need."""
    settings = Settings.from_environment({})
    assert settings.slack.api_url == "https://slack.com/api/"
    assert settings.queues.questions == ""
    assert settings.limits.row_limit == 10_000
    assert settings.limits.files == DEFAULT_LIMITS


def test_every_variable_reaches_its_field() -> None:
    """The environment's names are the ones the template sets."""
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://u:p@h/d",
            "QUESTION_QUEUE_URL": "https://q",
            "RAW_BUCKET": "raw",
            "TOKEN_KEY_ARN": "arn:key",
            "ROW_LIMIT": "5",
            "LOG_LEVEL": "DEBUG",
            "UNRELATED": "x",
        }
    )
    assert settings.database.url.get_secret_value() == "postgresql://u:p@h/d"
    assert settings.queues.questions == "https://q"
    assert settings.buckets.raw == "raw"
    assert settings.tables.token_key_arn == "arn:key"
    assert settings.limits.row_limit == 5
    assert settings.log.level == "DEBUG"


def test_what_is_missing_is_said_in_one_sentence() -> None:
    """Every absent variable is named at once; one of several is enough where several will do."""
    with pytest.raises(UserError) as caught:
        Settings.from_environment({"RAW_BUCKET": ""}, needs=[DATABASE, "RAW_BUCKET", "THREAD_TABLE"])
    assert str(caught.value) == (
        "The environment lacks DATABASE_URL or DATABASE_SECRET_ARN, RAW_BUCKET, THREAD_TABLE; set them."
    )
    Settings.from_environment({"DATABASE_SECRET_ARN": "arn"}, needs=[DATABASE])


def test_a_secret_is_never_printed() -> None:
    """The database's password shows neither in the settings' repr nor in what a bad value raises."""
    settings = Settings.from_environment({"DATABASE_URL": "postgresql://u:hunter2@h/d"})
    assert "hunter2" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROW_LIMIT", "many"),
        ("ROW_LIMIT", "0"),
        ("SLACK_API_URL", "ftp://hunter2"),
        ("STATEMENT_TIMEOUT_SECONDS", "121"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_variable(name: str, value: str) -> None:
    """The sentence names the variable and keeps the value to itself."""
    with pytest.raises(UserError, match=name) as caught:
        Settings.from_environment({name: value})
    assert "hunter2" not in str(caught.value)


def test_yaml_goes_over_the_environment(tmp_path: Path) -> None:
    """A limit in the file wins; one that is not in the file keeps the environment's or the default value."""
    file = tmp_path / "limits.yaml"
    file.write_text("row_limit: 7\nfiles:\n  rows: 3\n")
    environ = {"LIMITS_FILE": str(file), "ROW_LIMIT": "5", "QUERY_TIMEOUT_SECONDS": "9"}
    limits = Settings.from_environment(environ).limits
    assert (limits.row_limit, limits.query_timeout_seconds, limits.statement_timeout_seconds) == (7, 9.0, 30.0)
    assert (limits.files.rows, limits.files.bytes) == (3, DEFAULT_LIMITS.bytes)


@pytest.mark.parametrize(
    "text", ["- 1", "row_limt: 1", "files: {rowz: 1}", "files: {rows: 0}", "files: 3", "a: [", "1: 2"]
)
def test_a_limits_file_with_a_mistake_is_refused(tmp_path: Path, text: str) -> None:
    """A misspelt limit does not quietly stay at its default."""
    file = tmp_path / "limits.yaml"
    file.write_text(text)
    with pytest.raises(UserError):
        Settings.from_environment({"LIMITS_FILE": str(file)})


def test_an_absent_limits_file_is_refused(tmp_path: Path) -> None:
    """A file that is named has to be there."""
    with pytest.raises(UserError, match="cannot be read"):
        Settings.from_environment({"LIMITS_FILE": str(tmp_path / "none.yaml")})


def test_an_empty_limits_file_changes_nothing(tmp_path: Path) -> None:
    """A file of comments is a file."""
    file = tmp_path / "limits.yaml"
    file.write_text("# nothing yet\n")
    assert Settings.from_environment({"LIMITS_FILE": str(file)}).limits.row_limit == 10_000
