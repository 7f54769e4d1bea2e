"""The store in words: how a sync goes, and where data sets stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.store.asked import AskSync, ShowRows, ShowTable, words_of
from shared.core.store.fitting import kind_of
from shared.core.store.sync import SyncKind, SyncState
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import DataType
from shared.render import actions, block_kit, dates
from shared.render.escape import escape, one_line, shorten_escaped
from shared.render.numbers import count, milliseconds, number
from shared.render.sync_words import KINDS, SENTENCE, WAYS, bold, watermark_words
from shared.render.tables import table_view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from shared.core.store.asked import StoreAsk
    from shared.core.store.dataset import Dataset
    from shared.core.store.manifest import Manifest, TableSnapshot
    from shared.core.store.sync import SyncStatus, TableSync
    from shared.render.block_kit import Block

_SHOWN = 12
"""Data sets of a page: with their buttons they fit a message twice over."""
_ROW_BUTTONS = 2
_TARDY = 2
"""Times its interval a snapshot may be old before it is called late."""
_NOTHING = "–"
SWITCHED_OFF = "The store is switched off in its settings, so nothing is synced."
_STATES = {
    SyncState.NOT_SYNCED: "not synced yet",
    SyncState.SYNCING: "syncing now",
    SyncState.READY: "ready",
    SyncState.ERROR: "the last sync failed",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A data set, how its syncs went, its current version, and how often it is to be synced where anything says so.

    unknown: names among its visible metrics that nothing goes by.
    """

    dataset: Dataset
    status: SyncStatus
    manifest: Manifest | None
    every: timedelta | None = None
    unknown: tuple[str, ...] = ()


def status_text(standings: Sequence[Standing]) -> str:
    """Say where the data sets stand, in one line; safe mrkdwn."""
    return "; ".join(f"{bold(each.dataset.label)}: {_STATES[each.status.state]}" for each in standings[:_SHOWN])


def status_blocks(standings: Sequence[Standing], now: datetime, *, is_on: bool = True) -> list[Block]:
    """Make the page of where data sets stand, with what can be done. now is zone-aware."""
    blocks: list[Block | None] = [block_kit.sentence("The store of this channel", bold=True)]
    blocks.append(None if is_on else block_kit.sentence(SWITCHED_OFF))
    numbers = iter(range(1, 10_000))
    for each in standings[:_SHOWN]:
        blocks.append(block_kit.section(_standing(each, now)))
        words = _offers(each, is_on=is_on)
        blocks.append(block_kit.buttons([store_button(text, next(numbers), ask) for text, ask in words]))
    more = len(standings) - _SHOWN
    blocks.append(block_kit.context([f"and {count(more, 'more data set')}"]) if more > 0 else None)
    tables = _tables(standings)
    view = table_view(tables, "Tables") if tables.rows else None
    blocks += [view.block, block_kit.context([view.note])] if view else []
    blocks.append(block_kit.context_mrkdwn(_how(standings)))
    return block_kit.present(blocks)


def store_button(text: str, place: int, ask: StoreAsk, *, turns: bool = False) -> Block:
    """Make a button that carries words of the store; place is its number in the message.

    What reads everything anew is asked about once more.
    """
    prefix = actions.STORE_TURN if turns else actions.STORE
    return block_kit.button(text, f"{prefix}{place}", words_of(ask), confirm=_sure(ask))


def table_facts(table: TableSnapshot) -> list[str]:
    """Say what a table of a version is: rows, columns, key, watermark, whether it was cut."""
    mark = watermark_words(table.watermark)
    return [
        f"{count(table.rows, 'row')}, {count(len(table.columns), 'column')}",
        f"key: {', '.join(table.key)}" if table.key else "no key",
        f"read up to {mark}" if mark else "",
        "cut at the limit of rows" if table.truncated else "",
    ]


def _sure(ask: StoreAsk) -> Block | None:
    if not isinstance(ask, AskSync) or ask.kind is not SyncKind.FULL:
        return None
    said = "All its rows are read from PostgreSQL anew, which takes a while. What is there is served until then."
    title = "Forget the watermarks?" if ask.reset else "Read everything anew?"
    return block_kit.confirm(title, said, "Reset" if ask.reset else "Full sync", no="Not now", style="primary")


def _standing(standing: Standing, now: datetime) -> str:
    status, manifest = standing.status, standing.manifest
    lines = [f"{bold(standing.dataset.label)} ({_STATES[status.state]})"]
    if manifest is not None:
        rows, columns = sum(t.rows for t in manifest.tables), sum(len(t.columns) for t in manifest.tables)
        lines.append(f"{count(rows, 'row')}, {count(columns, 'column')}, version {manifest.version}")
        lines.append(_fresh(manifest.read_at, standing.every, now))
    if status.synced_at is not None:
        ways = sorted({WAYS[each.tier] for each in status.tables if each.tier is not None})
        kind = f" ({KINDS[status.kind]})" if status.kind else ""
        way = f", by {' and '.join(ways)}" if ways else ""
        took = milliseconds(1000 * status.seconds)
        lines.append(f"Last sync {dates.ago(status.synced_at, now)}{kind}: took {took}{way}")
    if _is_cut(standing):
        lines.append("Cut at the limit of rows: not all of them are here")
    if standing.unknown:
        names = shorten_escaped(one_line(", ".join(standing.unknown)), SENTENCE)
        lines.append(f"Not known among its visible metrics: {names}")
    if status.error:
        when = f" {dates.ago(status.failed_at, now)}" if status.failed_at else ""
        lines.append(f"Failed{when}: {shorten_escaped(one_line(status.error), SENTENCE)}")
    return "\n".join(lines)


def _is_cut(standing: Standing) -> bool:
    tables = standing.manifest.tables if standing.manifest else ()
    return standing.status.truncated or any(each.truncated for each in tables)


def _fresh(read_at: datetime, every: timedelta | None, now: datetime) -> str:
    said = f"As of {dates.ago(read_at, now)} ({dates.exact(read_at)})"
    if every is None:
        return said
    late = ", *late*" if now - read_at > _TARDY * every else ""
    return f"{said}, to be synced every {span_words(every)}{late}"


def span_words(span: timedelta) -> str:
    """Say how long in the largest unit that divides it: 15 minutes, 2 hours, day."""
    seconds = round(span.total_seconds())
    size, name = next(each for each in _UNITS if seconds % each[0] == 0)
    amount = seconds // size
    return name if amount == 1 else f"{number(amount)} {name}s"


_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def _offers(standing: Standing, *, is_on: bool) -> list[tuple[str, StoreAsk]]:
    name = standing.dataset.name
    offers: list[tuple[str, StoreAsk]] = []
    if is_on:
        offers += [
            ("Sync now", AskSync(name)),
            ("Full sync", AskSync(name, SyncKind.FULL)),
            ("Reset watermark", AskSync(name, SyncKind.FULL, reset=True)),
        ]
    tables = standing.manifest.tables if standing.manifest and standing.dataset.snapshot else ()
    for each in _largest_first(tables)[:_ROW_BUTTONS]:
        offers.append((f"Rows of {each.name}", ShowRows(f"{name}.{each.name}")))
        offers.append((f"About {each.name}", ShowTable(f"{name}.{each.name}")))
    return offers


def _largest_first(tables: Sequence[TableSnapshot]) -> list[TableSnapshot]:
    return sorted(tables, key=lambda each: -each.rows)


def _how(standings: Sequence[Standing]) -> str:
    """The words that do the same, with names that are here; safe mrkdwn."""
    tables = _largest_first([table for each in standings if each.manifest for table in each.manifest.tables])
    if not tables:
        return "Also in words: `/avexra store sync`"
    first = tables[0]
    kinds = {each.name: kind_of(each.type) for each in first.columns}
    number_of = next((name for name, kind in kinds.items() if kind.is_numeric), first.columns[0].name)
    text_of = next((name for name, kind in kinds.items() if kind is DataType.TEXT), first.columns[0].name)
    words = (
        f"/avexra store sync {first.name}",
        "full",
        "reset",
        f"rows {first.name} sort -{number_of} page 2",
        f"table {first.name}",
        f"values {first.name} {text_of}",
    )
    return f"Also in words: {', '.join(f'`{escape(one_line(each))}`' for each in words)}"


def _tables(standings: Sequence[Standing]) -> ResultTable:
    """Every table of every data set on a line of its own."""
    labels = (*("Data", "Table"), *("Rows", "Columns"), *("Read up to", "Last sync", "Way", "Took", "Cut", "As of"))
    numeric = {"Rows", "Columns"}
    columns = tuple(
        ResultColumn(each.casefold(), each, DataType.INTEGER if each in numeric else DataType.TEXT, Role.ATTRIBUTE)
        for each in labels
    )
    lines = [
        (one_line(standing.dataset.label), *_table_line(table, _last(standing.status, table.name)))
        for standing in standings
        if standing.manifest is not None
        for table in standing.manifest.tables
    ]
    return ResultTable(columns, tuple(lines))


def _last(status: SyncStatus, table: str) -> TableSync | None:
    return next((each for each in status.tables if each.name == table), None)


def _table_line(table: TableSnapshot, last: TableSync | None) -> tuple[str | int, ...]:
    return (
        table.name,
        table.rows,
        len(table.columns),
        watermark_words(table.watermark) or _NOTHING,
        last.kind.value if last else _NOTHING,
        WAYS[last.tier] if last and last.tier is not None else _NOTHING,
        milliseconds(1000 * last.seconds) if last else _NOTHING,
        "yes" if table.truncated else "no",
        dates.exact(table.layers[-1].read_at) if table.layers else _NOTHING,
    )
