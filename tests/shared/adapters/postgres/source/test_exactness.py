from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.source.fingerprint import Checks
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import Tier
from tests.fakes.typed_values import (
    FITTING,
    KINDS,
    ODD,
    checksum,
    forms_here,
    forms_there,
    make_table,
    texts_here,
    texts_there,
)

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    Writing = psycopg.Connection[tuple[str]]

TIERS = pytest.mark.parametrize("tier", list(Tier), ids=lambda tier: tier.name)


@TIERS
def test_every_type_is_stored_exactly(database_url: str, writing: Writing, tmp_path: Path, tier: Tier) -> None:
    """Each way over the wire gives each value that PostgreSQL has, NULL apart from the empty text, in the same types.

    Peers lose some of them: pandas makes floats of decimals, connectorx and polars lose NaN, numbers of more than 38
    digits and jsonb's own text.
    """
    writing.execute(KINDS.encode())
    make_table(writing, "fitting", {kind: literals for kind, (_, literals) in FITTING.items()})
    source = SourceTable("fitting", Relation("public", "fitting"))
    with PostgresTableSource(database_url, Manner(tier=tier, checks=Checks.ALL)).at_one_moment() as moment:
        read = moment.read(source, tmp_path)
        assert moment.columns(source) == read.columns
    assert read.notes == ()
    assert {kind: column.type for kind, column in zip(FITTING, read.columns[1:], strict=True)} == {
        kind: stored for kind, (stored, _) in FITTING.items()
    }
    stored = {each.name: each.type for each in read.columns}
    asked = {each: f"array_to_json({each}::text[])" if kind.endswith("[]") else each for each, kind in stored.items()}
    differing = []
    there = texts_there(writing, "fitting", list(asked.values()))
    here = texts_here([each.path for each in read.parts], stored)
    for (name, kind), postgres in zip(stored.items(), asked.values(), strict=True):
        got, wanted = forms_here(here[name], kind), forms_there(there[postgres], kind)
        if sorted(got, key=str) != sorted(wanted, key=str) or checksum(got) != checksum(wanted):
            differing.append((name, kind, got, wanted))
    assert not differing


@TIERS
def test_values_that_no_type_of_the_snapshot_holds_make_their_column_text(
    database_url: str, writing: Writing, tmp_path: Path, tier: Tier
) -> None:
    """NaN in a numeric(12,2), years after 294246, infinite intervals, lists in lists: PostgreSQL's text, and a note."""
    make_table(writing, "odd", ODD)
    source = SourceTable("odd", Relation("public", "odd"))
    with PostgresTableSource(database_url, Manner(tier=tier, checks=Checks.ALL)).at_one_moment() as moment:
        read = moment.read(source, tmp_path)
        known = moment.columns(source, read.columns)
    assert known == read.columns
    assert {each.type for each in read.columns[1:]} == {"VARCHAR"}
    assert len(read.notes) == len(ODD)
    assert read.notes[0] == '"v0" is kept as text: DECIMAL(12,2) cannot hold NaN or Infinity.'
    stored = {each.name: each.type for each in read.columns}
    there = texts_there(writing, "odd", list(stored))
    here = texts_here([each.path for each in read.parts], stored)
    for name in stored:
        assert sorted(here[name], key=str) == sorted(there[name], key=str)
