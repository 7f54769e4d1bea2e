"""What people of a channel wrote about what its tables mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class WrittenModel:
    """A model that somebody shared in a channel, and that concerns the data sets of this channel only.

    shared_at is the Slack timestamp of our message about the file: later files have later ones. form is JSON-ready
    plain data in the form of core/semantic/yaml_form, checked for its shape; an empty one says that the model was taken
    away. left_out tells what reading the file already left out of it.
    """

    workspace: str
    channel: str
    user: str
    shared_at: str
    form: Mapping[str, Any]
    left_out: tuple[str, ...] = ()


class WrittenModels(Protocol):
    """One model a channel: the latest that was shared."""

    def put(self, model: WrittenModel) -> bool:
        """Keep in place of an earlier one; False, and nothing changes, when a later one stands already."""
        ...

    def of(self, workspace: str, channel: str) -> WrittenModel | None:
        """Return the channel's model, or None when none was ever shared."""
        ...
