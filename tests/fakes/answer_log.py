"""The answer log in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.ports.answer_log import AnswerRecord


class InMemoryAnswerLog:
    """The AnswerLog port."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], AnswerRecord] = {}
        self._opinions: dict[tuple[str, str], dict[str, bool]] = {}

    def record(self, record: AnswerRecord) -> None:
        """Keep the first of an id."""
        self.records.setdefault((record.viewer.workspace, record.id), record)

    def find(self, workspace: str, answer_id: str) -> AnswerRecord | None:
        """Return the record, or None."""
        return self.records.get((workspace, answer_id))

    def feedback(self, workspace: str, answer_id: str, user: str, *, helpful: bool) -> None:
        """Keep the latest word of this user about a known answer."""
        if (workspace, answer_id) in self.records:
            self._opinions.setdefault((workspace, answer_id), {})[user] = helpful

    def opinions(self, workspace: str, answer_id: str) -> Mapping[str, bool]:
        """Return what each user thought."""
        return dict(self._opinions.get((workspace, answer_id), {}))
