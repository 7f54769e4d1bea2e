"""The versions that the TableStore port keeps: written once, compared, restored, let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.errors import UserError
from shared.core.ingest.report import CleanColumn, CleanTable, Reject
from shared.core.ingest.versions.drift import Plan, aligned, drift_between
from shared.core.ingest.versions.overlaps import Overlap
from shared.core.ingest.versions.versions import VERSIONS_KEPT, Change, LostKey, TableComparison, Written
from shared.core.table.types import DataType
from tests.fakes.table_store import InMemoryTableStore, origin_of

if TYPE_CHECKING:
    from pathlib import Path

    from shared.core.table.types import Cell
    from shared.ports.table_store import TableStore

SCHEMA = "d_0123456789ab"
SMALL = CleanTable("small", "Small", (CleanColumn("x", "X", DataType.INTEGER),), ((1,), (None,)))
ID = CleanColumn("id", "Id", DataType.INTEGER)
NAME = CleanColumn("name", "Name", DataType.TEXT, personal=True)
PRICE = CleanColumn("price", "Price", DataType.DECIMAL, unit="₹")


@pytest.fixture
def store(side: str, request: pytest.FixtureRequest) -> TableStore:
    """An empty store."""
    return InMemoryTableStore() if side == "fake" else PostgresTableStore(request.getfixturevalue("database"))


def goods(*rows: tuple[Cell, ...], key: tuple[str, ...] = ("id",)) -> CleanTable:
    """Things with an id, a name and a price."""
    return CleanTable("goods", "Goods", (ID, NAME, PRICE), rows, key=key)


PEN, INK, PAD = (1, "pen", Decimal("1.50")), (2, "ink", Decimal("2.00")), (3, None, None)


def exported(store: TableStore, folder: Path, table: str = "goods") -> list[str]:
    """The sorted lines of a table's export, without the header."""
    (path,) = [path for name, path, _ in store.export(SCHEMA, folder) if name == table]
    return sorted(path.read_text().splitlines()[1:])


def changes(store: TableStore) -> list[tuple[int, Change, int | None, bool, bool]]:
    """What the history says of each version, the newest first."""
    return [(each.number, each.change, each.of, each.is_current, each.is_kept) for each in store.versions(SCHEMA)]


def test_a_version_says_where_it_came_from(store: TableStore) -> None:
    """Whatever was asked for, the first is FIRST; tables stand with their rows."""
    assert store.versions(SCHEMA) == ()
    origin = origin_of("a", "C1/F9", "0055AED6DCD90281E5")
    written = store.write(SCHEMA, (SMALL, goods(PEN, INK)), Change.APPENDED, origin)
    (version,) = store.versions(SCHEMA)
    assert written == Written(version, is_new=True)
    assert (version.number, version.change, version.origin, version.of) == (1, Change.FIRST, origin, None)
    assert version.tables == (("goods", 2), ("small", 2))
    assert version.is_current
    assert version.written_at.tzinfo is not None


def test_appended_rows_come_to_those_there(store: TableStore, tmp_path: Path) -> None:
    """Columns in any order, other tables stay, the version before is kept."""
    store.write(SCHEMA, (goods(PEN), SMALL), Change.FIRST, origin_of("a"))
    more = CleanTable("goods", "Other label", (PRICE, ID, NAME), ((Decimal("2.00"), 2, ""),))
    written = store.write(SCHEMA, (more,), Change.APPENDED, origin_of("b"))
    assert (written.version.of, written.version.tables) == (1, (("goods", 2), ("small", 2)))
    assert [each.label for each in store.tables(SCHEMA)] == ["Goods", "Small"]
    assert exported(store, tmp_path) == ["1,pen,1.50", '2,"",2.00']
    assert changes(store) == [(2, Change.APPENDED, 1, True, True), (1, Change.FIRST, None, False, True)]


def test_a_long_write_tells_how_far_it_is(store: TableStore) -> None:
    """Of the rows of all its tables together; what is told may end it, and then nothing is written."""
    told: list[tuple[int, int]] = []
    tables = (SMALL, goods(*((number, "x", None) for number in range(25_000))))
    store.write(SCHEMA, tables, Change.FIRST, origin_of("a"), lambda rows, of: told.append((rows, of)))
    assert told == sorted(told)
    assert (told[0], {of for _, of in told}) == ((0, 25_002), {25_002})

    def end(rows: int, of: int) -> None:
        raise UserError(f"no time left for {of - rows} rows")

    with pytest.raises(UserError, match="no time left"):
        store.write(SCHEMA, (goods(PEN),), Change.RENEWED, origin_of("b"), end)
    assert len(store.versions(SCHEMA)) == 1


def test_rows_left_out_stay_to_be_had_when_others_are_added(store: TableStore) -> None:
    """Each with its file, for a line alone says nothing then; also of tables that the file does not have."""
    odd, short = Reject(3, "odd", ("?",)), Reject(4, "too short", ())
    first = (replace(goods(PEN), rejects=(odd,)), replace(SMALL, rejects=(short,)))
    store.write(SCHEMA, first, Change.FIRST, replace(origin_of("a"), file_name="May.csv"))
    june = replace(goods(INK), rejects=(Reject(2, "odd", ("!",)),))
    store.write(SCHEMA, (june,), Change.APPENDED, replace(origin_of("b"), file_name="June.csv"))
    july = (replace(goods(PAD), rejects=(odd,)), CleanTable("new", "New", (ID,), ((1,),), rejects=(short,)))
    store.write(SCHEMA, july, Change.APPENDED, replace(origin_of("c"), file_name="July.csv"))
    assert sorted((each.line, each.reason) for each in store.rejects(SCHEMA, "goods")) == [
        (2, "odd (in June.csv)"),
        (3, "odd (in July.csv)"),
        (3, "odd (in May.csv)"),
    ]
    assert [each.reason for each in store.rejects(SCHEMA, "small")] == ["too short (in May.csv)"]
    assert [each.reason for each in store.rejects(SCHEMA, "new")] == ["too short (in July.csv)"]
    store.write(SCHEMA, (goods(PEN),), Change.RENEWED, origin_of("d"))
    assert not list(store.rejects(SCHEMA, "goods"))


def test_a_file_is_added_once(store: TableStore) -> None:
    """However often it is shared, also when others were added meanwhile: its rows are in there already."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a"))
    store.write(SCHEMA, (goods(INK),), Change.APPENDED, origin_of("b"))
    store.write(SCHEMA, (goods(PAD),), Change.APPENDED, origin_of("c"))
    for content in ("a", "b", "c"):
        assert not store.write(SCHEMA, (goods(PEN),), Change.APPENDED, origin_of(content, "C9/F9")).is_new
    assert store.write(SCHEMA, (goods(PAD),), Change.RENEWED, origin_of("c")).is_new


def test_columns_widen_and_gaps_are_empty(store: TableStore, tmp_path: Path) -> None:
    """Whole numbers become decimals, dates moments; what one side lacks is NULL in its rows."""
    day = CleanColumn("at", "At", DataType.DATE)
    old = CleanTable("t", "T", (ID, day, NAME), ((1, date(2024, 1, 2), "x"),))
    store.write(SCHEMA, (old,), Change.FIRST, origin_of("a"))
    columns = (replace(day, type=DataType.TIMESTAMP), replace(ID, type=DataType.DECIMAL), PRICE)
    rows = ((datetime(2024, 1, 3, 4, 5), Decimal("2.5"), Decimal(7)),)
    store.write(SCHEMA, (CleanTable("t", "T", columns, rows),), Change.APPENDED, origin_of("b"))
    assert [each.type for each in store.tables(SCHEMA)[0].columns] == [
        DataType.DECIMAL,
        DataType.TIMESTAMP,
        DataType.TEXT,
        DataType.DECIMAL,
    ]
    assert exported(store, tmp_path, "t") == ["1,2024-01-02 00:00:00,x,", "2.5,2024-01-03 04:05:00,,7"]


def test_columns_of_another_kind_are_not_added(store: TableStore, tmp_path: Path) -> None:
    """The sentence names table and column; nothing changes."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a"))
    words = CleanTable("goods", "Goods", (replace(ID, type=DataType.TEXT),), (("x",),))
    with pytest.raises(UserError, match=r'"Goods" .* "Id"'):
        store.write(SCHEMA, (words,), Change.APPENDED, origin_of("b"))
    assert exported(store, tmp_path) == ["1,pen,1.50"]
    assert len(store.versions(SCHEMA)) == 1


def test_a_correction_lets_go_of_what_it_corrects(store: TableStore) -> None:
    """REPLACED drops the content before, and only that; RENEWED keeps it; the lines stay."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a"))
    store.write(SCHEMA, (goods(INK),), Change.FIRST, origin_of("b"))
    store.write(SCHEMA, (goods(PAD),), Change.REPLACED, origin_of("c"))
    assert changes(store) == [
        (3, Change.REPLACED, None, True, True),
        (2, Change.RENEWED, None, False, False),
        (1, Change.FIRST, None, False, True),
    ]


def test_of_two_sharings_that_mean_to_be_the_first_one_is(store: TableStore, tmp_path: Path) -> None:
    """The later writes nothing, and is told whose content stands."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a", "C1/F1", "01"))
    late = store.write(SCHEMA, (goods(INK),), Change.FIRST, origin_of("b", "C1/F2", "02"))
    assert (late.is_new, late.version.origin.share) == (False, "C1/F1")
    assert exported(store, tmp_path) == ["1,pen,1.50"]


def test_an_older_version_is_made_current_again(store: TableStore, tmp_path: Path) -> None:
    """As a new version, beside the one it is of; asking twice changes nothing; what is not kept cannot be had."""
    rejects = (Reject(3, "odd", ("?",)),)
    store.write(SCHEMA, (replace(goods(PEN), rejects=rejects),), Change.FIRST, origin_of("a", "C1/F1", "01"))
    store.write(SCHEMA, (SMALL,), Change.RENEWED, origin_of("b", "C1/F1", "02"))
    store.write(SCHEMA, (goods(INK),), Change.REPLACED, origin_of("c", "C1/F1", "03"))
    written = store.restore(SCHEMA, 1, "U7")
    assert written.is_new
    assert (written.version.number, written.version.change, written.version.of) == (4, Change.RESTORED, 1)
    assert (written.version.origin.user, written.version.origin.content_hash) == ("U7", "a")
    assert exported(store, tmp_path) == ["1,pen,1.50"]
    assert tuple(store.rejects(SCHEMA, "goods")) == rejects
    assert store.restore(SCHEMA, 1, "U7") == Written(written.version, is_new=False)
    assert store.restore(SCHEMA, 4, "U7") == Written(written.version, is_new=False)
    store.write(SCHEMA, (goods(PAD),), Change.APPENDED, origin_of("d", "C1/F1", "04"))
    assert exported(store, tmp_path) == ["1,pen,1.50", "3,,"]
    assert store.restore(SCHEMA, 1, "U7").version.number == 6
    for number in (2, 9):
        with pytest.raises(UserError, match=f"Version {number} "):
            store.restore(SCHEMA, number, "U7")


def test_a_repeated_event_does_not_undo_a_restoration(store: TableStore, tmp_path: Path) -> None:
    """What was written once from the same object's version is not written again."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a", "C1/F1", "01"))
    store.write(SCHEMA, (goods(INK),), Change.RENEWED, origin_of("b", "C1/F1", "02"))
    store.restore(SCHEMA, 1, "U1")
    for change in (Change.RENEWED, Change.FIRST):
        assert not store.write(SCHEMA, (goods(INK),), change, origin_of("b", "C1/F1", "0200")).is_new
    assert not store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a", "C1/F1", "01")).is_new
    assert exported(store, tmp_path) == ["1,pen,1.50"]


def test_a_late_older_version_never_overwrites_a_newer_one(store: TableStore, tmp_path: Path) -> None:
    """Sequencers count as hexadecimal numbers filled with zeros at the right; other sharings are apart."""
    assert store.write(SCHEMA, (goods(INK),), Change.FIRST, origin_of("b", "C1/F1", "0055AED6DCD90281E6")).is_new
    late = origin_of("a", "C1/F1", "0055aed6dcd90281e5ff")
    for change in Change:
        if change is not Change.RESTORED:
            assert not store.write(SCHEMA, (goods(PEN),), change, late).is_new
    assert exported(store, tmp_path) == ["2,ink,2.00"]
    assert store.write(SCHEMA, (goods(PAD),), Change.RENEWED, origin_of("c", "C1/F1", "0055AED6DCD90281E601")).is_new
    assert store.write(SCHEMA, (goods(PEN),), Change.RENEWED, origin_of("a", "C2/F2", "0055aed6dcd90281e5ff")).is_new


def test_a_number_of_versions_is_kept(store: TableStore) -> None:
    """Of older ones the line stays; numbers are never given twice."""
    for number in range(1, VERSIONS_KEPT + 4):
        store.write(SCHEMA, (goods((number, "x", None)),), Change.RENEWED, origin_of(str(number)))
    history = store.versions(SCHEMA)
    assert [each.number for each in history] == list(range(VERSIONS_KEPT + 3, 0, -1))
    assert [each.number for each in history if each.is_kept] == list(range(VERSIONS_KEPT + 3, 3, -1))
    with pytest.raises(UserError):
        store.compare(SCHEMA, 3, 4)
    (found,) = store.compare(SCHEMA, 4, 5)
    assert (found.added, found.removed) == (1, 1)


def test_the_oldest_kept_is_restored_once(store: TableStore) -> None:
    """Its own content is let go of by that, as the current version has it now; asking again changes nothing."""
    for number in range(1, VERSIONS_KEPT + 1):
        store.write(SCHEMA, (goods((number, "x", None)),), Change.RENEWED, origin_of(str(number)))
    written = store.restore(SCHEMA, 1, "U1")
    assert not store.versions(SCHEMA)[-1].is_kept
    assert store.restore(SCHEMA, 1, "U1") == Written(written.version, is_new=False)


def test_a_file_that_names_its_columns_otherwise_is_added(store: TableStore, tmp_path: Path) -> None:
    """As drift.py maps it: renamed, reordered, added and missing columns, other types; rows are not touched."""
    store.write(SCHEMA, (goods(PEN),), Change.FIRST, origin_of("a"))
    columns = (
        CleanColumn("brand", "Brand", DataType.TEXT),
        CleanColumn("names", "Names", DataType.INTEGER),
        replace(ID, type=DataType.DECIMAL),
        replace(NAME, type=DataType.INTEGER),
    )
    other = CleanTable("march", "March", columns, (("B", 5, Decimal("2.5"), 77),))
    drift = drift_between((other,), store.tables(SCHEMA))
    assert drift.plan is Plan.MAPPED
    assert store.write(SCHEMA, aligned((other,), drift), Change.APPENDED, origin_of("b")).version.tables == (
        ("goods", 2),
    )
    (shape,) = store.tables(SCHEMA)
    assert [each.name for each in shape.columns] == ["id", "name", "price", "brand", "names"]
    assert exported(store, tmp_path) == ["1,pen,1.50,,", "2.5,77,,B,5"]


def test_versions_are_compared_by_key(store: TableStore) -> None:
    """Rows of the same key are the same row; a column that one side lacks is NULL there."""
    store.write(SCHEMA, (goods(PEN, INK, PAD), SMALL), Change.FIRST, origin_of("a"))
    brand = CleanColumn("brand", "Brand", DataType.TEXT)
    rows = (
        (1, "Pen", Decimal("1.5"), None),
        (3, "pad", Decimal(4), "B"),
        (4, "cap", None, None),
        (5, "cup", None, "C"),
    )
    other = CleanTable("goods", "Goods", (ID, NAME, PRICE, brand), rows, key=("id",))
    store.write(SCHEMA, (other, replace(SMALL, name="tiny", rows=())), Change.RENEWED, origin_of("b"))
    assert store.compare(SCHEMA, 1, 2) == (
        TableComparison("goods", 3, 4, 2, 1, 2, ("id",), (("name", 2), ("price", 1), ("brand", 1))),
        TableComparison("small", 2, 0, 0, 2, 0),
        TableComparison("tiny", 0, 0, 0, 0, 0),
    )
    back = store.compare(SCHEMA, 2, 1)[0]
    assert (back.before, back.after, back.added, back.removed, back.changed) == (4, 3, 1, 2, 2)


def test_added_rows_that_break_a_key_are_told_of(store: TableStore) -> None:
    """How many have the key of a row before them, and how many have none; once more when the event comes again."""
    store.write(SCHEMA, (goods(PEN, INK), SMALL), Change.FIRST, origin_of("a"))
    origin = origin_of("b", "C1/F2", "0B")
    more = goods((2, "blue ink", None), (None, "?", None), (9, "nib", None), key=())
    written = store.write(SCHEMA, (more,), Change.APPENDED, origin)
    assert written.lost_keys == (LostKey("goods", ("Id",), repeated=1, empty=1),)
    assert store.write(SCHEMA, (more,), Change.APPENDED, origin) == replace(written, is_new=False)
    other = store.write(SCHEMA, (more,), Change.APPENDED, origin_of("b", "C1/F3", "0C"))
    assert (other.is_new, other.lost_keys) == (False, ())


def test_added_rows_that_keep_the_key_say_nothing(store: TableStore) -> None:
    """Nor do rows that take the place of others, nor those of a table that never had a key."""
    store.write(SCHEMA, (goods(PEN), SMALL), Change.FIRST, origin_of("a"))
    added = store.write(SCHEMA, (goods(INK, key=()), SMALL), Change.APPENDED, origin_of("b"))
    assert added.is_new
    assert added.lost_keys == ()
    assert store.write(SCHEMA, (goods(PEN, PEN, key=()),), Change.RENEWED, origin_of("c")).lost_keys == ()


def test_a_column_of_which_each_row_has_its_own_value_tells_versions_apart(store: TableStore) -> None:
    """The first that is named as an identifier; then what was changed is known, and that nobody declared the key."""
    store.write(SCHEMA, (goods(PEN, INK, PAD, key=()),), Change.FIRST, origin_of("a"))
    store.write(SCHEMA, (goods(PEN, (2, "ink", Decimal(9)), (4, "cap", None), key=()),), Change.RENEWED, origin_of("b"))
    assert store.compare(SCHEMA, 1, 2) == (
        TableComparison("goods", 3, 3, 1, 1, 1, ("id",), (("price", 1),), is_key_found=True),
    )


def test_a_lone_column_without_repeats_tells_versions_apart(store: TableStore) -> None:
    """Whatever its name; of two such columns none is better, amounts are no names, and counting rows names none."""
    place, count = CleanColumn("place", "Place", DataType.TEXT), CleanColumn("row_no", "Row no", DataType.INTEGER)
    rows: tuple[tuple[Cell, ...], ...] = ((1, "Pune", Decimal(5)), (2, "Agra", Decimal(6)))
    first = CleanTable("t", "T", (count, place, PRICE), rows)
    store.write(SCHEMA, (first,), Change.FIRST, origin_of("a"))
    store.write(
        SCHEMA, (replace(first, rows=((1, "Goa", 7), (2, "Pune", Decimal(5)))),), Change.RENEWED, origin_of("b")
    )
    (found,) = store.compare(SCHEMA, 1, 2)
    assert (found.key, found.added, found.removed, found.changed) == (("place",), 1, 1, 1)
    both = replace(first, columns=(replace(place, name="city", label="City"), place, PRICE))
    both = replace(both, rows=(("A", "Pune", None), ("B", "Agra", None)))
    store.write(SCHEMA, (both,), Change.RENEWED, origin_of("c"))
    store.write(
        SCHEMA, (replace(both, rows=(("A", "Pune", None), ("C", "Agra", None))),), Change.RENEWED, origin_of("d")
    )
    assert store.compare(SCHEMA, 3, 4) == (TableComparison("t", 2, 2, 1, 1, 0),)


def test_what_of_a_file_is_there_already_is_counted(store: TableStore) -> None:
    """Rows that are exactly so, one for one, and rows that have a key that is there; nothing is written."""
    store.write(SCHEMA, (goods(PEN, INK, PAD), SMALL), Change.FIRST, origin_of("a"))
    more = goods(PEN, PAD, (2, "ink", Decimal(9)), (4, "cap", None), (4, "cup", None), (None, "?", None), key=())
    assert store.overlap(SCHEMA, (more, replace(SMALL, name="other"))) == (
        Overlap("Goods", 6, 6, 3, 2, ("Id",), is_kept=True, known=3, repeated=1, keyless=1),
    )
    assert len(store.versions(SCHEMA)) == 1


def test_rows_of_a_file_are_looked_for_in_the_columns_that_are_there(store: TableStore) -> None:
    """In any order and of a type that goes with theirs; a row that is there once is found once."""
    store.write(SCHEMA, (goods(PEN, PEN, INK, key=()),), Change.FIRST, origin_of("a"))
    brand = CleanColumn("brand", "Brand", DataType.TEXT)
    columns = (brand, NAME, replace(ID, type=DataType.DECIMAL))
    rows = (("B", "pen", Decimal(1)), (None, "ink", Decimal("2.0")), ("B", "ink", Decimal(2)), (None, None, None))
    other = CleanTable("goods", "Goods", columns, rows, key=("id",))
    assert store.overlap(SCHEMA, (other,)) == (Overlap("Goods", 4, 4, 3, 2, ("Id",), known=3, repeated=0, keyless=1),)
    assert store.overlap(SCHEMA, (CleanTable("goods", "Goods", (brand,), (("B",),)),)) == ()
    assert store.overlap("d_ba9876543210", (other,)) == ()


def test_versions_without_a_key_are_compared_as_bags(store: TableStore) -> None:
    """Also where a key was named that does not hold; equal rows cancel out one for one."""
    store.write(SCHEMA, (goods(PEN, PEN, PEN, INK, PAD),), Change.FIRST, origin_of("a"))
    store.write(SCHEMA, (goods(PEN, PAD, PAD, (4, "cap", None)),), Change.RENEWED, origin_of("b"))
    assert store.compare(SCHEMA, 1, 2) == (TableComparison("goods", 5, 4, 2, 3, 0),)
    assert store.compare(SCHEMA, 2, 2) == (TableComparison("goods", 4, 4, 0, 0, 0),)


def test_numbers_of_two_types_are_compared_as_numbers(store: TableStore) -> None:
    """To the last digit."""
    for content, kind, cell in (("a", DataType.INTEGER, 3), ("b", DataType.DECIMAL, Decimal("3.00"))):
        table = CleanTable("t", "T", (ID, replace(PRICE, type=kind)), ((1, cell), (2, cell)), key=("id",))
        store.write(SCHEMA, (table,), Change.RENEWED, origin_of(content))
    assert store.compare(SCHEMA, 1, 2) == (TableComparison("t", 2, 2, 0, 0, 0, ("id",)),)


def test_nothing_is_left_of_what_was_dropped(store: TableStore) -> None:
    """Neither kept versions nor the history: it begins anew."""
    for content in ("a", "b", "c"):
        store.write(SCHEMA, (goods(PEN),), Change.RENEWED, origin_of(content))
    store.drop(SCHEMA)
    assert store.versions(SCHEMA) == ()
    assert store.write(SCHEMA, (goods(PEN),), Change.APPENDED, origin_of("c")).version.number == 1
