"""What is new by a text is new whatever order the database sorts texts in."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from shared.core.store.sync import SyncKind
from tests.shared.app.test_sync_store import ORDERS, Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra.local.postgres.server import LocalPostgres as Server

LOCALE = "en_US.utf8"
BY_CITY = replace(ORDERS, incremental="city")


@pytest.fixture(scope="module")
def american(reachable_folder: Path) -> Iterator[Server]:
    """A server that sorts texts as American dictionaries do: apple, Beta, Zulu. Bytes say Beta, Zulu, apple."""
    from infra.local.postgres.server import LocalPostgres  # noqa: PLC0415 - only the tests that need it pay for it

    locales, localedef = reachable_folder / "locales", shutil.which("localedef")
    locales.mkdir(mode=0o755)
    made = localedef and subprocess.run(
        [localedef, "-i", "en_US", "-f", "UTF-8", str(locales / LOCALE)], check=False, capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("this machine cannot make a locale")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("LOCPATH", str(locales))
        with LocalPostgres(reachable_folder / "american", durable=False) as server:
            yield server


@pytest.fixture(params=["default", "column"])
def shop(request: pytest.FixtureRequest, american: Server, tmp_path: Path) -> Iterator[Shop]:
    """Orders whose city tells what is new, in a database or in a column of that order."""
    with psycopg.connect(american.url, autocommit=True) as connection:
        locale = LOCALE if request.param == "default" else "C"
        connection.execute(f"CREATE DATABASE dictionary TEMPLATE template0 LOCALE '{locale}'".encode())
    made = Shop(american.url_of("dictionary"), tmp_path)
    if request.param == "column":
        made.run(
            f"CREATE COLLATION american (locale = '{LOCALE}'); ALTER TABLE orders ALTER city TYPE text COLLATE american"
        )
    yield made
    made.connection.close()
    american.drop_database("dictionary")


@pytest.mark.parametrize("key", [("id",), ("city", "id"), ()])
def test_a_text_that_grows_is_compared_byte_by_byte(shop: Shop, key: tuple[str, ...]) -> None:
    """Capitals before small letters before accents, in PostgreSQL as in the snapshot."""
    source = replace(BY_CITY, key=key)
    shop.run("INSERT INTO orders (id, city) VALUES (1, 'Zulu'), (2, 'apple'), (3, 'Beta'), (5, 'APPLE')")
    ((least,),) = shop.connection.execute("SELECT min(city) FROM orders").fetchall()
    assert least == "apple"
    first = shop.one(source)
    assert first.watermark is not None
    assert first.watermark.value == "apple"
    for rows in (
        "(6, 'beta'), (7, 'apple')",
        "(8, 'éclair'), (9, 'zulu')",
        "(10, 'éclair')",
        "(11, 'ZULU'), (12, 'ﬁg')",
    ):
        shop.run(f"INSERT INTO orders (id, city) VALUES {rows}")
        assert shop.one(source).kind is SyncKind.INCREMENTAL
    assert shop.snapshot() == shop.truth("id <> 11")  # it is behind the watermark
    shop.one(source, SyncKind.RECONCILED)
    assert shop.snapshot() == shop.truth()
