"""The quality of a table is a number that never rises when something gets worse, and reasons in words."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.cleaning.quality import WEIGHTS, QualityFacts, facts_of, quality_of
from shared.core.ingest.report import CleanColumn, Flaw, Repair
from shared.core.table.types import DataType

_WORSE = [each.name for each in fields(QualityFacts) if each.name not in {"rows", "columns"}]
_COUNTS = st.integers(0, 3_000)
_FACTS = st.builds(
    QualityFacts, rows=st.integers(0, 1_000), columns=st.integers(1, 20), **dict.fromkeys(_WORSE, _COUNTS)
)


def test_a_table_with_nothing_to_say_has_a_hundred() -> None:
    """Nothing missing, nothing left out, nothing twice."""
    quality = quality_of(QualityFacts(rows=100, columns=5))
    assert (quality.score, quality.remarks) == (100, ())
    assert sum(WEIGHTS.values()) == 100


@given(_FACTS, st.sampled_from(_WORSE), st.integers(1, 2_000))
def test_making_any_fact_worse_never_raises_the_score(facts: QualityFacts, name: str, more: int) -> None:
    """Whatever else is wrong already."""
    worse = replace(facts, **{name: getattr(facts, name) + more})
    assert 0 <= quality_of(worse).score <= quality_of(facts).score <= 100


@pytest.mark.parametrize("name", _WORSE)
def test_every_fact_costs_something_and_is_told(name: str) -> None:
    """A hundred is for tables without any remark."""
    quality = quality_of(replace(QualityFacts(rows=100_000, columns=10), **{name: 1}))
    assert 90 < quality.score < 100
    assert len(quality.remarks) == 1
    assert quality.remarks[0].startswith("1 ")


def test_the_worst_comes_first() -> None:
    """What took most points away is what people read."""
    quality = quality_of(QualityFacts(rows=100, columns=4, empty=4, rejected=30, copies=5))
    assert [remark.split(" (")[0] for remark in quality.remarks] == [
        "30 rows could not be kept",
        "5 rows are exact copies",
        "4 cells are empty",
    ]
    assert quality.remarks[0].endswith("(23 % of the rows of the file)")


def test_wrong_values_weigh_more_than_missing_ones() -> None:
    """A cell that did not fit misleads; an empty one is seen to be empty."""
    table = QualityFacts(rows=100, columns=10)
    assert quality_of(replace(table, strays=50)).score < quality_of(replace(table, empty=50)).score


def test_one_flaw_in_a_few_rows_is_no_verdict() -> None:
    """A cell of a table of three rows is a twelfth of it, and may be chance; of a thousand rows a twelfth is none."""
    small, large = QualityFacts(rows=3, columns=4), QualityFacts(rows=3_000, columns=4)
    for name, few in (("strays", 1), ("empty", 1), ("outliers", 1), ("ragged", 1)):
        slight, grave = replace(small, **{name: few}), replace(large, **{name: 1_000 * few})
        assert quality_of(grave).score < quality_of(slight).score
        assert quality_of(slight).score >= 85
        assert quality_of(slight).remarks[0].split(" (")[1] == quality_of(grave).remarks[0].split(" (")[1]


def test_what_concerns_all_of_a_small_table_weighs_everything() -> None:
    """Three rows of nothing are as empty as three thousand."""
    for rows in (1, 3, 3_000):
        assert quality_of(QualityFacts(rows=rows, columns=4, empty=4 * rows)).score == 75


@given(_FACTS)
def test_the_same_shares_of_more_rows_never_have_a_higher_score(facts: QualityFacts) -> None:
    """The more rows show a flaw, the surer it is."""
    counts = {name: 10 * getattr(facts, name) for name in _WORSE if name != "nameless"}
    larger = replace(facts, rows=10 * facts.rows, **counts)
    assert quality_of(larger).score <= quality_of(facts).score


def test_rows_left_out_for_their_key_are_not_lost() -> None:
    """They are told once, as what they are: a later row says the same thing anew."""
    repairs = (Repair("later", 3, to_check=True, flaw=Flaw.REPEATED_KEY),)
    facts = facts_of((CleanColumn("a", "A", DataType.INTEGER),), 10, 4, repairs)
    assert (facts.rejected, facts.repeated_keys) == (1, 3)


def test_a_table_without_rows_has_no_quality() -> None:
    """There is nothing to rely on."""
    assert quality_of(QualityFacts(rows=0, columns=3)).score == 0


def test_the_facts_are_those_of_the_report() -> None:
    """Repairs say what they are against the data; cells that were left out are not counted as empty too."""
    columns = (
        CleanColumn("a", "A", DataType.INTEGER, nulls=5),
        CleanColumn("b", "B", DataType.TEXT, nulls=1),
    )
    repairs = (
        Repair("stray", 2, flaw=Flaw.STRAY),
        Repair("copies", 3, to_check=True, flaw=Flaw.COPY),
        Repair("dates", 7, to_check=True, flaw=Flaw.AMBIGUOUS),
        Repair("spaces", 9),
    )
    assert facts_of(columns, 10, 4, repairs) == QualityFacts(
        rows=10, columns=2, rejected=4, empty=4, strays=2, ambiguous=7, copies=3
    )
