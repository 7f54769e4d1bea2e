"""The use cases over fakes: an office with canned results, and one whose shop is a real snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.cli.workspace import LocalSnapshots
from shared.adapters.duckdb.runner import DuckDbQueryRunner, EngineLimits
from tests.fakes import shop
from tests.fakes.office import Office, shop_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def office() -> Office:
    """A workspace whose engine answers every query with made-up rows."""
    return Office()


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's snapshot, on disk."""
    return shop.snapshot_file(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def engine() -> Iterator[DuckDbQueryRunner]:
    """The real engine."""
    made = DuckDbQueryRunner(LocalSnapshots(), EngineLimits(seconds=10, memory_mb=200, threads=1))
    yield made
    made.close()


@pytest.fixture
def real_office(shop_file: Path, engine: DuckDbQueryRunner) -> Office:
    """A workspace whose answers come from the shop's snapshot."""
    return Office(engine, shop_dataset(shop_file))
