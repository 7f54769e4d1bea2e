"""The WrittenRules port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.written_rules import PostgresWrittenRules
from shared.ports.written_rules import RuleFile
from tests.fakes.written_rules import InMemoryWrittenRules

if TYPE_CHECKING:
    from shared.ports.written_rules import WrittenRules

TEXT = "rules:\n  - {name: “naïve” \\ 100%s, when: {column: a, is: b}, set: {column: c, to: d}}\n"
FILE = RuleFile("T1", "C1", "U1", "1718190000.000100", TEXT)


@pytest.fixture
def rules(side: str, request: pytest.FixtureRequest) -> WrittenRules:
    """None yet."""
    return InMemoryWrittenRules() if side == "fake" else PostgresWrittenRules(request.getfixturevalue("database"))


def test_rules_come_back_as_they_were_written(rules: WrittenRules) -> None:
    """In their channel, and in no other channel or workspace."""
    assert rules.of("T1", "C1") is None
    assert rules.put(FILE)
    assert rules.of("T1", "C1") == FILE
    assert rules.of("T1", "C2") is None
    assert rules.of("T2", "C1") is None


def test_a_later_file_takes_the_place_of_an_earlier_one(rules: WrittenRules) -> None:
    """Also an empty one, which takes the rules away; other channels keep theirs."""
    later = replace(FILE, user="U2", shared_at="1718190001.000000", text="")
    rules.put(FILE)
    rules.put(replace(FILE, channel="C2"))
    assert rules.put(later)
    assert rules.of("T1", "C1") == later
    assert rules.of("T1", "C2") == replace(FILE, channel="C2")


def test_an_earlier_file_that_comes_late_changes_nothing(rules: WrittenRules) -> None:
    """Its first try may have failed while the later one came through; the same file twice is the same."""
    rules.put(FILE)
    assert not rules.put(replace(FILE, shared_at="1718189999.999999", text=""))
    assert rules.of("T1", "C1") == FILE
    assert rules.put(FILE)
    assert rules.of("T1", "C1") == FILE
