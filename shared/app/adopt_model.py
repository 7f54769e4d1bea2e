"""Adopt a written model: new snapshots of its channel's data sets with its words, and a word on what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.app.fail_file import fail_file
from shared.core.asking.suggest import suggest
from shared.core.errors import UserError
from shared.core.semantic.phrases import lower_first
from shared.core.semantic.written_fit import Fit, fit, joined
from shared.render.written_models import Adoption, adoption_blocks, adoption_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.app.announce_ingestion import IngestionAnnouncer
    from shared.app.messages import ModelMessage
    from shared.app.take_snapshot import SnapshotTaker, Understood
    from shared.ports.dataset_catalog import DatasetCatalog
    from shared.ports.messenger import Messengers
    from shared.ports.written_models import WrittenModel, WrittenModels

QUESTIONS = 3
_TRIED = 12


@dataclass(frozen=True, slots=True)
class ModelAdopter:
    """What adopting needs of the world; the announcer tries the questions that are offered."""

    messengers: Messengers
    catalog: DatasetCatalog
    models: WrittenModels
    taker: SnapshotTaker
    announcer: IngestionAnnouncer

    def adopt(self, message: ModelMessage) -> None:
        """Take the channel's snapshots anew and say what is in use now. Raises TransientError as taking them does."""
        model = self.models.of(message.workspace, message.channel)
        if model is None or model.shared_at != message.shared_at:
            adoption = Adoption(message.name, replaced=True)
        else:
            adoption = self._adopted(message, model)
        messenger = self.messengers.of(message.workspace)
        text, blocks = adoption_text(adoption), adoption_blocks(adoption)
        messenger.update(message.channel, message.shared_at, text, blocks)

    def give_up(self, message: ModelMessage, error: Exception) -> None:
        """Say in place of the progress that the model could not be put to use."""
        fail_file(self.messengers.of(message.workspace), message.channel, message.shared_at, message.name, error)

    def _adopted(self, message: ModelMessage, model: WrittenModel) -> Adoption:
        taken = self._taken(message)
        if not model.form and not model.left_out:
            return Adoption(message.name, removed=True)
        fits = [fit(each.inferred, model.form) for each in taken]
        whole = joined(fits)
        left_out = (*model.left_out, *whole.left_out)
        return Adoption(
            message.name,
            whole.counts(),
            left_out,
            self._questions(message, model, list(zip(taken, fits, strict=True))),
            no_tables=not taken,
            opened=whole.opened,
        )

    def _taken(self, message: ModelMessage) -> list[Understood]:
        """New snapshots of the channel's data sets; one without tables, or that went away just now, is passed over."""
        found = []
        for dataset in self.catalog.in_workspace(message.workspace):
            if dataset.channel == message.channel:
                try:
                    found.append(self.taker.understand_anew(dataset.id))
                except UserError:
                    continue
        return found

    def _questions(
        self, message: ModelMessage, model: WrittenModel, taken: list[tuple[Understood, Fit]]
    ) -> tuple[str, ...]:
        """Questions with the new words that work here and now, those of the data set that has most of them first."""
        good: dict[str, None] = {}
        for each, found in sorted(taken, key=lambda pair: -len(pair[1].taken)):
            candidates = islice(dict.fromkeys(_candidates(each, found, model)), _TRIED)
            good |= dict.fromkeys(self.announcer.working(candidates, each.dataset, message.channel, message.user))
        return tuple(good)[:QUESTIONS]


def _candidates(taken: Understood, found: Fit, model: WrittenModel) -> Iterator[str]:
    """Questions that somebody checked, then ones about the new numbers by their names, then any."""
    now = taken.dataset.model
    if now is None:
        return
    written = model.form.get("questions", ())
    yield from (each["question"] for i, each in enumerate(written) if ("questions", f"questions[{i}]") in found.taken)
    yield from (
        f"What is the {lower_first(each.label)}?"
        for each in now.metrics
        if ("metrics", f"metrics.{each.name}") in found.taken
    )
    named = {place.rpartition(".")[2] for kind, place in found.taken if kind == "measures"}
    yield from (
        f"What is the {lower_first(m.label)}?" for each in now.entities for m in each.measures if m.name in named
    )
    yield from suggest(now, QUESTIONS)
