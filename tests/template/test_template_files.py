"""The template gives files the room that the settings promise them."""

from __future__ import annotations

from typing import Any

import pytest

from functions.file_ingestion.ending import MARGIN_SECONDS
from functions.file_ingestion.handler import WORK
from shared.adapters.postgres.ingestion_log import LEASE_SECONDS
from shared.config.settings import Settings
from tests.template.reading import read_template

_MIB = 1 << 20


def properties(name: str) -> dict[str, Any]:
    """What the template says of a function."""
    found: dict[str, Any] = read_template()["Resources"][name]["Properties"]
    return found


@pytest.mark.parametrize(("name", "copies"), [("FileIntakeFunction", 1), ("FileIngestionFunction", 5)])
def test_the_largest_file_fits_the_disk(name: str, copies: int) -> None:
    """On its way to the bucket once; while it is read also unpacked, staged, and as clean rows."""
    room = properties(name)["EphemeralStorage"]["Size"] * _MIB
    assert room >= copies * Settings.from_environment({}).limits.files.bytes


def test_a_reader_has_its_time_as_long_as_its_function_has() -> None:
    """Shorter, and two would read one file; longer, and a killed one's would wait for nothing."""
    assert properties("FileIngestionFunction")["Timeout"] == LEASE_SECONDS == 900


def test_a_killed_readers_message_comes_back_when_its_time_is_over() -> None:
    """Not before, or two would read one file; not as late as the queue's own timeout, for somebody waits."""
    longest = properties("IngestionQueue")["VisibilityTimeout"]
    assert properties("FileIngestionFunction")["Timeout"] < WORK.back_after < longest / 3


def test_there_is_time_to_say_that_a_file_takes_too_long() -> None:
    """Slack may take its patience to be told."""
    assert 20 < MARGIN_SECONDS < 60
