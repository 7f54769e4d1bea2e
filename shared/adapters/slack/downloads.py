"""Fetching a file from Slack with the bot's token, which must reach Slack and nobody else."""

from __future__ import annotations

import http.client
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from shared.adapters.slack.calls import SERVER_FAULT, TOO_MANY
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.sizes import too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse
    from pathlib import Path
    from typing import IO

_TIMEOUT_SECONDS = 30.0
_BLOCK_BYTES = 1 << 20
_SLACK = ".slack.com"


class _NoRedirects(HTTPRedirectHandler):
    """Slack answers a token without files:read by a redirect to a login page; following would carry the token along."""

    def redirect_request(self, *_args: object) -> None:
        """Follow nothing: the redirect becomes an HTTPError."""


def is_slacks(url: str, api_url: str) -> bool:
    """Return True when the URL leads to Slack over TLS, or to the very host and port of the configured API."""
    target, api = urlsplit(url), urlsplit(api_url)
    if (target.scheme, target.netloc) == (api.scheme, api.netloc):
        return True
    host = target.hostname or ""
    return target.scheme == "https" and host.endswith(_SLACK) and not target.username and target.port in {None, 443}


def fetch(url: str, token: str, limit: int, api_url: str) -> bytes:
    """Return the bytes behind a private file URL.

    Raises UserError above limit bytes, InternalError when the URL is not Slack's or Slack refuses, TransientError when
    it cannot be had now.
    """
    content = io.BytesIO()
    with _opened(url, token, api_url) as response:
        _copy(response, content, limit)
    return content.getvalue()


def fetch_into(path: Path, url: str, token: str, limit: int, api_url: str) -> int:
    """Write what is behind a private file URL into a file, in blocks; returns its bytes.

    What announces itself as too large is not begun. Raises as fetch does, TransientError also when the disk is full or
    less came than was announced.
    """
    with _opened(url, token, api_url) as response:
        announced = int(response.headers.get("Content-Length") or 0)
        if announced > limit:
            raise UserError(too_large(limit))
        with path.open("wb") as file:
            written = _copy(response, file, limit)
    if written < announced:
        raise TransientError("Slack's line was cut within a file.")
    return written


@contextmanager
def _opened(url: str, token: str, api_url: str) -> Iterator[HTTPResponse]:
    """Ask for a file; raises InternalError where Slack shows something else in its place."""
    if not is_slacks(url, api_url):
        raise InternalError("A file's address does not lead to Slack.")
    request = Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - the host was checked above
    try:
        with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT_SECONDS) as response:
            if response.headers.get_content_type() == "text/html" and "Content-Disposition" not in response.headers:
                raise InternalError("Slack showed its login page in place of a file: the token may not read files.")
            yield response
    except HTTPError as error:
        error.close()
        if error.code == TOO_MANY or error.code >= SERVER_FAULT:
            raise TransientError(f"Slack could not hand over a file now (status {error.code}).") from None
        raise InternalError(f"Slack refused to hand over a file (status {error.code}).") from None
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"Slack could not be reached for a file ({type(error).__name__}).") from None


def _copy(response: HTTPResponse, into: IO[bytes], limit: int) -> int:
    """Copy in blocks, stopping above the limit: what a server announces need not be what it sends."""
    copied = 0
    while block := response.read(_BLOCK_BYTES):
        copied += len(block)
        if copied > limit:
            raise UserError(too_large(limit))
        into.write(block)
    return copied
