"""A small HTTP server that speaks the part of Pinecone's REST data plane that is used, and its refusals."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY = "pc-test-1f2e3d4c"
MOST_UPSERTED, MOST_DELETED, MOST_TOP = 1_000, 1_000, 10_000


@dataclass
class PineconeServer:
    """An index with this many dimensions; script(n) is the status that call number n (from 0) gets, 0 for an answer."""

    dimensions: int = 512
    script: Callable[[int], int] = lambda _: 0
    retry_after: str = "0"
    calls: list[tuple[str, str]] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    namespaces: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        server = self

        class Handler(_Handler):
            index: PineconeServer = server

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """The index's host."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def upsert(self, body: Mapping[str, Any]) -> tuple[int, Any]:
        """POST /vectors/upsert."""
        vectors = body["vectors"]
        if not vectors or len(vectors) > MOST_UPSERTED:
            return 400, {"code": 3, "message": "the number of vectors is wrong"}
        if any(len(each["values"]) != self.dimensions or not any(each["values"]) for each in vectors):
            return 400, {"code": 3, "message": "a vector does not fit the index"}
        self.namespaces.setdefault(body.get("namespace", ""), {}).update({each["id"]: each for each in vectors})
        return 200, {"upsertedCount": len(vectors)}

    def query(self, body: Mapping[str, Any]) -> tuple[int, Any]:
        """POST /query."""
        if len(body["vector"]) != self.dimensions or not 1 <= body["topK"] <= MOST_TOP:
            return 400, {"code": 3, "message": "the query does not fit the index"}
        kept = self.namespaces.get(body.get("namespace", ""), {}).values()
        found = [each for each in kept if _passes(each.get("metadata", {}), body.get("filter", {}))]
        scored = sorted(((_dot(body["vector"], each["values"]), each) for each in found), key=lambda each: -each[0])
        matches = [
            {
                "id": each["id"],
                "score": score,
                **({"metadata": each["metadata"]} if body.get("includeMetadata") else {}),
            }
            for score, each in scored[: body["topK"]]
        ]
        return 200, {"matches": matches, "namespace": body.get("namespace", ""), "usage": {"readUnits": 1}}

    def delete(self, body: Mapping[str, Any]) -> tuple[int, Any]:
        """POST /vectors/delete."""
        if len(body["ids"]) > MOST_DELETED:
            return 400, {"code": 3, "message": "too many ids"}
        if body.get("namespace", "") not in self.namespaces:
            return 404, {"code": 5, "message": "Namespace not found"}
        for each in body["ids"]:
            self.namespaces[body["namespace"]].pop(each, None)
        return 200, {}

    def listed(self, params: Mapping[str, list[str]]) -> tuple[int, Any]:
        """GET /vectors/list: ids in order, a page at a time."""
        namespace, prefix = params["namespace"][0], params.get("prefix", [""])[0]
        limit = min(int(params.get("limit", ["100"])[0]), 100)
        after = params.get("paginationToken", [""])[0]
        ids = sorted(each for each in self.namespaces.get(namespace, {}) if each.startswith(prefix) and each > after)
        more = {"pagination": {"next": ids[limit - 1]}} if len(ids) > limit else {}
        return 200, {"vectors": [{"id": each} for each in ids[:limit]], "namespace": namespace, **more}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    index: PineconeServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
        """Write nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        works = {
            "/vectors/upsert": self.index.upsert,
            "/query": self.index.query,
            "/vectors/delete": self.index.delete,
        }
        work = works.get(urlsplit(self.path).path)
        self._answer(lambda: work(body) if work else (404, {"message": "no such path"}))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        listing = parts.path == "/vectors/list"
        self._answer(lambda: self.index.listed(parse_qs(parts.query)) if listing else (404, {}))

    def _answer(self, work: Callable[[], tuple[int, Any]]) -> None:
        number = len(self.index.calls)
        self.index.calls.append((self.command, urlsplit(self.path).path))
        self.index.versions.add(self.headers.get("X-Pinecone-Api-Version", ""))
        scripted = self.index.script(number)
        if self.headers.get("Api-Key") != KEY:
            self._send(401, {"message": f"wrong key, not {KEY}"})
        elif scripted:
            self._send(scripted, {"code": 8, "message": f"secret words {KEY}"})
        else:
            self._send(*work())

    def _send(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", self.index.retry_after)
        self.end_headers()
        self.wfile.write(data)


def _dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _passes(metadata: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    for name, wanted in condition.items():
        if name == "$and":
            if not all(_passes(metadata, each) for each in wanted):
                return False
        elif "$in" in wanted:
            if metadata.get(name) not in wanted["$in"]:
                return False
        elif metadata.get(name) != wanted["$eq"]:
            return False
    return True
