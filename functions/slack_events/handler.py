"""HTTP from Slack: verify, acknowledge within 3 s, queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.slack_events.http import Response, read_request
from functions.slack_events.routes import respond
from functions.slack_events.wiring import door, logger
from shared.core.errors import AvexraError

if TYPE_CHECKING:
    from collections.abc import Mapping


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer one request; what could not be queued gets a 503, so that Slack sends it again."""
    request = read_request(event)
    try:
        response = respond(request, door())
    except AvexraError as error:
        logger().warning("not accepted", extra={"path": request.path, "kind": type(error).__name__})
        response = Response(503, "Try again in a moment.")
    except Exception:  # noqa: BLE001 - a front door: nothing may leave it but a response
        logger().error("not accepted", extra={"path": request.path, "kind": "defect"}, exc_info=False)
        response = Response(500, "Something went wrong here.")
    return response.as_event()
