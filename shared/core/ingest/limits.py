"""How much of a file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024
_GIB = 1024 * _MIB


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits of one file; what goes past one is refused with a reason.

    bytes are of the file as shared, unpacked_bytes of everything in it (a spreadsheet's parts too), ratio the most that
    unpacking may multiply a size by, where the result is large. tally_rows are of an export of invoices, which is
    understood in memory: about 0.9 KiB a row, hence 0.9 GiB for the most of them. child_* bind the process that reads
    spreadsheets: address space, processor time, time on the wall.
    """

    bytes: int = _GIB
    unpacked_bytes: int = 4 * _GIB
    ratio: int = 200
    members: int = 50
    rows: int = 20_000_000
    columns: int = 1_000
    cells: int = 15_000_000
    tally_rows: int = 1_000_000
    child_bytes: int = 1536 * _MIB
    child_cpu_seconds: int = 60
    child_wall_seconds: float = 90.0


DEFAULT_LIMITS = FileLimits()
