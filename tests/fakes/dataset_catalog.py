"""The catalogue in a dictionary."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from shared.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.core.security.viewer import Viewer
    from shared.core.semantic.model import SemanticModel
    from shared.core.store.dataset import Dataset, Snapshot


class InMemoryDatasetCatalog:
    """The DatasetCatalog port; datasets given at the start stand as they are, models and snapshots included."""

    def __init__(self, *datasets: Dataset) -> None:
        self._datasets = {dataset.id: dataset for dataset in datasets}
        self._members: set[tuple[str, str, str]] = set()

    def visible(self, viewer: Viewer) -> tuple[Dataset, ...]:
        """Return the channel's, and in a direct message those of the user's channels."""
        direct = viewer.channel.startswith("D")
        return _by_name(
            each
            for each in self._datasets.values()
            if each.workspace == viewer.workspace
            and (
                each.channel == viewer.channel
                or (direct and (viewer.workspace, each.channel, viewer.user) in self._members)
            )
        )

    def by_id(self, dataset_id: str) -> Dataset | None:
        """Return the data set, or None."""
        return self._datasets.get(dataset_id)

    def by_name(self, workspace: str, name: str) -> Dataset | None:
        """Return the data set, or None."""
        return next((each for each in self.in_workspace(workspace) if each.name == name), None)

    def all_ids(self) -> tuple[str, ...]:
        """Return every id."""
        return tuple(sorted(self._datasets))

    def in_workspace(self, workspace: str) -> tuple[Dataset, ...]:
        """Return a workspace's, by name."""
        return _by_name(each for each in self._datasets.values() if each.workspace == workspace)

    def register(self, dataset: Dataset) -> Dataset:
        """Insert under a free name, or update label and channel."""
        known = self._datasets.get(dataset.id)
        if known is not None:
            if known.workspace != dataset.workspace:
                raise InternalError("A data set of another workspace has this id.")
            stored = replace(known, label=dataset.label, channel=dataset.channel)
        else:
            taken = {each.name for each in self.in_workspace(dataset.workspace)}
            names = (dataset.name if number == 1 else f"{dataset.name}_{number}" for number in count(1))
            free = next(name for name in names if name not in taken)
            stored = replace(dataset, name=free, model=None, snapshot=None)
        self._datasets[dataset.id] = stored
        return stored

    def publish(self, dataset_id: str, snapshot: Snapshot, model: SemanticModel) -> bool:
        """Point at a newer snapshot."""
        known = self._datasets.get(dataset_id)
        if known is None:
            return False
        stands = known.snapshot
        if stands is not None and (stands.version, stands.read_at) >= (snapshot.version, snapshot.read_at):
            return False
        self._datasets[dataset_id] = replace(known, snapshot=snapshot, model=model)
        return True

    def remember_member(self, workspace: str, channel: str, user: str) -> None:
        """Record that the user speaks there."""
        self._members.add((workspace, channel, user))


def _by_name(datasets: Iterable[Dataset]) -> tuple[Dataset, ...]:
    return tuple(sorted(datasets, key=lambda each: each.name))
