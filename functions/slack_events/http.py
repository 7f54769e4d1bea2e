"""HTTP requests and responses of API Gateway's payload format 2.0."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; header names are lower case, raw is the body's bytes, which a signature covers."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: str
    raw: bytes

    @property
    def body(self) -> str:
        """The body as text; bytes that are not UTF-8 become replacement characters."""
        return self.raw.decode("utf-8", errors="replace")

    def form(self) -> dict[str, str]:
        """Return the fields of a form body, blank ones too."""
        return dict(parse_qsl(self.body, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_event(self) -> dict[str, Any]:
        """Return the dict that API Gateway wants."""
        return {"statusCode": self.status, "headers": dict(self.headers), "body": self.body, "isBase64Encoded": False}


def read_request(event: Mapping[str, Any]) -> Request:
    """Return the request of an event. Cookies come apart from the headers there, and are put back.

    A body that is not the base64 it should be is taken as it is: no signature covers it.
    """
    http = (event.get("requestContext") or {}).get("http") or {}
    body = str(event.get("body") or "")
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    if event.get("cookies"):
        headers["cookie"] = "; ".join(map(str, event["cookies"]))
    return Request(
        method=str(http.get("method", "GET")).upper(),
        path=str(event.get("rawPath") or "/"),
        headers=headers,
        query=str(event.get("rawQueryString") or ""),
        raw=_decoded(body) if event.get("isBase64Encoded") else body.encode("utf-8", errors="surrogatepass"),
    )


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body)
    except ValueError:
        return body.encode("utf-8", errors="replace")


def json_response(value: object) -> Response:
    """Return a 200 with a JSON body, or an empty one for None."""
    if value is None:
        return Response()
    return Response(body=json.dumps(value, ensure_ascii=False), headers={"content-type": "application/json"})
