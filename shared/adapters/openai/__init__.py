"""OpenAI, and whatever speaks its chat completions behind another base URL."""
