"""All business rules for ordinary tables: the ones we bring, then those that the people of a channel wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.ingest.rules.keys import DeclaredKey, Written, key_of
from shared.core.ingest.rules.keywords import KeywordRule, plan_keywords
from shared.core.ingest.rules.rule import Rule
from shared.core.ingest.rules.tax_numbers import (
    USUAL_COLUMNS,
    GstinColumns,
    TaxNumberRule,
    filled_from_pan,
    invalid_gstins,
    invalid_pans,
    plan_gstin,
    plan_pan,
)
from shared.core.ingest.rules.written import plan_written
from shared.core.ingest.sales.sales_rules import NO_RULES, SalesRules

if TYPE_CHECKING:
    from shared.core.ingest.cleaning.plan import DerivedPlan
    from shared.core.ingest.report import Repair, RuleApplied
    from shared.core.ingest.rules.columns import Columns
    from shared.core.ingest.typed.evidence import TableEvidence


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of tax numbers and products, and what people wrote; nothing is applied where nothing is given."""

    sales: SalesRules = NO_RULES
    gstin: TaxNumberRule | None = None
    gstin_columns: GstinColumns = USUAL_COLUMNS
    pan: TaxNumberRule | None = None
    keywords: KeywordRule | None = None
    written: tuple[Rule, ...] = ()
    keys: tuple[DeclaredKey, ...] = ()

    def with_written(self, rules: tuple[Written, ...]) -> Rules:
        """The same with more rules and keys that people wrote, behind those there are."""
        return replace(
            self,
            written=(*self.written, *(each for each in rules if isinstance(each, Rule))),
            keys=(*self.keys, *(each for each in rules if isinstance(each, DeclaredKey))),
        )

    def key(self, names: tuple[str, ...], columns: Columns) -> tuple[str, ...]:
        """The columns of the declared key of a table with these names; none where none is."""
        return key_of(self.keys, names, columns)

    def plan(
        self, labels: tuple[str, ...], evidence: TableEvidence
    ) -> tuple[tuple[DerivedPlan, ...], tuple[RuleApplied, ...]]:
        """The columns to be made or set in a table, and what is told of it.

        labels are those of all columns of the evidence. Rows that the engine counts are told by it, see
        DerivedPlan.rules.
        """
        plans: tuple[DerivedPlan, ...] = ()
        told: tuple[RuleApplied, ...] = ()
        if self.gstin is not None:
            plans, told = plan_gstin(self.gstin, self.gstin_columns, labels, evidence)
        if self.gstin is not None and self.pan is not None:
            plans = filled_from_pan(plans, (self.gstin, self.pan), self.gstin_columns.entity_type, evidence, labels)
        if self.pan is not None:
            known = (*labels, *(plan.label for plan in plans))
            more, words = plan_pan(self.pan, self.gstin_columns.entity_type, known, evidence)
            plans, told = plans + more, told + words
        if self.keywords is not None:
            plans += plan_keywords(self.keywords, self.sales, labels, evidence)
        if self.written:
            plans, words = plan_written(self.written, labels, evidence, plans)
            told += words
        return plans, told

    def to_review(self, labels: tuple[str, ...], evidence: TableEvidence) -> tuple[Repair, ...]:
        """What people should check: numbers that the rules know to be invalid."""
        gstins = invalid_gstins(self.gstin, labels, evidence) if self.gstin is not None else ()
        pans = invalid_pans(self.pan, labels, evidence) if self.pan is not None else ()
        return (*gstins, *pans)


NO_BUSINESS_RULES = Rules()
