"""The bot's token goes to Slack and nowhere else."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from shared.adapters.slack.downloads import fetch, is_slacks
from shared.core.errors import InternalError, TransientError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/download/a.csv",
        "https://slack.com/x",
        "https://files.slack.com:443/a",
        "https://hooks.slack.com/actions/1",
    ],
)
def test_slacks_own_hosts_are_slacks(url: str) -> None:
    """Over TLS."""
    assert is_slacks(url, API)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/a",
        "https://files.slack.com.evil.example/a",
        "https://evil.example/files.slack.com",
        "https://evilslack.com/a",
        "https://files.slack.com@evil.example/a",
        "https://user@files.slack.com/a",
        "https://files.slack.com:8443/a",
        "file:///etc/passwd",
        "ftp://files.slack.com/a",
        "//files.slack.com/a",
        "",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_nothing_else_is(url: str) -> None:
    """However it is dressed up."""
    assert not is_slacks(url, API)
    with pytest.raises(InternalError):
        fetch(url, "xoxb-1", 10, API)


def test_a_configured_address_is_slacks_to_the_port() -> None:
    """A stand-in on this machine is one host and one port."""
    assert is_slacks("http://127.0.0.1:9000/files/1", "http://127.0.0.1:9000/api/")
    assert not is_slacks("http://127.0.0.1:9001/files/1", "http://127.0.0.1:9000/api/")
    assert not is_slacks("http://localhost:9000/files/1", "http://127.0.0.1:9000/api/")


class _Files(BaseHTTPRequestHandler):
    """Serves what the path says and keeps the tokens it was shown."""

    tokens: list[str | None]

    def do_GET(self) -> None:
        """Answer."""
        self.tokens.append(self.headers.get("Authorization"))
        match self.path:
            case "/away":
                self._answer(302, {"Location": "/elsewhere"})
            case "/login":
                self._answer(200, {"Content-Type": "text/html"}, b"<html>")
            case "/page.html":
                self._answer(200, {"Content-Type": "text/html", "Content-Disposition": "attachment"}, b"<html>")
            case "/cut":
                self._answer(200, {"Content-Length": "100"}, b"short")
            case path:
                self._answer(int(path[1:]), {}, b"0123456789")

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """A server of files on this machine."""
    _Files.tokens = []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_a_file_comes_up_to_the_limit(server: str) -> None:
    """With the token shown once."""
    assert fetch(f"{server}/200", "xoxb-1", 10, server) == b"0123456789"
    assert _Files.tokens == ["Bearer xoxb-1"]
    with pytest.raises(UserError, match="larger than 9 bytes"):
        fetch(f"{server}/200", "xoxb-1", 9, server)


def test_a_redirect_is_not_followed(server: str) -> None:
    """It would carry the token along."""
    with pytest.raises(InternalError):
        fetch(f"{server}/away", "xoxb-1", 10, server)
    assert len(_Files.tokens) == 1


def test_a_login_page_is_not_a_file(server: str) -> None:
    """Slack shows one, with status 200, to a token that may not read files; a shared page is a file."""
    with pytest.raises(InternalError):
        fetch(f"{server}/login", "xoxb-1", 10, server)
    assert fetch(f"{server}/page.html", "xoxb-1", 10, server) == b"<html>"


@pytest.mark.parametrize(("status", "kind"), [(403, InternalError), (404, InternalError), (429, TransientError)])
def test_refusals_and_faults_are_told_apart(server: str, status: int, kind: type[Exception]) -> None:
    """A refusal stays one; a fault may pass."""
    with pytest.raises(kind):
        fetch(f"{server}/{status}", "xoxb-1", 10, server)
    with pytest.raises(TransientError):
        fetch(f"{server}/503", "xoxb-1", 10, server)


def test_a_cut_line_is_for_later() -> None:
    """Nobody there, or gone."""
    with pytest.raises(TransientError):
        fetch("http://127.0.0.1:9/a", "xoxb-1", 10, "http://127.0.0.1:9/api/")
