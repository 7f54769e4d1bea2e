"""How a data set lies on its shelf: the keys, which versions are kept, what may be deleted.

    manifest.json               the current manifest: the pointer that moves
    manifests/0000000012.json   the manifest of a version that the pointer has left
    files/{unique}-{name}       a file, never changed
    lease.json                  who syncs

A version's manifest is laid under manifests/ just before the pointer leaves it, by whoever moves the pointer: since the
moment at which it was stored nobody begins to read that version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from shared.core.store.manifest import Manifest

POINTER = "manifest.json"
VERSIONS = "manifests/"
FILES = "files/"
LEASE = "lease.json"

_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 100
"""Characters of a name in a key: with the unique part below the 255 bytes that file systems take."""
_VERSION = re.compile(rf"{VERSIONS}(\d{{10,}})\.json")


def file_key(unique: str, name: str) -> str:
    """Return a file's key: unique, then the name's end with what file systems may refuse made a dash."""
    return f"{FILES}{unique}-{_ODD.sub('-', name)[-_LONGEST_NAME:]}"


def version_key(number: int) -> str:
    """Return the key of a version's manifest once it is no longer the current one."""
    return f"{VERSIONS}{number:010d}.json"


def version_of(key: str) -> int | None:
    """Return the version whose manifest lies under that key, or None where the key is another thing's."""
    found = _VERSION.fullmatch(key)
    return int(found.group(1)) if found else None


def check_follows(manifest: Manifest, last: Manifest) -> None:
    """Raise InternalError unless the manifest is the next version of the same data set."""
    if (manifest.dataset_id, manifest.version) != (last.dataset_id, last.version + 1):
        raise InternalError(
            f"Version {manifest.version} of {manifest.dataset_id} cannot follow version {last.version} of "
            f"{last.dataset_id}."
        )


def check_is_whole(manifest: Manifest, sizes: Mapping[str, int]) -> None:
    """Raise TransientError when a file that the manifest names is not there in its size: another sync mends that."""
    for file in manifest.files:
        if sizes.get(file.key) != file.size:
            raise TransientError("Files of this snapshot are gone or incomplete; it was not published. Sync again.")


@dataclass(frozen=True, slots=True)
class Shelved:
    """What lies on a shelf: bytes, and when it was stored."""

    size: int
    stored_at: datetime


def kept_versions(current: int | None, stored: Mapping[str, Shelved], keep: int, before: datetime) -> frozenset[int]:
    """Return the versions that stay.

    They are the current one, the newest `keep` (the current one among them), and those that the pointer left at or
    after `before`: whoever read the pointer since then may still be at work on them. All of them where there is no
    current one: then the pointer was lost, and they are what is left to go back to.
    """
    left = {number: lying.stored_at for key, lying in stored.items() if (number := version_of(key)) is not None}
    if current is None:
        return frozenset(left)
    newest = sorted({current, *left}, reverse=True)[: max(keep, 0)]
    return frozenset({current, *newest, *(number for number, at in left.items() if at >= before)})


def unkept(
    stored: Mapping[str, Shelved], kept: Collection[int], named: Collection[str], before: datetime
) -> tuple[list[str], list[str]]:
    """Return what may be deleted: keys of manifests, then of files that no kept version names and that are old enough.

    Manifests go first, so that none that is left names a file that is gone.
    """
    manifests = [key for key in stored if (number := version_of(key)) is not None and number not in kept]
    files = [
        key for key, lying in stored.items() if key.startswith(FILES) and key not in named and lying.stored_at < before
    ]
    return manifests, files
