"""Tables in a dictionary, with their versions."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.ingest.versions.drift import widened
from shared.core.ingest.versions.overlaps import Overlap, rows_to_compare
from shared.core.ingest.versions.telling_apart import chosen_key, may_number_rows, may_tell_apart
from shared.core.ingest.versions.versions import (
    Change,
    LostKey,
    Origin,
    TableComparison,
    Version,
    Written,
    beyond_kept,
    change_to,
    current_of,
    said_of_left_out,
    standing,
)
from shared.core.table.types import DataType
from tests.fakes.clock import NOON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shared.core.ingest.report import CleanColumn, CleanTable, Reject
    from shared.core.table.shape import TableShape
    from shared.core.table.types import Cell
    from shared.ports.table_store import WritingProgress

_BIGGEST = 2**63 - 1


def origin_of(content: str, share: str = "C1/F1", sequencer: str = "") -> Origin:
    """Where content came from that is known by a word; without a sequencer, as if not through the bucket."""
    return Origin(share, sequencer, f"{content}.csv", "U1", content)


class InMemoryTableStore:
    """The TableStore port."""

    def __init__(self) -> None:
        self._contents: dict[tuple[str, int], tuple[CleanTable, ...]] = {}
        self._history: dict[str, tuple[Version, ...]] = {}
        self._written = 0

    def write(
        self,
        schema: str,
        tables: tuple[CleanTable, ...],
        change: Change,
        origin: Origin,
        progress: WritingProgress | None = None,
    ) -> Written:
        """Keep the tables as a new version, unless it was written or overtaken."""
        history = self.versions(schema)
        if (known := standing(history, change, origin)) is not None:
            return Written(known, is_new=False, lost_keys=self._lost_keys(schema, known, origin))
        rows = sum(len(each.rows) for each in tables)
        if progress is not None:
            progress(0, rows)
            progress(rows, rows)
        current = current_of(history)
        change = change_to(current, change)
        of = current.number if current and change is Change.APPENDED else None
        if current is not None and of is not None:
            there, here = said_of_left_out(history, current, origin)
            stored = {each.name: _with_reasons(each, there) for each in self._sorted(schema)}
            tables = _added_to(stored, tuple(_with_reasons(each, here) for each in tables))
        version = self._record(schema, tuple(map(_settled, tables)), change, origin, of)
        return Written(version, is_new=True, lost_keys=self._lost_keys(schema, version, origin))

    def versions(self, schema: str) -> tuple[Version, ...]:
        """Return the versions, the newest first."""
        return self._history.get(schema, ())

    def restore(self, schema: str, number: int, user: str) -> Written:
        """Make a kept version's content current again."""
        current = current_of(self.versions(schema))
        if current and (current.number == number or (current.change is Change.RESTORED and current.of == number)):
            return Written(current, is_new=False)
        wanted = self._kept(schema, number)
        origin = replace(wanted.origin, user=user)
        content = self._contents[schema, number]
        return Written(self._record(schema, content, Change.RESTORED, origin, number), is_new=True)

    def compare(self, schema: str, before: int, after: int) -> tuple[TableComparison, ...]:
        """Return how two kept versions differ, by table."""
        was, now = (
            {each.name: each for each in self._contents[schema, self._kept(schema, number).number]}
            for number in (before, after)
        )
        return tuple(_compared(name, was.get(name), now.get(name)) for name in sorted(was.keys() | now.keys()))

    def overlap(self, schema: str, tables: tuple[CleanTable, ...]) -> tuple[Overlap, ...]:
        """Return how much of these tables is there already."""
        there = {each.name: each for each in self._sorted(schema)}
        found = (_overlap(there[each.name], each) for each in tables if each.name in there)
        return tuple(each for each in found if each is not None)

    def tables(self, schema: str) -> tuple[TableShape, ...]:
        """Return what the tables look like, by name."""
        return tuple(table.shape for table in self._sorted(schema))

    def current(self) -> dict[str, tuple[CleanTable, ...]]:
        """Return the current tables of every schema."""
        return {schema: tuple(self._sorted(schema)) for schema in self._history}

    def rejects(self, schema: str, table: str) -> Iterable[Reject]:
        """Yield the rejected rows of a table, by line."""
        found = next((each.rejects for each in self._sorted(schema) if each.name == table), ())
        yield from sorted(found, key=lambda each: each.line)

    def export(self, schema: str, folder: Path) -> tuple[tuple[str, Path, int], ...]:
        """Write each table as CSV: NULL an empty field, the empty string a quoted one."""
        folder.mkdir(parents=True, exist_ok=True)
        exported = []
        for i, table in enumerate(self._sorted(schema)):
            path = folder / f"{i:03d}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerow([each.name for each in table.columns])
                for row in table.rows:
                    file.write(",".join(map(_field, row)) + "\n")
            exported.append((table.name, path, len(table.rows)))
        return tuple(exported)

    def drop(self, schema: str) -> None:
        """Forget the schema and its versions."""
        for version in self._history.pop(schema, ()):
            self._contents.pop((schema, version.number), None)

    def _lost_keys(self, schema: str, version: Version, origin: Origin) -> tuple[LostKey, ...]:
        was = self._contents.get((schema, version.of or 0), ())
        is_its = (version.origin.share, version.origin.sequencer) == (origin.share, origin.sequencer)
        if version.change is not Change.APPENDED or not is_its:
            return ()
        now = {each.name: each for each in self._contents[schema, version.number]}
        return tuple(_broken(now[each.name], each.key) for each in was if each.key and not now[each.name].key)

    def _sorted(self, schema: str) -> list[CleanTable]:
        current = current_of(self.versions(schema))
        tables = self._contents[schema, current.number] if current else ()
        return sorted(tables, key=lambda table: table.name)

    def _kept(self, schema: str, number: int) -> Version:
        for each in self.versions(schema):
            if each.number == number and each.is_kept:
                return each
        raise UserError(f"Version {number} is not kept any more, or never was.")

    def _record(
        self, schema: str, tables: tuple[CleanTable, ...], change: Change, origin: Origin, of: int | None
    ) -> Version:
        before = self.versions(schema)
        number = before[0].number + 1 if before else 1
        counts = tuple(sorted((each.name, len(each.rows)) for each in tables))
        self._written += 1
        at = NOON + timedelta(microseconds=self._written)
        version = Version(number, change, origin, at, counts, of, is_current=True)
        replaced = current_of(before) if change is Change.REPLACED else None
        history = (version, *(replace(each, is_current=False) for each in before))
        going = {each.number for each in beyond_kept(history, without=replaced.number if replaced else None)}
        for each in going:
            del self._contents[schema, each]
        self._contents[schema, number] = tables
        self._history[schema] = tuple(
            replace(each, is_kept=each.is_kept and each.number not in going) for each in history
        )
        return version


def _settled(table: CleanTable) -> CleanTable:
    """The table as a database would have it: rows at hand, types that hold them, a key that holds."""
    columns = tuple(replace(each, type=_type(table, i)) for i, each in enumerate(table.columns))
    rows = tuple(tuple(map(_cast, row, (each.type for each in columns))) for row in table.rows)
    places = [[each.name for each in columns].index(name) for name in table.key]
    keys = [tuple(row[i] for i in places) for row in rows]
    holds = len(set(keys)) == len(keys) and not any(cell is None for key in keys for cell in key)
    return replace(table, columns=columns, rows=rows, key=table.key if holds else ())


def _broken(table: CleanTable, key: tuple[str, ...]) -> LostKey:
    """How many rows break a key."""
    places = [[each.name for each in table.columns].index(name) for name in key]
    counts = Counter(tuple(row[place] for place in places) for row in table.rows)
    repeated = sum(count - 1 for values, count in counts.items() if None not in values)
    empty = sum(count for values, count in counts.items() if None in values)
    return LostKey(table.name, tuple(table.columns[place].label for place in places), repeated, empty)


def _added_to(there: Mapping[str, CleanTable], tables: tuple[CleanTable, ...]) -> tuple[CleanTable, ...]:
    given = {each.name for each in tables}
    added = tuple(_joined(there[each.name], each) if each.name in there else each for each in tables)
    return (*added, *(each for name, each in there.items() if name not in given))


def _with_reasons(table: CleanTable, behind: str) -> CleanTable:
    """The table with something behind the reasons of the rows that it left out."""
    return replace(table, rejects=tuple(replace(each, reason=f"{each.reason}{behind}") for each in table.rejects))


def _joined(was: CleanTable, new: CleanTable) -> CleanTable:
    """One table's rows below the other's, columns matched by name."""
    given = {each.name: each for each in new.columns}
    columns = tuple(_widened(each, given.get(each.name), new.label) for each in was.columns)
    columns += tuple(each for each in new.columns if each.name not in {column.name for column in was.columns})
    rows = (*_placed(was, columns), *_placed(new, columns))
    return replace(was, columns=columns, rows=rows, rejects=(*was.rejects, *new.rejects), key=new.key or was.key)


def _widened(column: CleanColumn, given: CleanColumn | None, label: str) -> CleanColumn:
    if given is None:
        return column
    joined = widened(column.type, given.type)
    if joined is None:
        raise UserError(f'"{label}" has another kind of values in "{column.label}" than the data set.')
    unit, personal = column.unit or given.unit, column.personal or given.personal
    return replace(column, type=joined, unit=unit, personal=personal)


def _placed(table: CleanTable, columns: tuple[CleanColumn, ...]) -> Iterable[tuple[Cell, ...]]:
    places = {each.name: i for i, each in enumerate(table.columns)}
    for row in table.rows:
        yield tuple(row[places[each.name]] if each.name in places else None for each in columns)


def _cast(cell: Cell, kind: DataType) -> Cell:
    if kind is DataType.TIMESTAMP and isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time(0))
    if kind is DataType.FLOAT and isinstance(cell, int):
        return float(cell)
    return str(cell) if kind is DataType.TEXT and cell is not None else cell


def _overlap(there: CleanTable, table: CleanTable) -> Overlap | None:
    """What of a table is in another, in the columns that both have."""
    names = [each.name for each in table.columns if each.name in {one.name for one in there.columns}]
    if not names:
        return None
    columns = tuple(each for each in table.columns if each.name in names)
    looked_for = replace(table, rows=rows_to_compare(table))
    mine, theirs = list(_placed(looked_for, columns)), list(_placed(there, columns))
    same = (Counter(mine) & Counter(theirs)).total()
    key = there.key or table.key
    found = Overlap(table.label, len(table.rows), len(mine), len(theirs), same)
    if not key or not set(key) <= set(names):
        return found
    places = [names.index(name) for name in key]
    keys, taken = ([tuple(row[i] for i in places) for row in rows] for rows in (mine, theirs))
    filled = [each for each in keys if None not in each]
    others = [each for each in filled if each not in taken]
    labels = {each.name: each.label for each in there.columns}
    return replace(
        found,
        key=tuple(labels[name] for name in key),
        is_kept=bool(there.key),
        known=len(filled) - len(others),
        repeated=len(others) - len(set(others)),
        keyless=len(keys) - len(filled),
    )


def _found_key(was: CleanTable, now: CleanTable) -> tuple[str, ...]:
    """The column that tells the rows of both apart, where nobody named one."""
    names = may_tell_apart(was.shape.columns, now.shape.columns)
    return chosen_key([name for name in names if all(_tells_apart(table, name) for table in (was, now))])


def _tells_apart(table: CleanTable, name: str) -> bool:
    place = [each.name for each in table.columns].index(name)
    cells = [row[place] for row in table.rows]
    counts = {tuple(map(str, range(start, start + len(cells)))) for start in (0, 1)}
    if not cells or None in cells or len(set(cells)) < len(cells):
        return False
    return not (may_number_rows(name) and any(set(map(str, cells)) == set(each) for each in counts))


def _compared(name: str, was: CleanTable | None, now: CleanTable | None) -> TableComparison:
    present = was or now
    assert present is not None
    if was is None or now is None:
        rows = len(present.rows)
        before, after = (0, rows) if was is None else (rows, 0)
        return TableComparison(name, before, after, after, before, 0, present.key)
    columns = (*was.columns, *(each for each in now.columns if each.name not in {one.name for one in was.columns}))
    before_rows, after_rows = list(_placed(was, columns)), list(_placed(now, columns))
    names = [each.name for each in columns]
    if was.key and set(was.key) == set(now.key):
        return _by_key(was, names, before_rows, after_rows)
    if found := _found_key(was, now):
        return replace(_by_key(replace(was, key=found), names, before_rows, after_rows), is_key_found=True)
    bag, other = Counter(before_rows), Counter(after_rows)
    added, removed = (other - bag).total(), (bag - other).total()
    return TableComparison(name, len(before_rows), len(after_rows), added, removed, 0)


def _by_key(
    was: CleanTable, names: list[str], before: list[tuple[Cell, ...]], after: list[tuple[Cell, ...]]
) -> TableComparison:
    places = [names.index(each) for each in was.key]
    mine, theirs = ({tuple(row[i] for i in places): row for row in rows} for rows in (before, after))
    both = [(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()]
    cells = [(names[i], sum(one[i] != two[i] for one, two in both)) for i in range(len(names))]
    columns = tuple(each for each in cells if each[1])
    added, removed = len(theirs.keys() - mine.keys()), len(mine.keys() - theirs.keys())
    changed = sum(one != two for one, two in both)
    return TableComparison(was.name, len(before), len(after), added, removed, changed, was.key, columns)


def _type(table: CleanTable, index: int) -> DataType:
    cells = (row[index] for row in table.rows)
    if table.columns[index].type is DataType.INTEGER and any(isinstance(c, int) and abs(c) > _BIGGEST for c in cells):
        return DataType.DECIMAL
    return table.columns[index].type


def _field(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "t" if cell else "f"
        case datetime():
            at = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
            return at.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case str():
            awkward = cell == "" or any(mark in cell for mark in '",\r\n')
            return '"' + cell.replace('"', '""') + '"' if awkward else cell
        case _:
            return str(cell)
