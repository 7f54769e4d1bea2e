"""A thousand objects, five versions each, told of twice and out of order: the newest stands in the end."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from shared.adapters.postgres.database import Database
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.ingest.report import CleanColumn, CleanTable
from shared.core.ingest.versions.versions import Change, Origin
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS, VERSIONS, THREADS = 1_000, 5, 4
COLUMN = CleanColumn("version", "Version", DataType.INTEGER)


def sequencers(chance: random.Random, count: int) -> list[str]:
    """Sequencers as S3 gives them, each newer than the last: hexadecimal, of different lengths, in either case.

    The same moment's digits may go on where an earlier one's end, so that neither length nor the plain order of texts
    in mixed case says which is newer.
    """
    moment = 0x0055AED6DCD90281E5 + chance.randrange(16**12)
    found = []
    for _ in range(count):
        moment += chance.choice((1, 0x10, 0x1000, 0x100000000))
        digits = f"{moment:018X}"
        finer = "".join(chance.choices("0123456789ABCDEF", k=chance.choice((0, 2, 4))))
        found.append(chance.choice((str.upper, str.lower))(digits + finer))
        if chance.random() < 0.2:
            moment = (moment // 0x100 + 1) * 0x100
            found[-1] = f"{moment:018X}".rstrip("0")
    return found


def deliver(url: str, events: Sequence[tuple[int, int, str]]) -> int:
    """Write what each event tells of, one after the other; return how many wrote something."""
    database = Database(url)
    store = PostgresTableStore(database)
    written = 0
    for key, version, sequencer in events:
        table = CleanTable("t", "T", (COLUMN,), ((version,),) * version)
        origin = Origin(f"C1/F{key}", sequencer, "t.csv", "U1", f"{key}/{version}")
        written += store.write(f"d_{key:012x}", (table,), Change.RENEWED, origin).is_new
    database.close()
    return written


def test_sequencers_grow_as_s3_compares_them() -> None:
    """After padding with zeros on the right; their lengths differ."""
    chance = random.Random(1)
    for _ in range(200):
        found = sequencers(chance, VERSIONS)
        padded = [int(each.ljust(30, "0"), 16) for each in found]
        assert padded == sorted(set(padded))
    assert len({len(each) for each in found}) > 1


@pytest.mark.timeout(240)
def test_the_newest_version_stands_whatever_the_order(database_url: str) -> None:
    """For all of them: its rows are the table's, its line the current one, and nothing was written twice."""
    chance = random.Random(7)
    events = [
        (key, version, sequencer)
        for key in range(KEYS)
        for version, sequencer in enumerate(sequencers(chance, VERSIONS), 1)
    ]
    events += chance.sample(events, len(events) // 5)
    chance.shuffle(events)
    with ThreadPoolExecutor(THREADS) as threads:
        written = sum(threads.map(deliver, [database_url] * THREADS, [events[i::THREADS] for i in range(THREADS)]))
    with psycopg.connect(database_url) as connection:
        query = "SELECT number, content_hash, is_current FROM avexra.dataset_versions ORDER BY dataset_id, number"
        lines = connection.execute(query.encode()).fetchall()
        current = [content for _, content, is_current in lines if is_current]
        assert current == [f"{key}/{VERSIONS}" for key in range(KEYS)]
        assert len(lines) == len({content for _, content, _ in lines}) == written
        for key in range(KEYS):
            seen = connection.execute(f"SELECT count(*), min(version), max(version) FROM d_{key:012x}.t".encode())
            assert seen.fetchone() == (VERSIONS, VERSIONS, VERSIONS)
