"""Rules in YAML are read, or each mistake is told in a sentence with its place."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.config.ingest_rules import load_rules, parse_rules
from shared.core.errors import UserError
from shared.core.ingest.rules.conditions import (
    AllOf,
    AnyOf,
    Contains,
    Is,
    IsEmpty,
    Matches,
    Not,
    StartsWith,
    Within,
)
from shared.core.ingest.rules.keys import DeclaredKey
from shared.core.ingest.rules.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path


def test_every_condition_can_be_written() -> None:
    """Several of a column, all or any of several, and what does not hold."""
    (rule,) = parse_rules(
        """
rules:
  - name: Everything
    when:
      - {column: a, is: [x, 5, 2024-01-31], is_empty: false}
      - any: [{column: b, contains: y}, {not: {column: c, starts_with: [z]}}]
      - {column: d, matches: '^p-[0-9]{2}$'}
      - {column: e, more_than: 1, less_than: 2.5}
      - {column: f, between: [2024-01-01, 2024-06-30]}
    set: {column: g, to: 1.5}
    otherwise: true
"""
    )
    when = (
        AllOf((Is("a", ("x", "5", "2024-01-31")), IsEmpty("a", wanted=False))),
        AnyOf((Contains("b", ("y",)), Not(StartsWith("c", ("z",))))),
        Matches("d", "^p-[0-9]{2}$"),
        AllOf((Within("e", Decimal(1), None, is_closed=False), Within("e", None, Decimal("2.5"), is_closed=False))),
        Within("f", date(2024, 1, 1), date(2024, 6, 30)),
    )
    assert rule == Rule("Everything", AllOf(when), "g", Decimal("1.5"), otherwise=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1]", "should be a mapping"),
        ("rules: 5", "rules should be a list"),
        ("rules: [{name: a}]", "rules[1] (a).when is missing"),
        ("rules: [{nam: a, when: {column: x, is: y}, set: {column: z, to: 1}}]", "nam is not known here; did you mean"),
        ("rules: [{name: a, when: {column: x}, set: {column: z, to: 1}}]", "needs a column and what is asked of it"),
        ("rules: [{name: a, when: {is: x}, set: {column: z, to: 1}}]", "needs a column and what is asked of it"),
        ("rules: [{name: a, when: [], set: {column: z, to: 1}}]", "rules[1] (a).when should not be empty"),
        ("rules: [{name: a, when: {all: []}, set: {column: z, to: 1}}]", "when.all should not be empty"),
        ("rules: [{name: a, when: {column: x, is: []}, set: {column: z, to: 1}}]", "takes from 1 to 1,000 values"),
        ("rules: [{name: a, when: {column: x, is: ''}, set: {column: z, to: 1}}]", "write is_empty: true"),
        ("rules: [{name: a, when: {column: x, more_than: big}, set: {column: z, to: 1}}]", "takes a number or a day"),
        ("rules: [{name: a, when: {column: x, between: [5, 2]}, set: {column: z, to: 1}}]", "the lower one first"),
        ("rules: [{name: a, when: {column: x, matches: '(a)\\1'}, set: {column: z, to: 1}}]", "back-references"),
        ("rules: [{name: a, when: {column: x, is: y}, set: {column: z, to: [1]}}]", "should be a text, a number"),
        ("rules: [{name: a, when: {column: x, is: y}, set: {column: z}}]", "rules[1] (a).set.to is missing"),
        ("rules: &a [*a]", "aliases"),
        ("{}", "needs rules, or keys"),
        ("keys: [voucher_no]", "keys should be a mapping"),
        ("keys: {invoices: []}", "keys.invoices takes the name of a column, or a list of such"),
        ("keys: {invoices: [a, A]}", "keys.invoices takes at most 16 columns, each once"),
        ("keys: {2024: a}", "keys.2024 should be text; put it in quotes"),
        ("kees: {invoices: a}", "kees is not known here; did you mean “keys”?"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, why: str) -> None:
    """So that whoever wrote it can mend it."""
    with pytest.raises(UserError, match=re.escape(why)):
        parse_rules(text)


def test_keys_stand_beside_rules_or_alone() -> None:
    """One column or several, by the name of the table; each is told in words as a rule is."""
    one, several = parse_rules("keys: {invoices: voucher_no, order lines: [order_no, line_no]}")
    assert one == DeclaredKey("invoices", ("voucher_no",))
    assert (
        several.words
        == "Key of order lines: of rows with the same order_no and line_no the last is kept, the others are left out"
    )
    both = parse_rules("rules: [{name: a, when: {column: x, is: y}, set: {column: z, to: 1}}]\nkeys: {t: id}")
    assert [type(each) for each in both] == [Rule, DeclaredKey]
    assert parse_rules("keys: {}") == ()


def test_rules_that_contradict_each_other_are_told() -> None:
    """Two names, or two values for the rows that no rule is about."""
    rule = "{{name: {}, when: {{column: x, is: y}}, set: {{column: z, to: 1}}, otherwise: {}}}"
    with pytest.raises(UserError, match=r"rules\[2\]\.name: there is a rule called A already"):
        parse_rules(f"rules: [{rule.format('a', 1)}, {rule.format('A', 1)}]")
    with pytest.raises(UserError, match=r"rules\[2\]\.otherwise: a says already that it is 1"):
        parse_rules(f"rules: [{rule.format('a', 1)}, {rule.format('b', 2)}]")


def test_all_mistakes_are_told_at_once() -> None:
    """Each once."""
    with pytest.raises(UserError, match=r"has 3 problems: rules\[1\]\.name .*; rules\[1\]\.when .*; rules\[1\]\.set "):
        parse_rules("rules: [{}]")


def test_the_rules_we_bring_can_be_read() -> None:
    """With the words of the sales rules; a file that is wrong says where."""
    rules = load_rules()
    assert rules.gstin is not None
    assert "gstin uin" in rules.gstin.headers
    assert rules.sales.brand_of("Suryadeep bulb") == "Suryadeep"


def test_a_wrong_file_of_ours_says_where(tmp_path: Path) -> None:
    """As any other."""
    path = tmp_path / "tables.yaml"
    path.write_text("gstin: {headers: [a], share: 2}\npan: {headers: [a], share: 0.5}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"gstin\.share .*products is missing"):
        load_rules(path)
