"""The store in words and blocks: Slack takes them, whatever tables hold and people ask."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.core.semantic.model import TableRef
from shared.core.store.asked import LONGEST_SEARCH, AskSync, ShowRows, SortKey, read_ask
from shared.core.store.dataset import Dataset
from shared.core.store.manifest import Layer, Manifest, TableSnapshot
from shared.core.store.rows import RowsRequest, TableSchema
from shared.core.store.source import StoredColumn, Watermark
from shared.core.store.statistics import ColumnStatistics, TableStatistics
from shared.core.store.sync import SyncKind, SyncReport, SyncState, SyncStatus, TableSync, Tier
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render import block_kit
from shared.render.store import Standing, span_words, status_blocks, status_text
from shared.render.store_pages import (
    RowsPage,
    TablePage,
    rows_blocks,
    rows_sentence,
    table_blocks,
    values_blocks,
)
from shared.render.sync_words import busy_text, failed_text, finished_blocks, finished_text, queued_text, running_text
from tests.fakes import shop_store
from tests.fakes.clock import NOON
from tests.shared.render.slack_rules import check_message

HOSTILE = [
    "<!channel>",
    "<@U0123> & <https://evil.example|x>",
    "```; DROP TABLE x; ```",
    "*_~`",
    "x" * 9_000,
    "@here",
    "\u202e",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)).filter(lambda text: bool(text.strip()))
COUNT = st.integers(0, 10**12)
OPTIONAL = st.one_of(st.none(), TEXT)
MARK = st.one_of(st.none(), st.builds(Watermark, TEXT, TEXT))
COLUMNS = st.lists(st.builds(StoredColumn, TEXT, TEXT, TEXT), min_size=1, max_size=30, unique_by=lambda each: each.name)
STATISTICS = st.builds(
    ColumnStatistics,
    TEXT,
    COUNT,
    COUNT,
    OPTIONAL,
    OPTIONAL,
    st.lists(TEXT, max_size=20).map(tuple),
    st.one_of(st.none(), st.floats()),
    st.one_of(st.none(), st.floats()),
)


@st.composite
def tables(draw: st.DrawFn) -> TableSnapshot:
    """Any table of a version."""
    columns = tuple(draw(COLUMNS))
    known = tuple(replace(draw(STATISTICS), name=each.name) for each in columns)
    return TableSnapshot(
        draw(TEXT),
        columns,
        draw(st.sampled_from([(), (columns[0].name,)])),
        draw(st.sampled_from([(), (Layer((), 0, "s", NOON),)])),
        draw(COUNT),
        TableStatistics(known, draw(st.booleans())),
        draw(MARK),
        truncated=draw(st.booleans()),
    )


SYNCS = st.builds(
    TableSync,
    TEXT,
    st.sampled_from(SyncKind),
    st.sampled_from([None, *Tier]),
    COUNT,
    COUNT,
    COUNT,
    st.floats(0, 10**6),
    MARK,
    st.booleans(),
    st.lists(TEXT, max_size=3).map(tuple),
)
REPORTS = st.builds(
    SyncReport,
    TEXT,
    TEXT,
    COUNT,
    st.just(NOON),
    st.floats(0, 10**6),
    st.lists(SYNCS, max_size=15).map(tuple),
    st.booleans(),
)
MOMENTS = st.one_of(st.none(), st.just(NOON))
STATUSES = st.builds(
    SyncStatus,
    st.just("d"),
    st.sampled_from(SyncState),
    COUNT,
    COUNT,
    MOMENTS,
    st.one_of(st.none(), st.sampled_from(SyncKind)),
    st.booleans(),
    st.one_of(st.just(""), TEXT),
    MOMENTS,
    seconds=st.floats(0, 10**6),
    tables=st.lists(SYNCS, max_size=3).map(tuple),
)
MANIFESTS = st.one_of(
    st.none(), st.builds(Manifest, st.just("d"), COUNT, TEXT, st.just(NOON), st.lists(tables(), max_size=4).map(tuple))
)
STANDINGS = st.builds(
    Standing,
    st.builds(Dataset, st.just("d"), st.just("T1"), st.just("C1"), TEXT, TEXT, st.just("U1")),
    STATUSES,
    MANIFESTS,
    st.one_of(st.none(), st.timedeltas(timedelta(minutes=1), timedelta(days=31))),
)
FREELY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def taken(text: str) -> list[str]:
    """What is wrong with a text as a message."""
    return check_message([block_kit.section(text)])


@FREELY
@given(st.lists(STANDINGS, min_size=1, max_size=15), st.booleans())
def test_any_status_is_a_message_that_slack_takes(standings: list[Standing], is_on: bool) -> None:  # noqa: FBT001 - drawn
    """However many data sets, whatever they are called; every button carries words that are understood."""
    blocks = status_blocks(standings, NOON + timedelta(hours=1), is_on=is_on)
    assert check_message(blocks) == []
    assert taken(status_text(standings)) == []
    for block in blocks:
        for each in block.get("elements", ()) if block["type"] == "actions" else ():
            read_ask(each["value"])


@FREELY
@given(TEXT, REPORTS, TEXT)
def test_any_story_of_a_sync_is_a_message_that_slack_takes(label: str, report: SyncReport, error: str) -> None:
    """From its first word to its last."""
    assert check_message(finished_blocks(label, report)) == []
    told = [finished_text(label, report), failed_text(label, error), busy_text(label), running_text(label, 7)]
    told += [queued_text(label, "U1", AskSync(kind=kind, reset=kind is SyncKind.FULL), error) for kind in SyncKind]
    assert [each for text in told for each in taken(text)] == []


@FREELY
@given(tables(), st.data())
def test_any_table_is_shown_in_messages_that_slack_takes(table: TableSnapshot, data: st.DataObject) -> None:
    """Its columns, the values of one, and its rows; of a view nothing was counted."""
    schema = TableSchema(TableRef("shop", table.name), table.columns, table.key, table.rows)
    personal = data.draw(st.sets(st.sampled_from([each.name for each in table.columns])))
    for snapshot in (table, None):
        page = TablePage("shop.t", schema, snapshot, personal, NOON)
        assert check_message(table_blocks(page)) == []
        assert check_message(values_blocks(page, table.columns[0])) == []
    cells = st.lists(
        st.one_of(TEXT, st.none(), st.integers()), min_size=len(table.columns), max_size=len(table.columns)
    )
    rows = data.draw(st.lists(cells.map(tuple), max_size=4)) * 30
    columns = tuple(ResultColumn(each.name, each.name, DataType.TEXT, Role.ATTRIBUTE) for each in table.columns)
    ask = ShowRows("shop.t", search=data.draw(TEXT)[:LONGEST_SEARCH], first=data.draw(st.integers(1, 10**9)))
    request = RowsRequest(schema, table.columns, (SortKey(table.columns[0].name),), ask.search, ask.first, 500)
    page_of_rows = RowsPage(ask, request, ResultTable(columns, tuple(rows), truncated=True), data.draw(COUNT), NOON)
    assert check_message(rows_blocks(page_of_rows)) == []


def test_a_sync_that_found_nothing_new_says_so() -> None:
    """It made no version."""
    report = shop_store.report(version=3, is_new=False)
    assert finished_text("Shop", report) == "*Shop* is up to date: nothing had changed since version 3 (750 ms)."
    assert finished_text("Shop", replace(report, is_new=True)) == (
        "*Shop* is up to date: version 3 has 642 rows, 54 of them read in 750 ms. Answers use it from now on."
    )
    said = json.dumps(finished_blocks("Shop", report), ensure_ascii=False)
    assert "lines: 600 rows, 12 read by ADBC (incremental) in 500 ms, up to sold_on 2024-06-29" in said
    assert "invoices: Read whole: no column tells what is new." in said


def test_a_failure_says_what_is_still_there() -> None:
    """Our own sentence, never a vendor's."""
    assert failed_text("Shop", "The disk is full.") == (
        "The sync of *Shop* failed: The disk is full. What was there before is still served."
    )
    assert running_text("Shop") == "Syncing *Shop*…"
    assert running_text("Shop", 12_000) == "Syncing *Shop*… 12,000 rows so far"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=1), "minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=1), "day"),
    ],
)
def test_an_interval_is_said_in_its_largest_unit(span: timedelta, said: str) -> None:
    """Behind “every”."""
    assert span_words(span) == said


def test_a_row_fits_a_message_however_long_its_cells() -> None:
    """So that turning pages always goes on; columns beyond those of a table are named by their count."""
    columns = tuple(StoredColumn(f"c{i} " * 100, "VARCHAR", "text") for i in range(25))
    schema = TableSchema(TableRef("shop", "t"), columns, (), 1)
    labels = tuple(ResultColumn(each.name, each.name, DataType.TEXT, Role.ATTRIBUTE) for each in columns)
    rows = ResultTable(labels, (("x" * 900,) * 25,) * 3)
    page = RowsPage(ShowRows("t"), RowsRequest(schema, columns, (), "", 1, 20), rows, 3, NOON)
    said = json.dumps(rows_blocks(page))
    assert "1 to 1 of 3 rows of t" in said
    assert "store rows t from 2" in said
    assert "5 more columns" in said
    assert rows_sentence(page, 0).startswith("There are no")
