"""Ingest a written model: check its shape, keep it for the data sets of its channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from shared.core.errors import UserError
from shared.core.ingest.report import SheetIssue
from shared.core.ingest.rules.keys import DeclaredKey
from shared.core.semantic.query_form import coded
from shared.core.semantic.written_files import ENDINGS, MOST_BYTES
from shared.ports.written_models import WrittenModel

if TYPE_CHECKING:
    from shared.ports.ingestion_log import Announcement
    from shared.ports.written_models import WrittenModels

ReadModel = Callable[[str], tuple[Mapping[str, Any], tuple[str, ...]]]
"""YAML to a checked form and sentences on what was left out; raises UserError for what is no written model."""


@dataclass(frozen=True, slots=True)
class ModelIngester:
    """What ingesting models needs of the world."""

    read: ReadModel
    models: WrittenModels

    def takes(self, name: str) -> bool:
        """True for a file that can only be a written model."""
        return PurePosixPath(name).suffix.lower().removeprefix(".") in ENDINGS

    def ingest(self, content: bytes, name: str, told: Announcement) -> WrittenModel | SheetIssue:
        """Keep the model for its channel in place of an earlier one; an empty file takes it away.

        Whether its names fit the tables is known, and told, when it is put to use.
        """
        if len(content) > MOST_BYTES:
            return SheetIssue(name, f"a model has at most {MOST_BYTES // 1024} KiB; leave out what is found anyway.")
        try:
            form, left_out = self.read(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return SheetIssue(name, "it is not UTF-8 text; save it as UTF-8.")
        except UserError as error:
            return SheetIssue(name, str(error))
        model = WrittenModel(told.workspace, told.channel, told.user, told.ts, _storable(form), left_out)
        self.models.put(model)
        return model

    def keys(self, workspace: str, channel: str) -> tuple[DeclaredKey, ...]:
        """Return the keys that the channel's model declares, of tables by their whole names."""
        model = self.models.of(workspace, channel)
        entities = model.form.get("entities", {}) if model is not None else {}
        return tuple(
            DeclaredKey(name, tuple(said["key"]), is_whole=True)
            for name, said in entities.items()
            if said.get("key") and not said.get("requires")
        )


def _storable(form: Mapping[str, Any]) -> dict[str, Any]:
    """The sections that say something, as JSON can hold them: dates with their tags; no statistics, which are found."""
    kept: dict[str, Any] = coded({key: said for key, said in form.items() if said and key != "version"})
    for entity in kept.get("entities", {}).values():
        for said in entity.get("fields", {}).values():
            said.pop("statistics", None)
    return kept
