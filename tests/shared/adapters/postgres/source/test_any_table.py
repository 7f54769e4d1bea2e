"""Whatever the columns and the rows: the snapshot's checksums are PostgreSQL's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.postgres.source.fingerprint import Checks
from shared.adapters.postgres.source.plan import Manner
from shared.adapters.postgres.source.source import PostgresTableSource
from shared.core.store.source import Relation, SourceTable
from shared.core.store.sync import Tier
from tests.fakes.random_columns import KINDS, value
from tests.fakes.typed_values import checksum, forms_here, forms_there, texts_here, texts_there

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    Writing = psycopg.Connection[tuple[str]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str | None]]]:
    """Types of columns, and rows of literals."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=8))
    cells = [st.none() | literals for _, literals in kinds]
    return [kind for kind, _ in kinds], draw(st.lists(st.tuples(*cells).map(list), max_size=8))


@given(made=tables(), tier=st.sampled_from(Tier))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_row_counts_and_checksums_of_every_column_are_postgresqls(
    database_url: str, writing: Writing, tmp_path: Path, made: tuple[list[str], list[list[str | None]]], tier: Tier
) -> None:
    """By every way over the wire; both databases are asked for texts, which are counted and hashed alike."""
    kinds, rows = made
    name = f"t_{uuid4().hex}"
    folder = tmp_path / name
    writing.execute("SET TimeZone = 'UTC'")
    listed = ", ".join(f"v{place} {kind}" for place, kind in enumerate(kinds))
    writing.execute(f"CREATE TABLE {name} ({listed})".encode())
    for row in rows:
        cells = ", ".join(value(kind, cell) for kind, cell in zip(kinds, row, strict=True))
        writing.execute(f"INSERT INTO {name} VALUES ({cells})".encode())
    manner = Manner(tier=tier, checks=Checks.ALL)
    with PostgresTableSource(database_url, manner).at_one_moment() as moment:
        read = moment.read(SourceTable(name, Relation("public", name)), folder)
    stored = {each.name: each.type for each in read.columns}
    asked = [f"array_to_json({each}::text[])" if kind.endswith("[]") else each for each, kind in stored.items()]
    there = texts_there(writing, name, asked)
    here = texts_here([each.path for each in read.parts], stored)
    for (each, kind), expression in zip(stored.items(), asked, strict=True):
        got, wanted = forms_here(here[each], kind), forms_there(there[expression], kind)
        assert checksum(got) == checksum(wanted), (kind, got, wanted)
    assert read.rows == len(rows)
    writing.execute(f"DROP TABLE {name}".encode())
    shutil.rmtree(folder)
