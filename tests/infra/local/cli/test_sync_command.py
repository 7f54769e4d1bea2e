"""`avexra sync`: a table of PostgreSQL in a folder, as people type it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from infra.local.cli.main import main
from shared.adapters.system.folder_shelf import FolderShelf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def orders(database_url: str) -> str:
    """Two hundred orders with a key and the time of their last change."""
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE orders (id bigint PRIMARY KEY, city text, at timestamptz)")
        connection.execute(
            "INSERT INTO orders SELECT i, 'C' || i % 7, timestamptz '2026-03-01 00:00+00' + i * interval '1 hour' "
            "FROM generate_series(1, 200) i"
        )
    return database_url


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What was printed as JSON."""
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def test_a_table_is_kept_up_to_date(orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole at first, then only what is new; nothing new is no new version."""
    command = ["sync", "--postgres", orders, "--table", "public.orders", "--key", "id", "--incremental-column", "at"]
    command += ["--to", str(tmp_path / "orders"), "--json"]
    assert main(command) == 0
    first = told(capsys)
    (table,) = first["tables"]
    assert (first["version"], table["kind"], table["rows"], table["tier"]) == (1, "full", 200, 1)
    assert table["bytes"] > 0
    assert table["watermark"] == "2026-03-09 08:00:00+00"
    assert main(command) == 0
    again = told(capsys)
    assert (again["version"], again["is_new"], again["tables"][0]["kind"]) == (1, False, "incremental")
    with psycopg.connect(orders) as connection:
        connection.execute("UPDATE orders SET city = 'X', at = at + interval '1 year' WHERE id = 5")
        connection.execute("DELETE FROM orders WHERE id = 6")
    assert main([*command, "--reconcile"]) == 0
    later = told(capsys)
    assert (later["version"], later["tables"][0]["kind"], later["tables"][0]["rows"]) == (2, "reconciled", 199)


@pytest.mark.parametrize(("tier", "way"), [("1", "ADBC"), ("2", "COPY"), ("3", "a cursor")])
def test_the_report_tells_the_way_that_was_taken(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], tier: str, way: str
) -> None:
    """In words, with rows, size, time and version."""
    assert main(["sync", "--postgres", orders, "--table", "orders", "--tier", tier, "--to", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Version 1: published, ")
    assert f"orders: 200 rows (200 read by {way}, full)" in printed


def test_two_parts_make_one_data_set(orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a view of the data set's name over them."""
    command = ["sync", "--postgres", orders, "--table", "runs", "--to", str(tmp_path), "--json"]
    command += ["--dataset-query", "SELECT 1 AS dataset_id, 'gold' AS name"]
    command += ["--results-query", "SELECT 1 AS dataset_id, id, city FROM orders"]
    assert main(command) == 0
    assert [(each["table"], each["rows"]) for each in told(capsys)["tables"]] == [
        ("runs_dataset", 1),
        ("runs_results", 200),
    ]
    found = FolderShelf(tmp_path).current()
    assert found is not None
    assert [each.name for each in found[0].views] == ["runs"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--table", "nothing"], "nothing"),
        (["--table", "orders", "--incremental-column", "nope"], "nope"),
        (["--table", "orders", "--key", "nope"], "nope"),
        (["--table", "orders", "--key", "city"], "another row has too"),
        (["--table", "orders", "--workers", "0"], "--workers"),
        (["--table", "x", "--dataset-query", "SELECT 1"], "go together"),
        (["--table", "orders", "--tombstone-column", "city"], "no key"),
    ],
)
def test_what_cannot_be_synced_is_said_in_a_sentence(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    """With exit code 2 and nothing published."""
    assert main(["sync", "--postgres", orders, "--to", str(tmp_path), *more]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
    assert FolderShelf(tmp_path).current() is None


def test_a_database_that_does_not_answer_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and the password is not repeated."""
    command = ["sync", "--postgres", "postgresql://me:hush@127.0.0.1:1/shop", "--table", "t", "--to", str(tmp_path)]
    assert main(command) == 1
    printed = capsys.readouterr()
    assert "hush" not in printed.err + printed.out
    assert printed.err.startswith("avexra: ")
    assert main(["sync", "--postgres", "shop", "--table", "t", "--to", str(tmp_path)]) == 2
