"""What configuration says of the store, for the doors that sync it or show it; others start without reading it."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from shared.config.store import load_store

if TYPE_CHECKING:
    from shared.core.store.settings import StoreSettings


@cache
def store_settings() -> StoreSettings:
    """Return what configuration says of the store. Raises UserError for mistakes in it."""
    return load_store(os.environ)
