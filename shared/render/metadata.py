"""The answer to "what data do you have": tables, what their rows are, and their columns by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.semantic.wording import singular_words
from shared.core.table.types import DataType
from shared.core.table.units import MONTH_OF_YEAR
from shared.render import block_kit
from shared.render.datasets import freshness, told_entities
from shared.render.escape import escape, one_line, shorten_escaped
from shared.render.numbers import count, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.core.semantic.model import Entity, Field
    from shared.core.store.dataset import Dataset
    from shared.render.block_kit import Block

_TABLES = 30
_COLUMNS = 25
"""Columns named of one kind; the rest is counted."""
_KIND_TEXT = 400
_NOTHING = "There is no data here yet. Share a CSV, Excel, JSON or Parquet file in this channel and I will read it."


def metadata_blocks(datasets: Sequence[Dataset], now: datetime, questions: Sequence[str] = ()) -> list[Block]:
    """Describe the data sets a viewer may see, a folded box a table; now is zone-aware."""
    known = [(each, entity) for each in datasets for entity in told_entities(each)]
    if not known:
        return [block_kit.sentence(_NOTHING)]
    shown = known[:_TABLES]
    boxes = [_box(entity, freshness(each, now), collapsed=len(known) > 1) for each, entity in shown]
    more = len(known) - len(shown)
    examples = block_kit.question_buttons((question, question) for question in questions)
    return block_kit.present(
        [
            block_kit.sentence(f"I can answer from {count(len(known), 'table')}.", bold=True),
            *boxes,
            block_kit.context([f"and {count(more, 'more table')}"]) if more else None,
            block_kit.context(["Ask for example"]) if examples else None,
            examples,
        ]
    )


def metadata_text(datasets: Sequence[Dataset]) -> str:
    """Say which tables there are, for notifications; safe mrkdwn."""
    entities = [entity for each in datasets for entity in told_entities(each)]
    names = ", ".join(one_line(each.label) for each in entities)
    return shorten_escaped(f"I can answer from these tables: {names}.", _KIND_TEXT) if names else _NOTHING


def _box(entity: Entity, fresh: str, *, collapsed: bool) -> Block:
    noun = one_line(entity.noun) or "rows"
    title = entity.label
    if entity.rows is not None:
        same = noun == entity.label.casefold()
        title += f": {number(entity.rows) if same else count(entity.rows, singular_words(noun), noun)}"
    lines = [line for name, fields in _kinds(entity) if (line := _line(name, fields))]
    return block_kit.container(
        title,
        block_kit.present(
            [
                block_kit.section("\n".join(lines)) if lines else None,
                block_kit.context([f"Data {fresh}"]),
            ]
        ),
        collapsed=collapsed,
    )


def _kinds(entity: Entity) -> list[tuple[str, list[Field]]]:
    """Sort columns into the kinds people think in; data about people is named apart and nowhere else."""
    open_fields = [each for each in entity.fields if not each.personal]
    numbers = [each for each in open_fields if each.type.is_numeric and not each.identifier]
    times = [each for each in open_fields if each.type.is_temporal or each.type is DataType.TIME]
    flags = [each for each in open_fields if each.type is DataType.BOOLEAN]
    names = [each for each in open_fields if each.identifier and each not in times and each not in flags]
    rest = [each for each in open_fields if each.type is DataType.TEXT and not each.identifier]
    return [
        ("Numbers", numbers),
        ("Dates and times", times),
        ("Groups and names", rest),
        ("Yes or no", flags),
        ("Codes and ids", names),
        ("Personal data, never sent to a language model", [each for each in entity.fields if each.personal]),
    ]


def _line(name: str, fields: Sequence[Field]) -> str:
    if not fields:
        return ""
    labels = ", ".join(_label(each) for each in fields[:_COLUMNS])
    more = len(fields) - _COLUMNS
    listed = f"{labels} and {more} more" if more > 0 else labels
    return f"*{escape(name)}*: {shorten_escaped(listed, _KIND_TEXT)}"


def _label(field: Field) -> str:
    label = one_line(field.label) or field.name
    return f"{label} ({field.unit})" if field.unit not in {"", MONTH_OF_YEAR} else label
