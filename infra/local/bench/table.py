"""Figures and the tables they are printed in."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Times:
    """Measured times in milliseconds; at least one."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of them took no longer."""
        return median(self.milliseconds)

    def share(self, percent: int) -> float:
        """The least of them that so many percent did not exceed."""
        ordered = sorted(self.milliseconds)
        place = -(-len(ordered) * percent // 100)
        return ordered[max(0, place - 1)]


@dataclass(frozen=True, slots=True)
class Table:
    """A section's figures: its title, what its columns are, its rows, and what is to be said about them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """The table as text; the first column stands left, the others right."""
        widths = [max(len(each) for each in cells) for cells in zip(self.columns, *self.rows, strict=True)]
        lines = [self.title, _line(self.columns, widths), "  ".join("-" * width for width in widths)]
        lines.extend(_line(row, widths) for row in self.rows)
        lines.extend(self.notes)
        return "\n".join(lines)


def figure(milliseconds: float) -> str:
    """A time as it is printed: 0.84, 12.3, 240; three digits, two of them decimals at the most."""
    decimals = max(0, 3 - len(str(int(milliseconds))))
    return f"{milliseconds:.{decimals}f}"


def skipped(title: str, reason: str) -> Table:
    """The table of a section that could not run."""
    return Table(title, (f"skipped: {reason}",), ())


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()
