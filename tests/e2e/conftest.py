"""One running stack for all end-to-end tests: started from nothing, filled as a new user finds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.local.demo.seed import seed
from infra.local.stack import LocalStack

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def stack(reachable_folder: Path) -> Iterator[LocalStack]:
    """The whole stack with its demo data."""
    with LocalStack(reachable_folder / "stack", PROJECT, tell=lambda _: None) as running:
        seed(running, lambda _: None)
        yield running
