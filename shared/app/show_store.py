"""Show the store: where data sets stand, rows of a table, what is known of it. All is for who is in the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.app.accept_event import viewer_in
from shared.app.membership import MembersOnly, is_in
from shared.core.errors import InternalError, TimedOutError, UserError
from shared.core.semantic.hiding import unknown_names
from shared.core.semantic.model import TableRef
from shared.core.semantic.phrases import listed
from shared.core.sql.guard import guard
from shared.core.store.declared import declared_as
from shared.core.store.rows import checked_rows, compiled_count, compiled_rows, schemas_of
from shared.render.csv_export import csv_bytes
from shared.render.escape import escape, one_line
from shared.render.store import Standing, status_blocks, status_text
from shared.render.store_pages import (
    RowsPage,
    TablePage,
    rows_blocks,
    rows_sentence,
    table_blocks,
    table_sentence,
    values_blocks,
    values_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from shared.app.messages import ActionMessage
    from shared.core.sql.compiled import CompiledQuery
    from shared.core.store.asked import ShowRows, ShowStatus, ShowTable, ShowValues
    from shared.core.store.dataset import Dataset
    from shared.core.store.manifest import Manifest
    from shared.core.store.rows import RowsRequest, TableSchema
    from shared.core.store.settings import StoreSettings
    from shared.core.table.result import ResultTable
    from shared.ports.clock import Clock
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Block, Messenger
    from shared.ports.query_runner import QueryRunner
    from shared.ports.snapshot_shelf import SnapshotShelf
    from shared.ports.sync_log import SyncLog

NOTHING_HERE = "There is no data of the store in this channel."
NOT_YET = "“{}” was not synced yet; ask again when it has been."
_NAMED = 10
"""Names that a sentence lists."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table or view that somebody may see here, in the version that is current."""

    dataset: Dataset
    manifest: Manifest
    schema: TableSchema

    @property
    def target(self) -> str:
        """Words that name just this table."""
        return f"{self.dataset.name}.{self.schema.table.table}"


@dataclass(frozen=True, slots=True)
class StoreDisplay:
    """What showing the store needs of the world."""

    catalog: DatasetCatalog
    runner: QueryRunner
    shelf_of: Callable[[Dataset], SnapshotShelf]
    log: SyncLog
    clock: Clock
    settings: StoreSettings

    def seen(self, message: ActionMessage, messenger: Messenger) -> tuple[Dataset, ...]:
        """Return the data sets that this person may see here. Raises UserError where there are none."""
        found: tuple[Dataset, ...] = ()
        if is_in(messenger, message.user, message.channel):
            viewer = viewer_in(message.workspace, message.user, message.channel)
            found = MembersOnly(self.catalog, messenger).visible(viewer)
        if not found:
            raise UserError(NOTHING_HERE)
        return found

    def manifest_of(self, dataset: Dataset) -> Manifest | None:
        """Return the current version of a data set, or None. Raises TransientError when its shelf is out of reach."""
        found = self.shelf_of(dataset).current()
        return found[0] if found else None

    def status(self, ask: ShowStatus, message: ActionMessage, messenger: Messenger, *, replace: bool = False) -> None:
        """Tell the person where the data sets of this channel stand."""
        seen = self.seen(message, messenger)
        if ask.target:
            seen = (dataset_named(ask.target, seen),)
        now = self.clock.now()
        standings = [self._standing(each, now) for each in seen]
        blocks = status_blocks(standings, now, is_on=self.settings.enabled)
        answer(message, messenger, status_text(standings), blocks, replace=replace)

    def rows(self, ask: ShowRows, message: ActionMessage, messenger: Messenger, *, replace: bool = False) -> None:
        """Show the person a page of rows, or share it as a file where it is asked for as one."""
        found = self.found(ask.target, message, messenger)
        request = checked_rows(ask, found.schema)
        table = self._run(compiled_rows(request), found, message)
        if ask.as_file:
            self._share(found, table, message, messenger)
            return
        total = self._total(request, table, found, message)
        page = RowsPage(ask, request, table, total, found.manifest.read_at)
        answer(message, messenger, escape(rows_sentence(page)), rows_blocks(page), replace=replace)

    def table(self, ask: ShowTable, message: ActionMessage, messenger: Messenger, *, replace: bool = False) -> None:
        """Tell the person what is known of a table."""
        page = _page(self.found(ask.target, message, messenger))
        answer(message, messenger, escape(table_sentence(page)), table_blocks(page), replace=replace)

    def values(self, ask: ShowValues, message: ActionMessage, messenger: Messenger, *, replace: bool = False) -> None:
        """List the different values of a column for the person."""
        page = _page(self.found(ask.target, message, messenger))
        column = page.schema.find(ask.column)
        answer(message, messenger, escape(values_sentence(page, column)), values_blocks(page, column), replace=replace)

    def found(self, target: str, message: ActionMessage, messenger: Messenger) -> FoundTable:
        """Return the table that is meant. Raises UserError when there is none, several, or nothing was synced yet."""
        tables: list[FoundTable] = []
        for dataset in self.seen(message, messenger):
            manifest = self.manifest_of(dataset)
            if manifest is not None:
                tables += [FoundTable(dataset, manifest, each) for each in schemas_of(manifest, dataset.name)]
        one = _table_named(target, tables)
        if one.dataset.snapshot is None:
            raise UserError(NOT_YET.format(one_line(one.dataset.label)))
        return one

    def _standing(self, dataset: Dataset, now: datetime) -> Standing:
        declared, model = declared_as(dataset.id, self.settings), dataset.model
        return Standing(
            dataset=dataset,
            status=self.log.status(dataset.id, now),
            manifest=self.manifest_of(dataset),
            every=declared.refresh_interval if declared else None,
            unknown=unknown_names(model, declared.visible_metrics) if declared and model else (),
        )

    def _total(self, request: RowsRequest, page: ResultTable, found: FoundTable, message: ActionMessage) -> int | None:
        """How many rows there are on all pages; a count that takes too long is done without."""
        if not request.search and request.schema.rows is not None:
            return request.schema.rows
        if not page.truncated and (page.rows or request.first == 1):
            return request.first - 1 + len(page.rows)
        try:
            counted = self._run(compiled_count(request), found, message).rows
        except UserError:
            return None
        return int(str(counted[0][0]))

    def _run(self, query: CompiledQuery, found: FoundTable, message: ActionMessage) -> ResultTable:
        stopped = guard(query, found.schema.permitted)
        if stopped:
            raise InternalError("guard: " + "; ".join(each.reason for each in stopped))
        viewer = viewer_in(message.workspace, message.user, message.channel)
        try:
            return self.runner.run(query, (found.dataset,), viewer)
        except TimedOutError as error:
            raise UserError(str(error)) from error

    @staticmethod
    def _share(found: FoundTable, table: ResultTable, message: ActionMessage, messenger: Messenger) -> None:
        if not table.rows:
            raise UserError("There are no rows to put into a file.")
        name = found.schema.table.table
        messenger.upload(message.channel, None, f"{name}.csv", csv_bytes(table), f"Rows of {one_line(name)}")


def dataset_named(target: str, seen: Sequence[Dataset]) -> Dataset:
    """Return the data set of that name or label. Raises UserError, naming those there are."""
    said = target.casefold()
    found = [each for each in seen if said in {each.name.casefold(), each.label.casefold()}]
    if len(found) == 1:
        return found[0]
    raise UserError(f"There is no data set “{target[:60]}” here; there is {_some([each.name for each in seen])}.")


def answer(
    message: ActionMessage, messenger: Messenger, text: str, blocks: Sequence[Block] = (), *, replace: bool = False
) -> None:
    """Tell who asked, and nobody else."""
    if message.response_url:
        messenger.respond(message.response_url, text, blocks, replace=replace)
    else:
        messenger.tell(message.channel, message.user, text, blocks)


def _table_named(target: str, tables: Sequence[FoundTable]) -> FoundTable:
    """The table that goes by this name, with its data set's in front or alone; else the only one of a data set."""
    if not tables:
        raise UserError("Nothing was synced here yet.")
    said = target.casefold()
    found = [each for each in tables if said in {each.target.casefold(), each.schema.table.table.casefold()}]
    if not found:
        found = [each for each in tables if said in {each.dataset.name.casefold(), each.dataset.label.casefold()}]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"“{target[:60]}” may be {_some([each.target for each in found], 'or')}: say which.")
    known = [each.target if len({one.dataset.id for one in tables}) > 1 else each.schema.table.table for each in tables]
    raise UserError(f"There is no table “{target[:60]}” here; there is {_some(known)}.")


def _some(names: Sequence[str], joint: str = "and") -> str:
    more = len(names) - _NAMED
    return listed([*names[:_NAMED], *([f"{more} more"] if more > 0 else [])], joint)


def _page(found: FoundTable) -> TablePage:
    ref = TableRef(found.dataset.name, found.schema.table.table)
    entities = [each for each in (found.dataset.model.entities if found.dataset.model else ()) if each.table == ref]
    return TablePage(
        target=found.target,
        schema=found.schema,
        snapshot=found.manifest.table(ref.table),
        personal=frozenset(field.name for each in entities for field in each.fields if field.personal),
        read_at=found.manifest.read_at,
        time=next((each.time for each in entities if each.time), "") or "",
    )
