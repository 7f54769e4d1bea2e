"""A file of any size is read in bounded memory, and nothing is left but its folder."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from shared.adapters.duckdb.staging.stage import Stage
from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules

_MEGABYTES = 300
_ROWS = 2_600_000
_MOST_BYTES = 1_000_000_000
_SELECT = """
    SELECT i AS id, DATE '2024-01-01' + (i % 700)::INTEGER AS day, 'customer ' || (i * 7919 % 500000) AS customer,
    format('{{:,.2f}}', (i * 104729 % 100000000) / 100) AS amount, ['yes', 'no'][1 + i % 2] AS paid,
    'a longer note about row number ' || i || {note} AS note FROM range({rows}) AS t(i)
"""
_READ = """
import json, sys
from pathlib import Path
from shared.adapters.files.reader import LimitedFileReader
told = []
class Told:
    def __call__(self, rows, of):
        told.append(rows)
    def check(self, what):
        told.append(told[-1])
folder = Path(sys.argv[2])
reading = LimitedFileReader().read(Path(sys.argv[1]), "big.csv", folder, Told())
(table,) = reading.tables
print("read", flush=True)
table.rows.write_csv(folder / "clean.csv")
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
print(json.dumps({"rows": len(table.rows), "peak": peak, "told": told, "types": [c.type for c in table.columns]}))
"""


def _file(path: Path, note: str) -> Path:
    duckdb.connect().execute(f"COPY ({_SELECT.format(rows=_ROWS, note=note)}) TO '{path}' (HEADER)")
    assert path.stat().st_size > _MEGABYTES * 1_000_000
    return path


@pytest.mark.timeout(400)
def test_a_large_file_is_read_in_less_than_a_gigabyte(tmp_path: Path) -> None:
    """The one with line ends in a cell and dressed amounts too, which costs the engine more."""
    path = _file(
        tmp_path / "big.csv", note="repeat(' and so on', 5) || CASE WHEN i % 1000 = 0 THEN chr(10) ELSE '' END"
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path.cwd(),
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["rows"] == _ROWS
    assert said["types"] == ["integer", "date", "text", "decimal", "boolean", "text"]
    assert said["peak"] < _MOST_BYTES
    assert said["told"] == sorted(said["told"])
    assert said["told"][-1] == _ROWS
    with (folder / "clean.csv").open(encoding="utf-8") as clean:
        assert next(clean).startswith("0,2024-01-01,customer 0,0.00,t,")


@pytest.mark.parametrize("after", [0.2, 0.6, 1.2, 2.5])
def test_a_reader_that_is_killed_leaves_only_its_folder(after: float, tmp_path: Path) -> None:
    """The source is as it was, and a second reading in a new folder finds everything."""
    path = tmp_path / "small.csv"
    duckdb.connect().execute(f"COPY ({_SELECT.format(rows=200_000, note=repr('.'))}) TO '{path}' (HEADER)")
    before, around = path.read_bytes(), {each.name for each in tmp_path.iterdir()}
    for name, deadline in (("killed", after), ("whole", None)):
        folder = tmp_path / name
        folder.mkdir()
        command = [sys.executable, "-c", _READ, str(path), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
            if deadline is not None:
                time.sleep(deadline)
                process.send_signal(signal.SIGKILL)
            output = process.communicate()[0]
    assert json.loads(output.splitlines()[-1])["rows"] == 200_000
    assert path.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == around | {"killed", "whole"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", "id,city,amount\n" + "".join(f"{i},C{i % 7},{i * 1.5}\n" for i in range(400_000))),
        ("dates.csv", "day,city\n" + "".join(f"{1 + i % 28}/3/2024,C{i}\n" for i in range(30_000))),
        ("ragged.csv", "Sales\n\nid;city\n" + "".join(f'{i};"C {i}\n{i}"{";x" * (i % 2)}\n' for i in range(500))),
    ],
)
def test_the_engine_goes_with_the_last_who_holds_its_rows(name: str, content: str, tmp_path: Path) -> None:
    """Without waiting for the garbage collector: a warm function would keep a gigabyte of it until then."""
    file = tmp_path / name
    file.write_text(content)
    gc.collect()
    gc.disable()
    try:
        reading = LimitedFileReader(rules=load_rules()).read(file, name, tmp_path)
        assert sum(len(table.rows) for table in reading.tables) >= 500
        assert _stages()
        del reading
        assert not _stages()
    finally:
        gc.enable()


def _stages() -> list[object]:
    return [each for each in gc.get_objects() if type(each) is Stage]
