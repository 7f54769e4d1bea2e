"""Ingest a file of rules: check it, keep it for the files of its channel, and say in words what each rule does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from shared.core.errors import UserError
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.rules.files import ENDINGS, MOST_BYTES, may_hold_rules
from shared.ports.written_rules import RuleFile

if TYPE_CHECKING:
    from shared.core.ingest.rules.keys import Written
    from shared.ports.ingestion_log import Announcement
    from shared.ports.written_rules import WrittenRules

ReadRules = Callable[[str], "tuple[Written, ...]"]
"""YAML to rules and keys; raises UserError with a sentence on each mistake and its place."""


@dataclass(frozen=True, slots=True)
class KeptRules:
    """What came of a file of rules: what each does, in words; none where it took the channel's rules away.

    replaced: a later file stands already, and this one is not used.
    """

    name: str
    words: tuple[str, ...]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class RulesIngester:
    """What ingesting rules needs of the world."""

    read: ReadRules
    rules: WrittenRules

    def takes(self, content: bytes, name: str) -> bool:
        """True for a YAML file with `rules` or `keys` at its margin."""
        is_yaml = PurePosixPath(name).suffix.lower().removeprefix(".") in ENDINGS
        return is_yaml and may_hold_rules(content)

    def ingest(self, content: bytes, name: str, told: Announcement) -> KeptRules | SheetIssue:
        """Keep the rules for the files shared in the channel from now on, in place of earlier ones.

        A file with mistakes is refused whole, and takes nothing away; one with an empty list takes the rules away.
        """
        if len(content) > MOST_BYTES:
            return SheetIssue(name, f"a file of rules has at most {MOST_BYTES // 1024} KiB; write fewer of them.")
        try:
            text = content.decode("utf-8-sig")
            rules = self.read(text)
        except UnicodeDecodeError:
            return SheetIssue(name, "it is not UTF-8 text; save it as UTF-8.")
        except UserError as error:
            return SheetIssue(name, str(error))
        if "\0" in text:
            return SheetIssue(name, "it holds a character that is no text; write it again in a text editor.")
        file = RuleFile(told.workspace, told.channel, told.user, told.ts, text if rules else "")
        is_kept = self.rules.put(file)
        return KeptRules(name, tuple(rule.words for rule in rules), replaced=not is_kept)

    def of(self, workspace: str, channel: str) -> tuple[Written, ...]:
        """Return the rules for the files of a channel; none that can no longer be read."""
        file = self.rules.of(workspace, channel)
        if file is None or not file.text:
            return ()
        try:
            return self.read(file.text)
        except UserError:
            return ()  # read without a mistake when it was shared: what is taken has since become less
