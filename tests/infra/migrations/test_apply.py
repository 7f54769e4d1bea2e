"""The schema is brought up to date once, by whoever comes first, and can be taken back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from yoyo import get_backend, read_migrations

from infra.migrations.apply import _STEPS, _for_yoyo, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.postgres.server import LocalPostgres


@pytest.fixture
def empty_url(postgres_server: LocalPostgres) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"empty_{uuid4().hex[:12]}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


def tables(url: str) -> set[str]:
    """The names of our tables."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'avexra'").fetchall()
    return {name for (name,) in rows}


STEPS = tuple(sorted(path.stem for path in _STEPS.glob("*.sql") if not path.stem.endswith(".rollback")))
OURS = {
    "answers",
    "dataset_versions",
    "datasets",
    "digests",
    "feedback",
    "ingestions",
    "members",
    "passages",
    "pins",
    "snapshots",
    "written_models",
    "written_rules",
}


def test_steps_are_applied_once(empty_url: str) -> None:
    """The second time there is nothing left to do."""
    assert apply(empty_url) == STEPS
    assert apply(empty_url) == ()
    assert tables(empty_url) >= OURS


def test_many_at_once_apply_each_step_once(empty_url: str) -> None:
    """Containers that start together wait for each other."""
    applied: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: applied.append(apply(empty_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [(), (), (), STEPS]


def test_every_step_can_be_taken_back(empty_url: str) -> None:
    """And applied again."""
    apply(empty_url)
    backend = get_backend(_for_yoyo(empty_url))
    backend.rollback_migrations(backend.to_rollback(read_migrations(str(_STEPS))))
    backend.connection.close()
    assert not tables(empty_url) & OURS
    assert apply(empty_url) == STEPS


def test_every_step_has_its_way_back() -> None:
    """A file named for it."""
    names = {path.name for path in _STEPS.glob("*.sql")}
    steps = {name for name in names if not name.endswith(".rollback.sql")}
    assert {name.replace(".sql", ".rollback.sql") for name in steps} == names - steps


def test_the_command_says_what_it_did(empty_url: str) -> None:
    """Or what it lacks, in one sentence."""
    command = [sys.executable, "-W", "error", "-m", "infra.migrations.apply"]
    environ = {**os.environ, "DATABASE_URL": empty_url}
    for said in (f"Applied {', '.join(STEPS)}.\n", "The schema is up to date.\n"):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    environ["DATABASE_URL"] = ""
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "DATABASE_URL is not set: name the database to migrate.\n")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40@h:5/d", "postgresql+psycopg://u:p%40@h:5/d?schema=avexra"),
        ("postgres://h/d?sslmode=require", "postgresql+psycopg://h/d?sslmode=require&schema=avexra"),
        ("postgresql://u:@/d?host=/tmp/x", "postgresql+psycopg://u:@/d?host=/tmp/x&schema=avexra"),
    ],
)
def test_any_form_of_url_is_understood(url: str, expected: str) -> None:
    """With its password and its options."""
    assert _for_yoyo(url) == expected
