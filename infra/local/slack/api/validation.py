"""blocks.validate: the live check, which runs the same rules as every posting method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack.api.method import LIST, OBJECT, Call, Method
from infra.local.slack.blocks.surfaces import check_blocks, check_view
from infra.local.slack.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json, Report


def validate(call: Call) -> Json:
    """Check blocks, a message or a view: exactly one of them."""
    given = [name for name in ("blocks", "message", "view") if name in call.args]
    if len(given) != 1:
        raise invalid_arguments("must provide exactly one of blocks, message or view")
    value = call.args[given[0]]
    if given[0] == "view":
        report, code = check_view(value, ""), "invalid_view"
    elif given[0] == "message":
        report, code = check_blocks(value.get("blocks", []), "message"), "invalid_message"
    else:
        report, code = check_blocks(value, "message", ""), "invalid_blocks"
    return _verdict(report, code)


def _verdict(report: Report, code: str) -> Json:
    if report.errors:
        raise SlackError(code, errors=[error.as_json() for error in report.errors])
    return {}


METHODS = (Method("blocks.validate", validate, {"blocks": LIST, "message": OBJECT, "view": OBJECT}, open=True),)
