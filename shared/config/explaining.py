"""What a model that writes explanations is told."""

from __future__ import annotations

from pathlib import Path

_PROMPT = Path(__file__).with_name("prompts") / "explain_passages.md"


def load_explaining_prompt() -> str:
    """Return the text of the prompt."""
    return _PROMPT.read_text(encoding="utf-8")
