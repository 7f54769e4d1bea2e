"""A written model is known by its sections; YAML of other programs is left alone."""

from __future__ import annotations

import time

import pytest

from shared.core.semantic.written_files import may_be_a_model


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nentities:\n  lines: {label: Lines}\n",
        "\ufeffmetrics:\n  aov: {kind: ratio}\n",
        "# ours\r\ncalendar: {week_start: sunday}\r\n",
        '{"entities": {}}',
        "semantic_model:\n  - name: sales\n",
        "version: 0.1\ndatasets: [\n",
        "",
        "\n  \n",
        "{}\n",
        "---\n# nothing any more\n{}\n...\n",
    ],
)
def test_a_section_at_the_margin_makes_a_model(text: str) -> None:
    """Whether it can be read or not, so that its mistakes are told; so does having no data at all."""
    assert may_be_a_model(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "version: '3'\nservices:\n  web: {image: nginx}\n",
        "name: ci\non: [push]\njobs:\n  test:\n    metrics: {}\n",
        "just words about entities",
        "- entities\n- metrics\n",
        "openapi: 3.1.0\n",
    ],
)
def test_other_programs_yaml_is_none(text: str) -> None:
    """Also where one of our words stands deeper in it."""
    assert not may_be_a_model(text.encode())


def test_a_long_file_is_told_at_once() -> None:
    """Bytes that are no text, and a megabyte of comments before a foreign key."""
    began = time.monotonic()
    assert not may_be_a_model(b"\xff\xfe\x00binary")
    assert not may_be_a_model(b"\n\n# a comment\n" * 70_000 + b"services: {}\n")
    assert time.monotonic() - began < 2.0
