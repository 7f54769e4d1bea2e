"""Rules shared in a channel are checked, kept for the files shared there, and told in words."""

from __future__ import annotations

import pytest

from shared.app.ingest_rules import KeptRules, RulesIngester
from shared.config.ingest_rules import parse_rules
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.rules.conditions import Is
from shared.core.ingest.rules.files import MOST_BYTES
from shared.core.ingest.rules.rule import Rule
from shared.ports.ingestion_log import Announcement
from shared.ports.written_rules import RuleFile
from tests.fakes.written_rules import InMemoryWrittenRules

TOLD = Announcement("T1", "C1", "1.0", "1718190000.000100", "U1")
KEY_ACCOUNTS = b"""
rules:
  - name: Key accounts
    when: {column: firm, is: [Sharma Traders, Gupta & Sons]}
    set: {column: segment, to: Key account}
"""


@pytest.fixture
def ingester() -> RulesIngester:
    """With no rules yet."""
    return RulesIngester(parse_rules, InMemoryWrittenRules())


def test_yaml_with_rules_at_its_margin_is_taken(ingester: RulesIngester) -> None:
    """And no model, no table, nothing in which the word stands elsewhere."""
    assert ingester.takes(KEY_ACCOUNTS, "a.yaml")
    assert ingester.takes(b"\xef\xbb\xbfrules: []", "B.YML")
    assert ingester.takes(b"keys: {invoices: voucher_no}", "a.yaml")
    assert not ingester.takes(KEY_ACCOUNTS, "a.csv")
    assert not ingester.takes(b"entities:\n  rules: {}\n", "a.yaml")
    assert not ingester.takes(b"", "a.yaml")


def test_rules_are_kept_for_their_channel_and_told_in_words(ingester: RulesIngester) -> None:
    """They are there for the next file of this channel, and of no other."""
    kept = ingester.ingest(KEY_ACCOUNTS, "rules.yaml", TOLD)
    assert kept == KeptRules(
        "rules.yaml", ("Key accounts: where firm is Sharma Traders or Gupta & Sons, segment becomes Key account",)
    )
    rule = Rule("Key accounts", Is("firm", ("Sharma Traders", "Gupta & Sons")), "segment", "Key account")
    assert ingester.of("T1", "C1") == (rule,)
    assert ingester.of("T1", "C2") == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"rules: [", "cannot be read"),
        (b"rules: [{name: a}]", "rules[1] (a).when is missing"),
        (b"rules: []\nbrands: []", "brands is not known here"),
        (b"rules: [] # \xe9", "save it as UTF-8"),
        (b"rules: []" + b" " * MOST_BYTES, "at most 64 KiB"),
    ],
)
def test_what_is_wrong_is_refused_whole_and_takes_nothing_away(
    ingester: RulesIngester, content: bytes, why: str
) -> None:
    """In words with the place of the mistake."""
    ingester.ingest(KEY_ACCOUNTS, "rules.yaml", TOLD)
    found = ingester.ingest(content, "rules.yaml", TOLD)
    assert isinstance(found, SheetIssue)
    assert why in found.for_user()
    assert len(ingester.of("T1", "C1")) == 1


def test_an_empty_list_takes_the_rules_away(ingester: RulesIngester) -> None:
    """From the next file on."""
    ingester.ingest(KEY_ACCOUNTS, "rules.yaml", TOLD)
    assert ingester.ingest(b"rules: []", "rules.yaml", TOLD) == KeptRules("rules.yaml", ())
    assert ingester.of("T1", "C1") == ()


def test_a_file_that_comes_late_is_told_to_be_replaced(ingester: RulesIngester) -> None:
    """A later file stands; what the late one would have done is not promised."""
    ingester.rules.put(RuleFile("T1", "C1", "U2", "1718190009.000000", KEY_ACCOUNTS.decode()))
    kept = ingester.ingest(b"rules: []", "rules.yaml", TOLD)
    assert isinstance(kept, KeptRules)
    assert kept.replaced
    assert len(ingester.of("T1", "C1")) == 1


def test_rules_that_can_no_longer_be_read_are_none(ingester: RulesIngester) -> None:
    """A file must not fail for rules that were right when they were written."""
    ingester.rules.put(RuleFile("T1", "C1", "U2", "1718190009.000000", "rules: [{nome: x}]"))
    assert ingester.of("T1", "C1") == ()
