"""The Home tab: what data there is, what one pinned, which digests run, how to ask.

Only blocks that every surface takes: containers, data tables and charts are for messages
(https://docs.slack.dev/blocks.json says where a block may stand).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.table.chart import ChartKind
from shared.render import actions, block_kit, dates
from shared.render.charts.figures import figures_of
from shared.render.charts.sparkline import sparkline
from shared.render.datasets import freshness, rows_of
from shared.render.digest import schedule_words
from shared.render.escape import escape, one_line, shorten_escaped
from shared.render.numbers import count

if TYPE_CHECKING:
    from datetime import datetime

    from shared.core.asking.answer import Answer
    from shared.core.boards.pin import Pin
    from shared.core.digests.digest import Digest
    from shared.core.store.dataset import Dataset
    from shared.render.block_kit import Block

PINS = 12
"""Pins shown; more are counted, so that no more need an answer."""
_DATASETS, _DIGESTS = 15, 8
"""Of each kind; 1 block a data set, 3 a pin, 2 a digest, and a dozen around them stay below 100."""
_LABEL, _QUESTION, _HEADLINE = 150, 300, 1_000
_UPLOAD = (
    "Share a CSV, Excel, JSON or Parquet file in any channel I am in: I read it, say what I found, and you can ask "
    "about it."
)
_HOW = (
    "Mention me in a channel, write to me in Messages, or use `/avexra` with your question. "
    "In a thread just go on: “only last month”, “as a pie chart”."
)


@dataclass(frozen=True, slots=True)
class PinCard:
    """A pin, and its answer of just now; without one the headline it was pinned with is shown.

    chart_file is the Slack file id of its chart where one was uploaded, else a line of text draws it.
    """

    pin: Pin
    answer: Answer | None = None
    answered_at: datetime | None = None
    chart_file: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What one user's Home tab shows: only what this user may see. now is zone-aware."""

    user: str
    now: datetime
    datasets: tuple[Dataset, ...] = ()
    pins: tuple[PinCard, ...] = ()
    digests: tuple[Digest, ...] = ()
    questions: tuple[str, ...] = ()


def home_blocks(home: Home) -> list[Block]:
    """Make the blocks of the Home tab, at most 100."""
    return block_kit.present(
        [
            block_kit.header("Your data, answered"),
            block_kit.section(f"Hello <@{_user(home.user)}>. {_HOW}"),
            block_kit.question_buttons(((each, each) for each in home.questions), most=4),
            block_kit.divider(),
            *_datasets(home),
            block_kit.divider(),
            *_pins(home),
            block_kit.divider(),
            *_digests(home),
        ]
    )


def _user(user: str) -> str:
    return "".join(each for each in user if each.isascii() and each.isalnum())


def _datasets(home: Home) -> list[Block | None]:
    blocks: list[Block | None] = [block_kit.header("Data")]
    blocks += [block_kit.section(_dataset(each, home.now)) for each in home.datasets[:_DATASETS]]
    more = len(home.datasets) - _DATASETS
    blocks.append(block_kit.context([f"and {count(more, 'more data set')}"]) if more > 0 else None)
    blocks.append(block_kit.context([_UPLOAD]))
    return blocks


def _dataset(dataset: Dataset, now: datetime) -> str:
    label = shorten_escaped(one_line(dataset.label) or dataset.name, _LABEL)
    tables = len(dataset.snapshot.tables) if dataset.snapshot else 0
    what = f"{count(rows_of(dataset), 'row')} in {count(tables, 'table')}, " if tables else ""
    return f"*{label}*\n{what}{freshness(dataset, now)}"


def _pins(home: Home) -> list[Block | None]:
    blocks: list[Block | None] = [block_kit.header("Pins")]
    if not home.pins:
        blocks.append(block_kit.context(["Press Pin under an answer and it stands here, answered anew."]))
    for card in home.pins[:PINS]:
        blocks += [block_kit.section(_pin(card)), _picture(card), _pin_buttons(card.pin)]
    more = len(home.pins) - PINS
    blocks.append(block_kit.context([f"and {count(more, 'more pin')}"]) if more > 0 else None)
    return blocks


def _pin(card: PinCard) -> str:
    said = card.answer.headline if card.answer else card.pin.headline
    headline = shorten_escaped(one_line(said), _HEADLINE)
    at = card.answered_at or card.pin.pinned_at
    state = "Answered" if card.answered_at else "Pinned"
    question = shorten_escaped(one_line(card.pin.question), _QUESTION)
    return f"*{headline}*\n{question}\n{state} {dates.slack_date(at)}"


def _picture(card: PinCard) -> Block | None:
    if card.chart_file:
        return block_kit.image(card.chart_file, card.pin.question)
    figures = figures_of(card.answer) if card.answer else None
    line = sparkline(figures) if figures and figures.kind is not ChartKind.BAR else ""
    return block_kit.context([f"{figures.labels[0]}  {line}  {figures.labels[-1]}"]) if figures and line else None


def _pin_buttons(pin: Pin) -> Block | None:
    sure = block_kit.confirm("Remove this pin?", "The answer stays in its thread.", "Remove")
    return block_kit.buttons(
        [
            block_kit.button("Refresh", f"{actions.PIN_REFRESH}", pin.id),
            block_kit.button("Remove", actions.PIN_REMOVE, pin.id, style="danger", confirm=sure),
        ]
    )


def _digests(home: Home) -> list[Block | None]:
    blocks: list[Block | None] = [block_kit.header("Digests")]
    if not home.digests:
        blocks.append(block_kit.context(["A digest tells a channel on schedule what changed in its data."]))
    for digest in home.digests[:_DIGESTS]:
        blocks += [block_kit.section(_digest(digest)), _digest_buttons(digest)]
    more = len(home.digests) - _DIGESTS
    blocks.append(block_kit.context([f"and {count(more, 'more digest')}"]) if more > 0 else None)
    blocks.append(block_kit.buttons([block_kit.button("New digest", actions.DIGEST_NEW, "new")]))
    return blocks


def _digest(digest: Digest) -> str:
    title = shorten_escaped(one_line(digest.title) or "Digest", _LABEL)
    where = "to you" if digest.direct else f"in <#{_user(digest.channel)}>"
    return f"*{title}*\n{escape(schedule_words(digest))} {where}"


def _digest_buttons(digest: Digest) -> Block | None:
    sure = block_kit.confirm("Stop this digest?", "The channel will not get it any more.", "Stop it")
    change = block_kit.button("Change", actions.DIGEST_EDIT, actions.digest_value(digest)) if not digest.query else None
    stop = block_kit.button("Stop", actions.DIGEST_REMOVE, digest.id, style="danger", confirm=sure)
    return block_kit.buttons(block_kit.present([change, stop]))
