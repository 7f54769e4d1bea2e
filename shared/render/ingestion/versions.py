"""The versions of a data set: a list to look at, to compare and to go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.ingest.versions.versions import Change
from shared.render import actions, block_kit, dates
from shared.render.escape import escape, one_line, shorten, shorten_escaped
from shared.render.ingestion.changes import NO_KEY, difference_words, has_no_key, key_words, version_rows
from shared.render.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.ingest.versions.versions import TableComparison, Version
    from shared.render.block_kit import Block

_LABEL = 80
_FILE = 100
_SHOWN = 12
"""Versions in the list, the newest: with their buttons they fit a message twice over."""


def versions_blocks(dataset_id: str, label: str, versions: Sequence[Version]) -> list[Block]:
    """List the versions, the newest first, each that is kept with what can be done with it."""
    current = next((each for each in versions if each.is_current), None)
    blocks: list[Block | None] = [block_kit.sentence(f"Versions of {_label(label)}", bold=True)]
    for version in versions[:_SHOWN]:
        blocks.append(block_kit.section(_version_words(version)))
        if current is not None and version.is_kept and not version.is_current:
            blocks.append(block_kit.buttons(_buttons(dataset_id, label, version, current)))
    more = len(versions) - _SHOWN
    blocks.append(block_kit.context([f"and {count(more, 'older version')}"]) if more > 0 else None)
    return block_kit.present(blocks)


def versions_text(label: str, versions: Sequence[Version]) -> str:
    """Say the same in one line; safe mrkdwn."""
    return escape(f"{_label(label)} has {count(len(versions), 'version')}.")


def comparison_blocks(label: str, before: int, after: int, differences: Sequence[TableComparison]) -> list[Block]:
    """Say how two versions differ."""
    return block_kit.present(
        [
            block_kit.sentence(comparison_sentence(label, before, after, differences)),
            block_kit.context([key_words(differences), NO_KEY if has_no_key(differences) else ""]),
        ]
    )


def comparison_sentence(label: str, before: int, after: int, differences: Sequence[TableComparison]) -> str:
    """Say it in one sentence of data, not yet safe for mrkdwn."""
    return f"{_label(label)}, from version {before} to version {after}: {difference_words(differences)}."


def restored_text(label: str, version: Version, user: str) -> str:
    """Tell a channel who went back to which version; safe mrkdwn."""
    rows = count(version_rows(version), "row")
    return (
        f"<@{user}> went back to version {version.of} of {escape(_label(label))}: {rows}, "
        f"now version {version.number}. Answers will use it in a moment."
    )


def _label(label: str) -> str:
    return shorten(one_line(label), _LABEL) or "the data set"


def _version_words(version: Version) -> str:
    current = " (current)" if version.is_current else "" if version.is_kept else " (not kept any more)"
    user = f"<@{version.origin.user}>, " if version.origin.user.isalnum() else ""
    file = shorten_escaped(one_line(version.origin.file_name), _FILE)
    rows = count(version_rows(version), "row")
    said = f"{dates.slack_date(version.written_at)}, {user}{file or 'no file'}: {_what(version)}, {rows}"
    return f"*Version {version.number}*{current}\n{said}"


def _what(version: Version) -> str:
    of = f" version {version.of}" if version.of is not None else " those there"
    return {
        Change.FIRST: "the first",
        Change.APPENDED: f"rows added to{of}",
        Change.REPLACED: "rows replaced",
        Change.RENEWED: "a new version",
        Change.RESTORED: f"back to{of}" if version.of is not None else "an older one again",
    }[version.change]


def _buttons(dataset_id: str, label: str, version: Version, current: Version) -> list[Block]:
    value = actions.version_value(dataset_id, version.number, current.number)
    asked = (
        f"{_label(label)} will have the {count(version_rows(version), 'row')} of version {version.number} again. "
        f"Version {current.number} is kept, and you can come back to it."
    )
    sure = block_kit.confirm(f"Go back to version {version.number}?", asked, "Go back", no="Stay", style="primary")
    return [
        block_kit.button("Compare with current", actions.VERSION_COMPARE, value),
        block_kit.button("Go back to this", actions.VERSION_RESTORE, value, confirm=sure),
    ]
