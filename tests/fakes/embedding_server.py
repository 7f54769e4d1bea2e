"""A small HTTP server that speaks OpenAI's embeddings, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class EmbeddingServer:
    """Answers with a vector that depends on a text's length; fault is "", or what goes wrong with every call."""

    fault: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
                """Write nothing."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.bodies.append({"path": self.path, **body})
                if server.fault == "stall":
                    server.released.wait(30)
                    self.close_connection = True
                    return
                status, reply = server.reply(body)
                data = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def reply(self, body: dict[str, Any]) -> tuple[int, Any]:
        """The status and body of an answer; the vectors come last first, as nobody promised an order."""
        if self.fault.isdigit():
            return int(self.fault), {"error": {"message": "secret words", "code": None}}
        size = 3 if self.fault == "short" else body["dimensions"]
        data = [
            {"object": "embedding", "index": place, "embedding": [float(len(text)), *[0.0] * (size - 2), 1.0]}
            for place, text in enumerate(body["input"])
        ]
        kept = data[1:] if self.fault == "missing" else data
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return 200, {"object": "list", "data": kept[::-1], "model": body["model"], "usage": usage}
