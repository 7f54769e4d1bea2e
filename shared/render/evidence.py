"""The proof of an answer ("How I got this"): everything a doubter needs, folded away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.core.asking.answer import Tier
from shared.render import block_kit, dates, limits
from shared.render.escape import escape_code, one_line, shorten, shorten_escaped
from shared.render.numbers import count, dollars, milliseconds

if TYPE_CHECKING:
    from shared.core.asking.answer import Evidence
    from shared.render.block_kit import Block

TITLE = "How I got this"
_SQL = limits.SECTION_TEXT - len("```\n\n```")
_PARAM, _PARAMS = 80, 20
_WORDS = 2_000
_TABLES = 800
_ANY, _MINUTE = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=1)

TIERS = {
    Tier.LOCAL: "read without a language model",
    Tier.CHEAP: "read by the small language model",
    Tier.STRONG: "read by the large language model",
}


def evidence_block(evidence: Evidence) -> Block:
    """Make the folded box: the query in words, its SQL, what was read, how fresh it is, what it took."""
    words = shorten_escaped(one_line(evidence.words), _WORDS)
    return block_kit.container(
        TITLE,
        block_kit.present(
            [
                block_kit.section(f"*In words*\n{words}") if words else None,
                block_kit.section(f"```\n{_code(_statement(evidence))}\n```") if evidence.sql.strip() else None,
                block_kit.context_mrkdwn("\n".join(_facts(evidence))),
            ]
        ),
    )


def _statement(evidence: Evidence) -> str:
    """Return the SQL with what stands behind its placeholders as comments below it."""
    bound = [f"-- ${one_line(name)} = {shorten(one_line(value), _PARAM)}" for name, value in evidence.params[:_PARAMS]]
    return "\n".join([evidence.sql.strip(), *bound])


def _code(text: str) -> str:
    kept = len(text)
    escaped = escape_code(text)
    while len(escaped) > _SQL:
        kept = min(kept - 1, kept * _SQL // len(escaped))
        escaped = escape_code(shorten(text, kept))
    return escaped


def _facts(evidence: Evidence) -> list[str]:
    facts = []
    if evidence.tables:
        tables = shorten_escaped(", ".join(map(one_line, evidence.tables)), _TABLES)
        facts.append(f"{'Table' if len(evidence.tables) == 1 else 'Tables'}: {tables}")
    if evidence.rows_read is not None:
        facts.append(f"{count(evidence.rows_read, 'row')} read")
    if evidence.fresh_at is not None:
        facts.append(f"Data as of {dates.slack_date(evidence.fresh_at)} ({dates.exact(evidence.fresh_at)})")
    return [*facts, *_said_before(evidence), _effort(evidence)]


def _said_before(evidence: Evidence) -> list[str]:
    """Say that the rows are those of an earlier answer, over data that has not changed since."""
    if evidence.before is None:
        return []
    since = dates.ago(_ANY, _ANY + evidence.before) if evidence.before >= _MINUTE else "less than a minute ago"
    return [f"Answered before, {since}, from the same data"]


def _effort(evidence: Evidence) -> str:
    """Say who read the question, how long this answer took, and what it cost."""
    read = TIERS[evidence.tier].capitalize()
    earlier = " for an earlier question; answered" if evidence.recalled else ""
    return f"{read}{earlier} in {milliseconds(evidence.milliseconds)}, {_cost(evidence)}"


def _cost(evidence: Evidence) -> str:
    return "at no cost" if evidence.cost <= 0 else f"for {dollars(evidence.cost)}"


def evidence_text(evidence: Evidence) -> list[str]:
    """Say the same as lines of plain text, SQL left out."""
    lines = [f"In words: {one_line(evidence.words)}"] if evidence.words.strip() else []
    if evidence.tables:
        read = f", {count(evidence.rows_read, 'row')} read" if evidence.rows_read is not None else ""
        lines.append(f"From: {', '.join(map(one_line, evidence.tables))}{read}")
    if evidence.fresh_at is not None:
        lines.append(f"Data as of: {dates.exact(evidence.fresh_at)}")
    return [*lines, *_said_before(evidence), _effort(evidence)]
