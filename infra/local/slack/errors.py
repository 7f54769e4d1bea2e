"""The one exception of the stand-in: a Web API error, with whatever Slack adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json, Report


class SlackError(Exception):
    """A call refused by its rules: becomes {"ok": false, "error": code, ...} with HTTP 200."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def as_json(self) -> Json:
        """Return the response body."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str) -> SlackError:
    """Return the error for arguments that are missing, unknown or of the wrong form."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {line}" for line in messages]})


def invalid_payload(code: str, report: Report) -> SlackError:
    """Return the error for blocks or a view that break a rule, with the place of each."""
    return SlackError(
        code,
        errors=[f"{error.message} [json-pointer:{error.pointer}]" for error in report.errors],
        response_metadata={"messages": [error.as_slack() for error in report.errors]},
    )
