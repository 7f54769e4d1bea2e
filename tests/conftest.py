"""What many tests stand on: one PostgreSQL server a session, one database a test, AWS in this process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.postgres.server import LocalPostgres
    from shared.adapters.postgres.database import Database

_TEMPLATE = "migrated"

# How long an example takes tells of the machine, not of the code; a test that hangs ends by pytest's own timeout.
settings.register_profile("unhurried", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def reachable_folder() -> Iterator[Path]:
    """A folder that PostgreSQL can reach as a user of its own, which it takes when root starts it.

    pytest's own folders will not do: each session of pytest's closes their parent to everybody else again.
    """
    with tempfile.TemporaryDirectory(prefix="avexra-tests-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_server(reachable_folder: Path) -> Iterator[LocalPostgres]:
    """A PostgreSQL server of this session's own, with a migrated template database."""
    from infra.local.postgres.server import LocalPostgres  # noqa: PLC0415 - only the tests that need it pay for it
    from infra.migrations.apply import apply  # noqa: PLC0415

    with LocalPostgres(reachable_folder / "session", durable=False) as server:
        apply(server.create_database(_TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def used_databases() -> list[str]:
    """Databases whose tests are over. The next test drops them: just after a session's end PostgreSQL waits 0.1 s."""
    return []


@pytest.fixture
def database_url(postgres_server: LocalPostgres, used_databases: list[str]) -> Iterator[str]:
    """The URL of a migrated, empty database that no other test sees."""
    while used_databases:
        postgres_server.drop_database(used_databases.pop())
    name = f"test_{uuid4().hex[:12]}"
    yield postgres_server.create_database(name, _TEMPLATE)
    used_databases.append(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, through our own adapter."""
    from shared.adapters.postgres.database import Database  # noqa: PLC0415

    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in this process: botocore's calls are answered by moto; nothing real can be reached."""
    from moto import mock_aws  # noqa: PLC0415

    from shared.adapters.aws.client import forget_clients  # noqa: PLC0415

    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    forget_clients()
    with mock_aws():
        yield
    forget_clients()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: compressed ones hold the time, and every process must name a test alike."""
    return argname if isinstance(val, bytes) else None
