"""A table between raw and clean: what the steps of cleaning have decided so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.core.ingest.report import Repair
    from shared.core.ingest.typed.inference import Inference
    from shared.core.ingest.typed.readings import Reading
    from shared.core.table.types import DataType


@dataclass(frozen=True, slots=True)
class Draft:
    """labels, names, declared, given_units, inferences, units and personal have an entry for each raw column.

    They are empty until their step has been. kept are the places of the columns that stay; key are names of columns,
    those that were declared until they have been looked for.
    """

    labels: tuple[str, ...]
    declared: tuple[DataType | None, ...]
    given_units: tuple[str, ...]
    kept: tuple[int, ...]
    names: tuple[str, ...] = ()
    inferences: tuple[Inference, ...] = ()
    units: tuple[str, ...] = ()
    personal: tuple[bool, ...] = ()
    key: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def reporting(self, *repairs: Repair) -> Draft:
        """The same draft with more to report; repairs that happened no times are left out."""
        return replace(self, repairs=self.repairs + tuple(each for each in repairs if each.count))

    def reading(self, place: int) -> Reading:
        """What a column is read as."""
        return self.inferences[place].reading

    def quoted(self, places: tuple[int, ...]) -> str:
        """The first labels of these columns, in quotation marks, for a sentence."""
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        return ", ".join(f"\u201c{self.labels[place]}\u201d" for place in places[:_SHOWN]) + more


_SHOWN = 3
