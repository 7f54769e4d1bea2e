"""`avexra ingest`: a file read, cleaned and reported on as a shared one is, without any stack."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.cli.ingest_report import as_json, as_text
from infra.local.cli.progress import Bar
from infra.local.cli.table_csv import write_table
from infra.local.cli.writing import check_address, write
from shared.adapters.files.opening import is_blank
from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules
from shared.core.errors import UserError
from shared.core.ingest.cleaning.names import file_stem, snake_case
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.rules.keys import DeclaredKey, key_problem
from shared.core.semantic.phrases import listed
from shared.render.csv_export import rejects_csv

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from infra.local.cli.writing import Stored
    from shared.core.ingest.report import CleanTable, FileReading

_SCHEMA_LENGTH = 48


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add the command to the parser."""
    parser = commands.add_parser(
        "ingest",
        help="read and clean a table file, and say what was found",
        description="Reads a CSV, TSV, Excel, ODS, Parquet, JSON or JSON Lines file, also gzipped or zipped, and says "
        "what is in it. Exit code 1 when no table could be read.",
        epilog="Example: avexra ingest sales.xlsx --out clean/",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to read")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write clean tables, rows left out and the report into a folder"
    )
    parser.add_argument(
        "--raw-cells",
        action="store_true",
        help="print header and records as they were read, before typing, as CSV (into DIR with --out)",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="[TABLE:]COLUMN[,COLUMN]",
        help="columns that tell rows apart: of rows with the same ones only the last is kept, the others are told and "
        "left out; with TABLE: for one of several tables",
    )
    parser.add_argument("--to", metavar="URL", help="write the tables to PostgreSQL: postgresql://user@host/database")
    parser.add_argument("--schema", metavar="NAME", help="the schema they are written to; the file's name if left out")
    parser.add_argument("--append", action="store_true", help="add the rows to those the schema has, instead")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Read the file and report; 1 when nothing in it could be read."""
    if not chosen.file.is_file():
        raise UserError(f"The file {chosen.file} cannot be read; check its name.")
    if (chosen.append or chosen.schema) and not chosen.to:
        raise UserError("--schema and --append say how to write; name the database with --to postgresql://...")
    if chosen.key and chosen.raw_cells:
        raise UserError("--raw-cells prints rows as they are; leave out --key.")
    keys = tuple(map(_key, chosen.key))
    if chosen.to:
        check_address(chosen.to)
    if chosen.out is not None:
        _make(chosen.out)
    with tempfile.TemporaryDirectory(prefix="avexra-") as name:
        if chosen.raw_cells:
            return _raw_cells(chosen, Path(name))
        return _ingest(chosen, Path(name), keys)


def _make(folder: Path) -> None:
    """Make the folder, if there is none. Raises UserError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UserError(f"The folder {folder} cannot be made; name another one with --out.") from None


def _key(text: str) -> DeclaredKey:
    """A key as it is typed: voucher_no, or lines:order_no,line_no."""
    table, colon, columns = text.rpartition(":")
    names = tuple(each.strip() for each in columns.split(","))
    if not all(names) or (colon and not table.strip()):
        raise UserError(f"--key {text}: name columns, as in --key voucher_no or --key lines:order_no,line_no.")
    return DeclaredKey(table.strip(), names)


def _ingest(chosen: argparse.Namespace, folder: Path, keys: tuple[DeclaredKey, ...]) -> int:
    started = time.perf_counter()
    with Bar(f"Reading {chosen.file.name}") as bar:
        reader = LimitedFileReader(rules=load_rules())
        reading = reader.read(chosen.file, chosen.file.name, folder, bar, keys)
    seconds = time.perf_counter() - started
    _check(keys, reading)
    stored = _stored(chosen, reading) if chosen.to and reading.tables else None
    report = as_json(reading, seconds, stored)
    if chosen.out is not None:
        _keep(chosen.out, reading.tables)
        (chosen.out / "report.json").write_text(_dumped(report) + "\n", encoding="utf-8")
    print(_dumped(report) if chosen.json else as_text(reading, seconds, stored))
    return 0 if reading.tables else 1


def _stored(chosen: argparse.Namespace, reading: FileReading) -> Stored:
    schema = snake_case(chosen.schema or file_stem(chosen.file.name), "data")[:_SCHEMA_LENGTH]
    return write(chosen.to, schema, reading.tables, chosen.file, append=chosen.append)


def _check(keys: tuple[DeclaredKey, ...], reading: FileReading) -> None:
    """Raise UserError where a key holds for none of the tables."""
    for key in keys if reading.tables else ():
        problem = key_problem(key, reading.tables, reading.file_name)
        if not any(key.names(each.label, reading.file_name) for each in reading.tables):
            named = listed([f"\u201c{each.label}\u201d" for each in reading.tables])
            problem = f"the file has no table \u201c{key.table}\u201d; it has {named}."
        if problem:
            raise UserError(f"--key {','.join(key.columns)}: {problem}")


def _dumped(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)


def _raw_cells(chosen: argparse.Namespace, folder: Path) -> int:
    """Print the cells; a file without any has none to print, which is no failure."""
    found = LimitedFileReader().read_raw_cells(chosen.file, chosen.file.name, folder)
    if isinstance(found, SheetIssue):
        print(f"avexra: {found.for_user()}.", file=sys.stderr)
        if not is_blank(chosen.file):
            return 1
        found = iter(())
    if chosen.out is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        csv.writer(sys.stdout, lineterminator="\n").writerows(found)
    else:
        with (chosen.out / f"{file_stem(chosen.file.name)}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(found)
    return 0


def _keep(folder: Path, tables: Iterable[CleanTable]) -> None:
    """Write each table as CSV, exactly; and the rows it left out for people, safe to open in a spreadsheet."""
    for table in tables:
        write_table(table, folder)
        if table.rejects:
            left_out = rejects_csv([("", each) for each in table.rejects])
            (folder / f"{table.name}.left-out.csv").write_bytes(left_out)
