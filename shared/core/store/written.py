"""Manifests and leases as the JSON that lies on a shelf, and back."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from shared.core.codec import decode, encode
from shared.core.errors import InternalError, UserError
from shared.core.store.lease import Lease
from shared.core.store.manifest import FORM, Manifest

T = TypeVar("T")


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as JSON in UTF-8; a mean that is no number is NaN or Infinity there, as Python writes it."""
    return _bytes(manifest)


def manifest_from(content: bytes) -> Manifest:
    """Return the manifest that these bytes were made of. Raises InternalError for what this release cannot read."""
    data = _json(content)
    form = data.get("form") if isinstance(data, dict) else None
    if form != FORM:
        raise InternalError(f"A manifest is of form {form!r}; this release reads form {FORM}.")
    return _decoded(Manifest, data)


def lease_bytes(lease: Lease) -> bytes:
    """Return the lease as JSON in UTF-8."""
    return _bytes(lease)


def lease_from(content: bytes) -> Lease:
    """Return the lease that these bytes were made of. Raises InternalError for anything else."""
    return _decoded(Lease, _json(content))


def _bytes(value: object) -> bytes:
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":")).encode()


def _json(content: bytes) -> Any:  # noqa: ANN401 - JSON has no narrower type
    try:
        return json.loads(content)
    except ValueError:
        raise InternalError("What should be JSON on a shelf of snapshots is not.") from None


def _decoded(expected: type[T], data: object) -> T:
    try:
        return decode(expected, data)
    except UserError as error:
        raise InternalError(f"What lies on a shelf of snapshots does not fit: {error}.") from None
