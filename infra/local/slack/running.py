"""A stand-in that runs: in a thread of its own for tests and scripts, or in this process for the command line."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Self

import uvicorn

from infra.local.slack.server import create_app

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from infra.local.slack.server import Options
    from infra.local.slack.slack import Slack
    from infra.local.slack.workspace import Workspace

_START_SECONDS = 10.0


class RunningSlack:
    """A stand-in in a thread of its own, on a free port of this machine: a context manager, or start() and stop()."""

    def __init__(self, workspace: Workspace | None = None, options: Options | None = None, port: int = 0) -> None:
        self.app = create_app(workspace, options)
        self.slack: Slack = self.app.state.slack
        self._port = port
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the page; the Web API is below it at /api/."""
        return self.slack.base_url

    @property
    def api_url(self) -> str:
        """The address a bot uses as SLACK_API_URL."""
        return f"{self.slack.base_url}/api/"

    def start(self) -> Self:
        """Bind, start serving, and return once requests are answered.

        Raises:
            TimeoutError: when the server does not come up.

        """
        self._socket = bind(self._port)
        self.slack.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(server_config(self.app))
        self._thread = threading.Thread(target=self._serve, name="slack-stand-in", daemon=True)
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(_START_SECONDS / 0.01)):
            if self._server.started:
                return self
            waited.wait(0.01)
        message = "the Slack stand-in did not start"
        raise TimeoutError(message)

    def _serve(self) -> None:
        if self._server is not None and self._socket is not None:
            asyncio.run(self._server.serve(sockets=[self._socket]))

    def stop(self) -> None:
        """Stop serving and close everything."""
        self.slack.hub.close()
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_START_SECONDS)
        if self._socket is not None:
            self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_raised: object) -> None:
        self.stop()


def bind(port: int) -> socket.socket:
    """Return a listening socket on this machine only; port 0 takes a free one."""
    # asyncio switches Nagle off only for sockets that say they are TCP; left on, it costs 40 ms an answer.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    return found


def server_config(app: Starlette) -> uvicorn.Config:
    """Return uvicorn's configuration: quiet, and quick to stop even while pages listen."""
    return uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, ws="none")
