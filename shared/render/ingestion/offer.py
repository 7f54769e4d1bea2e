"""The question that a file raises which seems to belong to a data set that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.versions.choices import Choice
from shared.render import actions, block_kit
from shared.render.escape import escape, one_line, shorten
from shared.render.ingestion.refused import file_words
from shared.render.ingestion.tables_told import table_words
from shared.render.numbers import count

if TYPE_CHECKING:
    from shared.core.ingest.report import IngestionReport
    from shared.core.ingest.versions.choices import Offer
    from shared.render.block_kit import Block

_LABEL = 80
_TABLES = 6
_REMARKS = 8
_REMARK = 300

LABELS = {
    Choice.ADD: "Add these rows",
    Choice.REPLACE: "Replace the rows",
    Choice.RENEW: "New version",
    Choice.APART: "Keep it apart",
}
_MEANINGS = {
    Choice.ADD: "Add these rows: they go below those already there.",
    Choice.REPLACE: "Replace the rows: those there now are deleted for good.",
    Choice.RENEW: "New version: these rows instead, and you can go back.",
    Choice.APART: "Keep it apart: a data set of its own.",
}


def offer_blocks(report: IngestionReport, offer: Offer, file_id: str) -> list[Block]:
    """Describe the file, say how it compares, and ask what should become of it."""
    more = len(report.tables) - _TABLES
    return block_kit.present(
        [
            block_kit.sentence(_question(report, offer), bold=True),
            block_kit.context([offer.with_note]),
            *(block_kit.section(table_words(each)) for each in report.tables[:_TABLES]),
            block_kit.context([f"and {count(more, 'more table')}"]) if more > 0 else None,
            _remarks(offer),
            block_kit.buttons([_button(each, offer, file_id) for each in offer.choices]),
            block_kit.context([_MEANINGS[each] for each in offer.choices]),
        ]
    )


def offer_text(report: IngestionReport, offer: Offer) -> str:
    """Ask the same in one line; safe mrkdwn."""
    return escape(_question(report, offer))


def chosen_words(choice: Choice, user: str) -> str:
    """Say who chose what; safe mrkdwn."""
    return f"<@{user}> chose “{LABELS[choice]}”."


def already_chosen(choice: Choice, user: str) -> str:
    """Say to who comes later that it is settled; safe mrkdwn."""
    return f"That is settled: <@{user}> chose “{LABELS[choice]}”. Its outcome stands in the thread."


def _question(report: IngestionReport, offer: Offer) -> str:
    return (
        f"{file_words(report.file_name)} looks like it belongs to {_label(offer)}, "
        f"which has {count(offer.rows, 'row')}. What should I do with it?"
    )


def _label(offer: Offer) -> str:
    return shorten(one_line(offer.label), _LABEL) or "a data set"


def _remarks(offer: Offer) -> Block | None:
    told = [f"• {escape(shorten(one_line(each), _REMARK))}" for each in offer.remarks[:_REMARKS]]
    more = len(offer.remarks) - len(told)
    tail = [f"and {count(more, 'more difference')}"] if more > 0 else []
    return block_kit.section("\n".join([*told, *tail])) if told else None


def _button(choice: Choice, offer: Offer, file_id: str) -> Block:
    return block_kit.button(
        LABELS[choice],
        actions.choose(choice),
        actions.choice_value(choice, file_id, offer.id),
        style="primary" if choice is offer.choices[0] else "",
        confirm=_confirm(offer) if choice is Choice.REPLACE else None,
    )


def _confirm(offer: Offer) -> Block:
    lost = f"The {count(offer.rows, 'row')} of {_label(offer)} will be gone. “New version” keeps them for going back."
    return block_kit.confirm("Replace the rows?", lost, "Replace them", no="Keep them")
