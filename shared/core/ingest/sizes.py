"""Sizes of files in words."""

from __future__ import annotations

_STEP = 1024
_UNITS = ("bytes", "KB", "MB", "GB")
_TEN = 10


def size(count: int) -> str:
    """Write a number of bytes as people read it: 9 bytes, 640 KB, 1.5 GB (of 1024 each)."""
    amount, unit = float(count), 0
    while amount >= _STEP and unit + 1 < len(_UNITS):
        amount, unit = amount / _STEP, unit + 1
    decimals = 1 if amount < _TEN and amount != int(amount) else 0
    return f"{amount:.{decimals}f} {_UNITS[unit]}"


def too_large(limit: int) -> str:
    """Say how large a file may be, and what to do."""
    return f"That file is larger than {size(limit)}, the limit; please share it in parts."
