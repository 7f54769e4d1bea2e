"""What is said once of a whole file: rules that no table of it has the columns for, and keys that hold for none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.core.ingest.report import Repair
from shared.core.ingest.rules.keys import key_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.core.ingest.report import CleanTable, RuleApplied
    from shared.core.ingest.rules.rule import Rule
    from shared.core.ingest.rules.rules import Rules


def with_notes(tables: tuple[CleanTable, ...], rules: Rules, file_name: str) -> tuple[CleanTable, ...]:
    """The tables of a file, where each thing that was not applied is told once, with the table it is about."""
    heard = list(told_once(tables, rules.written))
    for key in rules.keys:
        place = next((i for i, each in enumerate(heard) if key.names(each.label, file_name)), None)
        problem = key_problem(key, heard, file_name)
        if place is not None and key.table and problem:
            told = Repair(f"{key.title} was not used: {problem.rstrip('.')}", 1, to_check=True, unit="")
            heard[place] = replace(heard[place], repairs=(*heard[place].repairs, told))
    return tuple(heard)


def told_once(tables: Sequence[CleanTable], rules: tuple[Rule, ...]) -> tuple[CleanTable, ...]:
    """The tables without what is said again of a rule: of one that was applied in another table, nothing is missing."""
    applied = {name for table in tables for name in _names_of(table.rules, rules)}
    silent = {f"{name} was not applied: the table has no column" for name in applied}
    heard = []
    for table in tables:
        kept = tuple(each for each in table.rules if not each.what.startswith(tuple(silent)))
        silent |= {f"{rule.name} was not applied" for rule in rules if _is_told(rule, kept)}
        heard.append(replace(table, rules=kept) if len(kept) < len(table.rules) else table)
    return tuple(heard)


def _is_told(rule: Rule, told: Iterable[RuleApplied]) -> bool:
    """True when that the rule was not applied is said here."""
    return any(each.what.startswith(f"{rule.name} was not applied") for each in told)


def _names_of(told: Iterable[RuleApplied], rules: tuple[Rule, ...]) -> Iterable[str]:
    """The names of the rules that were applied, if to no row."""
    words = {rule.words: rule.name for rule in rules}
    return (words[each.what] for each in told if each.what in words)
