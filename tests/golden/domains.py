"""The tables that golden questions ask about, and what they are taken to mean.

Each domain comes in through the doors that real data comes in by: files through the file reader, bulk CSV through the
snapshot builder, meaning through inference and the domains written as YAML.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from infra.local.demo.flights import write_flights
from infra.local.demo.sales import generate_sales
from shared.adapters.duckdb.builder import DuckDbSnapshotBuilder
from shared.adapters.duckdb.profiling import DuckDbTableProfiler
from shared.adapters.files.reader import LimitedFileReader
from shared.app.take_snapshot import understand
from shared.config.ingest_rules import load_rules
from shared.config.semantic_models import load_domains
from shared.core.semantic.model import Calendar
from shared.core.table.csv_text import csv_lines
from shared.core.table.shape import ColumnShape, TableShape
from tests.fakes import shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.core.ingest.report import CleanTable
    from shared.core.semantic.model import SemanticModel

DATA = Path(__file__).with_name("data")
SALES_END = date(2024, 6, 28)
"""The last day of the demo's sales, so that the same eighteen months stand for ever."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A model over one snapshot file; name is the catalogue (DuckDB) or schema (PostgreSQL) its tables stand in."""

    name: str
    file: Path
    model: SemanticModel

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection in which plain table names are this domain's."""
        connection = duckdb.connect()
        connection.execute(f"ATTACH '{self.file}' AS \"{self.name}\" (READ_ONLY)")
        connection.execute(f'USE "{self.name}"')
        return connection


def load(name: str, folder: Path) -> Domain:
    """The domain of that name, its snapshot built anew in the folder."""
    return _DOMAINS[name](folder)


def _sales(folder: Path) -> Domain:
    """The demo distributor's Tally export, with the written sales model over it."""
    tables = _read("Sales register.csv", generate_sales(SALES_END).csv())
    return _understood("sales", folder, _written(tables, folder), Calendar(timezone="Asia/Kolkata"))


def _flights(folder: Path) -> Domain:
    """The flights that left New York in 2013, loaded as the demo loads them."""
    sources = []
    for each in write_flights(folder / "csv"):
        columns = tuple(ColumnShape(c.name, c.label, c.type, c.unit) for c in each.table.columns)
        sources.append((TableShape(each.table.name, each.table.label, columns), each.path))
    return _understood("flights", folder, tuple(sources), Calendar())


def _shop(folder: Path) -> Domain:
    """The small shop of the fakes, whose model is written by hand."""
    return Domain("shop", shop.snapshot_file(folder), shop.MODEL)


def _own(name: str, zone: str = "UTC") -> Callable[[Path], Domain]:
    """The CSV files of a folder beside this module, each one table."""

    def loaded(folder: Path) -> Domain:
        tables = []
        for path in sorted((DATA / name).glob("*.csv")):
            (table,) = _read(path.name, path.read_bytes())
            tables.append(replace(table, name=path.stem, label=path.stem.capitalize()))
        return _understood(name, folder, _written(tables, folder), Calendar(timezone=zone))

    return loaded


def _read(name: str, content: bytes) -> tuple[CleanTable, ...]:
    """What ingestion makes of an uploaded file."""
    with tempfile.TemporaryDirectory() as folder:
        tables = LimitedFileReader(rules=load_rules()).read(content, name, Path(folder)).tables
        return tuple(replace(table, rows=tuple(table.rows)) for table in tables)


def _written(tables: Iterable[CleanTable], folder: Path) -> tuple[tuple[TableShape, Path], ...]:
    """The tables as CSV files, as they leave PostgreSQL for a snapshot."""
    sources = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        path.write_text("".join(csv_lines([each.name for each in table.columns], table.rows)), encoding="utf-8")
        sources.append((table.shape, path))
    return tuple(sources)


def _understood(name: str, folder: Path, sources: tuple[tuple[TableShape, Path], ...], calendar: Calendar) -> Domain:
    """What the snapshot taker makes of these tables."""
    file = folder / f"{name}.duckdb"
    DuckDbSnapshotBuilder().build(file, sources)
    shapes = tuple(shape for shape, _ in sources)
    files = {each.name: file for each in shapes}
    return Domain(name, file, understand(DuckDbTableProfiler(), files, name, shapes, calendar, written=load_domains()))


_DOMAINS: dict[str, Callable[[Path], Domain]] = {
    "clinic": _own("clinic"),
    "events": _own("events", "Asia/Kolkata"),
    "flights": _flights,
    "sales": _sales,
    "shop": _shop,
    "subscriptions": _own("subscriptions"),
    "survey": _own("survey"),
}
DOMAINS = tuple(_DOMAINS)
