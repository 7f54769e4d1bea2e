"""`avexra ingest`: a file read, reported on and written, as people type it."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from infra.local.cli import ingest
from infra.local.cli.main import main
from shared.core.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.postgres.server import LocalPostgres

SALES = (
    b"Sales of March,,\r\n\r\ndate;town;amount\r\n01/03/2024;Pune;1.200,50\r\n31/03/2024;Surat;90,00\r\n1;2;3;4;5\r\n"
)


def run(*arguments: str) -> int:
    """Run the command with the parser that the command line gives it."""
    parser = argparse.ArgumentParser()
    ingest.add_to(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["ingest", *arguments])
    return int(chosen.run(chosen))


@pytest.fixture
def sales(tmp_path: Path) -> str:
    """A file as people have them: a title, semicolons, decimal commas, and a row with too much in it."""
    path = tmp_path / "march sales.csv"
    path.write_bytes(SALES)
    return str(path)


def test_the_report_says_what_was_found(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows, types, repairs, and the row that was left out with its line."""
    assert run(sales) == 0
    printed = capsys.readouterr().out
    assert "2 rows in 1 table" in printed
    assert "decimal(6,2)" in printed
    assert "Left out: line 6: it has 5 cells where the header has 3" in printed


def test_the_report_is_json_for_programs(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One object, with each column's type and each row left out."""
    assert run(sales, "--json") == 0
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert [(each["name"], each["type"]) for each in table["columns"]] == [
        ("date", "date"),
        ("town", "text"),
        ("amount", "decimal"),
    ]
    assert table["left_out"]["first"][0]["line"] == 6
    assert 0 <= table["quality"]["score"] <= 100


def test_a_folder_gets_clean_tables_and_the_rows_left_out(sales: str, tmp_path: Path) -> None:
    """As CSV files that any program reads, beside the report."""
    assert run(sales, "--out", str(tmp_path / "out")) == 0
    with (tmp_path / "out" / "march_sales.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["date", "town", "amount"],
            ["2024-03-01", "Pune", "1200.50"],
            ["2024-03-31", "Surat", "90.00"],
        ]
    with (tmp_path / "out" / "march_sales.left-out.csv").open(newline="", encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["Line"] == "6"
    assert json.loads((tmp_path / "out" / "report.json").read_text())["file"] == "march sales.csv"


def test_raw_cells_are_the_records_as_they_stand(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither typed nor squared: what is below the title, cut into cells."""
    assert run(sales, "--raw-cells") == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["date", "town", "amount"],
        ["01/03/2024", "Pune", "1.200,50"],
        ["31/03/2024", "Surat", "90,00"],
        ["1", "2", "3", "4", "5"],
    ]


@pytest.mark.parametrize("content", [b"", b" \r\n\n"])
def test_an_empty_file_has_no_raw_cells(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is no failure; but no table could be read from it, which is one."""
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert run(str(path), "--raw-cells") == 0
    assert run(str(path)) == 1
    assert "the file is empty" in capsys.readouterr().out


def test_the_tables_are_written_to_a_database(
    sales: str, tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a schema called like the file; the same file again writes nothing, added rows make a new version."""
    assert run(sales, "--to", database_url) == 0
    assert run(sales, "--to", database_url) == 0
    assert "holds this content already" in capsys.readouterr().out
    more = tmp_path / "more" / "march sales.csv"
    more.parent.mkdir()
    more.write_bytes(b"date,town,amount\n2024-04-01,Nashik,7.25\n")
    assert run(str(more), "--to", database_url, "--append") == 0
    assert "Written as version 2" in capsys.readouterr().out
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT town, amount::text FROM march_sales.march_sales ORDER BY town").fetchall()
    assert rows == [("Nashik", "7.25"), ("Pune", "1200.50"), ("Surat", "90.00")]


def test_rows_are_added_to_the_table_that_the_schema_has(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the file is called: its columns are laid beside those there, and what differs is said or refused."""
    for name, text in (
        ("march.csv", "order_no,city,amount\nA1,Pune,5\n"),
        ("april.csv", "City,order no,Amt\nGoa,A2,7.5\n"),
    ):
        (tmp_path / name).write_text(text)
        assert run(str(tmp_path / name), "--to", database_url, "--schema", "orders", "--append") == 0
    printed = capsys.readouterr().out
    assert "Written as version 2: orders.march (2 rows)" in printed
    assert "Please check: “Amt” goes into the column “amount”." in printed
    assert "Please check: “amount” held whole numbers, and holds decimal numbers from now on." in printed
    (tmp_path / "may.csv").write_text("order_no,city,amount\nA3,Agra,lots\n")
    with pytest.raises(UserError, match="“amount” holds decimal numbers in the data set, and text such as “lots”"):
        run(str(tmp_path / "may.csv"), "--to", database_url, "--schema", "orders", "--append")
    assert run(str(tmp_path / "may.csv"), "--to", database_url, "--schema", "orders") == 0
    assert "Written as version 3: orders.march (1 row)" in capsys.readouterr().out


def test_an_address_is_looked_at_before_the_file_is(
    sales: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written to is told in words, whatever PostgreSQL says of it, and nothing is made there."""
    monkeypatch.setattr(ingest, "LimitedFileReader", None)  # nothing is read
    role = f"reader_{uuid4().hex[:8]}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    as_role = database_url.replace("postgres:@", f"{role}@")
    for url, sentence in (
        ("postgresql://[::1/x", "--to takes a PostgreSQL address"),
        (f"{database_url}&foo=bar", "--to takes a PostgreSQL address"),
        ("postgresql://someone@127.0.0.1:1/x", "The database does not answer at that address; check its host"),
        (as_role, "may not make what we need in the database; ask its owner for GRANT CREATE ON DATABASE"),
        (f"{database_url}&options=-cdefault_transaction_read_only%3Don", "At that address one can only read"),
    ):
        with pytest.raises(UserError, match=re.escape(sentence)):
            run(sales, "--to", url)


def test_missing_rights_are_told_when_they_are_missed(
    sales: str, postgres_server: LocalPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    """One who may make schemas, but neither the extension nor in a schema of somebody else's."""
    role, name = f"maker_{uuid4().hex[:8]}", f"bare_{uuid4().hex[:8]}"
    url = postgres_server.create_database(name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(f"GRANT CREATE ON DATABASE {name} TO {role}")
    as_role = url.replace("postgres:@", f"{role}@")
    with pytest.raises(UserError, match="CREATE EXTENSION vector once"):
        run(sales, "--to", as_role)
    assert run(sales, "--to", url) == 0
    with pytest.raises(UserError, match="may not make what we need"):
        run(sales, "--to", as_role)
    postgres_server.drop_database(name)


def test_a_declared_key_keeps_the_last_row_of_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are told with their lines, and lie in the folder."""
    path = tmp_path / "orders.csv"
    path.write_bytes(b"order,line,qty\nA,1,5\nA,2,6\nA,1,7\n")
    assert run(str(path), "--key", "order, line", "--out", str(tmp_path / "out")) == 0
    printed = capsys.readouterr().out
    assert "2 rows, 3 columns, 1 row left out" in printed
    assert "Left out: line 2: a later row has the same “order” and “line” (A | 1 | 5)" in printed
    assert (tmp_path / "out" / "orders.csv").read_text() == '"order","line","qty"\nA,2,6\nA,1,7\n'
    assert json.loads((tmp_path / "out" / "report.json").read_text())["tables"][0]["key"] == ["order", "line"]
    assert run(str(path), "--key", "orders:order") == 0
    assert "1 row, 3 columns, 2 rows left out" in capsys.readouterr().out


def test_a_key_that_does_not_fit_is_bad_use(sales: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence with what was meant, exit code 2, and nothing is written."""
    for key, sentence in (
        ("tovvn", "--key tovvn: the table has no column “tovvn”; did you mean “town”?"),
        ("march:town,gstin", "--key town,gstin: the table has no column “gstin”; it has “date”, “town” and “amount”."),
        ("parties:town", "--key town: the file has no table “parties”; it has “march sales”."),
        ("town,,date", "--key town,,date: name columns, as in --key voucher_no or --key lines:order_no,line_no."),
    ):
        assert main(["ingest", sales, "--key", key, "--out", str(tmp_path / "none")]) == 2
        assert capsys.readouterr().err == f"avexra: {sentence}\n"
    assert list((tmp_path / "none").glob("*")) == []


def test_added_rows_that_break_a_key_are_told(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file alone had none twice: only beside the rows there is one of them another's."""
    path = tmp_path / "orders.csv"
    path.write_bytes(b"order,qty\nA,1\nB,2\n")
    assert run(str(path), "--key", "order", "--to", database_url) == 0
    assert "Please check" not in capsys.readouterr().out
    path.write_bytes(b"order,qty\nB,3\nC,4\n")
    assert run(str(path), "--key", "order", "--to", database_url, "--append") == 0
    told = "Please check: orders: rows now have the same “order” as another row, and no two had before (1 row)"
    assert told in capsys.readouterr().out


def test_what_is_used_badly_gets_one_sentence(sales: str) -> None:
    """A file that is not there, an address that is none, a schema without a database, and a folder that is a file."""
    for wrong, sentence in (
        (["/nowhere.csv"], "The file /nowhere.csv cannot be read; check its name."),
        ([sales, "--to", "mysql://x"], "--to takes a PostgreSQL address"),
        ([sales, "--append"], "name the database with --to"),
        ([sales, "--out", sales], "cannot be made; name another one with --out"),
    ):
        with pytest.raises(UserError, match=sentence):
            run(*wrong)
