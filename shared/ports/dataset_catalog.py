"""The data sets of a workspace, and who may see them."""

from typing import Protocol

from shared.core.security.viewer import Viewer
from shared.core.semantic.model import SemanticModel
from shared.core.store.dataset import Dataset, Snapshot


class VisibleDatasets(Protocol):
    """What a viewer may ask about."""

    def visible(self, viewer: Viewer) -> tuple[Dataset, ...]:
        """Return the data sets this viewer may ask about, by name: default deny.

        In a channel: the data sets of that channel. In a direct message (channel id starts with D): those of every
        channel in member_channels of the viewer's user, as recorded by remember_member.
        """
        ...


class DatasetCatalog(VisibleDatasets, Protocol):
    """Where data sets are registered."""

    def by_id(self, dataset_id: str) -> Dataset | None:
        """Return the data set, or None."""
        ...

    def by_name(self, workspace: str, name: str) -> Dataset | None:
        """Return the workspace's data set of that slug, or None."""
        ...

    def all_ids(self) -> tuple[str, ...]:
        """Return the ids of every data set of every workspace: for scheduled snapshots."""
        ...

    def in_workspace(self, workspace: str) -> tuple[Dataset, ...]:
        """Return all data sets of a workspace, by name: for administration, never for answers."""
        ...

    def register(self, dataset: Dataset) -> Dataset:
        """Insert, or update label and channel of the same id; returns what is stored.

        When another data set of the workspace has the name, a number is added to it ("orders_2").
        """
        ...

    def publish(self, dataset_id: str, snapshot: Snapshot, model: SemanticModel) -> bool:
        """Point the data set at a snapshot and model; False when a newer version, or a later look at it, stands there.

        A version may be published again with the moment of a later look at its source, and another model.
        """
        ...

    def remember_member(self, workspace: str, channel: str, user: str) -> None:
        """Record that Slack said this user speaks in this channel."""
        ...
