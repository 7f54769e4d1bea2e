"""Why nothing came of a file is said in a sentence, never in a library's words."""

from __future__ import annotations

import json

import pytest

from shared.app.fail_file import FAILED, UNREACHABLE, fail_file
from shared.core.errors import InternalError, TransientError, UserError
from tests.fakes.messenger import FakeMessenger


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UserError("a column has a value that cannot be stored."), "a column has a value that cannot be stored."),
        (TransientError("host db-1 refused"), UNREACHABLE),
        (InternalError("stack"), FAILED),
        (ValueError("cell 42"), FAILED),
    ],
)
def test_the_reason_is_ours(error: Exception, reason: str) -> None:
    """Only a UserError's sentence is shown as it is."""
    bot = FakeMessenger()
    ts = bot.post("C1", "Reading")
    fail_file(bot, "C1", ts, "sales.csv", error)
    assert bot.messages[0].text == f"I could not take sales.csv: {reason}"


def test_a_file_name_is_data() -> None:
    """It becomes neither a mention nor a line of its own, and a nameless file is called one."""
    bot = FakeMessenger()
    ts = bot.post("C1", "Reading")
    fail_file(bot, "C1", ts, "<!channel>\n*x*.csv", TransientError(""))
    assert "<!channel>" not in bot.messages[0].text
    assert '"mrkdwn"' not in json.dumps(bot.messages[0].blocks)
    fail_file(bot, "C1", ts, "", TransientError(""))
    assert "the file" in bot.messages[0].text
