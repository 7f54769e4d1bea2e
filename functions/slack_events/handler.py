"""HTTP from Slack: verify, acknowledge within 3 s, queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.slack_events.http import Response, read_request
from functions.slack_events.routes import respond
from functions.slack_events.wiring import door, logger
from shared.core.errors import AvexraError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.slack_events.routes import Door


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer one request; what could not be queued gets a 503, so that Slack sends it again."""
    return answer(event, door).as_event()


def answer(event: Mapping[str, Any], open_door: Callable[[], Door]) -> Response:
    """Return the response to an event of the HTTP entry, whatever goes wrong; nothing of the request is logged."""
    try:
        return respond(read_request(event), open_door())
    except AvexraError as error:
        logger().warning("not accepted", extra={"kind": type(error).__name__})
        return Response(503, "Try again in a moment.")
    except Exception as error:  # noqa: BLE001 - a front door: nothing may leave it but a response
        logger().error("not accepted", extra={"kind": type(error).__name__})
        return Response(500, "Something went wrong here.")
