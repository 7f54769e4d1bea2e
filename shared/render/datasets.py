"""Data sets in words: what is here, how much of it, how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.wording import singular_words
from shared.render import block_kit, dates
from shared.render.escape import escape, one_line, shorten
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.core.semantic.model import Entity
    from shared.core.store.dataset import Dataset
    from shared.render.block_kit import Block

_NAME = 80
TABLES_LISTED = 20


def entity_line(entity: Entity) -> str:
    """Say what a table is and how many rows it has, as safe mrkdwn: *Flights*: 336,776."""
    name = escape(shorten(one_line(entity.label) or entity.name, _NAME))
    noun = escape(shorten(one_line(entity.noun), _NAME)) or "rows"
    if entity.rows is None:
        return f"*{name}*"
    rows = number(entity.rows) if noun == name.casefold() else count(entity.rows, singular_words(noun), noun)
    return f"*{name}*: {rows}"


def told_entities(dataset: Dataset) -> tuple[Entity, ...]:
    """Return the tables people know: one that is also referred to in other roles is told about once."""
    seen: dict[object, Entity] = {}
    for each in dataset.model.entities if dataset.model else ():
        seen.setdefault(each.table, each)
    return tuple(seen.values())


def rows_of(dataset: Dataset) -> int:
    """Count the rows of all tables of a data set's snapshot; 0 before the first one."""
    return sum(rows for _, rows in dataset.snapshot.tables) if dataset.snapshot else 0


def freshness(dataset: Dataset, now: datetime) -> str:
    """Say how old a data set's snapshot is; now is zone-aware."""
    if dataset.snapshot is None:
        return "being prepared"
    read_at = dataset.snapshot.read_at
    return f"updated {dates.ago(read_at, now)} ({dates.exact(read_at)})"


def tables_section(datasets: Sequence[Dataset]) -> Block | None:
    """List the tables of data sets with their rows; None when there are none."""
    entities = [entity for each in datasets for entity in told_entities(each)]
    lines = [f"• {entity_line(each)}" for each in entities[:TABLES_LISTED]]
    more = len(entities) - len(lines)
    if more > 0:
        lines.append(f"• and {count(more, 'more table')}")
    return block_kit.section("*What is here*\n" + "\n".join(lines)) if lines else None
