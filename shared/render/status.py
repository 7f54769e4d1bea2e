"""What people see while an answer is made."""

from shared.render import limits

THINKING = "is looking at your data…"
"""The status beside the bot's name (https://docs.slack.dev/reference/methods/assistant.threads.setStatus)."""

LOADING_MESSAGES: tuple[str, ...] = (
    "Reading the question…",
    "Finding the right tables…",
    "Adding it up…",
    "Checking the numbers…",
    "Drawing the picture…",
)[: limits.LOADING_MESSAGES]
"""Shown one after the other while the status stands."""

PLACEHOLDER = "Looking at your data…"
"""The text of a message that is posted first and becomes the answer."""
