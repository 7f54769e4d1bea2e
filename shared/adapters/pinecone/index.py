"""One Pinecone index over its REST data plane: upsert, query, list, delete.

https://docs.pinecone.io/reference/api/2025-10/data-plane
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import httpx2

API_VERSION = "2025-10"
UPSERT_AT_ONCE = 100
"""Vectors of one request: 1,000 and 2 MB are the limits, and a vector of ours with its text takes up to 12 kB."""
DELETE_AT_ONCE = 1_000
LISTED_AT_ONCE = 100
MOST_BYTES = 8_000_000
"""Of one reply."""
_TRIES = 3
_LONGEST_WAIT = 5.0
_SECONDS = 10.0
_BUSY, _FAULT = 429, 500

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write addresses


class PineconeIndex:
    """An index by its host ("https://name-project.svc.region.pinecone.io", or without the scheme)."""

    def __init__(
        self, host: str, api_key: str, seconds: float = _SECONDS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._url = (host if "://" in host else f"https://{host}").rstrip("/")
        self._api_key = api_key
        self._seconds = seconds
        self._sleep = sleep
        self._client: httpx2.Client | None = None

    def __repr__(self) -> str:
        return f"PineconeIndex({self._url!r})"

    def upsert(self, namespace: str, vectors: Sequence[Mapping[str, Any]]) -> None:
        """Insert vectors {id, values, metadata}, or replace those of the same id."""
        for at in range(0, len(vectors), UPSERT_AT_ONCE):
            part = list(vectors[at : at + UPSERT_AT_ONCE])
            self._call("POST", "/vectors/upsert", body={"namespace": namespace, "vectors": part})

    def query(
        self, namespace: str, vector: Sequence[float], filter_: Mapping[str, Any], limit: int
    ) -> list[dict[str, Any]]:
        """Return matches {id, score, metadata} that pass the filter, nearest first."""
        body = {
            "namespace": namespace,
            "vector": list(vector),
            "topK": limit,
            "filter": dict(filter_),
            "includeMetadata": True,
            "includeValues": False,
        }
        matches = self._call("POST", "/query", body=body).get("matches", [])
        return [each for each in matches if isinstance(each, dict)] if isinstance(matches, list) else []

    def ids(self, namespace: str, prefix: str) -> Iterator[str]:
        """Yield the ids that begin with the prefix."""
        params = {"namespace": namespace, "prefix": prefix, "limit": str(LISTED_AT_ONCE)}
        while True:
            reply = self._call("GET", "/vectors/list", params=params)
            yield from (str(each["id"]) for each in reply.get("vectors", ()))
            following = (reply.get("pagination") or {}).get("next")
            if not following:
                return
            params = {**params, "paginationToken": str(following)}

    def delete(self, namespace: str, ids: Sequence[str]) -> None:
        """Delete vectors by id; those that are not there are no error."""
        for at in range(0, len(ids), DELETE_AT_ONCE):
            part = list(ids[at : at + DELETE_AT_ONCE])
            self._call("POST", "/vectors/delete", body={"namespace": namespace, "ids": part}, absent_is_fine=True)

    def close(self) -> None:
        """Close the line; the next call opens it anew."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        *,
        absent_is_fine: bool = False,
    ) -> dict[str, Any]:
        """Make one call, again where the index is busy. Raises TransientError and InternalError, without its words."""
        for attempt in range(1, _TRIES + 1):
            status, wait, reply = self._once(method, path, body, params)
            if status < 300:  # noqa: PLR2004 - success
                return reply
            if status == 404 and absent_is_fine:  # noqa: PLR2004 - a namespace that nothing was put into yet
                return {}
            if status != _BUSY and 0 < status < _FAULT:
                raise InternalError(f"The vector index refused a call ({path}, status {status}).")
            if attempt < _TRIES:
                self._sleep(min(wait or 0.2 * 2**attempt, _LONGEST_WAIT))
        raise TransientError("The vector index could not be used now.")

    def _once(
        self, method: str, path: str, body: Mapping[str, Any] | None, params: Mapping[str, str] | None
    ) -> tuple[int, float, dict[str, Any]]:
        """Return (status, seconds to wait, reply); status 1000 where no whole reply came."""
        import httpx2  # noqa: PLC0415 - only who has such an index pays for it

        try:
            response = self._connected().request(method, path, json=body, params=params)
            if len(response.content) > MOST_BYTES:
                return 1000, 0.0, {}
            wait = _seconds(response.headers.get("retry-after", ""))
            return response.status_code, wait, _object(response.text) if response.is_success else {}
        except (httpx2.HTTPError, httpx2.StreamError, ValueError):
            self.close()
            return 1000, 0.0, {}

    def _connected(self) -> httpx2.Client:
        if self._client is None:
            import httpx2  # noqa: PLC0415

            self._client = httpx2.Client(
                base_url=self._url,
                headers={"Api-Key": self._api_key, "X-Pinecone-Api-Version": API_VERSION},
                timeout=self._seconds,
                follow_redirects=False,
            )
        return self._client


def _object(text: str) -> dict[str, Any]:
    """The reply as an object. Raises ValueError where it is none."""
    found = json.loads(text) if text else {}
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - it is read as JSON that cannot be
    return found


def _seconds(text: str) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        return 0.0
