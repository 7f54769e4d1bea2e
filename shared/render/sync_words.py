"""A sync in words: that it was asked for, how it goes, what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.store.sync import SyncKind, Tier
from shared.render import block_kit
from shared.render.escape import escape, one_line, shorten, shorten_escaped
from shared.render.numbers import count, milliseconds, number

if TYPE_CHECKING:
    from shared.core.store.asked import AskSync
    from shared.core.store.source import Watermark
    from shared.core.store.sync import SyncReport, TableSync
    from shared.render.block_kit import Block

SENTENCE = 500
"""Characters of a sentence that somebody else made."""
_LABEL = 80
_NOTES = 5
WAYS = {Tier.ADBC: "ADBC", Tier.COPY: "COPY", Tier.CURSOR: "a cursor"}
KINDS = {
    SyncKind.INCREMENTAL: "what is new",
    SyncKind.RECONCILED: "what is new, and all keys",
    SyncKind.FULL: "everything",
}


def queued_text(label: str, user: str, ask: AskSync, only: str = "") -> str:
    """Say that a sync was asked for; safe mrkdwn."""
    table = f", only the table {escape(one_line(only))}" if only else ""
    what = "everything, the watermarks forgotten" if ask.reset else KINDS[ask.kind]
    return f"<@{user}> asked to sync {bold(label)}{table} ({what}). It begins in a moment."


def running_text(label: str, read: int = 0) -> str:
    """Say that a sync runs, and how many rows have come; safe mrkdwn."""
    so_far = f" {count(read, 'row')} so far" if read else ""
    return f"Syncing {bold(label)}…{so_far}"


def busy_text(label: str) -> str:
    """Say that another sync of the data set runs; safe mrkdwn."""
    return f"Another sync of {bold(label)} is running; ask again when it has ended."


def failed_text(label: str, error: str) -> str:
    """Say that a sync failed and why, in our own sentence; safe mrkdwn."""
    return (
        f"The sync of {bold(label)} failed: {shorten_escaped(one_line(error), SENTENCE)} "
        "What was there before is still served."
    )


def finished_text(label: str, report: SyncReport) -> str:
    """Say in one line what a sync came to; safe mrkdwn."""
    took = milliseconds(1000 * report.seconds)
    if not report.is_new:
        return f"{bold(label)} is up to date: nothing had changed since version {report.version} ({took})."
    rows, read = sum(each.rows for each in report.tables), sum(each.read for each in report.tables)
    return (
        f"{bold(label)} is up to date: version {report.version} has {count(rows, 'row')}, "
        f"{number(read)} of them read in {took}. Answers use it from now on."
    )


def finished_blocks(label: str, report: SyncReport) -> list[Block]:
    """Say the same, and for each table how it was read."""
    notes = [f"{each.name}: {note}" for each in report.tables for note in each.notes]
    return block_kit.present(
        [
            block_kit.section(finished_text(label, report)),
            block_kit.context(f"{each.name}: {_sync_words(each)}" for each in report.tables),
            block_kit.context(shorten(one_line(each), SENTENCE) for each in notes[:_NOTES]),
        ]
    )


def watermark_words(mark: Watermark | None) -> str:
    """Say how far a table was read."""
    return f"{one_line(mark.column)} {one_line(mark.value)}" if mark else ""


def _sync_words(table: TableSync) -> str:
    way = f" by {WAYS[table.tier]}" if table.tier is not None else ""
    mark = watermark_words(table.watermark)
    parts = (
        f"{count(table.rows, 'row')}",
        f"{number(table.read)} read{way} ({table.kind.value}) in {milliseconds(1000 * table.seconds)}",
        f"up to {mark}" if mark else "",
        "cut at the limit of rows" if table.truncated else "",
    )
    return ", ".join(filter(None, parts))


def bold(label: str) -> str:
    """Write what people call a data set in bold; safe mrkdwn."""
    return f"*{escape(shorten(one_line(label), _LABEL)) or 'the data'}*"
